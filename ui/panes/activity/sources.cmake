# Activity.
target_sources(turnpike_ui PRIVATE
    panes/activity/ActivityExport.cpp
    panes/activity/ActivityFeed.cpp
    panes/activity/ActivityPane.cpp
    panes/activity/ActivityPaneParts.cpp
    panes/activity/ActivityTables.cpp
    panes/activity/ActivityToolbar.cpp
    panes/activity/ActivityView.cpp
    panes/activity/DrillBar.cpp
    panes/activity/ExportRow.cpp
    panes/activity/MetricCell.cpp
    panes/activity/MetricStrip.cpp
    panes/activity/MoversView.cpp
    panes/activity/RangeDialog.cpp
    panes/activity/SavedViews.cpp
    panes/activity/SaveViewDialog.cpp
    panes/activity/TotalsRow.cpp
    panes/activity/ViewsButton.cpp
    panes/activity/WaterfallChart.cpp)
