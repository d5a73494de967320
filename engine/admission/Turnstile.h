// SPDX-License-Identifier: GPL-3.0-or-later
// So many at once, and a queue for the others that is fair between keys.
#pragma once

#include "core/Id.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

namespace turnpike {

/// Who waits at a turnstile. `onPlace` is called once, on any thread and with the turnstile's lock
/// held: it only hands over. The place is the waiter's then, who must leave() it.
class PlaceWaiter
{
public:
    virtual ~PlaceWaiter() = default;
    virtual void onPlace() = 0;
};

/// Lets a number of requests through at once. Entering and leaving are one atomic operation while
/// nobody waits; the lock is for those who do. Places that come free go to the keys in turn, to the
/// oldest of each, so that a key with many requests does not keep the others out. Thread-safe.
class Turnstile
{
public:
    enum class Entry : std::uint8_t {
        Entered,
        Waiting, ///< onPlace() will come, unless stopWaiting() is first.
        Crowded, ///< As many of this key wait as may.
    };

    explicit Turnstile(std::int64_t places)
        : m_places(places)
    {}
    Turnstile(const Turnstile &) = delete;
    Turnstile &operator=(const Turnstile &) = delete;

    /// Never before one who waits.
    bool tryEnter();
    /// `waiter` must outlive onPlace() or a stopWaiting() that answers true. At most `mostWaiting`
    /// of one key wait.
    Entry enterOrWait(KeyId key, PlaceWaiter &waiter, std::size_t mostWaiting);
    /// True when it was still waiting and will not be called.
    bool stopWaiting(KeyId key, PlaceWaiter &waiter);
    void leave();
    /// What a new policy says. Those who are in stay; more places are taken by those who wait.
    void setPlaces(std::int64_t places);

    std::int64_t places() const { return m_places.load(std::memory_order_relaxed); }
    /// Of them taken, and how many wait.
    std::uint32_t taken() const { return takenOf(m_word.load()); }
    std::uint32_t waiting() const { return waitingOf(m_word.load()); }

private:
    struct Lane
    {
        KeyId key;
        std::deque<PlaceWaiter *> waiters; ///< Oldest first, never empty.
    };

    static constexpr std::uint64_t oneWaiting = std::uint64_t{1} << 32U;
    static std::uint32_t takenOf(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
    static std::uint32_t waitingOf(std::uint64_t word)
    {
        return static_cast<std::uint32_t>(word >> 32U);
    }

    void callNext();

    std::atomic<std::int64_t> m_places;
    /// Waiting above, taken below, 32 bits each: one word, so that nobody can begin to wait unseen
    /// by the one who leaves.
    std::atomic<std::uint64_t> m_word{0};
    std::mutex m_mutex; ///< Guards the lanes, and every change of the waiting half.
    std::list<Lane> m_lanes; ///< The next in turn first.
};

/// A place at a turnstile, until it is destroyed.
class TurnstilePlace
{
public:
    TurnstilePlace() = default;
    /// Takes over a place that was entered.
    explicit TurnstilePlace(std::shared_ptr<Turnstile> entered)
        : m_turnstile(std::move(entered))
    {}
    TurnstilePlace(TurnstilePlace &&) noexcept = default;
    TurnstilePlace &operator=(TurnstilePlace &&other) noexcept
    {
        if (this != &other) {
            leave();
            m_turnstile = std::move(other.m_turnstile);
        }
        return *this;
    }
    ~TurnstilePlace() { leave(); }

    bool isTaken() const { return m_turnstile != nullptr; }
    void leave()
    {
        if (const auto turnstile = std::exchange(m_turnstile, nullptr))
            turnstile->leave();
    }

private:
    std::shared_ptr<Turnstile> m_turnstile;
};

} // namespace turnpike
