// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/admission/Turnstile.h"

#include <algorithm>

namespace turnpike {

bool Turnstile::tryEnter()
{
    std::uint64_t word = m_word.load(std::memory_order_relaxed);
    while (waitingOf(word) == 0 && takenOf(word) < places()) {
        if (m_word.compare_exchange_weak(word, word + 1))
            return true;
    }
    return false;
}

Turnstile::Entry Turnstile::enterOrWait(KeyId key, PlaceWaiter &waiter, std::size_t mostWaiting)
{
    if (tryEnter())
        return Entry::Entered;
    const std::lock_guard lock(m_mutex);
    auto lane = std::ranges::find(m_lanes, key, &Lane::key);
    const bool isCrowded
        = lane == m_lanes.end() ? mostWaiting == 0 : lane->waiters.size() >= mostWaiting;
    std::uint64_t word = m_word.load();
    for (;;) {
        const bool mayEnter = waitingOf(word) == 0 && takenOf(word) < places();
        if (!mayEnter && isCrowded)
            return Entry::Crowded;
        if (!m_word.compare_exchange_weak(word, mayEnter ? word + 1 : word + oneWaiting))
            continue;
        if (mayEnter)
            return Entry::Entered;
        break;
    }
    if (lane == m_lanes.end())
        lane = m_lanes.insert(m_lanes.end(), {key, {}});
    lane->waiters.push_back(&waiter);
    return Entry::Waiting;
}

bool Turnstile::stopWaiting(KeyId key, PlaceWaiter &waiter)
{
    const std::lock_guard lock(m_mutex);
    const auto lane = std::ranges::find(m_lanes, key, &Lane::key);
    if (lane == m_lanes.end())
        return false;
    const auto found = std::ranges::find(lane->waiters, &waiter);
    if (found == lane->waiters.end())
        return false;
    lane->waiters.erase(found);
    if (lane->waiters.empty())
        m_lanes.erase(lane);
    m_word.fetch_sub(oneWaiting);
    return true;
}

void Turnstile::leave()
{
    if (waitingOf(m_word.fetch_sub(1)) == 0)
        return;
    const std::lock_guard lock(m_mutex);
    callNext();
}

void Turnstile::setPlaces(std::int64_t places)
{
    const std::lock_guard lock(m_mutex);
    m_places.store(places);
    callNext();
}

/// Fills the free places from the queue, a waiter of each key in turn.
void Turnstile::callNext()
{
    while (!m_lanes.empty()) {
        std::uint64_t word = m_word.load();
        do {
            if (takenOf(word) >= places())
                return;
        } while (!m_word.compare_exchange_weak(word, word + 1 - oneWaiting));
        Lane &next = m_lanes.front();
        PlaceWaiter *waiter = next.waiters.front();
        next.waiters.pop_front();
        if (next.waiters.empty())
            m_lanes.pop_front();
        else
            m_lanes.splice(m_lanes.end(), m_lanes, m_lanes.begin());
        waiter->onPlace();
    }
}

} // namespace turnpike
