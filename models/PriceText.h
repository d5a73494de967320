// SPDX-License-Identifier: GPL-3.0-or-later
// Prices as people read and write them: dollars for a million tokens.
#pragma once

#include "core/Price.h"

#include <QString>

#include <optional>

namespace turnpike {

/// Of a token, as dollars per million: "$3.00", "$0.25", "$0.0375"; "$0" when free.
QString pricePerMillion(FemtoUsd price);
/// The same without the sign and exact, for fields: "3", "0.0375".
QString editedPrice(FemtoUsd price);
/// What a field holds: dollars per million, with or without "$". Nothing when it is malformed,
/// negative, out of range or finer than a femto-dollar a token.
std::optional<FemtoUsd> parsePricePerMillion(const QString &text);
/// "$3.00 / $15.00"; empty when unpriced.
QString inOutPrices(std::optional<FemtoUsd> prompt, std::optional<FemtoUsd> completion);

/// What is paid by the piece: "$0.04 a picture, $15.00 per 1M characters"; empty when nothing is.
QString piecePrices(const PriceTable &prices);

} // namespace turnpike
