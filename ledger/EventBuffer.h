// SPDX-License-Identifier: GPL-3.0-or-later
// Decoded journal records on their way to the observers.
#pragma once

#include "core/Generation.h"
#include "core/ports/Journal.h"
#include "ledger/LedgerObserver.h"
#include "ledger/journal/JournalFormat.h"

#include <span>
#include <vector>

namespace turnpike {

/// A fixed number of decoded records, whose memory is used again and again.
class EventBuffer
{
public:
    EventBuffer();

    /// Decodes into the next place, to be seen by events() when `isNews`, else only until the next
    /// call. Null when the record is malformed. A copy or a full buffer is the caller's to avoid.
    const LedgerEvent *take(const RecordView &record, bool isNews);
    std::span<const LedgerEvent> events() const { return {m_events.data(), m_used}; }
    bool isFull() const;
    void clear() { m_used = 0; }

private:
    struct Place
    {
        GenerationRecord generation;
        AttemptStart attempt;
        Progress progress;
    };

    std::vector<Place> m_places; ///< One more than events are kept.
    std::vector<LedgerEvent> m_events;
    std::size_t m_used = 0;
};

} // namespace turnpike
