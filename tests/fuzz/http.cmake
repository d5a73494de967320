foreach(name request_parser response_parser chunked)
    turnpike_add_fuzz(${name} SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_${name}.cpp LINK turnpike::http)
endforeach()
