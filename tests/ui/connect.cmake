if(TARGET turnpike_console)
    turnpike_add_test(ConnectPane
        SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_ConnectPane.cpp
                ${CMAKE_CURRENT_SOURCE_DIR}/ConnectRig.cpp
        LINK turnpike::console turnpike::test_support LABELS console)
endif()
