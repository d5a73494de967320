// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/JournalReader.h"

#include "ledger/journal/JournalFolder.h"

#include <algorithm>
#include <map>
#include <span>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// Where the journal of one thread has got to.
struct ThreadState
{
    std::uint64_t bootId = 0;
    std::uint64_t lastRecord = 0;
    std::uint64_t lastSegment = 0;
    bool isBroken = false;
};

class Scan
{
public:
    using Take = std::function<Result<bool>(const RecordView &)>;

    Scan(JournalFolder &folder, OnDamage onDamage, const Take &take)
        : m_folder(folder)
        , m_onDamage(onDamage)
        , m_take(take)
    {}

    Result<> read(const QString &path);
    JournalScan &result() { return m_result; }

private:
    Result<> readRecords(const JournalSegment &segment, ThreadState &state);
    Result<> damaged(const JournalSegment &segment, std::size_t offset);
    Result<> damagedWhole(const JournalSegment &segment);

    JournalFolder &m_folder;
    const OnDamage m_onDamage;
    const Take &m_take;
    std::map<std::uint32_t, ThreadState> m_threads;
    JournalScan m_result;
};

bool isEmpty(const JournalSegment &segment, std::size_t from)
{
    return std::all_of(segment.data() + from, segment.data() + segment.size(),
                       [](char byte) { return byte == 0; });
}

Result<> Scan::read(const QString &path)
{
    auto segment = JournalSegment::openForReading(path);
    if (!segment && m_onDamage == OnDamage::Leave)
        return {}; // The owner has freed it since the folder was listed.
    if (!segment)
        return tl::unexpected(segment.error());
    m_result.mappings.push_back(std::move(*segment));
    const JournalSegment &opened = *m_result.mappings.back();
    SegmentHeader header;
    switch (readHeader(opened.data(), opened.size(), m_folder.ledger(), header)) {
    case HeaderState::Foreign:
        ++m_result.foreignJournals;
        if (m_onDamage == OnDamage::SetAside)
            TRY(m_folder.setAside(path, u"foreign"_s));
        return {};
    case HeaderState::Damaged:
        if (isEmpty(opened, 0)) {
            m_result.read.push_back(path); // The process ended while it made this file.
            return {};
        }
        return damagedWhole(opened);
    case HeaderState::Ours: break;
    }
    ThreadState &state = m_threads[header.thread];
    // Segments of a thread are numbered without a gap; only the oldest ones go.
    const bool isNext = state.lastSegment == 0
        || (header.sequence == state.lastSegment + 1 && header.bootId == state.bootId);
    if (state.isBroken || !isNext) {
        state.isBroken = true;
        if (!isEmpty(opened, sizeof header))
            return damagedWhole(opened);
        m_result.read.push_back(path);
        return {};
    }
    state.lastSegment = header.sequence;
    state.bootId = header.bootId;
    m_result.read.push_back(path);
    return readRecords(opened, state);
}

Result<> Scan::readRecords(const JournalSegment &segment, ThreadState &state)
{
    std::size_t offset = sizeof(SegmentHeader);
    for (;;) {
        RecordView record;
        const ReadResult result = readRecord(segment.data() + offset, segment.size() - offset,
                                             Checksum::Verified, record);
        // Beside a running gateway, what lies here may be an append that is not finished.
        if (result == ReadResult::End
            && (m_onDamage == OnDamage::Leave || isEmpty(segment, offset)))
            return {};
        bool isGood = result == ReadResult::Record && record.bootId == state.bootId
            && (state.lastRecord == 0 || record.sequence == state.lastRecord + 1);
        if (isGood) {
            TRY_ASSIGN(isGood, m_take(record));
        }
        if (!isGood) {
            state.isBroken = true;
            return damaged(segment, offset);
        }
        state.lastRecord = record.sequence;
        offset += record.size;
    }
}

Result<> Scan::damaged(const JournalSegment &segment, std::size_t offset)
{
    // The zeros at the end were never written.
    std::size_t end = segment.size();
    while (end > offset && segment.data()[end - 1] == 0)
        --end;
    ++m_result.damagedJournals;
    m_result.damagedBytes += static_cast<std::int64_t>(end - offset);
    if (m_onDamage == OnDamage::Leave)
        return {};
    return m_folder.keepDamaged(segment.path(), {segment.data() + offset, end - offset});
}

Result<> Scan::damagedWhole(const JournalSegment &segment)
{
    ++m_result.damagedJournals;
    m_result.damagedBytes += static_cast<std::int64_t>(segment.size());
    if (m_onDamage == OnDamage::Leave)
        return {};
    return m_folder.setAside(segment.path(), u"damaged"_s);
}

} // namespace

Result<JournalScan> scanJournals(JournalFolder &folder, OnDamage onDamage,
                                 const std::function<Result<bool>(const RecordView &)> &take)
{
    Scan scan(folder, onDamage, take);
    TRY_ASSIGN(const std::vector<QString> paths, folder.segments());
    for (const QString &path : paths)
        TRY(scan.read(path));
    return std::move(scan.result());
}

} // namespace turnpike
