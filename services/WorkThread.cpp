// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/WorkThread.h"

#include <QtGlobal>

#include <future>
#include <utility>

namespace turnpike {

WorkThread::WorkThread(std::size_t maxQueued)
    : m_maxQueued(maxQueued)
    , m_thread([this] { run(); })
{}

WorkThread::~WorkThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

bool WorkThread::post(std::function<void()> work)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_queue.size() >= m_maxQueued)
            return false;
        m_queue.push_back(std::move(work));
    }
    m_wake.notify_one();
    return true;
}

void WorkThread::postAndWait(const std::function<void()> &work)
{
    Q_ASSERT(std::this_thread::get_id() != m_thread.get_id());
    std::promise<void> done;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.emplace_back([&] {
            work();
            done.set_value();
        });
    }
    m_wake.notify_one();
    done.get_future().wait();
}

void WorkThread::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isEnding || !m_queue.empty(); });
        if (m_queue.empty())
            return;
        const std::function<void()> work = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        work();
        lock.lock();
    }
}

} // namespace turnpike
