# Overview.
target_sources(turnpike_ui PRIVATE
    panes/overview/AttentionCard.cpp
    panes/overview/AttentionRow.cpp
    panes/overview/FirstStepRow.cpp
    panes/overview/FirstStepsView.cpp
    panes/overview/OverviewFeed.cpp
    panes/overview/OverviewHead.cpp
    panes/overview/OverviewPane.cpp
    panes/overview/OverviewPlaces.cpp
    panes/overview/SpendCard.cpp
    panes/overview/StatCards.cpp
    panes/overview/TopTable.cpp)
