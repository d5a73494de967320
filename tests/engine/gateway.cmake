turnpike_add_test(Gateway
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_Gateway.cpp
            ${CMAKE_CURRENT_SOURCE_DIR}/GatewayFixture.cpp
    LINK turnpike::engine turnpike::ledger turnpike::test_support Qt6::Network)
turnpike_add_test(GatewayRules
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_GatewayRules.cpp
            ${CMAKE_CURRENT_SOURCE_DIR}/GatewayFixture.cpp
    LINK turnpike::engine turnpike::ledger turnpike::test_support Qt6::Network)
turnpike_add_test(MediaRoutes
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_MediaRoutes.cpp
            ${CMAKE_CURRENT_SOURCE_DIR}/GatewayFixture.cpp
    LINK turnpike::engine turnpike::ledger turnpike::test_support Qt6::Network Boost::json)
