foreach(name messages_request messages_stream anthropic_stream)
    turnpike_add_fuzz(${name} SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_${name}.cpp
        LINK turnpike::messages_format)
endforeach()
