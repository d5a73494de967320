# Providers and their keys, and the catalogue of those that the program knows.
target_sources(turnpike_ui PRIVATE
    panes/providers/CustomProviderFields.cpp
    panes/providers/EnvironmentKeys.cpp
    panes/providers/EnvironmentOffer.cpp
    panes/providers/KnownProviders.cpp
    panes/providers/LocalServerOffer.cpp
    panes/providers/Monogram.cpp
    panes/providers/ProviderActions.cpp
    panes/providers/ProviderCommands.cpp
    panes/providers/ProviderDetail.cpp
    panes/providers/ProviderDialog.cpp
    panes/providers/ProviderGrid.cpp
    panes/providers/ProviderKeyField.cpp
    panes/providers/ProviderKeyForm.cpp
    panes/providers/ProviderKeyFormParts.cpp
    panes/providers/ProviderList.cpp
    panes/providers/ProviderTest.cpp
    panes/providers/ProviderTests.cpp
    panes/providers/ProviderTile.cpp
    panes/providers/ProvidersFeed.cpp
    panes/providers/ProvidersPane.cpp
    panes/providers/TestCard.cpp)

qt_add_resources(turnpike_ui turnpike_catalogue PREFIX /catalogue
    BASE ${PROJECT_SOURCE_DIR}/resources FILES ${PROJECT_SOURCE_DIR}/resources/catalogue.json)
