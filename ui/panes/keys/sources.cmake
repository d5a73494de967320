# API keys, and what the session knows of their secrets.
target_sources(turnpike_ui PRIVATE
    SecretClipboard.cpp
    SessionSecrets.cpp
    panes/keys/CreateKeyDialog.cpp
    panes/keys/KeyActions.cpp
    panes/keys/KeyCommands.cpp
    panes/keys/KeyDialog.cpp
    panes/keys/KeyFigures.cpp
    panes/keys/KeyFilterModel.cpp
    panes/keys/KeyHistoryView.cpp
    panes/keys/KeyInspector.cpp
    panes/keys/KeyLimitBox.cpp
    panes/keys/KeyLimitForm.cpp
    panes/keys/KeyMenu.cpp
    panes/keys/KeyNameField.cpp
    panes/keys/KeySpendView.cpp
    panes/keys/KeysCsv.cpp
    panes/keys/KeysFeed.cpp
    panes/keys/KeysPane.cpp
    panes/keys/KeysToolbar.cpp
    panes/keys/LimitDialog.cpp
    panes/keys/RenameKeyDialog.cpp
    panes/keys/RevealKeyDialog.cpp
    panes/keys/SecretText.cpp
    panes/keys/SideSplit.cpp
    panes/keys/TintBox.cpp)
