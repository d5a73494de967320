// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/FlushRounds.h"

#include "core/ports/LedgerFlush.h"

#include <utility>

namespace turnpike {

FlushRounds::FlushRounds(LedgerFlush &flush, std::chrono::milliseconds pause,
                         std::size_t maxWaiting)
    : m_flush(flush)
    , m_pause(pause)
    , m_maxWaiting(maxWaiting)
    , m_thread([this] { run(); })
{}

FlushRounds::~FlushRounds()
{
    end();
}

bool FlushRounds::after(std::function<void()> then)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isEnding || m_waiting.size() >= m_maxWaiting)
            return false;
        m_waiting.push_back(std::move(then));
    }
    m_wake.notify_one();
    return true;
}

void FlushRounds::end()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void FlushRounds::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isEnding || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        const std::vector<std::function<void()>> round = std::exchange(m_waiting, {});
        lock.unlock();
        m_flush.flush();
        for (const auto &then : round)
            then();
        lock.lock();
        m_wake.wait_for(lock, m_pause, [this] { return m_isEnding; });
    }
}

} // namespace turnpike
