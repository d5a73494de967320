if(TARGET turnpike_ui)
    turnpike_add_test(ModelsPane
        SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_ModelsPane.cpp
                ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
        LINK turnpike::ui turnpike_services_support LABELS console)
endif()
