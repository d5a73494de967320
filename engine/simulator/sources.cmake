list(APPEND TURNPIKE_ENGINE_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/SimulatedAnswer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/SimulatedProvider.cpp)
