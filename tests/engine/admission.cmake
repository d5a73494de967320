foreach(name HoldEstimate KeyCheck)
    turnpike_add_test(${name} SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_${name}.cpp
        LINK turnpike::engine turnpike::test_support)
endforeach()
