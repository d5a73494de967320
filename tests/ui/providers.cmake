if(TARGET turnpike_console)
    foreach(test ProviderKeyForm ProvidersPane)
        turnpike_add_test(${test}
            SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_${test}.cpp
                    ${CMAKE_CURRENT_SOURCE_DIR}/ProviderBench.h
                    ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
            LINK turnpike::console turnpike_services_support LABELS console)
    endforeach()
endif()
