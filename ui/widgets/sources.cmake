# Controls that any pane may use.
target_sources(turnpike_ui PRIVATE
    widgets/Announcer.cpp
    widgets/Badge.cpp
    widgets/Buttons.cpp
    widgets/Card.cpp
    widgets/CellDelegate.cpp
    widgets/ChoicePopup.cpp
    widgets/DataTable.cpp
    widgets/DataTableState.cpp
    widgets/FilterChip.cpp
    widgets/Labels.cpp
    widgets/Paint.cpp
    widgets/RowActions.cpp
    widgets/SearchField.cpp
    widgets/SegmentedControl.cpp
    widgets/StateMark.cpp
    widgets/TableHeader.cpp)
