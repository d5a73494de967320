// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/PendingRounds.h"

#include "core/ports/LedgerFlush.h"
#include "services/GenerationService.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

/// As the table is searched: by the generation's own id, else the newest by its provider's.
bool isMeant(const PendingRounds::Wish &wish, const GenerationRecord &record,
             const std::optional<GenerationRow> &found)
{
    if (record.id.view() == wish.id)
        return true;
    const bool isOwnFound = found && found->id.toStdString() == wish.id;
    return !isOwnFound && record.upstreamId == wish.id && (!wish.ofKey || record.key == wish.ofKey);
}

} // namespace

PendingRounds::PendingRounds(LedgerFlush &flush, std::chrono::milliseconds pause,
                             std::size_t maxWaiting)
    : m_flush(flush)
    , m_pause(pause)
    , m_maxWaiting(maxWaiting)
    , m_thread([this] { run(); })
{}

PendingRounds::~PendingRounds()
{
    end();
}

bool PendingRounds::ask(Wish wish)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_isEnding || m_waiting.size() >= m_maxWaiting)
            return false;
        m_waiting.push_back(std::move(wish));
    }
    m_wake.notify_one();
    return true;
}

void PendingRounds::end()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void PendingRounds::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isEnding || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        const std::vector<Wish> round = std::exchange(m_waiting, {});
        lock.unlock();
        serve(round);
        lock.lock();
        m_wake.wait_for(lock, m_pause, [this] { return m_isEnding; });
    }
}

void PendingRounds::serve(const std::vector<Wish> &wishes)
{
    std::vector<std::optional<GenerationRow>> found(wishes.size());
    if (std::ranges::any_of(wishes, &Wish::needsCommit))
        m_flush.flush();
    if (!std::ranges::all_of(wishes, &Wish::needsCommit))
        m_flush.eachPending([&](const GenerationRecord &record) {
            for (std::size_t i = 0; i < wishes.size(); ++i)
                if (!wishes[i].needsCommit && isMeant(wishes[i], record, found[i]))
                    found[i] = unnamedRow(record);
        });
    for (std::size_t i = 0; i < wishes.size(); ++i)
        wishes[i].told(std::move(found[i]));
}

} // namespace turnpike
