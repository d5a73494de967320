// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Cost.h"

#include "core/Int128.h"
#include "core/Window.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <limits>
#include <utility>

namespace turnpike {

namespace {

constexpr std::int64_t ppmPerOne = 1'000'000;
constexpr std::int64_t femtoPerNano = 1'000'000;
constexpr std::int64_t maxNano = std::numeric_limits<std::int64_t>::max();
/// Lines are in thousandths of a femto-dollar, since seconds are counted in thousandths.
constexpr std::int64_t partsPerFemto = 1'000;
/// The largest Money; a line is cut to it, so that no sum of lines overflows.
constexpr Int128 maxLine = Int128{maxNano} * femtoPerNano * partsPerFemto;
/// A nano-dollar, where the discount is not yet divided by.
constexpr Int128 scaledNano = Int128{femtoPerNano} * partsPerFemto * ppmPerOne;

constexpr std::size_t at(PriceUnit unit)
{
    return static_cast<std::size_t>(unit);
}

int minuteOfDay(int hhmm)
{
    return hhmm / 100 * 60 + hhmm % 100;
}

bool isInTimeWindow(const PriceOverride &entry, std::int64_t us)
{
    constexpr std::int64_t usPerMinute = 60'000'000;
    constexpr std::int64_t minutesPerDay = 1'440;
    const std::int64_t day = dayOf(us);
    if (entry.utcDays != 0) {
        const auto weekday = static_cast<unsigned>(day - windowKey(Window::Week, us));
        if ((entry.utcDays >> weekday & 1U) == 0)
            return false;
    }
    if (!entry.utcStart && !entry.utcEnd)
        return true;
    const std::int64_t usOfDay = us % (minutesPerDay * usPerMinute);
    const std::int64_t minute
        = (usOfDay + (usOfDay < 0 ? minutesPerDay * usPerMinute : 0)) / usPerMinute;
    const int start = minuteOfDay(entry.utcStart.value_or(0));
    const int end = minuteOfDay(entry.utcEnd.value_or(2400));
    if (start < end)
        return start <= minute && minute < end;
    return minute >= start || minute < end; // Wraps midnight; equal ends mean the whole day.
}

bool applies(const PriceOverride &entry, std::int64_t promptTokens, std::int64_t us)
{
    return (!entry.minPromptTokens || promptTokens > *entry.minPromptTokens)
        && isInTimeWindow(entry, us);
}

void patch(PriceTable &table, const PriceTable &by)
{
    for (std::size_t i = 0; i < priceUnitCount; ++i) {
        if (by[i])
            table[i] = by[i];
    }
}

/// Base prices with the overrides that apply; not yet discounted.
PriceTable listPrices(const PriceSheet &sheet, std::int64_t promptTokens, std::int64_t us)
{
    PriceTable table = sheet.prices;
    for (const PriceOverride &entry : sheet.overrides) {
        if (applies(entry, promptTokens, us))
            patch(table, entry.prices);
    }
    return table;
}

/// What is left to pay, in parts per million.
std::int64_t paidPpm(const PriceSheet &sheet)
{
    return ppmPerOne - std::clamp<std::int64_t>(sheet.discountPpm, 0, ppmPerOne);
}

/// Half up to a femto-dollar, where a discount leaves less than one.
FemtoUsd discounted(FemtoUsd price, std::int64_t paid)
{
    return static_cast<FemtoUsd>((Int128{price} * paid + ppmPerOne / 2) / ppmPerOne);
}

/// A price of its own, or what it falls back to; the table of Cost.h.
FemtoUsd priceOf(const PriceTable &table, PriceUnit unit)
{
    if (unit == PriceUnit::Reasoning && table[at(unit)].value_or(0) == 0)
        return priceOf(table, PriceUnit::Completion);
    if (table[at(unit)])
        return *table[at(unit)];
    switch (unit) {
    case PriceUnit::CacheWrite1h: return priceOf(table, PriceUnit::CacheWrite);
    case PriceUnit::AudioCacheRead: return priceOf(table, PriceUnit::Audio);
    case PriceUnit::CacheRead:
    case PriceUnit::CacheWrite:
    case PriceUnit::Audio:
    case PriceUnit::ImageToken: return priceOf(table, PriceUnit::Prompt);
    case PriceUnit::AudioOutput: return priceOf(table, PriceUnit::Completion);
    default: return 0;
    }
}

bool isOutput(PriceUnit unit)
{
    return unit == PriceUnit::Completion || unit == PriceUnit::Reasoning
        || unit == PriceUnit::AudioOutput || unit == PriceUnit::ImageOutput;
}

/// What so many cost, in thousandths of a femto-dollar.
Int128 lineOf(std::int64_t count, PriceUnit unit, FemtoUsd price)
{
    const std::int64_t parts = unit == PriceUnit::AudioSecond ? 1 : partsPerFemto;
    const Int128 whole = Int128{count} * price;
    return whole > maxLine / parts ? maxLine : whole * parts;
}

using Counts = std::array<std::int64_t, priceUnitCount>;

/// Takes `wanted` out of `whole`, as far as it goes.
std::int64_t take(std::int64_t &whole, std::int64_t wanted)
{
    const std::int64_t taken = std::clamp<std::int64_t>(wanted, 0, whole);
    whole -= taken;
    return taken;
}

/// Splits a usage into units that do not overlap: no token is charged twice, whatever is reported.
Counts countsOf(const TokenUsage &usage, const PriceTable &table)
{
    Counts counts{};
    std::int64_t prompt = std::max<std::int64_t>(usage.prompt, 0);
    counts[at(PriceUnit::CacheRead)] = take(prompt, usage.cacheRead);
    counts[at(PriceUnit::CacheWrite1h)] = take(prompt, usage.cacheWrite1h);
    counts[at(PriceUnit::CacheWrite)] = take(prompt, usage.cacheWrite);
    std::int64_t audio = take(prompt, usage.audioIn);
    counts[at(PriceUnit::AudioCacheRead)] = take(audio, usage.audioCacheRead);
    counts[at(PriceUnit::Audio)] = audio;
    // Without a price of their own image tokens are prompt tokens, and shown as such.
    if (table[at(PriceUnit::ImageToken)])
        counts[at(PriceUnit::ImageToken)] = take(prompt, usage.imageTokens);
    if (!table[at(PriceUnit::Audio)])
        prompt += std::exchange(counts[at(PriceUnit::Audio)], 0);
    counts[at(PriceUnit::Prompt)] = prompt;

    std::int64_t completion = std::max<std::int64_t>(usage.completion, 0);
    counts[at(PriceUnit::Reasoning)] = take(completion, usage.reasoning);
    counts[at(PriceUnit::AudioOutput)] = take(completion, usage.audioOut);
    counts[at(PriceUnit::Completion)] = completion;

    counts[at(PriceUnit::Image)] = std::max<std::int64_t>(usage.images, 0);
    counts[at(PriceUnit::ImageOutput)] = std::max<std::int64_t>(usage.imagesOut, 0);
    counts[at(PriceUnit::WebSearch)] = std::max<std::int64_t>(usage.searches, 0);
    counts[at(PriceUnit::Character)] = std::max<std::int64_t>(usage.characters, 0);
    counts[at(PriceUnit::AudioSecond)] = std::max<std::int64_t>(usage.audioMs, 0);
    counts[at(PriceUnit::SearchUnit)] = std::max<std::int64_t>(usage.searchUnits, 0);
    counts[at(PriceUnit::Request)] = table[at(PriceUnit::Request)] ? 1 : 0;
    return counts;
}

/// Half up. `scaled` is lines x parts per million.
Money rounded(Int128 scaled)
{
    return {static_cast<std::int64_t>(
        std::min<Int128>((scaled + scaledNano / 2) / scaledNano, maxNano))};
}

template <typename PickPrice>
FemtoUsd dearest(const PriceSheet &sheet, PickPrice pick)
{
    FemtoUsd most = pick(sheet.prices);
    for (const PriceOverride &entry : sheet.overrides)
        most = std::max(most, pick(entry.prices));
    const Int128 paid = Int128{most} * paidPpm(sheet);
    return static_cast<FemtoUsd>((paid + ppmPerOne - 1) / ppmPerOne); // Up: it is for holds.
}

FemtoUsd largest(const PriceTable &table, std::initializer_list<PriceUnit> units)
{
    FemtoUsd most = 0;
    for (const PriceUnit unit : units)
        most = std::max(most, table[at(unit)].value_or(0));
    return most;
}

} // namespace

PriceTable effectivePrices(const PriceSheet &sheet, std::int64_t promptTokens,
                           std::int64_t admittedUs)
{
    PriceTable table = listPrices(sheet, promptTokens, admittedUs);
    for (auto &price : table) {
        if (price)
            price = discounted(*price, paidPpm(sheet));
    }
    return table;
}

Cost cost(const TokenUsage &usage, const PriceSheet &sheet, std::int64_t admittedUs)
{
    // The discount goes on the sums, before the one rounding: per unit it could leave fractions.
    const PriceTable table = listPrices(sheet, usage.prompt, admittedUs);
    const Counts counts = countsOf(usage, table);
    Int128 input = 0;
    Int128 output = 0;
    for (std::size_t i = 0; i < priceUnitCount; ++i) {
        const auto unit = static_cast<PriceUnit>(i);
        const Int128 line = lineOf(counts[i], unit, priceOf(table, unit));
        (isOutput(unit) ? output : input) += line;
    }
    const std::int64_t paid = paidPpm(sheet);
    const Money total = rounded((input + output) * paid);
    const Money promptPart = rounded(input * paid);
    return {total, promptPart, total - promptPart};
}

std::vector<CostLine> costLines(const TokenUsage &usage, const PriceSheet &sheet,
                                std::int64_t admittedUs)
{
    const PriceTable table = listPrices(sheet, usage.prompt, admittedUs);
    const Counts counts = countsOf(usage, table);
    std::vector<CostLine> lines;
    for (std::size_t i = 0; i < priceUnitCount; ++i) {
        const auto unit = static_cast<PriceUnit>(i);
        if (counts[i] > 0)
            lines.push_back({unit, counts[i], discounted(priceOf(table, unit), paidPpm(sheet))});
    }
    return lines;
}

std::vector<CostPart> costParts(const TokenUsage &usage, const PriceSheet &sheet,
                                std::int64_t admittedUs, std::int64_t stepNano)
{
    const PriceTable table = listPrices(sheet, usage.prompt, admittedUs);
    const std::int64_t paid = paidPpm(sheet);
    const Int128 step = scaledNano * stepNano;
    std::int64_t left = (cost(usage, sheet, admittedUs).total.nanoUsd + stepNano / 2) / stepNano;
    std::vector<CostPart> parts;
    std::vector<std::pair<Int128, std::size_t>> rests; // What each was cut by, and which it is.
    for (const CostLine &line : costLines(usage, sheet, admittedUs)) {
        const Int128 exact = lineOf(line.count, line.unit, priceOf(table, line.unit)) * paid;
        const auto steps = static_cast<std::int64_t>(exact / step);
        rests.emplace_back(exact % step, parts.size());
        parts.push_back({line.unit, line.count, line.price, {steps * stepNano}});
        left -= steps;
    }
    // The steps that cutting left over go to the lines that lost most.
    std::stable_sort(rests.begin(), rests.end(),
                     [](const auto &a, const auto &b) { return a.first > b.first; });
    for (std::size_t i = 0; left > 0 && i < rests.size(); ++i, --left)
        parts[rests[i].second].amount.nanoUsd += stepNano;
    return parts;
}

FemtoUsd dearestPromptPrice(const PriceSheet &sheet, bool marksCaching)
{
    if (!sheet.isPriced())
        return 0;
    return dearest(sheet, [marksCaching](const PriceTable &table) {
        return marksCaching
            ? largest(table, {PriceUnit::Prompt, PriceUnit::CacheWrite, PriceUnit::CacheWrite1h})
            : largest(table, {PriceUnit::Prompt});
    });
}

FemtoUsd dearestOutputPrice(const PriceSheet &sheet)
{
    if (!sheet.isPriced())
        return 0;
    return dearest(sheet, [](const PriceTable &table) {
        return largest(table, {PriceUnit::Completion, PriceUnit::Reasoning});
    });
}

Money holdFor(std::int64_t count, FemtoUsd price)
{
    if (count <= 0 || price <= 0)
        return {};
    const Int128 nano = (Int128{count} * price + femtoPerNano - 1) / femtoPerNano;
    return {static_cast<std::int64_t>(std::min<Int128>(nano, maxNano))};
}

} // namespace turnpike
