// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/PriceBackfill.h"

#include "core/Clock.h"
#include "core/Cost.h"
#include "core/Insurance.h"
#include "core/Price.h"
#include "ledger/AuditChain.h"
#include "ledger/LedgerBatch.h"
#include "ledger/sqlite/Database.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// So that a transaction is short: others wait for it.
constexpr std::int64_t rowsPerSlice = 500;

// (flags & 8): GenerationFlag::Unpriced, as the index generation_unpriced spells it.
constexpr std::string_view workSql
    = "SELECT e.id, e.price_sheet_id, p.json, m.slug || '@' || e.tag "
      "FROM endpoint e JOIN price_sheet p ON p.id = e.price_sheet_id "
      "JOIN model m ON m.id = e.model_id WHERE EXISTS (SELECT 1 FROM generation g "
      "WHERE g.endpoint_id = e.id AND (g.flags & 8) <> 0) ORDER BY e.id";
constexpr std::string_view rowsSql
    = "SELECT g.id, g.admitted_us, g.organization_id, g.workspace_id, g.key_id, g.model_id, "
      "g.provider_id, g.app_id, g.flags, g.state, g.usage_origin, g.prompt_tokens, "
      "g.completion_tokens, g.cache_read_tokens, g.cache_write_tokens, g.cache_write_1h_tokens, "
      "g.reasoning_tokens, g.audio_in_tokens, g.audio_out_tokens, g.audio_cache_read_tokens, "
      "g.image_tokens, g.images, g.images_out, g.searches, g.audio_ms, g.characters, "
      "g.search_units, g.api, g.upstream_cost_nusd, l.text, s.scopes "
      "FROM generation g LEFT JOIN label l ON l.id = g.finish_reason_id "
      "LEFT JOIN scope_set s ON s.id = g.scope_set_id "
      "WHERE g.endpoint_id = ? AND (g.flags & 8) <> 0 ORDER BY g.id LIMIT ?";
constexpr std::string_view storeSql
    = "UPDATE generation SET price_sheet_id = ?, flags = flags & ~8, cost_nusd = ?, "
      "prompt_cost_nusd = ?, completion_cost_nusd = ?, counted_nusd = counted_nusd + ?, "
      "upstream_cost_nusd = ? WHERE id = ?";
constexpr std::string_view switchSql
    = "SELECT COALESCE((SELECT value FROM setting WHERE name = 'budgets_count_upstream'), '1')";
constexpr std::string_view auditSql
    = "INSERT INTO audit_event (id, at_us, actor, action, subject, before_json, after_json, "
      "prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

} // namespace

struct PriceBackfill::Work
{
    std::int64_t endpoint = 0;
    std::int64_t sheet = 0;
    std::string sheetJson;
    std::string subject; ///< "author/model@provider"
};

struct PriceBackfill::Row
{
    std::int64_t id = 0;
    CellSource added; ///< What the price adds to the cells: cost and counted, nothing else.
    TokenUsage usage;
    ApiType api = ApiType::Chat;
    UsageOrigin origin = UsageOrigin::Measured;
    std::string finishReason;
    std::optional<Money> upstreamCost;
    Cost cost;
};

PriceBackfill::PriceBackfill(Database &database, LedgerBatch &batch, const Clock &clock,
                             Charged charged)
    : m_database(database)
    , m_batch(batch)
    , m_clock(clock)
    , m_charged(std::move(charged))
{}

Result<bool> PriceBackfill::slice()
{
    Work work;
    TRY_ASSIGN(const bool hasWork, findWork(work));
    if (!hasWork)
        return false;
    const std::optional<PriceSheet> sheet = parsePriceSheet(work.sheetJson);
    if (!sheet)
        return leaveOut(work, "its price sheet cannot be read");
    TRY_ASSIGN(std::optional<std::vector<Row>> read, rowsOf(work));
    if (!read)
        return leaveOut(work, "the scopes of a generation cannot be read");
    std::vector<Row> &rows = *read;
    TRY(price(*sheet, rows));
    if (const Result<> stored = store(work, rows); !stored) {
        m_batch.rollBack();
        return tl::unexpected(stored.error());
    }
    for (const Row &row : rows)
        m_charged(row.added);
    return true;
}

Result<bool> PriceBackfill::findWork(Work &work)
{
    TRY_ASSIGN(Statement row, m_database.prepare(workSql));
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            return false;
        if (m_leftOut.contains(row.integer(0)))
            continue;
        work = {row.integer(0), row.integer(1), std::string(row.text(2)), std::string(row.text(3))};
        return true;
    }
}

bool PriceBackfill::leaveOut(const Work &work, const char *reason)
{
    qWarning("What ran at %s without a price stays without one: %s. turnpiked verify says more.",
             work.subject.c_str(), reason);
    m_leftOut.insert(work.endpoint);
    return true;
}

Result<std::optional<std::vector<PriceBackfill::Row>>> PriceBackfill::rowsOf(const Work &work)
{
    TRY_ASSIGN(Statement row, m_database.prepare(rowsSql));
    row.bind(1, work.endpoint);
    row.bind(2, rowsPerSlice);
    std::vector<Row> rows;
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            return rows;
        int at = 0;
        Row &read = rows.emplace_back();
        CellSource &added = read.added;
        added.count = 0;
        read.id = row.integer(at++);
        for (std::int64_t *value : {&added.admittedUs, &added.organization, &added.workspace,
                                    &added.key, &added.model, &added.provider, &added.app})
            *value = row.integer(at++);
        added.flags = static_cast<std::uint32_t>(row.integer(at++));
        added.state = static_cast<GenerationState>(row.integer(at++));
        read.origin = static_cast<UsageOrigin>(row.integer(at++));
        TokenUsage &usage = read.usage;
        for (std::int64_t *value :
             {&usage.prompt, &usage.completion, &usage.cacheRead, &usage.cacheWrite,
              &usage.cacheWrite1h, &usage.reasoning, &usage.audioIn, &usage.audioOut,
              &usage.audioCacheRead, &usage.imageTokens, &usage.images, &usage.imagesOut,
              &usage.searches, &usage.audioMs, &usage.characters, &usage.searchUnits})
            *value = row.integer(at++);
        read.api = static_cast<ApiType>(row.integer(at++));
        if (!row.isNull(at))
            read.upstreamCost = Money{row.integer(at)};
        read.finishReason = row.text(at + 1);
        if (!readScopes(row.text(at + 2), added.scopes, added.scopeCount))
            return std::nullopt;
    }
}

Result<> PriceBackfill::price(const PriceSheet &sheet, std::vector<Row> &rows)
{
    TRY_ASSIGN(const QString countsUpstream, m_database.text(switchSql));
    for (Row &row : rows) {
        const Cost full = cost(row.usage, sheet, row.added.admittedUs);
        if (!isInsured(row.api, row.added.state, row.origin, row.usage.completion,
                       row.finishReason)) {
            row.cost = full;
            row.added.counted = full.total;
            // Own credentials cost no credits.
            if ((row.added.flags & GenerationFlag::Byok) == 0)
                row.added.cost = full.total;
            continue;
        }
        row.upstreamCost = row.upstreamCost.value_or(full.total);
        if (countsUpstream != u"0")
            row.added.counted = *row.upstreamCost;
    }
    return {};
}

Result<> PriceBackfill::store(const Work &work, std::vector<Row> &rows)
{
    TRY(m_batch.begin());
    Money sum;
    {
        TRY_ASSIGN(Statement update, m_database.prepare(storeSql));
        for (const Row &row : rows) {
            int at = 0;
            for (const std::int64_t value :
                 {work.sheet, row.added.cost.nanoUsd, row.cost.promptPart.nanoUsd,
                  row.cost.completionPart.nanoUsd, row.added.counted.nanoUsd})
                update.bind(++at, value);
            if (row.upstreamCost)
                update.bind(++at, row.upstreamCost->nanoUsd);
            else
                update.bindNull(++at);
            update.bind(++at, row.id);
            TRY(update.run());
            m_batch.addToCells(row.added);
            sum += row.added.cost;
        }
    }
    TRY(audit(work, rows.size(), sum));
    return m_batch.commit();
}

Result<> PriceBackfill::audit(const Work &work, std::size_t count, Money sum)
{
    std::int64_t id = 1;
    std::string previous(auditChainStart);
    {
        TRY_ASSIGN(Statement head,
                   m_database.prepare("SELECT id, hash FROM audit_event ORDER BY id DESC LIMIT 1"));
        TRY_ASSIGN(const bool hasRow, head.step());
        if (hasRow) {
            id = head.integer(0) + 1;
            previous = head.text(1);
        }
    }
    const std::string after = "{\"generations\":" + std::to_string(count) + ",\"cost\":\""
        + exactText(sum) + "\",\"price_sheet\":" + std::to_string(work.sheet) + '}';
    const AuditFields fields{.id = id,
                             .atUs = m_clock.nowUs(),
                             .actor = "ledger",
                             .action = "price.backfill",
                             .subject = work.subject,
                             .before = "",
                             .after = after,
                             .previousHash = previous};
    TRY_ASSIGN(Statement insert, m_database.prepare(auditSql));
    insert.bind(1, fields.id);
    insert.bind(2, fields.atUs);
    int at = 2;
    const std::string hash = auditHash(fields);
    for (const std::string_view text : {fields.actor, fields.action, fields.subject, fields.before,
                                        fields.after, fields.previousHash, std::string_view(hash)})
        insert.bindText(++at, text);
    return insert.run();
}

} // namespace turnpike
