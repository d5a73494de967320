// SPDX-License-Identifier: GPL-3.0-or-later
// report: usage and cost as CSV or JSON, from the rollups
#include "app/verbs/Text.h"
#include "app/verbs/Verbs.h"
#include "core/Clock.h"
#include "core/Window.h"
#include "core/ports/LedgerFlush.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"
#include "reports/CsvTables.h"

#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

struct Wanted
{
    ActivityDimension by = ActivityDimension::Day;
    QString byName;
    ActivityRange range;
    bool isDetailed = false;
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
    wanted.isDetailed = wanted.byName == QLatin1String("detail");
    const auto found = std::ranges::find_if(dimensions, [&wanted](const auto &entry) {
        return wanted.byName == QLatin1String(entry.first);
    });
    if (found == std::end(dimensions) && !wanted.isDetailed)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--by wants day, model, key, provider or detail, not \"%1\".")
                        .arg(wanted.byName));
    if (!wanted.isDetailed)
        wanted.by = found->second;
    TRY_ASSIGN(const Period period, parsePeriod(invocation, today));
    wanted.range.fromDay = period.firstDay();
    wanted.range.toDay = period.lastDay();
    wanted.range.includesSimulated = invocation.has("include-simulated");
    const QString format = invocation.value(
        "format", invocation.wantsJson ? QStringLiteral("json") : QStringLiteral("csv"));
    if (format != QLatin1String("csv") && format != QLatin1String("json"))
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--format wants csv or json, not \"%1\".").arg(format));
    wanted.isCsv = format == QLatin1String("csv");
    if (wanted.isDetailed && !wanted.isCsv)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("--by detail has no JSON; leave out --json, or name csv."));
    return wanted;
}

QString nameOf(const ActivityTotals &row, const Wanted &wanted)
{
    if (wanted.by == ActivityDimension::Day)
        return dayText(static_cast<std::int32_t>(row.id));
    return row.name.isEmpty() ? QStringLiteral("(unknown)") : row.name;
}

/// The counters by member name.
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

Result<QByteArray> detailsOf(Session &session, const Wanted &wanted)
{
    TRY_ASSIGN(const auto rows, ActivityRepository::details(session, wanted.range));
    return usageDailyCsv(rows);
}

Result<QByteArray> totalsOf(Session &session, const Wanted &wanted)
{
    TRY_ASSIGN(const auto rows, ActivityRepository::totals(session, wanted.by, wanted.range));
    if (!wanted.isCsv)
        return asJson(rows, wanted);
    return usageByGroupCsv(Period::ofDays(wanted.range.fromDay, wanted.range.toDay), wanted.by,
                           rows);
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
    const Result<QByteArray> text
        = wanted->isDetailed ? detailsOf(**session, *wanted) : totalsOf(**session, *wanted);
    if (!text)
        return failed(text.error(), invocation.wantsJson);
    return printed(*text);
}

} // namespace turnpike
