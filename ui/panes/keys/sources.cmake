# API keys, and what the session knows of their secrets.
target_sources(turnpike_ui PRIVATE
    SecretClipboard.cpp
    SessionSecrets.cpp
    panes/keys/KeyFigures.cpp
    panes/keys/KeyFilterModel.cpp
    panes/keys/KeyLimitBox.cpp
    panes/keys/KeysCsv.cpp
    panes/keys/KeysFeed.cpp
    panes/keys/KeysToolbar.cpp
    panes/keys/PlainBar.cpp
    panes/keys/SecretText.cpp
    panes/keys/SideSplit.cpp
    panes/keys/TintBox.cpp)
