// SPDX-License-Identifier: GPL-3.0-or-later
// Readers who miss a row that may be on its way share a look into the journals, and cannot hurry
// the writer.
#pragma once

#include "core/GenerationRow.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace turnpike {

class LedgerFlush;

/// One thread that looks for everybody who waits at the moment, with a pause after each look.
/// Thread-safe.
class PendingRounds
{
public:
    struct Wish
    {
        std::string id; ///< The generation's, or its provider's for it.
        KeyId ofKey; ///< Of the latter only this key's; 0: any.
        bool needsCommit = false; ///< Told after a commit, and then nothing is looked for.
        /// Called once, on the thread of this, with what has ended and is not committed.
        std::function<void(std::optional<GenerationRow>)> told;
    };

    /// `flush` must outlive end().
    PendingRounds(LedgerFlush &flush, std::chrono::milliseconds pause, std::size_t maxWaiting);
    ~PendingRounds();
    PendingRounds(const PendingRounds &) = delete;
    PendingRounds &operator=(const PendingRounds &) = delete;

    /// Looks for what ended before this call. False, and the wish dropped, when too many wait or
    /// after end().
    bool ask(Wish wish);
    /// Looks for those who wait, without a pause, and joins.
    void end();

private:
    void run();
    void serve(const std::vector<Wish> &wishes);

    LedgerFlush &m_flush;
    const std::chrono::milliseconds m_pause;
    const std::size_t m_maxWaiting;
    std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_wake;
    std::vector<Wish> m_waiting;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace turnpike
