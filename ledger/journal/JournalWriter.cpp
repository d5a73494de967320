// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/JournalWriter.h"

#include "core/FaultPoint.h"
#include "ledger/journal/JournalLane.h"
#include "ledger/journal/JournalSegment.h"

#include <algorithm>

namespace turnpike {

namespace {

/// Attempts whose room a hold reserves; further ones need room of their own.
constexpr std::size_t reservedAttempts = 4;
constexpr std::size_t reservedByHold = maxRecordSize + reservedAttempts * attemptRecordSize;
/// At most this part of a new segment is filled with copies of open holds.
constexpr std::size_t carryShare = 4;

} // namespace

JournalWriter::JournalWriter(JournalLane &lane, std::uint64_t bootId)
    : m_lane(lane)
    , m_bootId(bootId)
    , m_active(lane.take())
{}

std::size_t JournalWriter::room() const
{
    // The end of each segment may stay empty, by less than the largest record.
    const std::size_t left = m_active->size() - m_offset;
    return (left > maxRecordSize ? left - maxRecordSize : 0)
        + m_lane.readyCount() * m_lane.usableBytes();
}

bool JournalWriter::isAccepting() const
{
    return !m_lane.hasFailed() && hasRoomFor(maxRecordSize + reservedByHold);
}

void JournalWriter::updateDemand()
{
    m_lane.setDemand(m_reserved + m_openBytes);
    if (room() - std::min(room(), m_reserved) < m_lane.usableBytes())
        m_lane.hurry();
}

bool JournalWriter::hold(const GenerationRecord &generation)
{
    const std::size_t size = generationRecordSize(generation);
    char *record = !m_lane.hasFailed() && hasRoomFor(size + reservedByHold)
        ? place(size, size + reservedByHold)
        : nullptr;
    if (record == nullptr) {
        m_lane.hurry();
        return false;
    }
    encodeGeneration(RecordType::Hold, generation, record);
    Open &open = m_open[generation.id];
    // Before the record is seen, so that nobody finds the segment unneeded in between.
    m_active->openHolds.fetch_add(1, std::memory_order_release);
    open.hold = publish(record, size);
    open.reserved = reservedByHold;
    open.bytes = size;
    m_reserved += reservedByHold;
    m_openBytes += size;
    updateDemand();
    faultPoint(FaultStep::HoldJournaled);
    return true;
}

bool JournalWriter::attempt(const AttemptStart &start)
{
    const auto found = m_open.find(start.generation);
    if (found == m_open.end())
        return false;
    Open &open = found->second;
    const bool isReserved = open.reserved >= maxRecordSize + attemptRecordSize;
    if (!isReserved && !hasRoomFor(attemptRecordSize))
        return false;
    char *record = place(attemptRecordSize, attemptRecordSize);
    if (record == nullptr)
        return false;
    encodeAttempt(start, record);
    open.attempts.push_back(publish(record, attemptRecordSize));
    open.bytes += attemptRecordSize;
    m_openBytes += attemptRecordSize;
    if (open.progress.segment != nullptr) {
        open.progress = {}; // It was of the attempt before.
        open.bytes -= progressRecordSize;
        m_openBytes -= progressRecordSize;
    }
    if (isReserved) {
        open.reserved -= attemptRecordSize;
        m_reserved -= attemptRecordSize;
    }
    faultPoint(start.number <= 1 ? FaultStep::AttemptJournaled : FaultStep::FallbackJournaled);
    return true;
}

void JournalWriter::progress(const Progress &progress)
{
    const auto found = m_open.find(progress.generation);
    if (found == m_open.end() || !hasRoomFor(progressRecordSize))
        return;
    char *record = place(progressRecordSize, progressRecordSize);
    if (record == nullptr)
        return;
    encodeProgress(progress, record);
    Open &open = found->second;
    if (open.progress.segment == nullptr) {
        open.bytes += progressRecordSize;
        m_openBytes += progressRecordSize;
    }
    open.progress = publish(record, progressRecordSize);
}

bool JournalWriter::settle(const GenerationRecord &generation)
{
    const std::size_t size = generationRecordSize(generation);
    const auto found = m_open.find(generation.id);
    if (found == m_open.end() && (m_lane.hasFailed() || !hasRoomFor(size)))
        return false;
    char *record = place(size, size);
    if (record == nullptr)
        return false;
    encodeGeneration(RecordType::Settle, generation, record);
    publish(record, size);
    faultPoint(FaultStep::SettleJournaled);
    if (found != m_open.end()) {
        const Open &open = found->second;
        m_reserved -= open.reserved;
        m_openBytes -= open.bytes;
        // Release: who sees the count without this hold also sees its settle.
        open.hold.segment->openHolds.fetch_sub(1, std::memory_order_release);
        m_open.erase(found);
    }
    updateDemand();
    return true;
}

char *JournalWriter::place(std::size_t size, std::size_t promised)
{
    if (m_active->size() - m_offset < size && !rotate(promised))
        return nullptr;
    // Carried holds leave most of a new segment free.
    return m_active->data() + m_offset;
}

JournalWriter::Piece JournalWriter::publish(char *record, std::size_t size)
{
    finishRecord(record, size, ++m_sequence, m_bootId);
    const Piece piece{m_active, m_offset};
    m_offset += size;
    m_active->published.store(m_offset, std::memory_order_release);
    return piece;
}

bool JournalWriter::rotate(std::size_t promised)
{
    JournalSegment *next = m_lane.take();
    if (next == nullptr)
        return false;
    JournalSegment *left = m_active;
    m_active = next;
    m_offset = sizeof(SegmentHeader);
    carry(promised);
    faultPoint(FaultStep::Rotation);
    left->next.store(next, std::memory_order_release);
    faultPoint(FaultStep::Rotation);
    return true;
}

void JournalWriter::carry(std::size_t promised)
{
    m_byAge.clear();
    for (auto &[id, open] : m_open)
        m_byAge.push_back(&open);
    std::sort(m_byAge.begin(), m_byAge.end(), [](const Open *a, const Open *b) {
        return a->hold.segment->sequence() < b->hold.segment->sequence();
    });
    // Copies may use neither the room that settles were promised nor too much of the new segment;
    // a hold that stays behind keeps its old segment until the next rotation.
    const std::size_t free = room() - std::min(room(), m_reserved + promised);
    std::size_t budget = std::min(free, m_lane.usableBytes() / carryShare);
    for (Open *open : m_byAge) {
        if (open->bytes > budget)
            return;
        budget -= open->bytes;
        carryOne(*open);
    }
}

void JournalWriter::carryOne(Open &open)
{
    JournalSegment *left = open.hold.segment;
    m_active->openHolds.fetch_add(1, std::memory_order_relaxed);
    open.hold = carryPiece(open.hold);
    for (Piece &attempt : open.attempts)
        attempt = carryPiece(attempt);
    if (open.progress.segment != nullptr)
        open.progress = carryPiece(open.progress);
    // Published as one: the old copy is not needed only when all of the new one is there.
    m_active->published.store(m_offset, std::memory_order_release);
    left->openHolds.fetch_sub(1, std::memory_order_release);
}

JournalWriter::Piece JournalWriter::carryPiece(const Piece &piece)
{
    const char *old = piece.segment->data() + piece.offset;
    const std::size_t size = recordSize(old);
    char *record = m_active->data() + m_offset;
    copyRecord(old, size, record);
    finishRecord(record, size, ++m_sequence, m_bootId);
    const Piece copy{m_active, m_offset};
    m_offset += size;
    return copy;
}

} // namespace turnpike
