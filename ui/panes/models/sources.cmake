# The catalogue: models, their providers and prices.
target_sources(turnpike_ui PRIVATE
    panes/models/CatalogueDialog.cpp
    panes/models/CatalogueUpdate.cpp
    panes/models/EndpointCard.cpp
    panes/models/FavouriteModels.cpp
    panes/models/ModelActions.cpp
    panes/models/ModelCommands.cpp
    panes/models/ModelInspector.cpp
    panes/models/ModelLens.cpp
    panes/models/ModelsFeed.cpp
    panes/models/ModelsPane.cpp
    panes/models/ModelsPaneParts.cpp
    panes/models/PricesDialog.cpp)
