# The pictures of the documentation: build/dev/tests/ui/turnpike_screenshots docs/images
add_executable(turnpike_screenshots ${CMAKE_CURRENT_LIST_DIR}/screenshots/screenshots.cpp
    ${CMAKE_CURRENT_LIST_DIR}/screenshots/FirstRunShots.cpp)
target_link_libraries(turnpike_screenshots PRIVATE turnpike::console turnpike::test_support)
