// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/JournalLane.h"

#include "ledger/journal/JournalFolder.h"

#include <algorithm>

namespace turnpike {

namespace {

/// Ready beside what demand asks for: one to go on in while the next is being made.
constexpr unsigned leastReady = 2;

} // namespace

JournalLane::JournalLane(JournalFolder &folder, std::uint32_t thread, unsigned maxSegments)
    : m_folder(folder)
    , m_thread(thread)
    , m_maxSegments(std::max(maxSegments, leastReady + 1))
{}

std::size_t JournalLane::usableBytes() const
{
    return m_folder.segmentBytes() - sizeof(SegmentHeader) - maxRecordSize;
}

JournalSegment *JournalLane::take()
{
    const unsigned taken = m_taken.load(std::memory_order_relaxed);
    if (taken == m_made.load(std::memory_order_acquire))
        return nullptr;
    JournalSegment *segment = m_ring[taken % ringSize];
    m_taken.store(taken + 1, std::memory_order_release);
    hurry();
    return segment;
}

unsigned JournalLane::readyCount() const
{
    return m_made.load(std::memory_order_acquire) - m_taken.load(std::memory_order_relaxed);
}

void JournalLane::hurry()
{
    if (!m_isInAHurry.exchange(true, std::memory_order_relaxed) && m_wake)
        m_wake();
}

unsigned JournalLane::wanted() const
{
    const std::size_t forDemand = m_demand.load(std::memory_order_relaxed) / usableBytes();
    return static_cast<unsigned>(std::min<std::size_t>(leastReady + 2 * forDemand, ringSize));
}

Result<> JournalLane::provide()
{
    m_isInAHurry.store(false, std::memory_order_relaxed);
    for (;;) {
        const unsigned made = m_made.load(std::memory_order_relaxed);
        const unsigned ready = made - m_taken.load(std::memory_order_acquire);
        if (ready >= wanted() || m_segments.size() >= m_maxSegments)
            return {};
        TRY_ASSIGN(std::unique_ptr<JournalSegment> segment,
                   m_folder.create(m_thread, m_lastSequence + 1));
        ++m_lastSequence;
        m_ring[made % ringSize] = segment.get();
        m_segments.push_back(std::move(segment));
        m_made.store(made + 1, std::memory_order_release);
    }
}

} // namespace turnpike
