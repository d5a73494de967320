// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/Money.h"
#include "core/Price.h"
#include "core/Usage.h"

#include <cstdint>
#include <vector>

namespace turnpike {

/// One line of an explained cost: units x price, unrounded.
struct CostLine
{
    PriceUnit unit = PriceUnit::Prompt;
    std::int64_t count = 0; ///< Of AudioSecond: milliseconds.
    FemtoUsd price = 0; ///< The price that applied, after overrides and discount.
};

/// The same as a whole amount of money.
struct CostPart
{
    PriceUnit unit = PriceUnit::Prompt;
    std::int64_t count = 0;
    FemtoUsd price = 0;
    Money amount;
};

/// What a generation costs. The total is rounded once, half up, to a nano-dollar; the two parts are
/// the compatible API's `upstream_inference_prompt_cost` and `..._completions_cost`, and
/// promptPart + completionPart == total always (the completion part takes the rounding).
struct Cost
{
    Money total;
    Money promptPart;
    Money completionPart;
};

/// The prices that apply to a request of `promptTokens` admitted at `admittedUs` (microseconds
/// UTC): base, overrides (re-pricing the whole request, later entries winning per unit), then
/// discount.
PriceTable effectivePrices(const PriceSheet &sheet, std::int64_t promptTokens,
                           std::int64_t admittedUs);

/// The one cost function. text = prompt - cacheRead - writes - audio - image tokens that have a
/// price of their own; a missing cache, image or audio price falls back to prompt or completion
/// (a one-hour write first to the write price, a cached audio token first to the audio price),
/// reasoning is charged at its own price if that is above zero, else at completion. Counts that
/// exceed their whole are clamped to it, so a provider's nonsense cannot make a negative line.
/// Requests, input images, searches, spoken characters, seconds of audio and search units belong to
/// the prompt part, output images to the completion.
Cost cost(const TokenUsage &usage, const PriceSheet &sheet, std::int64_t admittedUs);

/// The same cost as lines, in the order of PriceUnit, for people; lines of count 0 are left out.
std::vector<CostLine> costLines(const TokenUsage &usage, const PriceSheet &sheet,
                                std::int64_t admittedUs);

/// The lines as multiples of `stepNano` nano-dollars, each less than a step off, that add up to
/// cost().total, rounded half up to a step: what is read adds up to what is read below it.
std::vector<CostPart> costParts(const TokenUsage &usage, const PriceSheet &sheet,
                                std::int64_t admittedUs, std::int64_t stepNano = 1);

/// The dearest price a prompt token can get: tiers and, when the body marks caching, cache writes.
/// For hold estimates; zero when unpriced.
FemtoUsd dearestPromptPrice(const PriceSheet &sheet, bool marksCaching);
/// The larger of completion and reasoning price over all overrides; zero when unpriced.
FemtoUsd dearestOutputPrice(const PriceSheet &sheet);

/// `count` units at `price`, rounded up to a nano-dollar and saturated: for holds, never for
/// charges.
Money holdFor(std::int64_t count, FemtoUsd price);

} // namespace turnpike
