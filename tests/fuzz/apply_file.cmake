if(TARGET turnpike_services)
    turnpike_add_fuzz(apply_file SOURCES ${CMAKE_CURRENT_LIST_DIR}/fuzz_apply_file.cpp
        LINK turnpike::services)
endif()
