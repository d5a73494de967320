# Figures as charts.
target_sources(turnpike_ui PRIVATE
    charts/BarCanvas.cpp
    charts/BarOverlay.cpp
    charts/ChartAccessible.cpp
    charts/ChartLegend.cpp
    charts/ChartTooltip.cpp
    charts/LegendRow.cpp
    charts/SeriesColours.cpp
    charts/StackedBarChart.cpp)
