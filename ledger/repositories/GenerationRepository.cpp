// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/repositories/GenerationRepository.h"

#include "ledger/Session.h"
#include "ledger/UpstreamHash.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::GenerationRepository {

namespace {

/// Takes the columns of a row from left to right, as the SELECT names them.
class Columns
{
public:
    explicit Columns(const QSqlQuery &row)
        : m_row(row)
    {}
    std::int64_t whole() { return m_row.value(m_next++).toLongLong(); }
    int small() { return m_row.value(m_next++).toInt(); }
    QString text() { return m_row.value(m_next++).toString(); }
    Money money() { return {whole()}; }
    std::optional<Money> moneyOrNull()
    {
        const QVariant value = m_row.value(m_next++);
        return value.isNull() ? std::nullopt : std::optional(Money{value.toLongLong()});
    }

private:
    const QSqlQuery &m_row;
    int m_next = 0;
};

TokenUsage readUsage(Columns &row)
{
    TokenUsage usage;
    usage.prompt = row.whole();
    usage.completion = row.whole();
    usage.cacheRead = row.whole();
    usage.cacheWrite = row.whole();
    usage.cacheWrite1h = row.whole();
    usage.reasoning = row.whole();
    usage.audioIn = row.whole();
    usage.audioOut = row.whole();
    usage.audioCacheRead = row.whole();
    usage.imageTokens = row.whole();
    usage.images = row.whole();
    usage.imagesOut = row.whole();
    usage.searches = row.whole();
    usage.audioMs = row.whole();
    usage.characters = row.whole();
    usage.searchUnits = row.whole();
    return usage;
}

GenerationRow readRow(const QSqlQuery &query)
{
    Columns row(query);
    GenerationRow g;
    g.rowId = row.whole();
    g.id = row.text();
    g.admittedUs = row.whole();
    g.organization = {row.whole()};
    g.workspace = {row.whole()};
    g.key = {row.whole()};
    g.model = {row.whole()};
    g.endpoint = {row.whole()};
    g.provider = {row.whole()};
    g.priceSheet = {row.whole()};
    g.api = static_cast<ApiType>(row.small());
    g.state = static_cast<GenerationState>(row.small());
    g.usageOrigin = static_cast<UsageOrigin>(row.small());
    g.httpStatus = row.small();
    g.flags = static_cast<std::uint32_t>(row.whole());
    g.requestCount = row.whole();
    g.usage = readUsage(row);
    g.cost = row.money();
    g.promptCost = row.money();
    g.completionCost = row.money();
    g.counted = row.money();
    g.held = row.money();
    g.lost = row.money();
    g.upstreamCost = row.moneyOrNull();
    g.waitedUs = row.whole();
    g.connectUs = row.whole();
    g.firstTokenUs = row.whole();
    g.totalUs = row.whole();
    g.attemptCount = row.small();
    g.appId = row.whole();
    g.errorText = row.text();
    g.upstreamId = row.text();
    g.session = row.text();
    g.endUser = row.text();
    g.workspaceUuid = row.text();
    g.keyHash = row.text();
    g.keyName = row.text();
    g.modelSlug = row.text();
    g.endpointTag = row.text();
    g.providerName = row.text();
    g.requestedModel = row.text();
    g.finishReason = row.text();
    g.nativeFinishReason = row.text();
    g.errorType = row.text();
    g.referer = row.text();
    g.title = row.text();
    g.userAgent = row.text();
    g.trail = row.text();
    if (g.modelSlug.isEmpty())
        g.modelSlug = g.requestedModel;
    return g;
}

/// The first row of a SELECT of one number, or 0.
Result<std::int64_t> numberFrom(Session &session, QLatin1StringView sql,
                                std::initializer_list<Bind> binds)
{
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, binds));
    return rows.next() ? rows.value(0).toLongLong() : 0;
}

/// The row of a generation's own id, else the newest of a provider's; 0 when there is none. The
/// index of the latter is asked block by block: 610 times for ten million rows, in 5 ms.
Result<std::int64_t> rowOf(Session &session, const QString &id, KeyId ofKey)
{
    TRY_ASSIGN(
        const std::int64_t own,
        numberFrom(session, "SELECT id FROM generation WHERE gen_id = :id"_L1, {{":id"_L1, id}}));
    if (own != 0)
        return own;
    constexpr auto sql = R"sql(
        WITH RECURSIVE block (number) AS (
            SELECT MAX(id) / 16384 FROM generation
            UNION ALL
            SELECT number - 1 FROM block WHERE number > 0)
        SELECT CAST(MAX(g.id) AS BIGINT) FROM block CROSS JOIN generation g
        WHERE g.id / 16384 = block.number AND g.upstream_hash = :hash
            AND g.upstream_id = :upstream AND (:key = 0 OR g.key_id = :key)
    )sql"_L1;
    const QByteArray text = id.toUtf8();
    const std::int64_t hash
        = upstreamHash({text.constData(), static_cast<std::size_t>(text.size())});
    return numberFrom(
        session, sql,
        {{":hash"_L1, qlonglong(hash)}, {":upstream"_L1, id}, {":key"_L1, qlonglong(ofKey.value)}});
}

Result<> readAttempts(Session &session, GenerationRow &generation)
{
    constexpr auto sql = R"sql(
        SELECT a.endpoint_id, a.provider_id, a.price_sheet_id, a.outcome, a.status, a.started_us,
               a.duration_us, a.held_nusd, a.lost_nusd, p.name, e.tag
        FROM attempt a
        LEFT JOIN provider p ON p.id = a.provider_id
        LEFT JOIN endpoint e ON e.id = a.endpoint_id
        WHERE a.generation_id = :id ORDER BY a.number
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows, session.run(sql, {{":id"_L1, qlonglong(generation.rowId)}}));
    while (rows.next()) {
        Columns row(rows);
        AttemptRow attempt;
        attempt.record.endpoint = {row.whole()};
        attempt.record.provider = {row.whole()};
        attempt.record.priceSheet = {row.whole()};
        attempt.record.outcome = static_cast<AttemptOutcome>(row.small());
        attempt.record.status = static_cast<std::uint16_t>(row.small());
        attempt.record.startedUs = row.whole();
        attempt.record.durationUs = row.whole();
        attempt.record.held = row.money();
        attempt.record.lost = row.money();
        attempt.provider = row.text();
        attempt.tag = row.text();
        generation.attempts.push_back(std::move(attempt));
    }
    return {};
}

QList<GenerationRow> readRows(QSqlQuery &rows)
{
    QList<GenerationRow> generations;
    while (rows.next())
        generations.append(readRow(rows));
    return generations;
}

/// Columns as readRow() takes them; `trail` is the last one, and `rest` what follows the joins.
QByteArray selectRows(const char *trail, const char *rest)
{
    QByteArray sql = R"sql(
        SELECT g.id, g.gen_id, g.admitted_us, g.organization_id, g.workspace_id, g.key_id,
               g.model_id, g.endpoint_id, g.provider_id, g.price_sheet_id, g.api, g.state,
               g.usage_origin, g.http_status, g.flags, g.request_count, g.prompt_tokens,
               g.completion_tokens, g.cache_read_tokens, g.cache_write_tokens,
               g.cache_write_1h_tokens, g.reasoning_tokens, g.audio_in_tokens, g.audio_out_tokens,
               g.audio_cache_read_tokens, g.image_tokens, g.images, g.images_out, g.searches,
               g.audio_ms, g.characters, g.search_units, g.cost_nusd, g.prompt_cost_nusd, g.completion_cost_nusd, g.counted_nusd, g.held_nusd,
               g.lost_nusd, g.upstream_cost_nusd, g.waited_us, g.connect_us, g.first_token_us,
               g.total_us, g.attempt_count, g.app_id, g.error_text, g.upstream_id, g.session,
               g.end_user, w.uuid, k.hash, k.name, m.slug, e.tag, p.name, lm.text, lf.text, ln.text,
               le.text, a.referer, a.title, u.text, )sql";
    sql += trail;
    sql += R"sql(
        FROM generation g
        LEFT JOIN workspace w ON w.id = g.workspace_id
        LEFT JOIN api_key k ON k.id = g.key_id
        LEFT JOIN model m ON m.id = g.model_id
        LEFT JOIN endpoint e ON e.id = g.endpoint_id
        LEFT JOIN provider p ON p.id = g.provider_id
        LEFT JOIN label lm ON lm.id = g.requested_model_id
        LEFT JOIN label lf ON lf.id = g.finish_reason_id
        LEFT JOIN label ln ON ln.id = g.native_finish_reason_id
        LEFT JOIN label le ON le.id = g.error_type_id
        LEFT JOIN app a ON a.id = g.app_id
        LEFT JOIN user_agent u ON u.id = g.user_agent_id
    )sql";
    return sql += rest;
}

} // namespace

Result<std::optional<GenerationRow>> find(Session &session, const QString &id, KeyId ofKey)
{
    const QByteArray sql
        = selectRows("t.json", "LEFT JOIN trail t ON t.id = g.trail_id WHERE g.id = :row");
    TRY_ASSIGN(const std::int64_t row, rowOf(session, id, ofKey));
    TRY_ASSIGN(QSqlQuery rows, session.run(QLatin1StringView(sql), {{":row"_L1, qlonglong(row)}}));
    if (!rows.next())
        return std::nullopt;
    GenerationRow generation = readRow(rows);
    rows.finish();
    TRY(readAttempts(session, generation));
    return generation;
}

namespace {

Result<> addNames(Session &session, AttemptRow &attempt)
{
    constexpr auto sql = R"sql(
        SELECT (SELECT name FROM provider WHERE id = :provider),
               (SELECT tag FROM endpoint WHERE id = :endpoint)
    )sql"_L1;
    TRY_ASSIGN(QSqlQuery rows,
               session.run(sql,
                           {{":provider"_L1, qlonglong(attempt.record.provider.value)},
                            {":endpoint"_L1, qlonglong(attempt.record.endpoint.value)}}));
    if (!rows.next())
        return {};
    attempt.provider = rows.value(0).toString();
    attempt.tag = rows.value(1).toString();
    return {};
}

} // namespace

Result<bool> addNames(Session &session, GenerationRow &row)
{
    constexpr auto sql = R"sql(
        SELECT (SELECT uuid FROM workspace WHERE id = :workspace),
               (SELECT hash FROM api_key WHERE id = :key),
               (SELECT name FROM api_key WHERE id = :key),
               (SELECT slug FROM model WHERE id = :model),
               (SELECT tag FROM endpoint WHERE id = :endpoint),
               (SELECT name FROM provider WHERE id = :provider),
               COALESCE((SELECT id FROM app WHERE referer = :referer AND title = :title), 0)
    )sql"_L1;
    const auto text = [](const QString &value) { return value.isNull() ? u""_s : value; };
    TRY_ASSIGN(QSqlQuery rows,
               session.run(sql,
                           {{":workspace"_L1, qlonglong(row.workspace.value)},
                            {":key"_L1, qlonglong(row.key.value)},
                            {":model"_L1, qlonglong(row.model.value)},
                            {":endpoint"_L1, qlonglong(row.endpoint.value)},
                            {":provider"_L1, qlonglong(row.provider.value)},
                            {":referer"_L1, text(row.referer)},
                            {":title"_L1, text(row.title)}}));
    if (!rows.next())
        return false;
    row.workspaceUuid = rows.value(0).toString();
    row.keyHash = rows.value(1).toString();
    row.keyName = rows.value(2).toString();
    row.modelSlug = rows.value(3).toString();
    row.endpointTag = rows.value(4).toString();
    row.providerName = rows.value(5).toString();
    const bool hasApp = !row.referer.isEmpty() || !row.title.isEmpty();
    row.appId = hasApp ? rows.value(6).toLongLong() : 0;
    rows.finish();
    if (row.modelSlug.isEmpty())
        row.modelSlug = row.requestedModel;
    for (AttemptRow &attempt : row.attempts)
        TRY(addNames(session, attempt));
    return !hasApp || row.appId != 0;
}

Result<QList<GenerationRow>> list(Session &session, const Page &page)
{
    const QByteArray sql = selectRows("''", R"sql(
        WHERE g.id < :before AND g.id > :after AND (:key = 0 OR g.key_id = :key)
        ORDER BY g.id DESC LIMIT :limit
    )sql");
    const qlonglong before
        = page.beforeRow > 0 ? page.beforeRow : std::numeric_limits<qlonglong>::max();
    TRY_ASSIGN(QSqlQuery rows,
               session.run(QLatin1StringView(sql),
                           {{":before"_L1, before},
                            {":after"_L1, qlonglong(page.afterRow)},
                            {":key"_L1, qlonglong(page.key.value)},
                            {":limit"_L1, page.limit}}));
    return readRows(rows);
}

namespace {

/// Between these rows lie all generations of the days; {0, -1} without any.
Result<std::pair<qlonglong, qlonglong>> rowsOf(Session &session, const Period &period)
{
    TRY_ASSIGN(QSqlQuery rows,
               session.run("SELECT CAST(MIN(first_row) AS BIGINT), CAST(MAX(last_row) AS BIGINT) "
                           "FROM generation_day WHERE day >= :from AND day <= :to"_L1,
                           {{":from"_L1, period.firstDay()}, {":to"_L1, period.lastDay()}}));
    if (!rows.next() || rows.isNull(0))
        return std::pair<qlonglong, qlonglong>{0, -1};
    return std::pair{rows.value(0).toLongLong(), rows.value(1).toLongLong()};
}

/// Runs `select`, which ends where WHERE begins, over the generations of the span in these rows;
/// `rest` follows the conditions.
Result<QSqlQuery> runSpan(Session &session, const Span &span,
                          std::pair<qlonglong, qlonglong> bounds, QByteArray select,
                          const char *rest = "", int limit = std::numeric_limits<int>::max())
{
    select += R"sql(
        WHERE g.id >= :first AND g.id <= :last
            AND g.admitted_us >= :from AND g.admitted_us < :to
            AND (:key = 0 OR g.key_id = :key) AND (:model = 0 OR g.model_id = :model)
            AND (:provider = 0 OR g.provider_id = :provider)
            AND (:simulated = 1 OR (g.flags & 4) = 0)
    )sql";
    select += rest;
    select += " LIMIT :limit";
    return session.run(QLatin1StringView(select),
                       {{":first"_L1, bounds.first},
                        {":last"_L1, bounds.second},
                        {":from"_L1, qlonglong(span.period.fromUs)},
                        {":to"_L1, qlonglong(span.period.toUs)},
                        {":key"_L1, qlonglong(span.key.value)},
                        {":model"_L1, qlonglong(span.model.value)},
                        {":provider"_L1, qlonglong(span.provider.value)},
                        {":simulated"_L1, span.includesSimulated ? 1 : 0},
                        {":limit"_L1, limit}});
}

} // namespace

Result<QList<GenerationRow>> list(Session &session, const Span &span, std::int64_t beforeRow,
                                  int limit)
{
    TRY_ASSIGN(auto bounds, rowsOf(session, span.period));
    if (beforeRow > 0)
        bounds.second = std::min(bounds.second, qlonglong(beforeRow) - 1);
    TRY_ASSIGN(QSqlQuery rows,
               runSpan(session, span, bounds, selectRows("''", ""), "ORDER BY g.id DESC", limit));
    return readRows(rows);
}

Result<SpanTotals> totals(Session &session, const Span &span)
{
    constexpr auto select = R"sql(
        SELECT CAST(COALESCE(SUM(g.cost_nusd), 0) AS BIGINT),
               CAST(COALESCE(SUM(g.request_count), 0) AS BIGINT),
               CAST(COALESCE(SUM(CASE WHEN (g.flags & 8) <> 0 THEN g.request_count ELSE 0 END), 0)
                    AS BIGINT)
        FROM generation g
    )sql";
    TRY_ASSIGN(const auto bounds, rowsOf(session, span.period));
    TRY_ASSIGN(QSqlQuery rows, runSpan(session, span, bounds, select));
    rows.next();
    return SpanTotals{
        {rows.value(0).toLongLong()}, rows.value(1).toLongLong(), rows.value(2).toLongLong()};
}

Result<std::optional<std::int64_t>> medianFirstTokenUs(Session &session, const Span &span,
                                                       std::int64_t maxRows)
{
    TRY_ASSIGN(const auto bounds, rowsOf(session, span.period));
    if (bounds.second - bounds.first >= maxRows)
        return std::nullopt;
    TRY_ASSIGN(QSqlQuery rows,
               runSpan(session, span, bounds, "SELECT g.first_token_us FROM generation g",
                       "AND g.first_token_us > 0"));
    std::vector<std::int64_t> times;
    while (rows.next())
        times.push_back(rows.value(0).toLongLong());
    if (times.empty())
        return std::nullopt;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>((times.size() - 1) / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

} // namespace turnpike::GenerationRepository
