# Tokens, fonts, icons, style.
target_sources(turnpike_ui PRIVATE
    theme/Colours.cpp
    theme/ConsoleStyle.cpp
    theme/FocusRing.cpp
    theme/Icons.cpp
    theme/StyleSheet.cpp
    theme/SystemTone.cpp)
