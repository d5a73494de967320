list(APPEND TURNPIKE_ENGINE_SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/AddressGuard.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Channel.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Connector.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Dialer.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Http1Connection.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Http2Callbacks.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Http2Session.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Http2Stream.cpp
    ${CMAKE_CURRENT_LIST_DIR}/OriginPool.cpp
    ${CMAKE_CURRENT_LIST_DIR}/PooledCall.cpp
    ${CMAKE_CURRENT_LIST_DIR}/Resolver.cpp
    ${CMAKE_CURRENT_LIST_DIR}/TlsContexts.cpp
    ${CMAKE_CURRENT_LIST_DIR}/UpstreamPool.cpp)
