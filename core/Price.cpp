// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Price.h"

#include "core/Decimal.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr int priceScale = 15;

constexpr std::array<std::string_view, priceUnitCount> keys = {
    "prompt",
    "completion",
    "request",
    "image",
    "image_token",
    "image_output",
    "input_cache_read",
    "input_cache_write",
    "input_cache_write_1h",
    "internal_reasoning",
    "web_search",
    "audio",
    "audio_output",
    "input_audio_cache",
    "character",
    "audio_second",
    "search_unit",
};

bool holdsOnlyZeros(const PriceTable &table)
{
    return std::all_of(table.begin(), table.end(),
                       [](const auto &price) { return !price || *price == 0; });
}

} // namespace

std::string_view priceKey(PriceUnit unit)
{
    return keys[static_cast<std::size_t>(unit)];
}

std::optional<PriceUnit> priceUnitOfKey(std::string_view key)
{
    const auto found = std::find(keys.begin(), keys.end(), key);
    if (found == keys.end())
        return {};
    return static_cast<PriceUnit>(found - keys.begin());
}

bool PriceSheet::isFree() const
{
    return isPriced() && holdsOnlyZeros(prices)
        && std::all_of(overrides.begin(), overrides.end(),
                       [](const PriceOverride &entry) { return holdsOnlyZeros(entry.prices); });
}

std::optional<FemtoUsd> parsePrice(std::string_view usd)
{
    if (usd.starts_with('-'))
        return {};
    return parseDecimal(usd, priceScale, Exponents::Accepted);
}

std::string priceText(FemtoUsd price)
{
    return decimalText(price, priceScale, 0);
}

} // namespace turnpike
