# The first-run assistant over the whole program, gateway included.
if(TARGET turnpike_console)
    turnpike_add_test(FirstRun
        SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_FirstRun.cpp
        LINK turnpike::console turnpike::test_support LABELS console firstrun)
endif()
