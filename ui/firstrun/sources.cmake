# The first-run assistant.
target_sources(turnpike_ui PRIVATE
    firstrun/ConnectPage.cpp
    firstrun/FirstRunFooter.cpp
    firstrun/FirstRunHead.cpp
    firstrun/FirstRunWindow.cpp
    firstrun/KeyPage.cpp
    firstrun/OfferCard.cpp
    firstrun/OrganizationName.cpp
    firstrun/PageScroll.cpp
    firstrun/ResultPage.cpp
    firstrun/StartPage.cpp
    firstrun/ToolKey.cpp)
