// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/JournalTail.h"

#include "core/FaultPoint.h"
#include "ledger/journal/JournalFolder.h"
#include "ledger/journal/JournalLane.h"
#include "ledger/journal/JournalSegment.h"

#include <QLoggingCategory>

#include <algorithm>

namespace turnpike {

Q_LOGGING_CATEGORY(journalLog, "turnpike.journal")

JournalTail::JournalTail(JournalLane &lane)
    : m_lane(lane)
    , m_read{lane.segments().front().get(), sizeof(SegmentHeader)}
    , m_committed(m_read)
    , m_limit(m_read)
    , m_synced(m_read)
{}

bool JournalTail::isDone() const
{
    return m_committed == m_limit;
}

void JournalTail::snapshot()
{
    // First who still needs a segment, then how far there is to read: a settle that gave its
    // segment up lies below the limit, so it is durable and committed before the segment goes.
    m_unneeded = 0;
    for (const auto &segment : m_lane.segments()) {
        if (segment->next.load(std::memory_order_acquire) == nullptr
            || segment->openHolds.load(std::memory_order_acquire) != 0)
            break;
        m_unneeded = segment->sequence();
    }
    JournalSegment *last = m_limit.segment;
    while (JournalSegment *next = last->next.load(std::memory_order_acquire))
        last = next;
    m_limit = {last, last->published.load(std::memory_order_acquire)};
}

bool JournalTail::sync(const std::function<int(int)> &sync)
{
    while (m_synced != m_limit) {
        JournalSegment *segment = m_synced.segment;
        const bool isLast = segment == m_limit.segment;
        const std::size_t end
            = isLast ? m_limit.offset : segment->published.load(std::memory_order_acquire);
        if (end != m_synced.offset && sync(segment->descriptor()) != 0)
            return false;
        m_synced = isLast
            ? m_limit
            : Position{segment->next.load(std::memory_order_acquire), sizeof(SegmentHeader)};
    }
    return true;
}

bool JournalTail::next(RecordView &record)
{
    while (m_read != m_limit) {
        const JournalSegment *segment = m_read.segment;
        const std::size_t end = segment == m_limit.segment
            ? m_limit.offset
            : segment->published.load(std::memory_order_acquire);
        if (m_read.offset == end) {
            m_read = {segment->next.load(std::memory_order_acquire), sizeof(SegmentHeader)};
            continue;
        }
        // Published by this process: no checksum needed.
        const ReadResult result = readRecord(segment->data() + m_read.offset, end - m_read.offset,
                                             Checksum::Trusted, record);
        Q_ASSERT(result == ReadResult::Record);
        if (result != ReadResult::Record)
            return false;
        m_read.offset += record.size;
        return true;
    }
    return false;
}

bool JournalTail::isNew(const RecordView &record)
{
    if (record.sequence <= m_lastNew)
        return false;
    m_lastNew = record.sequence;
    return true;
}

void JournalTail::commit()
{
    m_committed = m_read;
}

void JournalTail::rewind()
{
    m_read = m_committed;
}

void JournalTail::freeSegments()
{
    if (!isDone())
        return;
    auto &segments = m_lane.segments();
    while (segments.front()->sequence() <= m_unneeded
           && segments.front().get() != m_committed.segment) {
        removeFirst();
        faultPoint(FaultStep::SegmentFreed);
    }
}

void JournalTail::freeAll()
{
    auto &segments = m_lane.segments();
    const bool isNeeded = !isDone() || lagBytes() != 0
        || std::any_of(segments.begin(), segments.end(), [](const auto &segment) {
               return segment->openHolds.load(std::memory_order_acquire) != 0;
           });
    while (!isNeeded && !segments.empty())
        removeFirst();
}

void JournalTail::removeFirst()
{
    auto &segments = m_lane.segments();
    const auto removed = m_lane.folder().remove(segments.front()->path());
    if (!removed) {
        // Replay would find its rows there already: wasteful, not wrong.
        qCWarning(journalLog, "A committed segment stays: %s",
                  qUtf8Printable(removed.error().message));
    }
    segments.pop_front();
}

std::int64_t JournalTail::lagBytes() const
{
    const JournalSegment *segment = m_committed.segment;
    std::size_t from = m_committed.offset;
    std::size_t bytes = 0;
    while (segment != nullptr) {
        bytes += segment->published.load(std::memory_order_acquire) - from;
        from = sizeof(SegmentHeader);
        segment = segment->next.load(std::memory_order_acquire);
    }
    return static_cast<std::int64_t>(bytes);
}

} // namespace turnpike
