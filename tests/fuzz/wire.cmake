foreach(name json sse chat_request chat_stream)
    turnpike_add_fuzz(${name} SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_${name}.cpp LINK turnpike::chat_format)
endforeach()
