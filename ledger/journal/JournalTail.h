// SPDX-License-Identifier: GPL-3.0-or-later
// The writer thread's way through a journal that is being written.
#pragma once

#include "ledger/journal/JournalFormat.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace turnpike {

class JournalLane;
class JournalSegment;

/// Reads what the engine thread has published, straight out of the mapping. A snapshot fixes how
/// far; after commit() the reading before it is done for good, after rewind() it is done again.
class JournalTail
{
public:
    explicit JournalTail(JournalLane &lane);

    /// True when the last snapshot has been read and committed to its end.
    bool isDone() const;
    /// Goes as far as is published now.
    void snapshot();
    /// Makes everything up to the snapshot durable. False when `sync` (fdatasync) failed.
    bool sync(const std::function<int(int)> &sync);

    /// The next record below the snapshot. False at its end.
    bool next(RecordView &record);
    /// True when this record was never handed out before, rewinds included.
    bool isNew(const RecordView &record);

    void commit();
    void rewind();
    /// Removes the segments that nothing needs any more; after a commit.
    void freeSegments();

    /// Removes all segments where everything in them is committed and no hold is open; when the
    /// engine thread has ended. What stays is for replay.
    void freeAll();

    std::int64_t lagBytes() const;

private:
    void removeFirst();

    struct Position
    {
        JournalSegment *segment = nullptr;
        std::size_t offset = 0;

        friend bool operator==(const Position &, const Position &) = default;
    };

    JournalLane &m_lane;
    Position m_read;
    Position m_committed;
    Position m_limit;
    Position m_synced;
    std::uint64_t m_lastNew = 0; ///< Sequence of the record.
    std::uint64_t m_unneeded
        = 0; ///< Segments up to this sequence had no open hold at the snapshot.
};

} // namespace turnpike
