# Live requests.
target_sources(turnpike_ui PRIVATE
    panes/live/BillTable.cpp
    panes/live/LiveDetails.cpp
    panes/live/LiveExport.cpp
    panes/live/LiveInspector.cpp
    panes/live/LiveLedger.cpp
    panes/live/LivePane.cpp
    panes/live/LiveRoute.cpp
    panes/live/LiveRouteText.cpp
    panes/live/LiveSelection.cpp
    panes/live/LiveStatusLine.cpp
    panes/live/LiveSummary.cpp
    panes/live/LiveToolbar.cpp
    panes/live/PhaseChart.cpp
    panes/live/StoppedStrip.cpp)
