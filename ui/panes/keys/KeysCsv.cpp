// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeysCsv.h"

#include "reports/CsvWriter.h"

#include <optional>

namespace turnpike::ui {

namespace {

QString resetName(Window reset)
{
    switch (reset) {
    case Window::Day: return QStringLiteral("daily");
    case Window::Week: return QStringLiteral("weekly");
    case Window::Month: return QStringLiteral("monthly");
    case Window::Lifetime: break;
    }
    return {};
}

QString stateName(KeyState state)
{
    switch (state) {
    case KeyState::Expired: return QStringLiteral("expired");
    case KeyState::Disabled: return QStringLiteral("disabled");
    case KeyState::Over: return QStringLiteral("over_limit");
    case KeyState::Near: return QStringLiteral("near_limit");
    case KeyState::Expiring: return QStringLiteral("expiring");
    case KeyState::Simulated: return QStringLiteral("simulated");
    case KeyState::Unused: return QStringLiteral("unused");
    case KeyState::Active: break;
    }
    return QStringLiteral("active");
}

void addOptional(CsvWriter &csv, const std::optional<Money> &amount)
{
    if (amount)
        csv.money(*amount);
    else
        csv.empty();
}

void addRow(CsvWriter &csv, const KeyRow &row, std::int64_t nowUs)
{
    const Key &key = row.key;
    csv.text(key.name)
        .text(key.hash)
        .text(key.label)
        .text(key.creatorName)
        .text(stateName(keyState(row, nowUs)))
        .money(key.usage[static_cast<std::size_t>(Window::Day)])
        .money(key.usage[static_cast<std::size_t>(Window::Month)]);
    addOptional(csv, key.limit ? std::optional(key.limit->amount) : std::nullopt);
    csv.text(key.limit ? resetName(key.limit->reset) : QString());
    addOptional(csv, key.limit ? std::optional(limitSpent(key)) : std::nullopt);
    csv.time(row.lastUsedUs).time(key.createdUs).time(key.expiresUs).endRow();
}

} // namespace

QByteArray keysCsv(const QList<KeyRow> &rows, std::int64_t nowUs)
{
    CsvWriter csv{"name",      "hash",      "label",     "owner",       "state",
                  "today_usd", "month_usd", "limit_usd", "limit_reset", "limit_spent_usd",
                  "last_used", "created",   "expires"};
    for (const KeyRow &row : rows)
        addRow(csv, row, nowUs);
    return csv.bytes();
}

} // namespace turnpike::ui
