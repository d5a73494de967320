// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of a journal: docs/ledger.md describes them. Pure functions on memory, no I/O.
#pragma once

#include "core/Generation.h"
#include "core/ports/Journal.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace turnpike {

/// Which ledger a journal belongs to. A restore raises the epoch.
struct LedgerIdentity
{
    std::array<std::uint8_t, 16> uuid{};
    std::uint64_t epoch = 0;

    friend bool operator==(const LedgerIdentity &, const LedgerIdentity &) = default;
};

/// The first bytes of a segment, in the machine's (little-endian) byte order.
struct SegmentHeader
{
    std::array<char, 8> magic{};
    std::uint32_t version = 0;
    std::uint32_t thread = 0;
    std::array<std::uint8_t, 16> uuid{};
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0; ///< Of the segment, from 1 in each thread and boot.
    std::uint64_t bootId = 0; ///< Random, one a process.
    std::uint32_t reserved = 0;
    std::uint32_t crc = 0; ///< Over all of the above.
};
static_assert(sizeof(SegmentHeader) == 64);

SegmentHeader makeHeader(const LedgerIdentity &ledger, std::uint32_t thread, std::uint64_t sequence,
                         std::uint64_t bootId);

enum class HeaderState { Ours, Foreign, Damaged };
HeaderState readHeader(const char *data, std::size_t size, const LedgerIdentity &ledger,
                       SegmentHeader &header);

/// Values are stored: never renumber. 5 is reserved for a withdrawn hold.
enum class RecordType : std::uint8_t { Hold = 1, Attempt = 2, Progress = 3, Settle = 4 };

/// A record in place: the payload points into the segment.
struct RecordView
{
    RecordType type = RecordType::Hold;
    GenerationId generation;
    std::uint64_t sequence = 0; ///< Grows by one a record in each thread and boot.
    std::uint64_t bootId = 0;
    bool isCopy = false; ///< Of an older record, made when its segment was left.
    const char *payload = nullptr;
    std::size_t payloadSize = 0;
    std::size_t size = 0; ///< Of the whole record: the next one starts there.
};

inline constexpr std::size_t recordHeadSize = 56;
/// Attempts that a settle record keeps; attemptCount counts all of them.
inline constexpr std::size_t maxStoredAttempts = 16;
/// No record is larger.
inline constexpr std::size_t maxRecordSize = 6424;
inline constexpr std::size_t attemptRecordSize = recordHeadSize + 88;
inline constexpr std::size_t progressRecordSize = recordHeadSize + 128;

std::size_t generationRecordSize(const GenerationRecord &generation);

/// Each writes a whole record of the size named above to `out`, all of it but its length, which
/// finishRecord() stores last: a record without a length does not exist.
void encodeGeneration(RecordType type, const GenerationRecord &generation, char *out);
void encodeAttempt(const AttemptStart &start, char *out);
void encodeProgress(const Progress &progress, char *out);
/// Copies a record that was read, to be finished again under a new sequence.
void copyRecord(const char *record, std::size_t size, char *out);
void finishRecord(char *record, std::size_t size, std::uint64_t sequence, std::uint64_t bootId);
/// The size of a finished record.
std::size_t recordSize(const char *record);

enum class ReadResult {
    Record,
    End, ///< Nothing was appended here.
    Bad, ///< Something is here that is no record.
};
enum class Checksum { Verified, Trusted };
ReadResult readRecord(const char *data, std::size_t available, Checksum checksum,
                      RecordView &record);

/// False when the payload is not what its type says. Texts of the result point into the payload.
bool decodeGeneration(const RecordView &record, GenerationRecord &generation);
bool decodeAttempt(const RecordView &record, AttemptStart &start);
bool decodeProgress(const RecordView &record, Progress &progress);

} // namespace turnpike
