list(APPEND TURNPIKE_ENGINE_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/BudgetRefusal.cpp
    ${CMAKE_CURRENT_LIST_DIR}/CachedAnswer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/GenerationAdmission.cpp
    ${CMAKE_CURRENT_LIST_DIR}/GenerationAttempt.cpp
    ${CMAKE_CURRENT_LIST_DIR}/GenerationCaching.cpp
    ${CMAKE_CURRENT_LIST_DIR}/GenerationExchange.cpp
    ${CMAKE_CURRENT_LIST_DIR}/GenerationPlugins.cpp
    ${CMAKE_CURRENT_LIST_DIR}/GenerationSettlement.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Engine.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Gateway.cpp
    ${CMAKE_CURRENT_LIST_DIR}/HealthProbe.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Pairing.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RefusalMeter.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ResponseCache.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RouterMetadata.cpp
    ${CMAKE_CURRENT_LIST_DIR}/TrailCache.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Worker.cpp)
