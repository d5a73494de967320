// SPDX-License-Identifier: GPL-3.0-or-later
// One file of a journal, mapped into memory.
#pragma once

#include "core/Result.h"
#include "ledger/journal/JournalFormat.h"

#include <QString>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace turnpike {

/// Owns the file descriptor and the mapping. Between engine thread and writer thread only the
/// atomics change hands: what lies below `published` never changes again.
class JournalSegment
{
public:
    /// A new file of `bytes` with every block of it allocated, so that writing to the mapping never
    /// meets a full disk. Durable when this returns.
    static Result<std::unique_ptr<JournalSegment>> create(const QString &path, std::size_t bytes,
                                                          const SegmentHeader &header);
    /// An existing file, read-only, whatever is in it. An empty file has no mapping.
    static Result<std::unique_ptr<JournalSegment>> openForReading(const QString &path);
    ~JournalSegment();
    JournalSegment(const JournalSegment &) = delete;
    JournalSegment &operator=(const JournalSegment &) = delete;

    char *data() { return m_data; }
    const char *data() const { return m_data; }
    std::size_t size() const { return m_size; }
    int descriptor() const { return m_descriptor; }
    const QString &path() const { return m_path; }
    std::uint64_t sequence() const { return m_sequence; }

    std::atomic<std::size_t> published{sizeof(SegmentHeader)}; ///< End of the last whole record.
    std::atomic<JournalSegment *> next{nullptr}; ///< Set when the engine thread went on to it.
    /// Holds whose oldest copy lies here. At 0 in a segment that was left, nothing needs it but
    /// rows that are not committed yet.
    std::atomic<std::uint32_t> openHolds{0};

private:
    JournalSegment(QString path, int descriptor);

    QString m_path;
    int m_descriptor;
    char *m_data = nullptr;
    std::size_t m_size = 0;
    std::uint64_t m_sequence = 0;
};

} // namespace turnpike
