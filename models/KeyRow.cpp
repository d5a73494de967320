// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/KeyRow.h"

#include "core/Format.h"

#include <QCoreApplication>

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::int64_t usPerSecond = 1'000'000;
constexpr std::int64_t usPerHour = 3600 * usPerSecond;
constexpr std::int64_t usPerDay = 24 * usPerHour;
constexpr std::int64_t expiresSoonUs = 7 * usPerDay;
constexpr std::int64_t unusedUs = 30 * usPerDay;
constexpr int nearPerMille = 800;
constexpr int fullPerMille = 1000;
constexpr int mostPerMille = 9999;
constexpr std::int64_t nanoPerDollar = 1'000'000'000;

QString words(const char *text)
{
    return QCoreApplication::translate("KeyRow", text);
}

} // namespace

KeyState keyState(const KeyRow &row, std::int64_t nowUs)
{
    const Key &key = row.key;
    if (key.expiresUs != 0 && key.expiresUs <= nowUs)
        return KeyState::Expired;
    if (key.isDisabled)
        return KeyState::Disabled;
    if (limitTone(key) == Tone::Danger)
        return KeyState::Over;
    if (limitTone(key) == Tone::Warning)
        return KeyState::Near;
    if (key.expiresUs != 0 && key.expiresUs - nowUs <= expiresSoonUs)
        return KeyState::Expiring;
    if (row.isSimulatedOnly)
        return KeyState::Simulated;
    if (std::max(key.createdUs, row.lastUsedUs) < nowUs - unusedUs)
        return KeyState::Unused;
    return KeyState::Active;
}

CellBadge keyStateBadge(KeyState state)
{
    switch (state) {
    case KeyState::Expired: return {words("Expired"), Tone::Danger, Mark::Clock};
    case KeyState::Disabled: return {words("Disabled"), Tone::Neutral, Mark::Ring};
    case KeyState::Over: return {words("Over limit"), Tone::Danger, Mark::Cross};
    case KeyState::Near: return {words("Near limit"), Tone::Warning, Mark::Triangle};
    case KeyState::Expiring: return {words("Expiring"), Tone::Warning, Mark::Clock};
    case KeyState::Simulated: return {words("Simulated"), Tone::Simulated, Mark::Diamond};
    case KeyState::Unused: return {words("Unused"), Tone::Neutral, Mark::Dot};
    case KeyState::Active: break;
    }
    return {words("Active"), Tone::Success, Mark::Dot};
}

Money limitSpent(const Key &key)
{
    return key.limit ? key.usage[static_cast<std::size_t>(key.limit->reset)] : Money{};
}

int limitPerMille(const Key &key)
{
    if (!key.limit || key.limit->amount.nanoUsd <= 0)
        return fullPerMille;
    const std::int64_t limit = key.limit->amount.nanoUsd;
    const std::int64_t spent = std::max<std::int64_t>(limitSpent(key).nanoUsd, 0);
    if (spent / 10 >= limit)
        return mostPerMille;
    const std::int64_t part
        = limit >= nanoPerDollar ? spent / (limit / fullPerMille) : spent * fullPerMille / limit;
    // Rounding must not tell a limit reached that is not.
    return static_cast<int>(
        std::min<std::int64_t>(part, spent < limit ? fullPerMille - 1 : mostPerMille));
}

Tone limitTone(const Key &key)
{
    if (!key.limit)
        return Tone::Accent;
    const int part = limitPerMille(key);
    if (part >= fullPerMille)
        return Tone::Danger;
    return part >= nearPerMille ? Tone::Warning : Tone::Accent;
}

QString limitPeriod(Window reset)
{
    switch (reset) {
    case Window::Day: return words("per day");
    case Window::Week: return words("per week");
    case Window::Month: return words("per month");
    case Window::Lifetime: break;
    }
    return words("in total");
}

QString limitAmount(Money amount)
{
    QString text = format::money(amount);
    if (amount.nanoUsd % nanoPerDollar == 0)
        text.chop(3); // The separator and two zeros.
    return text;
}

QString spokenLimit(const Key &key)
{
    if (!key.limit)
        return words("no limit");
    return words("%1 of %2 %3, %4 percent")
        .arg(format::spokenMoney(limitSpent(key)), format::spokenMoney(key.limit->amount),
             limitPeriod(key.limit->reset))
        .arg(limitPerMille(key) / 10);
}

QString limitResets(const Key &key, std::int64_t nowUs)
{
    if (!key.limit || key.limit->reset == Window::Lifetime)
        return format::dash;
    const std::int64_t left = windowEnd(key.limit->reset, nowUs) - nowUs;
    if (left >= 2 * usPerDay)
        return words("in %1 d").arg(left / usPerDay);
    if (left >= usPerHour)
        return words("in %1 h").arg(left / usPerHour);
    return words("in %1 min").arg(std::max<std::int64_t>(left / (60 * usPerSecond), 1));
}

QString lastUsed(const KeyRow &row, std::int64_t nowUs)
{
    if (!row.isLastUseExact && row.lastUsedUs != 0 && nowUs - row.lastUsedUs < usPerHour)
        return words("this hour");
    return format::ago(row.lastUsedUs, nowUs);
}

QString printedLabel(const Key &key)
{
    QString label = key.label;
    return label.replace(QStringLiteral("..."), QStringLiteral("\u2026"));
}

} // namespace turnpike
