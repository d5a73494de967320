// SPDX-License-Identifier: GPL-3.0-or-later
// What would happen to a request now: asked by a window, answered with the gateway's own plan.
#pragma once

#include "core/Id.h"
#include "core/Money.h"
#include "core/Price.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace turnpike {

/// What of a request decides where it goes. Whether it streams decides nothing.
struct RoutePreviewQuestion
{
    enum class Sort : std::uint8_t { None, Price, Throughput, Latency };

    QString model; ///< As a client would write it, suffixes and routers included.
    std::int64_t promptTokens = 0; ///< As the gateway estimates them.
    std::int64_t maxOutput = 0; ///< max_tokens; 0 not told.
    bool hasTools = false;
    bool needsJsonSchema = false;
    bool hasImages = false;
    QStringList order{}; ///< provider.order: slugs, names or endpoint tags.
    QStringList only{};
    QStringList ignore{};
    Sort sort = Sort::None;
    bool allowsFallbacks = true;
    QString session{}; ///< session_id; empty: none.

    friend bool operator==(const RoutePreviewQuestion &, const RoutePreviewQuestion &) = default;
};

/// An endpoint in a preview.
struct RoutePreviewPlace
{
    EndpointId endpoint;
    ProviderId provider;
    QString model; ///< Slug.
    QString providerName;
    QString tag; ///< "birch", "birch/fp8"

    friend bool operator==(const RoutePreviewPlace &, const RoutePreviewPlace &) = default;
};

/// One that would be tried.
struct RoutePreviewCandidate
{
    RoutePreviewPlace place;
    /// Per token, discounted, for this prompt at this hour; absent: not priced.
    std::optional<FemtoUsd> promptPrice;
    std::optional<FemtoUsd> completionPrice;
    /// For the prompt and, if maxOutput is told, all of it; absent: not priced.
    std::optional<Money> estimate;
    QString demotion; ///< Word of the decision trail ("rate_limited"); empty: in its usual place.
    std::int64_t outForUs = 0; ///< Its back-off goes on for this long; 0: it is in none.
    std::int64_t latencyMs = 0; ///< Median to the first token; 0 unknown.
    std::int64_t milliTokensPerSecond = 0; ///< Median; 0 unknown.
    /// Of a thousand such requests, how many would try it first.
    int firstPerMille = 0;

    friend bool operator==(const RoutePreviewCandidate &, const RoutePreviewCandidate &) = default;
};

struct RoutePreviewLeftOut
{
    RoutePreviewPlace place;
    QString reason; ///< Word of the decision trail: "ignored", "max_price".

    friend bool operator==(const RoutePreviewLeftOut &, const RoutePreviewLeftOut &) = default;
};

struct RoutePreview
{
    /// In the order to try. Where chance decides (`orderedBy` is "price_weighted"), by the mean
    /// place over many draws.
    std::vector<RoutePreviewCandidate> candidates;
    std::vector<RoutePreviewLeftOut> leftOut;
    QString strategy; ///< Words of the decision trail: "direct", "alias", "latest", ...
    QString orderedBy; ///< "price_weighted", "sticky", "request", "price", ...
    QString problem; ///< What the client would be told instead; empty: it would be tried.

    friend bool operator==(const RoutePreview &, const RoutePreview &) = default;
};

} // namespace turnpike
