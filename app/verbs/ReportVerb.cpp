// SPDX-License-Identifier: GPL-3.0-or-later
// report: usage and cost as CSV or JSON, from the rollups
#include "app/verbs/Csv.h"
#include "app/verbs/Text.h"
#include "app/verbs/Verbs.h"
#include "core/Clock.h"
#include "core/Window.h"
#include "core/ports/LedgerFlush.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"

#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

constexpr std::int32_t defaultDays = 30;

struct Wanted
{
    ActivityDimension by = ActivityDimension::Day;
    QString byName;
    ActivityRange range;
    bool isCsv = true;
};

constexpr std::pair<const char *, ActivityDimension> dimensions[] = {
    {"day", ActivityDimension::Day},
    {"model", ActivityDimension::Model},
    {"key", ActivityDimension::Key},
    {"provider", ActivityDimension::Provider},
};

Result<Wanted> parse(const Invocation &invocation, std::int32_t today)
{
    Wanted wanted;
    wanted.byName = invocation.value("by", QStringLiteral("day"));
    const auto found = std::ranges::find_if(dimensions, [&wanted](const auto &entry) {
        return wanted.byName == QLatin1String(entry.first);
    });
    if (found == std::end(dimensions))
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--by wants day, model, key or provider, not \"%1\".")
                        .arg(wanted.byName));
    wanted.by = found->second;
    wanted.range.toDay = today;
    if (invocation.has("to")) {
        TRY_ASSIGN(wanted.range.toDay, parseDay(invocation.value("to"), "to"));
    }
    wanted.range.fromDay = wanted.range.toDay - defaultDays + 1;
    if (invocation.has("from")) {
        TRY_ASSIGN(wanted.range.fromDay, parseDay(invocation.value("from"), "from"));
    }
    if (wanted.range.fromDay > wanted.range.toDay)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--from is after --to: there is no day in between."));
    wanted.range.includesSimulated = invocation.has("include-simulated");
    const QString format = invocation.value(
        "format", invocation.wantsJson ? QStringLiteral("json") : QStringLiteral("csv"));
    if (format != QLatin1String("csv") && format != QLatin1String("json"))
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--format wants csv or json, not \"%1\".").arg(format));
    wanted.isCsv = format == QLatin1String("csv");
    return wanted;
}

QString nameOf(const ActivityTotals &row, const Wanted &wanted)
{
    if (wanted.by == ActivityDimension::Day)
        return dayText(static_cast<std::int32_t>(row.id));
    return row.name.isEmpty() ? QStringLiteral("(unknown)") : row.name;
}

/// The counters by column name, in the order of the CSV.
using Counters = std::array<std::pair<const char *, std::int64_t>, 8>;

Counters countersOf(const ActivityTotals &row)
{
    return {{{"requests", row.requests},
             {"errors", row.errors},
             {"refusals", row.refusals},
             {"prompt_tokens", row.promptTokens},
             {"cached_tokens", row.cachedTokens},
             {"cache_write_tokens", row.cacheWriteTokens},
             {"completion_tokens", row.completionTokens},
             {"reasoning_tokens", row.reasoningTokens}}};
}

QByteArray asCsv(const QList<ActivityTotals> &rows, const Wanted &wanted)
{
    QStringList heading{wanted.byName};
    if (wanted.by == ActivityDimension::Key)
        heading.append(QStringLiteral("key_hash"));
    for (const auto &[name, value] : countersOf({}))
        heading.append(QString::fromLatin1(name));
    heading << QStringLiteral("cost_usd") << QStringLiteral("lost_usd");
    QByteArray text = csvLine(heading);
    for (const ActivityTotals &row : rows) {
        QStringList cells{csvText(nameOf(row, wanted))};
        if (wanted.by == ActivityDimension::Key)
            cells.append(row.publicId);
        for (const auto &[name, value] : countersOf(row))
            cells.append(QString::number(value));
        cells << QString::fromStdString(exactText(row.cost))
              << QString::fromStdString(exactText(row.lost));
        text += csvLine(cells);
    }
    return text;
}

QByteArray asJson(const QList<ActivityTotals> &rows, const Wanted &wanted)
{
    json::array list;
    Money total;
    for (const ActivityTotals &row : rows) {
        json::object object{{wanted.byName.toStdString(), jsonString(nameOf(row, wanted))}};
        if (wanted.by == ActivityDimension::Key)
            object["key_hash"] = jsonOrNull(row.publicId);
        for (const auto &[name, value] : countersOf(row))
            object[name] = value;
        object["cost_usd"] = exactText(row.cost);
        object["lost_usd"] = exactText(row.lost);
        total += row.cost;
        list.push_back(std::move(object));
    }
    return jsonLine(json::object{{"by", jsonString(wanted.byName)},
                                 {"from", jsonString(dayText(wanted.range.fromDay))},
                                 {"to", jsonString(dayText(wanted.range.toDay))},
                                 {"time_zone", "UTC"},
                                 {"includes_simulated", wanted.range.includesSimulated},
                                 {"rows", std::move(list)},
                                 {"total_cost_usd", exactText(total)}});
}

} // namespace

VerbResult printReport(const VerbContext &context, const Invocation &invocation)
{
    const Result<Wanted> wanted = parse(invocation, dayOf(context.clock->nowUs()));
    if (!wanted)
        return failed(wanted.error(), invocation.wantsJson);
    if (context.flush)
        context.flush->flush();
    const auto session = Session::open(context.ledgerPath, Session::Access::ReadOnly);
    if (!session)
        return failed(session.error(), invocation.wantsJson);
    const Result<QList<ActivityTotals>> rows
        = ActivityRepository::totals(**session, wanted->by, wanted->range);
    if (!rows)
        return failed(rows.error(), invocation.wantsJson);
    return printed(wanted->isCsv ? asCsv(*rows, *wanted) : asJson(*rows, *wanted));
}

} // namespace turnpike
