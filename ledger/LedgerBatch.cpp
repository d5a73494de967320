// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/LedgerBatch.h"

#include "core/Clock.h"
#include "core/FaultPoint.h"
#include "core/Organization.h"
#include "core/Window.h"
#include "ledger/UpstreamHash.h"
#include "ledger/sqlite/Database.h"

#include <utility>

namespace turnpike {

namespace {

constexpr std::string_view generationColumns
    = "gen_id, admitted_us, day, organization_id, workspace_id, key_id, person_id, model_id, "
      "endpoint_id, provider_id, price_sheet_id, api, state, usage_origin, http_status, flags, "
      "request_count, prompt_tokens, completion_tokens, cache_read_tokens, cache_write_tokens, "
      "cache_write_1h_tokens, reasoning_tokens, audio_in_tokens, audio_out_tokens, "
      "audio_cache_read_tokens, image_tokens, images, images_out, searches, cost_nusd, "
      "prompt_cost_nusd, completion_cost_nusd, counted_nusd, held_nusd, lost_nusd, "
      "upstream_cost_nusd, waited_us, connect_us, first_token_us, total_us, attempt_count, "
      "scope_set_id, requested_model_id, finish_reason_id, native_finish_reason_id, "
      "error_type_id, app_id, user_agent_id, trail_id, error_text, upstream_id, upstream_hash, "
      "session, "
      "end_user, audio_ms, characters, search_units";
constexpr int generationColumnCount = 58;

std::string placeholders(std::size_t count)
{
    std::string text = "?";
    for (std::size_t i = 1; i < count; ++i)
        text += ", ?";
    return text;
}

/// INSERT that adds to the cell where it exists.
std::string upsert(const RollupTable &table)
{
    std::string keys;
    for (std::size_t i = 0; i < table.keyCount(); ++i)
        keys += (i > 0 ? ", " : "") + std::string(table.keyColumn(i));
    std::string columns = keys;
    std::string sets;
    for (const std::string_view sum : sumColumns) {
        columns += ", " + std::string(sum);
        sets += (sets.empty() ? "" : ", ") + std::string(sum) + " = " + std::string(sum)
            + " + excluded." + std::string(sum);
    }
    return "INSERT INTO " + std::string(table.name) + " (" + columns + ") VALUES ("
        + placeholders(table.keyCount() + sumCount) + ") ON CONFLICT (" + keys + ") DO UPDATE SET "
        + sets;
}

constexpr std::string_view addLimitWindow
    = "INSERT INTO limit_window (scope_kind, owner, window_kind, window_key, spent_nusd) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope_kind, owner, window_kind, window_key) "
      "DO UPDATE SET spent_nusd = spent_nusd + excluded.spent_nusd";

constexpr std::string_view addCharge
    = "INSERT INTO credit_entry (organization_id, kind, day, amount_nusd, created_us) "
      "VALUES (?, ?, ?, ?, ?) ON CONFLICT (organization_id, day) WHERE day IS NOT NULL "
      "DO UPDATE SET amount_nusd = amount_nusd + excluded.amount_nusd";

// Row ids only grow, so that the first row of a day that is there stays the first.
constexpr std::string_view addDay
    = "INSERT INTO generation_day (day, first_row, last_row) VALUES (?, ?, ?) "
      "ON CONFLICT (day) DO UPDATE SET last_row = excluded.last_row";

CellSource cellSource(const GenerationRecord &g, std::int64_t app)
{
    return {.admittedUs = g.admittedUs,
            .organization = g.organization.value,
            .workspace = g.workspace.value,
            .key = g.key.value,
            .model = g.model.value,
            .provider = g.provider.value,
            .app = app,
            .flags = g.flags,
            .state = g.state,
            .count = g.count,
            .usage = g.usage,
            .cost = g.cost,
            .counted = g.counted,
            .lost = g.lost,
            .firstTokenUs = g.firstTokenUs,
            .totalUs = g.totalUs,
            .scopes = g.scopes,
            .scopeCount = g.scopeCount};
}

} // namespace

LedgerBatch::LedgerBatch(Database &database, const Clock &clock, Dimensions dimensions)
    : m_database(database)
    , m_clock(clock)
    , m_dimensions(std::move(dimensions))
{}

Result<std::unique_ptr<LedgerBatch>> LedgerBatch::open(Database &database, const Clock &clock)
{
    using Kind = DimensionCache::Kind;
    TRY_ASSIGN(auto label, DimensionCache::open(database, Kind::Text, "label", "text"));
    TRY_ASSIGN(auto app, DimensionCache::open(database, Kind::Pair, "app", "referer", "title"));
    TRY_ASSIGN(auto agent, DimensionCache::open(database, Kind::Text, "user_agent", "text"));
    TRY_ASSIGN(auto scopes, DimensionCache::open(database, Kind::Text, "scope_set", "scopes"));
    TRY_ASSIGN(auto trail, DimensionCache::open(database, Kind::Hashed, "trail", "hash", "json"));
    std::unique_ptr<LedgerBatch> batch(new LedgerBatch(
        database, clock,
        {std::move(label), std::move(app), std::move(agent), std::move(scopes), std::move(trail)}));
    TRY(batch->prepare());
    return batch;
}

Result<> LedgerBatch::prepare()
{
    TRY_ASSIGN(m_insertRow,
               m_database.prepare("INSERT INTO generation (" + std::string(generationColumns)
                                  + ") VALUES (" + placeholders(generationColumnCount)
                                  + ") ON CONFLICT (gen_id) DO NOTHING"));
    TRY_ASSIGN(m_insertAttempt,
               m_database.prepare("INSERT INTO attempt VALUES (" + placeholders(11) + ")"));
    TRY_ASSIGN(m_addLimitWindow, m_database.prepare(addLimitWindow));
    TRY_ASSIGN(m_addCharge, m_database.prepare(addCharge));
    TRY_ASSIGN(m_addDay, m_database.prepare(addDay));
    TRY_ASSIGN(m_flagOverBound,
               m_database.prepare("UPDATE endpoint SET over_bound_flag = 1 WHERE id = ?"));
    for (std::size_t i = 0; i < rollupCount; ++i) {
        TRY_ASSIGN(m_addRollup[i], m_database.prepare(upsert(rollupTables[i])));
    }
    return {};
}

Result<> LedgerBatch::begin()
{
    if (m_transaction)
        return {};
    m_gate.emplace();
    auto transaction = Transaction::begin(m_database);
    if (!transaction) {
        m_gate.reset();
        return tl::unexpected(transaction.error());
    }
    m_transaction.emplace(std::move(*transaction));
    return {};
}

Result<bool> LedgerBatch::add(const GenerationRecord &generation)
{
    TRY(begin());
    TRY_ASSIGN(const DimensionIds ids, resolve(generation));
    TRY(insertRow(generation, ids));
    if (m_database.changedRows() == 0)
        return false;
    const std::int64_t row = m_database.lastRowId();
    m_days.try_emplace(dayOf(generation.admittedUs), RowSpan{row, row}).first->second.last = row;
    if (generation.attempts.size() > 1)
        TRY(insertAttempts(generation, row));
    if (generation.has(GenerationFlag::OverBound)) {
        m_flagOverBound.bind(1, generation.endpoint.value);
        TRY(m_flagOverBound.run());
    }
    m_cells.add(cellSource(generation, ids.app));
    ++m_rows;
    return true;
}

Result<LedgerBatch::DimensionIds> LedgerBatch::resolve(const GenerationRecord &g)
{
    DimensionIds ids;
    if (g.scopeCount > 0) {
        writeScopes(g.scopes, g.scopeCount, m_text);
        TRY_ASSIGN(ids.scopeSet, m_dimensions.scopeSet.idOf(m_text));
    }
    TRY_ASSIGN(ids.requestedModel, m_dimensions.label.idOf(g.requestedModel));
    TRY_ASSIGN(ids.finishReason, m_dimensions.label.idOf(g.finishReason));
    TRY_ASSIGN(ids.nativeFinishReason, m_dimensions.label.idOf(g.nativeFinishReason));
    TRY_ASSIGN(ids.errorType, m_dimensions.label.idOf(g.errorType));
    if (!g.referer.empty() || !g.title.empty()) {
        m_text.assign(g.referer);
        m_text += '\n';
        m_text += g.title;
        TRY_ASSIGN(ids.app, m_dimensions.app.idOf(m_text));
    }
    TRY_ASSIGN(ids.userAgent, m_dimensions.userAgent.idOf(g.userAgent));
    TRY_ASSIGN(ids.trail, m_dimensions.trail.idOf(g.trail));
    return ids;
}

Result<> LedgerBatch::insertRow(const GenerationRecord &g, const DimensionIds &ids)
{
    Statement &row = m_insertRow;
    int at = 0;
    row.bindText(++at, g.id.view());
    for (const std::int64_t value : {g.admittedUs,
                                     static_cast<std::int64_t>(dayOf(g.admittedUs)),
                                     g.organization.value,
                                     g.workspace.value,
                                     g.key.value,
                                     g.person.value,
                                     g.model.value,
                                     g.endpoint.value,
                                     g.provider.value,
                                     g.priceSheet.value,
                                     static_cast<std::int64_t>(g.api),
                                     static_cast<std::int64_t>(g.state),
                                     static_cast<std::int64_t>(g.usageOrigin),
                                     static_cast<std::int64_t>(g.httpStatus),
                                     static_cast<std::int64_t>(g.flags),
                                     static_cast<std::int64_t>(g.count),
                                     g.usage.prompt,
                                     g.usage.completion,
                                     g.usage.cacheRead,
                                     g.usage.cacheWrite,
                                     g.usage.cacheWrite1h,
                                     g.usage.reasoning,
                                     g.usage.audioIn,
                                     g.usage.audioOut,
                                     g.usage.audioCacheRead,
                                     g.usage.imageTokens,
                                     g.usage.images,
                                     g.usage.imagesOut,
                                     g.usage.searches,
                                     g.cost.nanoUsd,
                                     g.promptCost.nanoUsd,
                                     g.completionCost.nanoUsd,
                                     g.counted.nanoUsd,
                                     g.held.nanoUsd,
                                     g.lost.nanoUsd})
        row.bind(++at, value);
    ++at;
    if (g.upstreamCost)
        row.bind(at, g.upstreamCost->nanoUsd);
    else
        row.bindNull(at);
    for (const std::int64_t value : {g.waitedUs, g.connectUs, g.firstTokenUs, g.totalUs,
                                     static_cast<std::int64_t>(g.attemptCount), ids.scopeSet,
                                     ids.requestedModel, ids.finishReason, ids.nativeFinishReason,
                                     ids.errorType, ids.app, ids.userAgent, ids.trail})
        row.bind(++at, value);
    row.bindTextOrNull(++at, g.errorText);
    row.bindTextOrNull(++at, g.upstreamId);
    if (g.upstreamId.empty())
        row.bindNull(++at);
    else
        row.bind(++at, upstreamHash(g.upstreamId));
    row.bindTextOrNull(++at, g.session);
    row.bindTextOrNull(++at, g.endUser);
    for (const std::int64_t value : {g.usage.audioMs, g.usage.characters, g.usage.searchUnits})
        row.bind(++at, value);
    Q_ASSERT(at == generationColumnCount);
    return row.run();
}

Result<> LedgerBatch::insertAttempts(const GenerationRecord &generation, std::int64_t row)
{
    std::int64_t number = 0;
    for (const AttemptRecord &a : generation.attempts) {
        int at = 0;
        for (const std::int64_t value :
             {row, ++number, a.endpoint.value, a.provider.value, a.priceSheet.value,
              static_cast<std::int64_t>(a.outcome), static_cast<std::int64_t>(a.status),
              a.startedUs, a.durationUs, a.held.nanoUsd, a.lost.nanoUsd})
            m_insertAttempt.bind(++at, value);
        TRY(m_insertAttempt.run());
    }
    return {};
}

Result<> LedgerBatch::writeCells(Statement &statement, const CellTable &table, std::size_t keyParts,
                                 std::size_t sums)
{
    for (const CellTable::Cell *cell : table.sortedCells()) {
        int at = 0;
        for (std::size_t i = 0; i < keyParts; ++i)
            statement.bind(++at, cell->key[i]);
        for (std::size_t i = 0; i < sums; ++i)
            statement.bind(++at, cell->sums[i]);
        TRY(statement.run());
    }
    return {};
}

Result<> LedgerBatch::writeCharges()
{
    const std::int64_t now = m_clock.nowUs();
    for (const CellTable::Cell &cell : m_cells.charges().cells()) {
        m_addCharge.bind(1, cell.key[0]);
        m_addCharge.bind(2, static_cast<std::int64_t>(CreditKind::Charge));
        m_addCharge.bind(3, cell.key[1]);
        m_addCharge.bind(4, -cell.sums[0]);
        m_addCharge.bind(5, now);
        TRY(m_addCharge.run());
    }
    return {};
}

Result<> LedgerBatch::writeDays()
{
    for (const auto &[day, rows] : m_days) {
        m_addDay.bind(1, day);
        m_addDay.bind(2, rows.first);
        m_addDay.bind(3, rows.last);
        TRY(m_addDay.run());
    }
    return {};
}

Result<> LedgerBatch::commit()
{
    if (!m_transaction)
        return {};
    m_cells.spread();
    for (std::size_t i = 0; i < rollupCount; ++i)
        TRY(writeCells(m_addRollup[i], m_cells.rollup(i), rollupTables[i].keyCount(), sumCount));
    TRY(writeCells(m_addLimitWindow, m_cells.limitWindows(), 4, 1));
    TRY(writeCharges());
    TRY(writeDays());
    TRY(m_transaction->commit());
    faultPoint(FaultStep::TransactionCommitted);
    end();
    return {};
}

void LedgerBatch::rollBack()
{
    end();
    // Rows of dimensions went with the transaction.
    for (DimensionCache *cache : {&m_dimensions.label, &m_dimensions.app, &m_dimensions.userAgent,
                                  &m_dimensions.scopeSet, &m_dimensions.trail})
        cache->clear();
}

void LedgerBatch::end()
{
    m_transaction.reset();
    m_gate.reset();
    m_cells.clear();
    m_days.clear();
    m_rows = 0;
}

} // namespace turnpike
