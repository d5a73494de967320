# How endpoints stand, and where a request would go.
target_sources(turnpike_ui PRIVATE
    panes/routing/RouteForm.cpp
    panes/routing/RoutePreviewPanel.cpp
    panes/routing/RouteStep.cpp
    panes/routing/RoutingFeed.cpp
    panes/routing/RoutingPane.cpp)
