// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/ActivityRepository.h"

#include "ledger/LedgerCells.h"
#include "ledger/Session.h"

#include <QByteArray>
#include <QStringList>

namespace turnpike::ActivityRepository {

using namespace Qt::Literals::StringLiterals;

namespace {

// Every rollup has the same counters; a statement adds its table and dimension around them.
#define TURNPIKE_SUMS                                                                              \
    "CAST(SUM(u.requests) AS BIGINT), CAST(SUM(u.errors) AS BIGINT), "                             \
    "CAST(SUM(u.refusals) AS BIGINT), CAST(SUM(u.prompt_tokens) AS BIGINT), "                      \
    "CAST(SUM(u.cached_tokens) AS BIGINT), CAST(SUM(u.cache_write_tokens) AS BIGINT), "            \
    "CAST(SUM(u.completion_tokens) AS BIGINT), CAST(SUM(u.reasoning_tokens) AS BIGINT), "          \
    "CAST(SUM(u.cost_nusd) AS BIGINT) AS cost_nusd, CAST(SUM(u.lost_nusd) AS BIGINT) "
#define TURNPIKE_RANGE " WHERE u.day >= :from AND u.day <= :to AND u.simulated <= :simulated "

constexpr QLatin1StringView byDay("SELECT u.day, '', '', " TURNPIKE_SUMS
                                  "FROM usage_daily_workspace u" TURNPIKE_RANGE
                                  "GROUP BY u.day ORDER BY u.day");
// Names come from subqueries, which run once a group; a join would run once a row.
#define TURNPIKE_NAME(column, table, id)                                                           \
    "COALESCE((SELECT n." column " FROM " table " n WHERE n.id = " id "), ''), "
constexpr QLatin1StringView byModel("SELECT u.model_id, " TURNPIKE_NAME(
    "slug", "model", "u.model_id") "'', " TURNPIKE_SUMS "FROM usage_daily_model u" TURNPIKE_RANGE
                                   "GROUP BY u.model_id ORDER BY cost_nusd DESC, u.model_id");
// There are many keys: whole weeks of a range come from their own rollup, days at its ends from the
// daily one.
#define TURNPIKE_COLUMNS                                                                           \
    "SELECT key_id, requests, errors, refusals, prompt_tokens, cached_tokens, "                    \
    "cache_write_tokens, completion_tokens, reasoning_tokens, cost_nusd, lost_nusd "
#define TURNPIKE_KEY_WEEKS                                                                         \
    "(" TURNPIKE_COLUMNS "FROM usage_weekly_key "                                                  \
    "WHERE week >= :firstWeek AND week <= :lastWeek AND simulated <= :simulated "                  \
    "UNION ALL " TURNPIKE_COLUMNS "FROM usage_daily_key "                                          \
    "WHERE day >= :from AND day < :weeksFrom AND simulated <= :simulatedBefore "                   \
    "UNION ALL " TURNPIKE_COLUMNS "FROM usage_daily_key "                                          \
    "WHERE day > :weeksTo AND day <= :to AND simulated <= :simulatedAfter) u "
constexpr QLatin1StringView byKey("SELECT u.key_id, " TURNPIKE_NAME("name", "api_key", "u.key_id")
                                      TURNPIKE_NAME("hash", "api_key", "u.key_id") TURNPIKE_SUMS
                                  "FROM " TURNPIKE_KEY_WEEKS
                                  "GROUP BY u.key_id ORDER BY cost_nusd DESC, u.key_id");
constexpr QLatin1StringView keyCells("SELECT u.key_id, " TURNPIKE_SUMS "FROM " TURNPIKE_KEY_WEEKS
                                     "GROUP BY u.key_id ORDER BY u.key_id");
#undef TURNPIKE_KEY_WEEKS
#undef TURNPIKE_COLUMNS
constexpr QLatin1StringView byProvider("SELECT u.provider_id, " TURNPIKE_NAME(
    "slug", "provider",
    "u.provider_id") "'', " TURNPIKE_SUMS "FROM usage_daily_provider u" TURNPIKE_RANGE
                     "GROUP BY u.provider_id ORDER BY cost_nusd DESC, u.provider_id");
constexpr QLatin1StringView everyCell("SELECT u.day, " TURNPIKE_NAME("hash", "api_key", "u.key_id")
                                          TURNPIKE_NAME("name", "api_key", "u.key_id")
                                              TURNPIKE_NAME("slug", "model", "u.model_id")
                                                  TURNPIKE_NAME("slug", "provider", "u.provider_id")
                                                      TURNPIKE_SUMS
                                      "FROM usage_cube_daily u" TURNPIKE_RANGE
                                      "GROUP BY u.day, u.key_id, u.model_id, u.provider_id "
                                      "ORDER BY u.day, u.key_id, u.model_id, u.provider_id");
#undef TURNPIKE_NAME
constexpr QLatin1StringView sums(TURNPIKE_SUMS);

#undef TURNPIKE_SUMS
#undef TURNPIKE_RANGE

void readSums(const QSqlQuery &rows, int column, ActivitySums &into)
{
    for (std::int64_t *sum : {&into.requests, &into.errors, &into.refusals, &into.promptTokens,
                              &into.cachedTokens, &into.cacheWriteTokens, &into.completionTokens,
                              &into.reasoningTokens, &into.cost.nanoUsd, &into.lost.nanoUsd})
        *sum = rows.value(column++).toLongLong();
}

QLatin1StringView columnOf(ActivityDimension dimension)
{
    switch (dimension) {
    case ActivityDimension::Model: return "u.model_id"_L1;
    case ActivityDimension::Key: return "u.key_id"_L1;
    case ActivityDimension::Provider: return "u.provider_id"_L1;
    case ActivityDimension::Day: break;
    }
    return {};
}

/// The narrowest rollup that has every dimension of the cut.
QLatin1StringView tableFor(const ActivityCut &cut)
{
    QList<ActivityDimension> needed = cut.by;
    if (cut.filter && !needed.contains(cut.filter->dimension))
        needed.append(cut.filter->dimension);
    const bool hasKeys = needed.contains(ActivityDimension::Key);
    if (cut.step == ActivityCut::Step::Hour)
        return hasKeys ? "usage_hourly"_L1 : "usage_hourly_model"_L1;
    if (needed.isEmpty())
        return "usage_daily_workspace"_L1;
    if (needed.size() > 1)
        return hasKeys ? "usage_cube_daily"_L1 : "usage_daily_model"_L1;
    switch (needed.first()) {
    case ActivityDimension::Key: return "usage_daily_key"_L1;
    case ActivityDimension::Provider: return "usage_daily_provider"_L1;
    case ActivityDimension::Model:
    case ActivityDimension::Day: break;
    }
    return "usage_daily_model"_L1;
}

bool isCut(const ActivityCut &cut)
{
    return cut.by.size() <= 2 && !cut.by.contains(ActivityDimension::Day)
        && (cut.by.size() < 2 || cut.by[0] != cut.by[1])
        && (!cut.filter || cut.filter->dimension != ActivityDimension::Day);
}

/// Built from constants of this file only; values are bound.
QByteArray statementFor(const ActivityCut &cut)
{
    const QLatin1StringView time = cut.step == ActivityCut::Step::Hour ? "u.hour"_L1 : "u.day"_L1;
    QStringList columns;
    if (cut.step != ActivityCut::Step::Whole)
        columns.append(time);
    for (const ActivityDimension dimension : cut.by)
        columns.append(columnOf(dimension));
    const QString keys = columns.join(", "_L1);
    QString sql = "SELECT "_L1 + (keys.isEmpty() ? QString() : keys + ", "_L1) + sums + "FROM "_L1
        + tableFor(cut) + " u WHERE "_L1 + time + " >= :from AND "_L1 + time
        + " <= :to AND u.simulated <= :simulated"_L1;
    if (cut.filter)
        sql += " AND "_L1 + columnOf(cut.filter->dimension) + " = :id"_L1;
    if (!keys.isEmpty())
        sql += " GROUP BY "_L1 + keys + " ORDER BY "_L1 + keys;
    return sql.toLatin1();
}

QLatin1StringView statementFor(ActivityDimension by)
{
    switch (by) {
    case ActivityDimension::Model: return byModel;
    case ActivityDimension::Provider: return byProvider;
    case ActivityDimension::Key: // runByKey()
    case ActivityDimension::Day: break;
    }
    return byDay;
}

/// Runs byKey or keyCells.
Result<QSqlQuery> runByKey(Session &session, QLatin1StringView sql, std::int64_t from,
                           std::int64_t to, bool includesSimulated)
{
    qlonglong first = mondayOf(from + 6);
    qlonglong last = mondayOf(to + 1) - 7;
    if (first > last) { // No whole week: all of the days come before the weeks, which are none.
        first = to + 1;
        last = first - 7;
    }
    const int simulated = includesSimulated ? 1 : 0;
    return session.run(sql,
                       {{":firstWeek"_L1, first},
                        {":lastWeek"_L1, last},
                        {":simulated"_L1, simulated},
                        {":from"_L1, qlonglong(from)},
                        {":weeksFrom"_L1, first},
                        {":simulatedBefore"_L1, simulated},
                        {":weeksTo"_L1, last + 6},
                        {":to"_L1, qlonglong(to)},
                        {":simulatedAfter"_L1, simulated}});
}

Result<QSqlQuery> runTotals(Session &session, ActivityDimension by, const ActivityRange &range)
{
    if (by == ActivityDimension::Key)
        return runByKey(session, byKey, range.fromDay, range.toDay, range.includesSimulated);
    return session.run(statementFor(by),
                       {{":from"_L1, range.fromDay},
                        {":to"_L1, range.toDay},
                        {":simulated"_L1, range.includesSimulated ? 1 : 0}});
}

Result<QSqlQuery> runCells(Session &session, const ActivityCut &cut)
{
    if (cut.step == ActivityCut::Step::Whole && !cut.filter
        && cut.by == QList{ActivityDimension::Key})
        return runByKey(session, keyCells, cut.from, cut.to, cut.includesSimulated);
    const QByteArray sql = statementFor(cut);
    const QLatin1StringView text(sql);
    const Bind from{":from"_L1, qlonglong(cut.from)};
    const Bind to{":to"_L1, qlonglong(cut.to)};
    const Bind simulated{":simulated"_L1, cut.includesSimulated ? 1 : 0};
    return cut.filter
        ? session.run(text, {from, to, simulated, {":id"_L1, qlonglong(cut.filter->id)}})
        : session.run(text, {from, to, simulated});
}

} // namespace

Result<QList<ActivityTotals>> totals(Session &session, ActivityDimension by,
                                     const ActivityRange &range)
{
    TRY_ASSIGN(QSqlQuery rows, runTotals(session, by, range));
    QList<ActivityTotals> totals;
    while (rows.next()) {
        ActivityTotals row;
        row.id = rows.value(0).toLongLong();
        row.name = rows.value(1).toString();
        row.publicId = rows.value(2).toString();
        readSums(rows, 3, row);
        totals.append(row);
    }
    return totals;
}

Result<QList<ActivityCell>> cells(Session &session, const ActivityCut &cut)
{
    if (!isCut(cut))
        return fail(ErrorCode::InvalidArgument,
                    u"Activity is cut by at most two different "
                    "dimensions besides time."_s);
    TRY_ASSIGN(QSqlQuery rows, runCells(session, cut));
    const bool isStepped = cut.step != ActivityCut::Step::Whole;
    const int keys = static_cast<int>(cut.by.size()) + (isStepped ? 1 : 0);
    QList<ActivityCell> cells;
    while (rows.next()) {
        if (keys == 0 && rows.isNull(0))
            break; // A sum over nothing.
        ActivityCell cell;
        int column = 0;
        if (isStepped)
            cell.at = rows.value(column++).toLongLong();
        if (!cut.by.isEmpty())
            cell.first = rows.value(column++).toLongLong();
        if (cut.by.size() > 1)
            cell.second = rows.value(column++).toLongLong();
        readSums(rows, keys, cell);
        cells.append(cell);
    }
    return cells;
}

Result<QList<ActivityDetail>> details(Session &session, const ActivityRange &range)
{
    TRY_ASSIGN(QSqlQuery rows,
               session.run(everyCell,
                           {{":from"_L1, range.fromDay},
                            {":to"_L1, range.toDay},
                            {":simulated"_L1, range.includesSimulated ? 1 : 0}}));
    QList<ActivityDetail> details;
    while (rows.next()) {
        ActivityDetail row;
        row.day = rows.value(0).toInt();
        row.keyHash = rows.value(1).toString();
        row.keyName = rows.value(2).toString();
        row.model = rows.value(3).toString();
        row.provider = rows.value(4).toString();
        readSums(rows, 5, row);
        details.append(row);
    }
    return details;
}

} // namespace turnpike::ActivityRepository
