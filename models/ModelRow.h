// SPDX-License-Identifier: GPL-3.0-or-later
// A model of the catalogue as lists show it, and what it offers.
#pragma once

#include "core/Catalog.h"
#include "models/Cell.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>

namespace turnpike {

/// Values are filters of a place: never renumber.
enum class ModelState : quint8 {
    Usable = 0,
    Unpriced = 1, ///< Can be called; an endpoint that is on has no price.
    Out = 2, ///< Every endpoint that is on is out just now.
    Off = 3, ///< No endpoint that is on, of a provider that is on.
};
inline constexpr int modelStates = 4;

/// Values are filters of a place: never renumber.
enum class ModelFeature : quint8 { Tools = 0, Images = 1, Reasoning = 2, Schema = 3, Audio = 4 };
inline constexpr int modelFeatures = 5;

struct ModelRow
{
    struct Place
    {
        Endpoint endpoint;
        QString providerName;
        bool isProviderEnabled = true;
        bool isOut = false; ///< By its health.

        bool isOn() const { return isProviderEnabled && endpoint.settings.isEnabled; }
    };

    ModelId id;
    ModelDraft settings; ///< Without its endpoints.
    QList<Place> places; ///< In the order of the catalogue.

    QString author() const { return settings.slug.section(QLatin1Char('/'), 0, 0); }
    int placesOn() const;
};

ModelState modelState(const ModelRow &row);
CellBadge modelStateBadge(ModelState state);
bool hasFeature(const ModelRow &row, ModelFeature feature);
QString featureText(ModelFeature feature);
/// "tools · images"
QString featuresText(const ModelRow &row);
/// Tokens; the longest of an endpoint that is on, else the model's; 0 unknown.
std::int64_t contextLength(const ModelRow &row);
/// "200K", "1M", "131.1K"
QString tokenLimit(std::int64_t tokens);
/// Per token, at the endpoint whose prompt is the cheapest of those that are on; nothing when it is
/// unpriced.
std::optional<FemtoUsd> lowestPrice(const ModelRow &row, PriceUnit unit);

/// Searches as people type them: words, and "author:x", "price<4" (dollars per million in),
/// "ctx>100k", and the names of features.
class ModelSearch
{
public:
    explicit ModelSearch(const QString &text = {});

    bool fits(const ModelRow &row) const;
    bool isEmpty() const { return m_terms.isEmpty(); }

private:
    QStringList m_terms;
};

} // namespace turnpike
