// SPDX-License-Identifier: GPL-3.0-or-later
// The thread that turns journal records into ledger rows.
#pragma once

#include "core/Result.h"
#include "core/ports/LedgerFlush.h"
#include "ledger/PriceBackfill.h"

#include <QString>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace turnpike {

class Clock;
class Database;
class EventBuffer;
class JournalLane;
class JournalTail;
class LedgerBatch;
class LedgerObserver;

struct LedgerWriterOptions
{
    std::chrono::milliseconds commitInterval{200}; ///< At least 1.
    /// How soon observers hear of a record, where that is sooner than the commit.
    std::chrono::milliseconds lookInterval{50};
    int rowsPerCommit = 16'384;
    int checkpointPages = 4096; ///< WAL pages above which a checkpoint does not wait for idleness.
    PriceBackfill::Charged chargedLate; ///< May be empty. Called on the writer thread.
    std::function<int(int)> sync; ///< fdatasync when empty; tests put a failing disk here.
};

/// What the writer is doing, for status lines and health checks.
struct LedgerWriterStatus
{
    std::int64_t rowsCommitted = 0; ///< Since the start.
    std::int64_t commits = 0;
    std::int64_t lagBytes = 0; ///< Journal bytes appended and not yet committed.
    std::int64_t walPages = 0;
    std::int64_t failingSinceUs = 0; ///< Wall clock; 0 while commits succeed.
    QString lastError; ///< Of the failure that lasts; empty while commits succeed.
    bool hasSyncFailed = false; ///< Final for the process.
};

/// Tails the journals of all engine threads and commits: fdatasync of the journals, then rows,
/// rollups, windows and credits in one transaction. Owns its thread and its connection. When a
/// commit fails it rolls back, backs off and reads the same records again: the segments stay until
/// their rows are committed.
class LedgerWriter final : public LedgerFlush
{
public:
    /// `batch` writes through `database`. `lanes` are the journals it reads, each provided with
    /// segments; they must outlive it. Starts the thread.
    LedgerWriter(std::unique_ptr<Database> database, const Clock &clock,
                 std::unique_ptr<LedgerBatch> batch, std::vector<JournalLane *> lanes,
                 LedgerWriterOptions options = {});
    /// Commits what was appended, as far as the disk permits, and joins the thread. The engine
    /// threads must have ended; journals without an open hold are then removed.
    ~LedgerWriter() override;

    /// Commits what was appended before the call, and waits for it. Returns early when committing
    /// fails or the writer was stopped: status() tells.
    void flush() override;
    /// Reads what was appended since the last commit, once for all who ask at the moment.
    void eachPending(const Seen &seen) override;
    /// Prices, soon and on the writer's thread, what ran before its endpoint had a price. Done at
    /// the start, too. Thread-safe.
    void pricesChanged() { m_mayBackfill = true; }
    LedgerWriterStatus status() const;

    /// Thread-safe; `observer` must outlive its removal, and is not called after it.
    void addObserver(LedgerObserver *observer);
    void removeObserver(LedgerObserver *observer);

private:
    enum class Work : std::uint8_t {
        Look, ///< For observers, in between.
        Peek, ///< For eachPending().
        Commit,
    };
    struct Peek
    {
        const Seen *seen = nullptr;
        bool isDone = false;
    };

    void run();
    Work waitForWork();
    void peek();
    void endPeeks(const std::vector<Peek *> &peeks);
    /// Tells observers what is published now, and leaves it to be committed.
    void look();
    /// Commits what is published now. False when that failed.
    bool round();
    bool commitSome();
    Result<> read(JournalTail &tail, int &settled);
    void provide();
    void syncJournals();
    void tell();
    void backfill();
    void checkpoint(bool isIdle);
    void noteSuccess(std::int64_t rows);
    void noteRecovery();
    void noteFailure(const Error &error);
    void giveUp(const char *why);
    bool isHurried() const;

    const Clock &m_clock;
    const LedgerWriterOptions m_options;
    std::vector<JournalLane *> m_lanes;

    // Writer thread only.
    std::unique_ptr<Database> m_database;
    std::unique_ptr<LedgerBatch> m_batch; ///< After m_database: its statements go first.
    PriceBackfill m_backfill;
    std::atomic<bool> m_mayBackfill{true}; ///< Set by any thread.
    bool m_hasUnpriced = false; ///< Rows came that a price may have been set for meanwhile.
    int m_roundsToBackfill = 0;
    std::vector<JournalTail> m_tails;
    std::unique_ptr<EventBuffer> m_events;
    bool m_hasSyncFailed = false;
    bool m_hasFailedNow = false; ///< In this round.
    int m_failures = 0; ///< Rounds in a row that failed.
    int m_idleRounds = 0;
    std::chrono::steady_clock::time_point m_nextRound;
    bool m_hasPeeked = false; ///< Since the last round; its time stands.

    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_wake;
    std::condition_variable m_flushed;
    std::uint64_t m_flushAsked = 0;
    std::uint64_t m_flushDone = 0;
    bool m_isStopping = false;
    bool m_hasEnded = false; ///< The thread serves nobody any more.
    std::vector<Peek *> m_peeks; ///< On the stacks of those who wait.
    LedgerWriterStatus m_status;

    std::mutex m_observerMutex;
    std::atomic<bool> m_hasObservers{false};
    std::vector<LedgerObserver *> m_observers;

    std::thread m_thread;
};

} // namespace turnpike
