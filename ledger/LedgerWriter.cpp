// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/LedgerWriter.h"

#include "core/Clock.h"
#include "ledger/EventBuffer.h"
#include "ledger/LedgerBatch.h"
#include "ledger/LedgerObserver.h"
#include "ledger/journal/JournalLane.h"
#include "ledger/journal/JournalTail.h"
#include "ledger/sqlite/Database.h"

#include <QLoggingCategory>

#include <algorithm>
#include <pthread.h>
#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Q_LOGGING_CATEGORY(writerLog, "turnpike.ledger.writer")

namespace {

constexpr std::chrono::milliseconds longestBackOff{2000};
constexpr std::chrono::milliseconds idleBeforeCheckpoint{1000};
constexpr int roundsBeforeBackfill = 5;

} // namespace

LedgerWriter::LedgerWriter(std::unique_ptr<Database> database, const Clock &clock,
                           std::unique_ptr<LedgerBatch> batch, std::vector<JournalLane *> lanes,
                           LedgerWriterOptions options)
    : m_clock(clock)
    , m_options(std::move(options))
    , m_lanes(std::move(lanes))
    , m_database(std::move(database))
    , m_batch(std::move(batch))
    , m_backfill(
          *m_database, *m_batch, m_clock,
          m_options.chargedLate ? m_options.chargedLate : [](const CellSource &) {})
    , m_events(std::make_unique<EventBuffer>())
{
    for (JournalLane *lane : m_lanes) {
        m_tails.emplace_back(*lane);
        lane->onHurry([this] { m_wake.notify_one(); });
    }
    m_thread = std::thread([this] {
        try {
            run();
        } catch (const std::exception &exception) {
            giveUp(exception.what());
        }
    });
    ::pthread_setname_np(m_thread.native_handle(), "tp-ledger");
}

LedgerWriter::~LedgerWriter()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
    for (JournalLane *lane : m_lanes)
        lane->onHurry({});
}

void LedgerWriter::flush()
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t ticket = ++m_flushAsked;
    m_wake.notify_one();
    m_flushed.wait(lock, [&] { return m_flushDone >= ticket || m_isStopping; });
}

void LedgerWriter::eachPending(const Seen &seen)
{
    Peek peek{.seen = &seen};
    std::unique_lock lock(m_mutex);
    if (m_hasEnded)
        return;
    m_peeks.push_back(&peek);
    m_wake.notify_one();
    m_flushed.wait(lock, [&] { return peek.isDone; });
}

LedgerWriterStatus LedgerWriter::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void LedgerWriter::addObserver(LedgerObserver *observer)
{
    const std::lock_guard lock(m_observerMutex);
    m_observers.push_back(observer);
    m_hasObservers = true;
}

void LedgerWriter::removeObserver(LedgerObserver *observer)
{
    const std::lock_guard lock(m_observerMutex);
    m_observers.erase(std::remove(m_observers.begin(), m_observers.end(), observer),
                      m_observers.end());
    m_hasObservers = !m_observers.empty();
}

bool LedgerWriter::isHurried() const
{
    return std::any_of(m_lanes.begin(), m_lanes.end(),
                       [](const JournalLane *lane) { return lane->isInAHurry(); });
}

/// Out of memory, in effect. The journals keep what was not committed for the next start.
void LedgerWriter::giveUp(const char *why)
{
    qCCritical(writerLog, "The ledger writer ended: %s", why);
    for (JournalLane *lane : m_lanes)
        lane->setFailed();
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
        m_hasEnded = true;
        m_status.lastError = u"The ledger writer ended. Restart Turnpike."_s;
        if (m_status.failingSinceUs == 0)
            m_status.failingSinceUs = m_clock.nowUs();
    }
    endPeeks({});
}

/// These, and once the thread has ended all.
void LedgerWriter::endPeeks(const std::vector<Peek *> &peeks)
{
    {
        const std::lock_guard lock(m_mutex);
        const std::vector<Peek *> served = m_hasEnded ? m_peeks : peeks;
        for (Peek *peek : served) {
            peek->isDone = true;
            std::erase(m_peeks, peek);
        }
    }
    m_flushed.notify_all();
}

void LedgerWriter::run()
{
    bool isDone = false;
    for (bool isStopping = false; !isStopping;) {
        const Work work = waitForWork();
        if (work == Work::Look)
            look();
        if (work == Work::Peek)
            peek();
        if (work != Work::Commit)
            continue;
        std::uint64_t asked = 0;
        {
            const std::lock_guard lock(m_mutex);
            asked = m_flushAsked;
            isStopping = m_isStopping;
        }
        m_hasFailedNow = false;
        isDone = round();
        if (!m_hasFailedNow)
            noteRecovery();
        {
            const std::lock_guard lock(m_mutex);
            m_flushDone = asked;
        }
        m_flushed.notify_all();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_hasEnded = true;
    }
    endPeeks({});
    if (isDone && !m_hasSyncFailed) {
        for (JournalTail &tail : m_tails)
            tail.freeAll();
    }
    if (const auto pages = m_database->checkpoint(true); !pages)
        noteFailure(pages.error());
}

LedgerWriter::Work LedgerWriter::waitForWork()
{
    using std::chrono::steady_clock;
    std::unique_lock lock(m_mutex);
    const auto now = steady_clock::now();
    if (m_failures > 0 && !m_hasPeeked)
        m_nextRound = now
            + std::min(longestBackOff, m_options.commitInterval * (1 << std::min(m_failures, 8)));
    m_hasPeeked = false;
    const bool looks = m_failures == 0 && m_hasObservers.load(std::memory_order_relaxed);
    const auto until = looks ? std::min(now + m_options.lookInterval, m_nextRound) : m_nextRound;
    const auto mustCommit = [this] {
        return m_isStopping || m_flushAsked != m_flushDone || (m_failures == 0 && isHurried());
    };
    const bool isCalled = m_wake.wait_until(
        lock, until, [this, &mustCommit] { return mustCommit() || !m_peeks.empty(); });
    // Whoever peeks does not put off a commit that is due.
    m_hasPeeked = !m_peeks.empty() && !mustCommit() && steady_clock::now() < m_nextRound;
    if (m_hasPeeked)
        return Work::Peek;
    if (!isCalled && until < m_nextRound)
        return Work::Look;
    // From the start of a round to that of the next, however long it takes.
    m_nextRound = steady_clock::now() + m_options.commitInterval;
    return Work::Commit;
}

/// What observers hear is theirs to hear in look(): nothing is marked as told here.
void LedgerWriter::peek()
{
    std::vector<Peek *> peeks;
    {
        const std::lock_guard lock(m_mutex);
        peeks = m_peeks;
    }
    for (JournalTail &tail : m_tails) {
        tail.snapshot();
        RecordView record;
        while (tail.next(record)) {
            if (record.type != RecordType::Settle)
                continue;
            // One that cannot be read is the commit's to report.
            if (const LedgerEvent *event = m_events->take(record, false))
                for (const Peek *peek : peeks)
                    (*peek->seen)(*event->settle);
        }
        tail.rewind();
    }
    endPeeks(peeks);
}

void LedgerWriter::look()
{
    for (JournalTail &tail : m_tails) {
        tail.snapshot();
        RecordView record;
        while (tail.next(record)) {
            if (!tail.isNew(record) || record.isCopy)
                continue;
            if (m_events->isFull())
                tell();
            // One that cannot be read is the commit's to report: it reads them all again.
            m_events->take(record, true);
        }
        tail.rewind();
    }
    tell();
}

bool LedgerWriter::round()
{
    provide();
    for (JournalTail &tail : m_tails)
        tail.snapshot();
    syncJournals();
    bool isIdle = true;
    const auto isDone = [](const JournalTail &tail) { return tail.isDone(); };
    while (!std::all_of(m_tails.begin(), m_tails.end(), isDone)) {
        isIdle = false;
        if (!commitSome())
            return false;
        provide();
    }
    // What could not be synced is not safe in the ledger alone: the journals stay, too.
    if (!m_hasSyncFailed) {
        for (JournalTail &tail : m_tails)
            tail.freeSegments();
    }
    backfill();
    checkpoint(isIdle);
    return true;
}

/// A slice a round, so that rows do not wait for it.
void LedgerWriter::backfill()
{
    // What was admitted before a price was published comes without one a moment later.
    if (m_hasUnpriced && ++m_roundsToBackfill >= roundsBeforeBackfill) {
        m_hasUnpriced = false;
        m_roundsToBackfill = 0;
        m_mayBackfill = true;
    }
    if (!m_mayBackfill.exchange(false))
        return;
    const Result<bool> hasMore = m_backfill.slice();
    if (!hasMore)
        noteFailure(hasMore.error());
    if (!hasMore || *hasMore)
        m_mayBackfill = true;
}

void LedgerWriter::provide()
{
    for (JournalLane *lane : m_lanes) {
        // The engine thread answers 503 while it has no room; the next round tries again.
        if (const auto provided = lane->provide(); !provided)
            noteFailure(provided.error());
    }
}

void LedgerWriter::syncJournals()
{
    if (m_hasSyncFailed)
        return;
    static const std::function<int(int)> realSync = ::fdatasync;
    const auto &sync = m_options.sync ? m_options.sync : realSync;
    for (JournalTail &tail : m_tails)
        m_hasSyncFailed = !tail.sync(sync) || m_hasSyncFailed;
    if (!m_hasSyncFailed)
        return;
    qCCritical(writerLog, "fdatasync of a journal failed: no more requests are taken");
    for (JournalLane *lane : m_lanes)
        lane->setFailed();
    const std::lock_guard lock(m_mutex);
    m_status.hasSyncFailed = true;
    m_status.lastError
        = u"The disk did not keep the journal. Restart Turnpike after checking it."_s;
    if (m_status.failingSinceUs == 0)
        m_status.failingSinceUs = m_clock.nowUs();
}

bool LedgerWriter::commitSome()
{
    int settled = 0;
    Result<> done;
    for (JournalTail &tail : m_tails) {
        done = read(tail, settled);
        if (!done)
            break;
    }
    tell();
    const int rows = m_batch->rows();
    if (done)
        done = m_batch->commit();
    if (!done) {
        m_batch->rollBack();
        for (JournalTail &tail : m_tails)
            tail.rewind();
        noteFailure(done.error());
        return false;
    }
    for (JournalTail &tail : m_tails)
        tail.commit();
    noteSuccess(rows);
    return true;
}

Result<> LedgerWriter::read(JournalTail &tail, int &settled)
{
    RecordView record;
    while (settled < m_options.rowsPerCommit && tail.next(record)) {
        const bool isNews = tail.isNew(record) && !record.isCopy
            && m_hasObservers.load(std::memory_order_relaxed);
        if (record.type != RecordType::Settle && !isNews)
            continue;
        if (m_events->isFull())
            tell();
        const LedgerEvent *event = m_events->take(record, isNews);
        if (event == nullptr)
            return fail(ErrorCode::Internal, u"A journal record cannot be read."_s);
        if (event->settle == nullptr)
            continue;
        ++settled;
        m_hasUnpriced = m_hasUnpriced || event->settle->has(GenerationFlag::Unpriced);
        TRY_ASSIGN([[maybe_unused]] const bool isRowNew, m_batch->add(*event->settle));
    }
    return {};
}

void LedgerWriter::tell()
{
    if (!m_events->events().empty()) {
        const std::lock_guard lock(m_observerMutex);
        for (LedgerObserver *observer : m_observers)
            observer->onRecords(m_events->events());
    }
    m_events->clear();
}

void LedgerWriter::checkpoint(bool isIdle)
{
    m_idleRounds = isIdle ? m_idleRounds + 1 : 0;
    const bool isQuiet = m_idleRounds * m_options.commitInterval >= idleBeforeCheckpoint;
    if (m_database->walPages() == 0
        || (!isQuiet && m_database->walPages() < m_options.checkpointPages))
        return;
    if (const auto pages = m_database->checkpoint(false); !pages)
        noteFailure(pages.error());
}

void LedgerWriter::noteSuccess(std::int64_t rows)
{
    std::int64_t lag = 0;
    for (const JournalTail &tail : m_tails)
        lag += tail.lagBytes();
    {
        const std::lock_guard lock(m_mutex);
        m_status.rowsCommitted += rows;
        ++m_status.commits;
        m_status.lagBytes = lag;
        m_status.walPages = m_database->walPages();
    }
    const std::lock_guard lock(m_observerMutex);
    for (LedgerObserver *observer : m_observers)
        observer->onCommitted(rows);
}

void LedgerWriter::noteRecovery()
{
    if (m_failures == 0)
        return;
    m_failures = 0;
    const std::lock_guard lock(m_mutex);
    if (m_hasSyncFailed)
        return;
    m_status.failingSinceUs = 0;
    m_status.lastError.clear();
}

void LedgerWriter::noteFailure(const Error &error)
{
    if (!m_hasFailedNow)
        ++m_failures;
    m_hasFailedNow = true;
    qCWarning(writerLog, "%s", qUtf8Printable(error.message));
    std::int64_t lag = 0;
    for (const JournalTail &tail : m_tails)
        lag += tail.lagBytes();
    const std::lock_guard lock(m_mutex);
    m_status.lagBytes = lag;
    if (m_hasSyncFailed)
        return;
    m_status.lastError = error.message;
    if (m_status.failingSinceUs == 0)
        m_status.failingSinceUs = m_clock.nowUs();
}

} // namespace turnpike
