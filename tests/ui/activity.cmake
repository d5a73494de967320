# Charts and the Activity pane.
turnpike_add_test(StackedBarChart
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_StackedBarChart.cpp
            ${PROJECT_SOURCE_DIR}/tests/support/SampleFigure.h
    LINK turnpike::ui LABELS console)
turnpike_add_test(ActivityPane
    SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/tst_ActivityPane.cpp
            ${PROJECT_SOURCE_DIR}/tests/support/ConsoleFixture.h
    LINK turnpike::ui turnpike_services_support LABELS console)
