list(APPEND TURNPIKE_ENGINE_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/FailureRule.cpp
    ${CMAKE_CURRENT_LIST_DIR}/HealthBook.cpp
    ${CMAKE_CURRENT_LIST_DIR}/HealthWindow.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ModelIndex.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ModelReference.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RoutePlan.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RouteRank.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RouteRefusal.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RouteSieve.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RouteTrail.cpp)
