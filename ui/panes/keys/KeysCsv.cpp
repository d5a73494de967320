// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeysCsv.h"

#include "core/Timestamp.h"

#include <QStringList>

namespace turnpike::ui {

namespace {

QString field(QString text)
{
    static const QString formulas = QStringLiteral("=+-@\t\r");
    if (!text.isEmpty() && formulas.contains(text.front()))
        text.prepend(QLatin1Char('\''));
    text.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

QString time(std::int64_t us)
{
    return us == 0 ? QString() : QString::fromStdString(timestampText(us));
}

QString amount(Money money)
{
    return QString::fromStdString(exactText(money));
}

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

QString line(const KeyRow &row, std::int64_t nowUs)
{
    const Key &key = row.key;
    const QStringList fields{field(key.name),
                             key.hash,
                             field(key.label),
                             field(key.creatorName),
                             stateName(keyState(row, nowUs)),
                             amount(key.usage[static_cast<std::size_t>(Window::Day)]),
                             amount(key.usage[static_cast<std::size_t>(Window::Month)]),
                             key.limit ? amount(key.limit->amount) : QString(),
                             key.limit ? resetName(key.limit->reset) : QString(),
                             key.limit ? amount(limitSpent(key)) : QString(),
                             time(row.lastUsedUs),
                             time(key.createdUs),
                             time(key.expiresUs)};
    return fields.join(QLatin1Char(',')) + QStringLiteral("\r\n");
}

} // namespace

QByteArray keysCsv(const QList<KeyRow> &rows, std::int64_t nowUs)
{
    QString csv = QStringLiteral("name,hash,label,owner,state,today_usd,month_usd,limit_usd,"
                                 "limit_reset,limit_spent_usd,last_used,created,expires\r\n");
    for (const KeyRow &row : rows)
        csv += line(row, nowUs);
    return csv.toUtf8();
}

} // namespace turnpike::ui
