if(TARGET turnpike_console)
    turnpike_add_test(ConnectPane
        SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_ConnectPane.cpp
                ${CMAKE_CURRENT_SOURCE_DIR}/ConnectRig.cpp
        LINK turnpike::console turnpike::test_support LABELS console)
    turnpike_add_test(ConnectionCheck
        SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_ConnectionCheck.cpp
                ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
        LINK turnpike::console turnpike_services_support LABELS console)
endif()
