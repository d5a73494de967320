// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/Replay.h"

#include "core/Cost.h"
#include "core/FaultPoint.h"
#include "core/MediaEstimate.h"
#include "ledger/LedgerBatch.h"
#include "ledger/journal/JournalFolder.h"
#include "ledger/journal/JournalReader.h"
#include "ledger/journal/JournalWriter.h"
#include "ledger/sqlite/Database.h"

#include <algorithm>
#include <unordered_map>

namespace turnpike {

namespace {

constexpr int rowsPerCommit = 4096;

/// A hold that no settle has ended yet.
struct Unfinished
{
    GenerationRecord generation;
    std::vector<AttemptStart> attempts; ///< By number.
    Progress progress;
};

class Replay
{
public:
    Replay(Database &database, LedgerBatch &batch)
        : m_database(database)
        , m_batch(batch)
    {}

    /// False when the record cannot be read.
    Result<bool> take(const RecordView &record);
    /// Rows for what nobody finished.
    Result<> finish();
    ReplayReport &report() { return m_report; }

private:
    Result<> insert(const GenerationRecord &generation);
    Result<> interrupt(Unfinished &unfinished);
    Result<PriceSheet> priceSheet(PriceSheetId id);
    bool takeHold(const RecordView &record);
    bool takeAttempt(const RecordView &record);
    bool takeProgress(const RecordView &record);

    Database &m_database;
    LedgerBatch &m_batch;
    std::unordered_map<GenerationId, Unfinished, GenerationIdHasher> m_open;
    std::vector<GenerationId> m_order; ///< Of the holds, so that row ids do not depend on hashes.
    ReplayReport m_report;
};

Result<bool> Replay::take(const RecordView &record)
{
    ++m_report.records;
    faultPoint(FaultStep::ReplayRecord);
    switch (record.type) {
    case RecordType::Hold: return takeHold(record);
    case RecordType::Attempt: return takeAttempt(record);
    case RecordType::Progress: return takeProgress(record);
    case RecordType::Settle: break;
    }
    GenerationRecord generation;
    if (!decodeGeneration(record, generation))
        return false;
    m_open.erase(generation.id);
    TRY(insert(generation));
    return true;
}

// A copy of an older record says what that said; a journal may hold both, either or a part of the
// copies, so that each record sets what it knows and takes nothing away.

bool Replay::takeHold(const RecordView &record)
{
    const auto [open, isNew] = m_open.try_emplace(record.generation);
    if (isNew)
        m_order.push_back(record.generation);
    return decodeGeneration(record, open->second.generation);
}

bool Replay::takeAttempt(const RecordView &record)
{
    AttemptStart start;
    if (!decodeAttempt(record, start))
        return false;
    const auto open = m_open.find(record.generation);
    if (open == m_open.end())
        return true; // Its hold was lost with an older, damaged part.
    auto &attempts = open->second.attempts;
    const auto place = std::lower_bound(
        attempts.begin(), attempts.end(), start,
        [](const AttemptStart &a, const AttemptStart &b) { return a.number < b.number; });
    if (place == attempts.end()) {
        // What an earlier attempt told says nothing about this one.
        open->second.progress = {};
        attempts.push_back(start);
    } else if (place->number != start.number) {
        attempts.insert(place, start);
    }
    return true;
}

bool Replay::takeProgress(const RecordView &record)
{
    Progress progress;
    if (!decodeProgress(record, progress))
        return false;
    const auto open = m_open.find(record.generation);
    if (open != m_open.end())
        open->second.progress = progress;
    return true;
}

Result<> Replay::insert(const GenerationRecord &generation)
{
    TRY_ASSIGN(const bool isNew, m_batch.add(generation));
    if (isNew)
        ++m_report.inserted;
    if (m_batch.rows() >= rowsPerCommit)
        TRY(m_batch.commit());
    return {};
}

Result<> Replay::finish()
{
    for (const GenerationId &id : m_order) {
        const auto open = m_open.find(id);
        if (open == m_open.end())
            continue;
        faultPoint(FaultStep::ReplayRecord);
        if (open->second.attempts.empty())
            ++m_report.voided;
        else
            TRY(interrupt(open->second));
        m_open.erase(open);
    }
    return m_batch.commit();
}

Result<PriceSheet> Replay::priceSheet(PriceSheetId id)
{
    TRY_ASSIGN(Statement row, m_database.prepare("SELECT json FROM price_sheet WHERE id = ?"));
    row.bind(1, id.value);
    TRY_ASSIGN(const bool hasRow, row.step());
    // No sheet, or one that cannot be read, is unpriced: a state that can be priced later.
    return hasRow ? parsePriceSheet(row.text(0)).value_or(PriceSheet{}) : PriceSheet{};
}

std::int64_t completionSeen(const Progress &progress, std::int64_t milliBytesPerToken)
{
    const std::int64_t ratio = std::max<std::int64_t>(milliBytesPerToken, 1);
    const std::int64_t seen = (progress.outputBytes * 1000 + ratio - 1) / ratio;
    return std::max(progress.told.completion, seen);
}

/// As a client's leaving is charged.
void estimateMedia(GenerationRecord &generation, const Progress &progress)
{
    TokenUsage &usage = generation.usage;
    if (!progress.promptTold)
        usage.audioIn = std::min(heardTokens(usage), usage.prompt);
    if (!progress.completionTold)
        usage.completion = mediaOutputTokens(generation.api, usage, usage.completion);
}

/// Input told, else the estimate; output told, else what was seen (money-and-journal 2.2).
void chooseUsage(GenerationRecord &generation, const Progress &progress, const AttemptStart &last)
{
    // Of media the hold says what the request itself tells.
    const TokenUsage asked = generation.usage;
    generation.usage = progress.told;
    generation.usage.images = asked.images;
    generation.usage.imagesOut = std::max(generation.usage.imagesOut, asked.imagesOut);
    generation.usage.characters = asked.characters;
    generation.usage.audioMs = asked.audioMs;
    generation.usage.searchUnits = asked.searchUnits;
    if (!progress.promptTold)
        generation.usage.prompt = std::max(progress.told.prompt, last.promptTokensEstimate);
    // What was told along the way says nothing of what came after it.
    generation.usage.completion = completionSeen(progress, last.milliBytesPerToken);
    if (isMedia(generation.api))
        estimateMedia(generation, progress);
    if (progress.promptTold || progress.completionTold)
        generation.usageOrigin = UsageOrigin::Partial;
    else
        generation.usageOrigin = UsageOrigin::Estimated;
}

/// An attempt's end is told by the start of the next one.
std::vector<AttemptRecord> attemptRecords(const std::vector<AttemptStart> &starts)
{
    std::vector<AttemptRecord> records;
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const AttemptStart &start = starts[i];
        AttemptRecord record{.endpoint = start.endpoint,
                             .provider = start.provider,
                             .priceSheet = start.priceSheet,
                             .outcome = AttemptOutcome::Interrupted,
                             .status = 0,
                             .startedUs = start.startedUs,
                             .durationUs = 0,
                             .held = start.held,
                             .lost = {}};
        if (i + 1 < starts.size()) {
            const AttemptStart &next = starts[i + 1];
            record.outcome = next.previousOutcome;
            record.status = next.previousStatus;
            record.durationUs = next.startedUs - start.startedUs;
            record.lost = next.lostBefore - start.lostBefore;
        }
        records.push_back(record);
    }
    return records;
}

Result<> Replay::interrupt(Unfinished &unfinished)
{
    GenerationRecord &g = unfinished.generation;
    const AttemptStart &last = unfinished.attempts.back();
    g.state = GenerationState::Interrupted;
    g.httpStatus = 0;
    g.model = last.model ? last.model : g.model;
    g.endpoint = last.endpoint;
    g.provider = last.provider;
    g.priceSheet = last.priceSheet;
    g.held = last.held;
    g.lost = last.lostBefore;
    g.attemptCount = std::max<std::uint32_t>(
        last.number, static_cast<std::uint32_t>(unfinished.attempts.size()));
    if (unfinished.attempts.size() > 1)
        g.attempts = attemptRecords(unfinished.attempts);
    g.firstTokenUs = unfinished.progress.firstTokenUs;
    g.totalUs = std::max(last.startedUs, g.firstTokenUs);
    g.errorType = "server";
    g.errorText = "Turnpike ended before the answer was complete.";
    chooseUsage(g, unfinished.progress, last);

    TRY_ASSIGN(const PriceSheet sheet, priceSheet(last.priceSheet));
    Cost charged;
    if (last.isSimulated) {
        g.flags |= GenerationFlag::Simulated;
        g.scopeCount = 0;
    } else {
        g.flags &= ~GenerationFlag::Simulated;
        if (sheet.isPriced())
            charged = cost(g.usage, sheet, g.admittedUs);
        else
            g.flags |= GenerationFlag::Unpriced;
    }
    g.promptCost = charged.promptPart;
    g.completionCost = charged.completionPart;
    g.counted = charged.total;
    // Own credentials cost no credits. A hard limit counts what lost attempts may cost.
    g.cost = g.has(GenerationFlag::Byok) ? Money{} : charged.total;
    if (g.has(GenerationFlag::HardMode))
        g.counted += g.lost;
    ++m_report.interrupted;
    return insert(g);
}

} // namespace

Result<ReplayReport> replayJournals(Database &database, JournalFolder &folder, const Clock &clock)
{
    TRY_ASSIGN(std::unique_ptr<LedgerBatch> batch, LedgerBatch::open(database, clock));
    Replay replay(database, *batch);
    TRY_ASSIGN(const JournalScan scan,
               scanJournals(folder, OnDamage::SetAside,
                            [&](const RecordView &record) { return replay.take(record); }));
    TRY(replay.finish());
    // Everything is committed: from here on a crash finds rows, and perhaps their records again.
    for (const QString &path : scan.read)
        TRY(folder.remove(path));
    ReplayReport report = replay.report();
    report.damagedJournals = scan.damagedJournals;
    report.damagedBytes = scan.damagedBytes;
    report.foreignJournals = scan.foreignJournals;
    return report;
}

} // namespace turnpike
