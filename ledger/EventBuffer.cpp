// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/EventBuffer.h"

namespace turnpike {

namespace {

constexpr std::size_t capacity = 256;

} // namespace

EventBuffer::EventBuffer()
    : m_places(capacity + 1)
    , m_events(capacity + 1)
{}

bool EventBuffer::isFull() const
{
    return m_used == capacity;
}

const LedgerEvent *EventBuffer::take(const RecordView &record, bool isNews)
{
    Place &place = m_places[m_used];
    LedgerEvent &event = m_events[m_used];
    event = {};
    bool isWhole = false;
    switch (record.type) {
    case RecordType::Hold:
        isWhole = decodeGeneration(record, place.generation);
        event.hold = &place.generation;
        break;
    case RecordType::Settle:
        isWhole = decodeGeneration(record, place.generation);
        event.settle = &place.generation;
        break;
    case RecordType::Attempt:
        isWhole = decodeAttempt(record, place.attempt);
        event.attempt = &place.attempt;
        break;
    case RecordType::Progress:
        isWhole = decodeProgress(record, place.progress);
        event.progress = &place.progress;
        break;
    }
    if (!isWhole)
        return nullptr;
    if (isNews)
        ++m_used;
    return &event;
}

} // namespace turnpike
