// SPDX-License-Identifier: GPL-3.0-or-later
// Readers who miss a row that may be on its way share a flush, and cannot hurry the writer.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace turnpike {

class LedgerFlush;

/// One thread that flushes for everybody who waits at the moment, with a pause after each flush.
/// Thread-safe.
class FlushRounds
{
public:
    /// `flush` must outlive end().
    FlushRounds(LedgerFlush &flush, std::chrono::milliseconds pause, std::size_t maxWaiting);
    ~FlushRounds();
    FlushRounds(const FlushRounds &) = delete;
    FlushRounds &operator=(const FlushRounds &) = delete;

    /// Calls `then` on the thread of this after a flush that began after this call. False, and
    /// `then` dropped, when too many wait or after end().
    bool after(std::function<void()> then);
    /// Flushes for those who wait, without a pause, and joins.
    void end();

private:
    void run();

    LedgerFlush &m_flush;
    const std::chrono::milliseconds m_pause;
    const std::size_t m_maxWaiting;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_wake;
    std::vector<std::function<void()>> m_waiting;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace turnpike
