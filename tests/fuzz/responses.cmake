foreach(name responses_request responses_answer)
    turnpike_add_fuzz(${name} SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_${name}.cpp LINK turnpike::responses_format)
endforeach()
