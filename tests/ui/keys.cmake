foreach(test KeySecrets KeysCsv)
    turnpike_add_test(${test} SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_${test}.cpp
        LINK turnpike::ui LABELS console)
endforeach()
turnpike_add_test(KeysPane
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_KeysPane.cpp
            ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
    LINK turnpike::ui turnpike_services_support LABELS console)
