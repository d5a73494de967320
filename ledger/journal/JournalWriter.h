// SPDX-License-Identifier: GPL-3.0-or-later
// The journal of one engine thread.
#pragma once

#include "core/ports/Journal.h"
#include "ledger/journal/JournalFormat.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace turnpike {

class JournalLane;
class JournalSegment;

struct GenerationIdHasher
{
    std::size_t operator()(const GenerationId &id) const
    {
        return std::hash<std::string_view>{}(id.view());
    }
};

/// Confined to its engine thread after construction. Appends are copies into a mapping whose blocks
/// exist already. Each open hold has reserved the room of its settle, so a settle cannot be the one
/// that finds no room.
class JournalWriter final : public Journal
{
public:
    /// `lane` must have been provided with segments.
    JournalWriter(JournalLane &lane, std::uint64_t bootId);

    [[nodiscard]] bool hold(const GenerationRecord &generation) override;
    [[nodiscard]] bool attempt(const AttemptStart &start) override;
    void progress(const Progress &progress) override;
    [[nodiscard]] bool settle(const GenerationRecord &generation) override;
    bool isAccepting() const override;

private:
    struct Piece
    {
        JournalSegment *segment = nullptr;
        std::size_t offset = 0;
    };
    /// Where the records of an open hold lie, for the copy at the next rotation.
    struct Open
    {
        Piece hold;
        Piece progress;
        std::vector<Piece> attempts;
        std::size_t reserved = 0;
        std::size_t bytes = 0;
    };

    std::size_t room() const;
    bool hasRoomFor(std::size_t bytes) const { return m_reserved + bytes <= room(); }
    /// Room for a record at the end of the journal; null when there is no segment left. `promised`
    /// is what the caller needs besides m_reserved.
    char *place(std::size_t size, std::size_t promised);
    Piece publish(char *record, std::size_t size);
    bool rotate(std::size_t promised);
    void carry(std::size_t promised);
    void carryOne(Open &open);
    Piece carryPiece(const Piece &piece);
    void updateDemand();

    JournalLane &m_lane;
    const std::uint64_t m_bootId;
    JournalSegment *m_active;
    std::size_t m_offset = sizeof(SegmentHeader);
    std::uint64_t m_sequence = 0;
    std::size_t m_reserved = 0; ///< Sum over the open holds.
    std::size_t m_openBytes = 0; ///< What carrying all of them would copy.
    std::unordered_map<GenerationId, Open, GenerationIdHasher> m_open;
    std::vector<Open *> m_byAge; ///< Scratch of carry().
};

} // namespace turnpike
