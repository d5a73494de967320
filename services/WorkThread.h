// SPDX-License-Identifier: GPL-3.0-or-later
// A thread that does what it is handed, one thing after the other.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace turnpike {

/// One thread and its queue. Thread-safe; nothing but the destructor waits unless it says so.
class WorkThread
{
public:
    explicit WorkThread(std::size_t maxQueued = static_cast<std::size_t>(-1));
    /// Does what is queued, then joins.
    ~WorkThread();
    WorkThread(const WorkThread &) = delete;
    WorkThread &operator=(const WorkThread &) = delete;

    /// False, and nothing queued, when the queue is full.
    bool post(std::function<void()> work);
    /// Waits until `work` was done. Must not be called on this thread itself.
    void postAndWait(const std::function<void()> &work);

private:
    void run();

    const std::size_t m_maxQueued;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_queue;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace turnpike
