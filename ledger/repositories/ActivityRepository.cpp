// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/ActivityRepository.h"

#include "ledger/Session.h"

namespace turnpike::ActivityRepository {

using namespace Qt::Literals::StringLiterals;

namespace {

// Every rollup has the same counters; a statement adds its table and dimension around them.
#define TURNPIKE_TOTALS                                                                            \
    "CAST(SUM(u.requests) AS BIGINT), CAST(SUM(u.errors) AS BIGINT), "                             \
    "CAST(SUM(u.refusals) AS BIGINT), CAST(SUM(u.prompt_tokens) AS BIGINT), "                      \
    "CAST(SUM(u.cached_tokens) AS BIGINT), CAST(SUM(u.cache_write_tokens) AS BIGINT), "            \
    "CAST(SUM(u.completion_tokens) AS BIGINT), CAST(SUM(u.reasoning_tokens) AS BIGINT), "          \
    "CAST(SUM(u.cost_nusd) AS BIGINT) AS cost_nusd, CAST(SUM(u.lost_nusd) AS BIGINT) "
#define TURNPIKE_RANGE " WHERE u.day >= :from AND u.day <= :to AND u.simulated <= :simulated "

constexpr QLatin1StringView byDay("SELECT u.day, '', '', " TURNPIKE_TOTALS
                                  "FROM usage_daily_workspace u" TURNPIKE_RANGE
                                  "GROUP BY u.day ORDER BY u.day");
constexpr QLatin1StringView
    byModel("SELECT u.model_id, COALESCE(m.slug, ''), '', " TURNPIKE_TOTALS
            "FROM usage_daily_model u LEFT JOIN model m ON m.id = u.model_id" TURNPIKE_RANGE
            "GROUP BY u.model_id, m.slug ORDER BY cost_nusd DESC, u.model_id");
constexpr QLatin1StringView
    byKey("SELECT u.key_id, COALESCE(k.name, ''), COALESCE(k.hash, ''), " TURNPIKE_TOTALS
          "FROM usage_daily_key u LEFT JOIN api_key k ON k.id = u.key_id" TURNPIKE_RANGE
          "GROUP BY u.key_id, k.name, k.hash ORDER BY cost_nusd DESC, u.key_id");
constexpr QLatin1StringView byProvider(
    "SELECT u.provider_id, COALESCE(p.slug, ''), '', " TURNPIKE_TOTALS
    "FROM usage_daily_provider u LEFT JOIN provider p ON p.id = u.provider_id" TURNPIKE_RANGE
    "GROUP BY u.provider_id, p.slug ORDER BY cost_nusd DESC, u.provider_id");

#undef TURNPIKE_TOTALS
#undef TURNPIKE_RANGE

QLatin1StringView statementFor(ActivityDimension by)
{
    switch (by) {
    case ActivityDimension::Model: return byModel;
    case ActivityDimension::Key: return byKey;
    case ActivityDimension::Provider: return byProvider;
    case ActivityDimension::Day: break;
    }
    return byDay;
}

} // namespace

Result<QList<ActivityTotals>> totals(Session &session, ActivityDimension by,
                                     const ActivityRange &range)
{
    TRY_ASSIGN(QSqlQuery rows,
               session.run(statementFor(by),
                           {{":from"_L1, range.fromDay},
                            {":to"_L1, range.toDay},
                            {":simulated"_L1, range.includesSimulated ? 1 : 0}}));
    QList<ActivityTotals> totals;
    while (rows.next()) {
        ActivityTotals row;
        row.id = rows.value(0).toLongLong();
        row.name = rows.value(1).toString();
        row.publicId = rows.value(2).toString();
        row.requests = rows.value(3).toLongLong();
        row.errors = rows.value(4).toLongLong();
        row.refusals = rows.value(5).toLongLong();
        row.promptTokens = rows.value(6).toLongLong();
        row.cachedTokens = rows.value(7).toLongLong();
        row.cacheWriteTokens = rows.value(8).toLongLong();
        row.completionTokens = rows.value(9).toLongLong();
        row.reasoningTokens = rows.value(10).toLongLong();
        row.cost = Money{rows.value(11).toLongLong()};
        row.lost = Money{rows.value(12).toLongLong()};
        totals.append(row);
    }
    return totals;
}

} // namespace turnpike::ActivityRepository
