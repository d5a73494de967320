foreach(name ModelReference RoutingFilters RoutingOrder RoutingTrail)
    turnpike_add_test(${name}
        SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_${name}.cpp
                ${CMAKE_CURRENT_LIST_DIR}/RoutingFixture.cpp
        LINK turnpike::engine turnpike::test_support)
endforeach()
turnpike_add_test(HealthBook SOURCES ${CMAKE_CURRENT_LIST_DIR}/tst_HealthBook.cpp
    LINK turnpike::engine turnpike::test_support)
