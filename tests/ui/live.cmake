turnpike_add_test(LivePane
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_LivePane.cpp
            ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
    LINK turnpike::ui turnpike_services_support LABELS console)
turnpike_add_test(LiveRouteText SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_LiveRouteText.cpp
    LINK turnpike::ui LABELS console)
