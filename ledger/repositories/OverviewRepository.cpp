// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/OverviewRepository.h"

#include "core/Generation.h"
#include "core/ProviderFailure.h"
#include "ledger/Session.h"

#include <QHash>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::OverviewRepository {

namespace {

constexpr int pageRows = 500;

/// A generation of the page, as far as its attempts are asked about.
struct Row
{
    std::int64_t id = 0;
    std::int64_t admittedUs = 0;
    std::int64_t totalUs = 0;
    ProviderId provider;
    GenerationState state = GenerationState::Complete;
    int status = 0;
    std::int64_t waitedUs = 0;
    std::int64_t firstTokenUs = 0;
    int attempts = 0;

    std::int64_t endedUs() const { return admittedUs + totalUs; }
};

Result<QList<Row>> page(Session &session, std::int64_t before, int limit)
{
    constexpr auto sql = R"sql(
        SELECT id, admitted_us, total_us, provider_id, state, http_status, waited_us,
               first_token_us, attempt_count
        FROM generation WHERE id < :before ORDER BY id DESC LIMIT :limit
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows,
               session.run(sql, {{":before"_L1, qlonglong(before)}, {":limit"_L1, limit}}));
    QList<Row> found;
    while (rows.next())
        found.append({.id = rows.value(0).toLongLong(),
                      .admittedUs = rows.value(1).toLongLong(),
                      .totalUs = rows.value(2).toLongLong(),
                      .provider = {rows.value(3).toLongLong()},
                      .state = static_cast<GenerationState>(rows.value(4).toInt()),
                      .status = rows.value(5).toInt(),
                      .waitedUs = rows.value(6).toLongLong(),
                      .firstTokenUs = rows.value(7).toLongLong(),
                      .attempts = rows.value(8).toInt()});
    return found;
}

/// A generation with one attempt has no row for it: the generation says how it went. Nothing when
/// it says nothing about the provider.
std::optional<RecentAttempt> onlyAttempt(const Row &row)
{
    const std::optional<bool> hasFailed = isFailure(row.state, row.status);
    if (!hasFailed)
        return std::nullopt;
    return RecentAttempt{.provider = row.provider,
                         .isFailure = *hasFailed,
                         .endedUs = row.endedUs(),
                         .firstTokenUs = std::max<std::int64_t>(
                             row.firstTokenUs == 0 ? 0 : row.firstTokenUs - row.waitedUs, 0)};
}

/// Attempts of the generations of `byId`, whose row ids lie between `first` and `last`.
Result<> appendStored(Session &session, const QHash<std::int64_t, Row> &byId, std::int64_t first,
                      std::int64_t last, QList<RecentAttempt> &into)
{
    constexpr auto sql = R"sql(
        SELECT generation_id, provider_id, outcome, status, started_us, duration_us
        FROM attempt WHERE generation_id >= :first AND generation_id <= :last
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows,
               session.run(sql, {{":first"_L1, qlonglong(first)}, {":last"_L1, qlonglong(last)}}));
    while (rows.next()) {
        const auto generation = byId.constFind(rows.value(0).toLongLong());
        const auto outcome = static_cast<AttemptOutcome>(rows.value(2).toInt());
        const std::optional<bool> hasFailed = isFailure(outcome, rows.value(3).toInt());
        if (generation == byId.cend() || !hasFailed)
            continue;
        const std::int64_t startedUs = rows.value(4).toLongLong();
        const bool isSuccess = outcome == AttemptOutcome::Succeeded;
        into.append({.provider = {rows.value(1).toLongLong()},
                     .isFailure = *hasFailed,
                     .endedUs = generation->admittedUs + startedUs + rows.value(5).toLongLong(),
                     .firstTokenUs = isSuccess && generation->firstTokenUs > startedUs
                         ? generation->firstTokenUs - startedUs
                         : 0});
    }
    return {};
}

/// Adds the attempts of a page. True when some of its generations ended in the span.
Result<bool> appendPage(Session &session, const QList<Row> &rows, std::int64_t sinceUs,
                        QList<RecentAttempt> &into)
{
    QHash<std::int64_t, Row> withStored;
    bool reachesIn = false;
    for (const Row &row : rows) {
        reachesIn = reachesIn || row.endedUs() >= sinceUs;
        if (row.attempts > 1)
            withStored.insert(row.id, row);
        else if (const auto only = row.attempts == 1 ? onlyAttempt(row) : std::nullopt)
            into.append(*only);
    }
    if (!withStored.isEmpty())
        TRY(appendStored(session, withStored, rows.last().id, rows.first().id, into));
    return reachesIn;
}

} // namespace

Result<RecentAttempts> recentAttempts(Session &session, std::int64_t sinceUs, int mostRows)
{
    RecentAttempts recent;
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    int left = mostRows;
    while (left > 0) {
        const int wanted = std::min(left, pageRows);
        TRY_ASSIGN(const QList<Row> rows, page(session, before, wanted));
        if (rows.isEmpty())
            break;
        TRY_ASSIGN(const bool reachesIn, appendPage(session, rows, sinceUs, recent.attempts));
        left -= wanted;
        before = rows.last().id;
        if (!reachesIn || rows.size() < wanted)
            break;
        recent.isWhole = left > 0;
    }
    recent.attempts.removeIf(
        [sinceUs](const RecentAttempt &attempt) { return attempt.endedUs < sinceUs; });
    return recent;
}

Result<QList<UnpricedModel>> unpricedModels(Session &session, std::int64_t sinceUs)
{
    // Goes from endpoint to endpoint along the index of unpriced rows, and takes the last of each.
    constexpr auto sql = R"sql(
        WITH RECURSIVE unpriced (endpoint) AS (
            SELECT MIN(endpoint_id) FROM generation WHERE (flags & 8) <> 0
            UNION ALL
            SELECT (SELECT MIN(g.endpoint_id) FROM generation g
                    WHERE (g.flags & 8) <> 0 AND g.endpoint_id > unpriced.endpoint)
            FROM unpriced WHERE unpriced.endpoint IS NOT NULL)
        SELECT g.model_id, COALESCE(m.slug, ''), CAST(MAX(g.admitted_us) AS BIGINT) AS last_us
        FROM unpriced u
        JOIN generation g ON g.id = (SELECT MAX(n.id) FROM generation n
                                     WHERE (n.flags & 8) <> 0 AND n.endpoint_id = u.endpoint)
        LEFT JOIN model m ON m.id = g.model_id
        WHERE u.endpoint IS NOT NULL AND g.admitted_us >= :since AND (g.flags & 4) = 0
        GROUP BY g.model_id, m.slug ORDER BY last_us DESC
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, {{":since"_L1, qlonglong(sinceUs)}}));
    QList<UnpricedModel> models;
    while (rows.next())
        models.append({.model = {rows.value(0).toLongLong()},
                       .slug = rows.value(1).toString(),
                       .lastUs = rows.value(2).toLongLong()});
    return models;
}

Result<std::optional<std::int32_t>> firstDay(Session &session)
{
    constexpr auto sql = R"sql(
        SELECT day FROM usage_daily_workspace WHERE simulated = 0 ORDER BY day LIMIT 1
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql));
    if (!rows.next())
        return std::nullopt;
    return rows.value(0).toInt();
}

Result<FirstSteps> requestSteps(Session &session)
{
    constexpr auto sql = R"sql(
        SELECT EXISTS (SELECT 1 FROM user_agent WHERE SUBSTR(text, 1, 9) <> 'Turnpike/'),
               EXISTS (SELECT 1 FROM usage_daily_workspace WHERE requests > refusals),
               EXISTS (SELECT 1 FROM usage_daily_workspace WHERE simulated = 0)
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql));
    FirstSteps steps;
    if (rows.next()) {
        steps.hasTool = rows.value(0).toBool();
        steps.hasRequest = rows.value(1).toBool();
        steps.hasActivity = rows.value(2).toBool();
    }
    return steps;
}

} // namespace turnpike::OverviewRepository
