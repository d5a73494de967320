// SPDX-License-Identifier: GPL-3.0-or-later
// What an engine thread and the writer thread share of one journal.
#pragma once

#include "core/Result.h"
#include "ledger/journal/JournalSegment.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>

namespace turnpike {

class JournalFolder;

/// The writer thread makes segments ahead of need and removes them; the engine thread takes the
/// next ready one. A ring of pointers with one producer and one consumer, and no lock.
class JournalLane
{
public:
    JournalLane(JournalFolder &folder, std::uint32_t thread, unsigned maxSegments);

    // Engine thread.

    /// The next segment, or null when none is ready.
    JournalSegment *take();
    unsigned readyCount() const;
    /// Bytes that open holds may still want: decides how many segments are kept ready.
    void setDemand(std::size_t bytes) { m_demand.store(bytes, std::memory_order_relaxed); }
    /// Asks for segments sooner than the next turn of the writer thread.
    void hurry();
    /// True once an fsync failed: final.
    bool hasFailed() const { return m_hasFailed.load(std::memory_order_relaxed); }

    // Writer thread (and whoever sets things up before it runs).

    /// Makes segments until demand is met or maxSegments exist. Errors: those of the disk; the
    /// engine thread then runs out of room, and says so, until a later call succeeds.
    Result<> provide();
    bool isInAHurry() const { return m_isInAHurry.load(std::memory_order_relaxed); }
    void onHurry(std::function<void()> wake) { m_wake = std::move(wake); }
    void setFailed() { m_hasFailed.store(true, std::memory_order_relaxed); }
    /// Every segment that exists, oldest first; front is where reading goes on.
    std::deque<std::unique_ptr<JournalSegment>> &segments() { return m_segments; }
    JournalFolder &folder() { return m_folder; }
    /// Bytes of a segment that any sequence of records can fill.
    std::size_t usableBytes() const;

private:
    static constexpr unsigned ringSize = 256;

    unsigned wanted() const;

    JournalFolder &m_folder;
    const std::uint32_t m_thread;
    const unsigned m_maxSegments;
    std::deque<std::unique_ptr<JournalSegment>> m_segments;
    std::uint64_t m_lastSequence = 0;
    std::function<void()> m_wake;

    std::array<JournalSegment *, ringSize> m_ring{};
    alignas(64) std::atomic<unsigned> m_made{0};
    alignas(64) std::atomic<unsigned> m_taken{0};
    std::atomic<std::size_t> m_demand{0};
    std::atomic<bool> m_isInAHurry{false};
    std::atomic<bool> m_hasFailed{false};
};

} // namespace turnpike
