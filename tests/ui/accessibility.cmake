turnpike_add_test(Accessibility
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_Accessibility.cpp
            ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
    LINK turnpike::ui turnpike_services_support LABELS console)
