turnpike_add_test(OverviewPane
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_OverviewPane.cpp
            ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
    LINK turnpike::ui turnpike_services_support LABELS console)
