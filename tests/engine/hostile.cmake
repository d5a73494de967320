foreach(name HostileUpstream HostileFormats HostileClient LargeAnswers)
    turnpike_add_test(${name}
        SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_${name}.cpp
                ${CMAKE_CURRENT_LIST_DIR}/ChatAnswerCheck.cpp
                ${CMAKE_CURRENT_LIST_DIR}/Dialects.cpp
                ${CMAKE_CURRENT_LIST_DIR}/GatewayFixture.cpp
                ${CMAKE_CURRENT_LIST_DIR}/HostileGateway.cpp
        LINK turnpike::engine turnpike::ledger turnpike::test_support Qt6::Network)
endforeach()
