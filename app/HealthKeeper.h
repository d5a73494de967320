// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps what the gateway knows of its endpoints across restarts.
#pragma once

#include "core/EndpointHealth.h"
#include "core/Result.h"

#include <QString>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace turnpike {

class Clock;
class HealthBook;

/// A thread of its own looks every few seconds whether a circuit turned or a back-off began since,
/// and stores the records then: no engine thread ever waits for a file. Destruction stores them a
/// last time, with the newest medians.
class HealthKeeper
{
public:
    static constexpr std::chrono::milliseconds usualInterval{3'000};

    /// Gives `book` what was stored. To be called before the gateway listens; `book` must outlive
    /// this. What cannot be read is logged and forgotten: a gateway without memory is one that
    /// learns. Errors: those of Session::open.
    static Result<std::unique_ptr<HealthKeeper>>
    open(const QString &ledgerPath, HealthBook &book, const Clock &clock,
         std::chrono::milliseconds interval = usualInterval);
    ~HealthKeeper();
    HealthKeeper(const HealthKeeper &) = delete;
    HealthKeeper &operator=(const HealthKeeper &) = delete;

private:
    HealthKeeper(QString ledgerPath, HealthBook &book, const Clock &clock,
                 std::vector<EndpointHealthRecord> stored, std::chrono::milliseconds interval);
    void run();
    /// False when it could not be written: to be tried again.
    bool store();

    const QString m_ledgerPath;
    HealthBook &m_book;
    const Clock &m_clock;
    const std::chrono::milliseconds m_interval;
    std::vector<EndpointHealthRecord> m_stored; ///< As the table has them; of the thread.
    std::uint64_t m_changes; ///< Of the book, at the last store.
    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_isEnding = false;
    std::thread m_thread; ///< Last: it uses the others.
};

} // namespace turnpike
