list(APPEND TURNPIKE_ENGINE_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/Catalogue.cpp
    ${CMAKE_CURRENT_LIST_DIR}/CatalogueFilter.cpp
    ${CMAKE_CURRENT_LIST_DIR}/CatalogueJson.cpp
    ${CMAKE_CURRENT_LIST_DIR}/KeyInfo.cpp
    ${CMAKE_CURRENT_LIST_DIR}/UrlText.cpp)
