if(TARGET turnpike_models)
    turnpike_add_test(RouteWords SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_RouteWords.cpp
        LINK turnpike::engine turnpike::models turnpike::test_support)
endif()
