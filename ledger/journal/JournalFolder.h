// SPDX-License-Identifier: GPL-3.0-or-later
// The folder that the journals of a ledger lie in.
#pragma once

#include "core/Result.h"
#include "ledger/journal/JournalFormat.h"
#include "ledger/journal/JournalSegment.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace turnpike {

/// Names, makes, finds and removes segments: "007-0000000000000001.journal" is the first segment of
/// thread 7. What cannot be used is kept beside them under damaged-* or foreign-*, never deleted.
class JournalFolder
{
public:
    /// Makes the folder (0700) when it is missing. `segmentBytes` is raised to hold a few records.
    static Result<std::unique_ptr<JournalFolder>>
    open(const QString &path, const LedgerIdentity &ledger, std::size_t segmentBytes);

    /// The same for somebody who only reads; nothing is made.
    static JournalFolder forReading(const QString &path, const LedgerIdentity &ledger);

    const QString &path() const { return m_path; }
    const LedgerIdentity &ledger() const { return m_ledger; }
    std::uint64_t bootId() const { return m_bootId; }
    std::size_t segmentBytes() const { return m_segmentBytes; }

    /// Durable, its name too, when this returns.
    Result<std::unique_ptr<JournalSegment>> create(std::uint32_t thread, std::uint64_t sequence);
    /// Paths of the segments in the folder, by thread and sequence.
    Result<std::vector<QString>> segments() const;
    Result<> remove(const QString &path);
    /// Renames a segment to <prefix>-<name>, with a number where that exists.
    Result<> setAside(const QString &path, const QString &prefix);
    /// Writes bytes of a segment to damaged-<name>; durable when this returns. Done again after a
    /// crash, it writes the same file.
    Result<> keepDamaged(const QString &path, std::span<const char> bytes);

private:
    JournalFolder(QString path, const LedgerIdentity &ledger, std::size_t segmentBytes);
    Result<> syncFolder() const;

    QString m_path;
    LedgerIdentity m_ledger;
    std::uint64_t m_bootId;
    std::size_t m_segmentBytes;
};

} // namespace turnpike
