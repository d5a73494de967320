list(APPEND TURNPIKE_ENGINE_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/BudgetRefusal.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ChatAdmission.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ChatAttempt.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ChatExchange.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ChatSettlement.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Engine.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Gateway.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RefusalMeter.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Worker.cpp)
