list(APPEND TURNPIKE_ENGINE_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/HoldEstimate.cpp
    ${CMAKE_CURRENT_LIST_DIR}/KeyCheck.cpp
    ${CMAKE_CURRENT_LIST_DIR}/KeyConnections.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ModelStatistics.cpp
    ${CMAKE_CURRENT_LIST_DIR}/RateLimits.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Turnstile.cpp)
