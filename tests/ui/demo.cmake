turnpike_add_test(Demonstration SOURCES tst_Demonstration.cpp
    ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
    LINK turnpike::ui turnpike_services_support LABELS console)
