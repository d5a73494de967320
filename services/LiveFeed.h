// SPDX-License-Identifier: GPL-3.0-or-later
// Requests as they happen, from the ledger writer to the windows.
#pragma once

#include "core/LiveRequest.h"
#include "ledger/LedgerObserver.h"
#include "services/ProviderFailures.h"

#include <QObject>
#include <QPointer>

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <vector>

class QTimer;

namespace turnpike {

class Clock;

/// Hears the journals on the writer thread, where it only copies, and tells its own thread at most
/// ten times a second. Keeps the newest requests and the figures of the last minutes. Does nothing
/// while nothing happens.
class LiveFeed final : public QObject, public LedgerObserver
{
    Q_OBJECT

public:
    static constexpr std::size_t kept = 2'000;
    /// Between two batches.
    static constexpr int batchMs = 100;
    /// Events that may wait for a thread that does not come; then all of them are forgotten, and
    /// the next batch is a reset.
    static constexpr std::size_t mostWaiting = 32'768;

    /// `clock` is asked on the thread of this object.
    explicit LiveFeed(const Clock &clock, QObject *parent = nullptr);
    ~LiveFeed() override;

    /// The newest requests, oldest first.
    const std::deque<LiveRequest> &requests() const { return m_requests; }
    /// Null when it is not kept any more.
    const LiveRequest *find(const QString &id) const;
    LiveStatistics statistics() const;
    /// Tells now what waits. A row that was read from the ledger has been heard of before, so that
    /// after this it is among those that were told.
    void catchUp() { take(); }

    /// Calls `seen` on this thread with each news of a request of `key`, until `context` is gone.
    void watch(QObject *context, KeyId key, std::function<void(const LiveRequest &)> seen);
    /// Ends what watch() began.
    void unwatch(const QObject *context);

    // LedgerObserver, on the writer thread.
    void onRecords(std::span<const LedgerEvent> events) override;
    void onCommitted(std::int64_t rows) override;

Q_SIGNALS:
    void happened(const turnpike::LiveBatch &batch);
    /// Rows reached the ledger since the last time.
    void committed();
    /// At most once a second, and once more when a figure fades.
    void statisticsChanged();

private:
    /// One event, copied.
    struct Item
    {
        enum class Kind : std::uint8_t { Hold, Attempt, Progress, Settle } kind = Kind::Hold;
        GenerationId id;
        LiveRequest request; ///< What the event says; nothing else is set.
        bool isInputTold = false; ///< The rest for Progress.
        bool isOutputTold = false;
        std::int64_t outputBytes = 0;
        std::vector<AttemptVerdict> verdicts; ///< For Settle.
    };
    struct Second
    {
        std::int64_t number = -1; ///< Steady seconds that this place stands for.
        std::int64_t began = 0;
        std::int64_t ended = 0;
        std::int64_t errors = 0;
        Money spend;
    };
    struct FirstToken
    {
        std::int64_t second = 0;
        std::int64_t us = 0;
    };
    struct Watch
    {
        QPointer<QObject> context;
        KeyId key;
        std::function<void(const LiveRequest &)> seen;
    };
    struct IdHash
    {
        std::size_t operator()(const GenerationId &id) const;
    };

    static constexpr std::size_t seconds = 300;
    static constexpr std::size_t mostFirstTokens = 2'000;

    static Item copy(const LedgerEvent &event);
    void arm();
    void take();
    void apply(Item &item);
    void noteAttempt(Item &item);
    void noteProgress(const Item &item);
    void end(Item &item);
    /// The request when it is running and kept; it counts as changed then.
    LiveRequest *running(const GenerationId &id);
    void add(LiveRequest request);
    void forgetAll();
    LiveBatch collect();
    void tellWatchers(const QList<LiveRequest> &requests);
    Second &thisSecond();
    std::int64_t nowSecond() const;
    void tellStatistics();

    const Clock &m_clock;

    std::mutex m_mutex; ///< Guards what follows; held for copying only.
    std::vector<Item> m_waiting;
    bool m_hasOverflown = false;
    bool m_hasCommitted = false;
    bool m_isWoken = false;

    std::vector<Item> m_taken; ///< Keeps its memory.
    std::deque<LiveRequest> m_requests;
    std::uint64_t m_firstNumber = 0; ///< Number of the oldest kept request; they count up.
    std::unordered_map<GenerationId, std::uint64_t, IdHash> m_running; ///< Numbers.
    std::uint64_t m_batchStart = 0; ///< Numbers from here on are new in this batch.
    std::vector<std::uint64_t> m_touched; ///< Older numbers that changed in this batch.
    QList<LiveRequest> m_late; ///< Ended in this batch, when they were not kept any more.
    std::array<Second, seconds> m_seconds{};
    std::deque<FirstToken> m_firstTokens;
    ProviderFailures m_failures;
    std::vector<Watch> m_watches;
    std::int64_t m_lastTakeNs = 0;
    QTimer *m_timer;
    QTimer *m_statisticsTimer;
    LiveStatistics m_told;
};

} // namespace turnpike
