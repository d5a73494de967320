turnpike_add_test(Plugins
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_Plugins.cpp
            ${CMAKE_CURRENT_LIST_DIR}/GatewayFixture.cpp
    LINK turnpike::engine turnpike::ledger turnpike::test_support Qt6::Network)
