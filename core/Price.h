// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// A price in femto-dollars (1e-15 USD) per unit: finer than any published price, and up to
/// 9,223 USD per unit.
using FemtoUsd = std::int64_t;

/// The units that a price sheet can name; the names are those of the compatible API's pricing
/// object, which has none for the last three.
enum class PriceUnit : std::uint8_t {
    Prompt, ///< Input token.
    Completion, ///< Output token.
    Request, ///< Each request.
    Image, ///< Input image.
    ImageToken, ///< Image token in.
    ImageOutput, ///< Output image.
    CacheRead, ///< Cached input token.
    CacheWrite, ///< Cache-write token, five-minute or only lifetime.
    CacheWrite1h, ///< Cache-write token, one-hour lifetime.
    Reasoning, ///< Reasoning token.
    WebSearch, ///< Search.
    Audio, ///< Audio token in.
    AudioOutput, ///< Audio token out.
    AudioCacheRead, ///< Cached audio token in.
    Character, ///< Character of text to speak.
    AudioSecond, ///< Second of audio to transcribe.
    SearchUnit, ///< Search unit of a reranking.
};
inline constexpr std::size_t priceUnitCount = 17;

/// The key of a unit in the pricing object: "prompt", "input_cache_read", ...
std::string_view priceKey(PriceUnit unit);
std::optional<PriceUnit> priceUnitOfKey(std::string_view key);

/// Prices by unit; an absent one falls back as Cost.h says.
using PriceTable = std::array<std::optional<FemtoUsd>, priceUnitCount>;

/// Replaces prices when all of its conditions hold; later overrides win per unit.
struct PriceOverride
{
    std::optional<std::int64_t> minPromptTokens; ///< Total prompt tokens strictly greater.
    std::optional<int> utcStart; ///< HHMM, inclusive.
    std::optional<int> utcEnd; ///< HHMM, exclusive; may wrap midnight.
    std::uint8_t utcDays = 0; ///< Bit 0 = Monday ... bit 6 = Sunday; 0 = every day.
    PriceTable prices;
};

/// What one endpoint charges. `prompt` and `completion` absent together means unpriced, which is a
/// state and not zero.
struct PriceSheet
{
    PriceTable prices;
    std::vector<PriceOverride> overrides;
    std::int64_t discountPpm = 0; ///< Parts per million taken off once.

    bool isPriced() const
    {
        return prices[static_cast<std::size_t>(PriceUnit::Prompt)].has_value()
            && prices[static_cast<std::size_t>(PriceUnit::Completion)].has_value();
    }
    bool isFree() const; ///< Priced, and every price is zero.
};

/// Reads a decimal number of USD per unit, exponents as JSON numbers have them included.
/// Nothing when malformed, negative, out of range or finer than a femto-dollar.
std::optional<FemtoUsd> parsePrice(std::string_view usd);

/// Exact decimal USD per unit without an exponent: "0.00000015".
std::string priceText(FemtoUsd price);

/// One canonical JSON object (keys in the order of PriceUnit, decimal strings), as the ledger's
/// price_sheet rows hold it. `parsePriceSheet` reads it back, and the pricing object of the
/// compatible API; nothing when malformed, `problem` then names the member.
std::string toJson(const PriceSheet &sheet);
std::optional<PriceSheet> parsePriceSheet(std::string_view json, std::string *problem = nullptr);

} // namespace turnpike
