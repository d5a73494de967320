# The window around the panes.
target_sources(turnpike_ui PRIVATE
    shell/CommandRegistry.cpp
    shell/Navigation.cpp
    shell/Notices.cpp
    shell/Pane.cpp
    shell/WorkspaceScope.cpp)
