foreach(test Theme Widgets Forms DataTable)
    turnpike_add_test(${test} SOURCES tst_${test}.cpp LINK turnpike::ui LABELS console)
endforeach()

# Every control in every state, to be looked at: turnpike_gallery [--shot FILE] [--dark]
add_executable(turnpike_gallery gallery/main.cpp gallery/GalleryPage.cpp)
set_target_properties(turnpike_gallery PROPERTIES AUTOMOC ON)
target_link_libraries(turnpike_gallery PRIVATE turnpike::ui)
