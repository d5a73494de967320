# Connect a tool.
target_sources(turnpike_ui PRIVATE
    panes/connect/AddressList.cpp
    panes/connect/CheckCard.cpp
    panes/connect/CheckPanel.cpp
    panes/connect/ConnectPane.cpp
    panes/connect/ConnectPaneParts.cpp
    panes/connect/ConnectionCheck.cpp
    panes/connect/DiffView.cpp
    panes/connect/Hairline.cpp
    panes/connect/HintRow.cpp
    panes/connect/KeyAndModel.cpp
    panes/connect/SnippetSection.cpp
    panes/connect/StepMark.cpp
    panes/connect/ToolGrid.cpp
    panes/connect/ToolTile.cpp
    panes/connect/WriteFileDialog.cpp)
