// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/JournalFolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSaveFile>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// Room for a few of the largest records, so that every segment makes progress.
constexpr std::size_t leastSegmentBytes = 16 * maxRecordSize;
constexpr std::size_t pageBytes = 4096;

QString segmentName(std::uint32_t thread, std::uint64_t sequence)
{
    return QString::number(thread).rightJustified(3, u'0') + u'-'
        + QString::number(sequence, 16).rightJustified(16, u'0') + u".journal"_s;
}

} // namespace

JournalFolder::JournalFolder(QString path, const LedgerIdentity &ledger, std::size_t segmentBytes)
    : m_path(std::move(path))
    , m_ledger(ledger)
    , m_bootId(QRandomGenerator::system()->generate64())
    , m_segmentBytes((std::max(segmentBytes, leastSegmentBytes) + pageBytes - 1) & ~(pageBytes - 1))
{}

Result<std::unique_ptr<JournalFolder>>
JournalFolder::open(const QString &path, const LedgerIdentity &ledger, std::size_t segmentBytes)
{
    if (!QDir().mkpath(path))
        return fail(ErrorCode::Unavailable, u"The journal folder cannot be made."_s);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return std::unique_ptr<JournalFolder>(new JournalFolder(path, ledger, segmentBytes));
}

JournalFolder JournalFolder::forReading(const QString &path, const LedgerIdentity &ledger)
{
    return {path, ledger, leastSegmentBytes};
}

Result<std::unique_ptr<JournalSegment>> JournalFolder::create(std::uint32_t thread,
                                                              std::uint64_t sequence)
{
    TRY_ASSIGN(std::unique_ptr<JournalSegment> segment,
               JournalSegment::create(m_path + u'/' + segmentName(thread, sequence), m_segmentBytes,
                                      makeHeader(m_ledger, thread, sequence, m_bootId)));
    if (auto synced = syncFolder(); !synced) {
        QFile::remove(segment->path()); // Its name must be free for the next attempt.
        return tl::unexpected(std::move(synced).error());
    }
    return segment;
}

Result<std::vector<QString>> JournalFolder::segments() const
{
    const QDir folder(m_path);
    if (!folder.exists())
        return std::vector<QString>();
    if (!folder.isReadable())
        return fail(ErrorCode::Unavailable, u"The journal folder cannot be read."_s);
    const QStringList names = folder.entryList({u"???*-????????????????.journal"_s},
                                               QDir::Files | QDir::Hidden, QDir::Name);
    std::vector<QString> paths;
    for (const QString &name : names) {
        if (name.front().isDigit())
            paths.push_back(folder.filePath(name));
    }
    return paths;
}

Result<> JournalFolder::remove(const QString &path)
{
    if (!QFile::remove(path))
        return fail(ErrorCode::Unavailable, u"A journal segment cannot be removed."_s);
    return {};
}

Result<> JournalFolder::setAside(const QString &path, const QString &prefix)
{
    const QString base = m_path + u'/' + prefix + u'-' + QFileInfo(path).fileName();
    QString target = base;
    for (int number = 2; QFile::exists(target); ++number)
        target = base + u'.' + QString::number(number);
    if (!QFile::rename(path, target))
        return fail(ErrorCode::Unavailable, u"A journal segment cannot be set aside."_s);
    return syncFolder();
}

Result<> JournalFolder::keepDamaged(const QString &path, std::span<const char> bytes)
{
    const QByteArray content
        = QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
    const QString base = m_path + u"/damaged-"_s + QFileInfo(path).fileName();
    QString target = base;
    for (int number = 2; QFile::exists(target); ++number) {
        QFile existing(target);
        if (existing.open(QFile::ReadOnly) && existing.readAll() == content)
            return {};
        target = base + u'.' + QString::number(number);
    }
    QSaveFile file(target);
    if (!file.open(QFile::WriteOnly) || file.write(content) != content.size() || !file.commit())
        return fail(ErrorCode::Unavailable, u"The damaged end of a journal cannot be kept."_s);
    return syncFolder();
}

Result<> JournalFolder::syncFolder() const
{
    const int descriptor
        = ::open(QFile::encodeName(m_path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return fail(ErrorCode::Unavailable, u"The journal folder cannot be opened."_s);
    const bool isSynced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!isSynced)
        return fail(ErrorCode::Unavailable, u"The journal folder cannot be made durable."_s);
    return {};
}

} // namespace turnpike
