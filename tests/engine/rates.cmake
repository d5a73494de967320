turnpike_add_test(RateLimits
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_RateLimits.cpp
            ${CMAKE_CURRENT_LIST_DIR}/GatewayFixture.cpp
    LINK turnpike::engine turnpike::ledger turnpike::test_support Qt6::Network)
