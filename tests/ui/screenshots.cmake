# The pictures of the documentation: build/dev/tests/ui/turnpike_screenshots docs/images
add_executable(turnpike_screenshots ${CMAKE_CURRENT_LIST_DIR}/screenshots/screenshots.cpp)
target_link_libraries(turnpike_screenshots PRIVATE turnpike::console)
