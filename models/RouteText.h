// SPDX-License-Identifier: GPL-3.0-or-later
// What a route preview says of each place; the words of reasons are RouteWords'.
#pragma once

#include "core/RoutePreview.h"

#include <QString>

namespace turnpike {

/// Why a candidate stands where it stands: its demotion, else what put all in order.
QString routePlaceText(const RoutePreview &preview, std::size_t place);
/// Why an endpoint is left out: "The request ignores it".
QString leftOutText(const QString &reason);
/// What put all in order, as a sentence; empty when nothing would be tried.
QString routeOrderText(const RoutePreview &preview);
/// "$3.00 / $15.00 per 1M"; "unpriced".
QString routePriceText(const RoutePreviewCandidate &candidate);

} // namespace turnpike
