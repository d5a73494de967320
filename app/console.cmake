# turnpike: the console. Included where Qt Widgets and the windows are there.
turnpike_add_module(console QT
    SOURCES ConsoleGateway.cpp ConsoleProgram.cpp FirstStart.cpp LedgerWatch.cpp PortOwner.cpp ReportProgram.cpp
    LINK turnpike::app turnpike::ui
    PCH ${TURNPIKE_PCH_QT})

add_executable(turnpike main_console.cpp)
turnpike_optimize(turnpike)
target_link_libraries(turnpike PRIVATE turnpike::console)
