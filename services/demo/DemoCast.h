// SPDX-License-Identifier: GPL-3.0-or-later
// Who takes part in a demonstration: providers, models and keys that do not exist, and their
// habits.
#pragma once

#include "core/Price.h"
#include "core/Window.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace turnpike::demo {

struct ProviderPart
{
    std::string_view slug;
    std::string_view name;
    std::int64_t firstTokenUs; ///< Typical.
    std::int64_t tokenUs; ///< Of each output token.
    std::string_view sampleKey; ///< Opens nothing; empty: none.
    bool doesNotTrain; ///< False: unknown.
    int retentionDays; ///< Where it does not train.
};

/// One endpoint of a model. Prices in US cents per million tokens.
struct Offer
{
    std::size_t provider;
    std::int64_t promptCents;
    std::int64_t completionCents;
    std::int64_t cacheReadCents;
};

/// A model and the size of a typical request.
struct ModelPart
{
    std::string_view slug;
    std::string_view name;
    std::int64_t contextLength;
    std::int64_t promptTokens;
    int cachedPercent;
    std::int64_t completionTokens;
    int reasoningPercent; ///< Of the completion.
    std::size_t offerCount;
    std::array<Offer, 2> offers; ///< In the order to try.
};

/// When in a day a key is busy (UTC).
enum class Rhythm : std::uint8_t { Office, Always, Night, Batch };

/// What share of its money a key spends on a model.
struct Taste
{
    std::size_t model;
    int percent;
};

struct LimitPart
{
    std::int64_t cents; ///< 0: no limit.
    Window window;
};

struct KeyPart
{
    std::string_view name;
    Rhythm rhythm;
    std::int64_t weekdayCents; ///< Spent on an ordinary weekday; 0: never used.
    int weekendPercent; ///< Of a weekday, on each of both days.
    std::array<Taste, 4> tastes;
    std::string_view title; ///< As its program calls itself.
    std::string_view userAgent;
    LimitPart limit;
    int madeOnDay; ///< Of the demonstration's days.
    int disabledOnDay; ///< 0: it works to the end.
    int expiresInDays; ///< 0: never.
    std::int64_t todayCents; ///< Spent today however early it is; 0: as on any other day.
};

inline constexpr std::size_t simulatedKey = 4; ///< Talks to the built-in simulator alone.
inline constexpr std::size_t batchKey = 7; ///< Doubles a day, and is over its limit on the next.
inline constexpr std::size_t batchModel = 1;
inline constexpr LimitPart batchLimitBefore{30'000, Window::Day};
inline constexpr std::size_t failingModel = 5; ///< Its first provider fails in the last hour.

/// Nothing answers there: requests to these providers fail at once.
inline constexpr std::string_view unreachableUrl = "http://127.0.0.1:9/v1";

std::span<const ProviderPart> providers();
std::span<const ModelPart> models();
std::span<const KeyPart> keys();

PriceSheet sheetOf(const Offer &offer);

} // namespace turnpike::demo
