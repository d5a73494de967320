foreach(test Shell CommandPalette Notices)
    turnpike_add_test(${test} SOURCES tst_${test}.cpp
        ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
        LINK turnpike::ui turnpike_services_support LABELS console)
endforeach()
