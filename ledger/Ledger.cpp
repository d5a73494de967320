// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/Ledger.h"

#include "core/Clock.h"
#include "ledger/BudgetBook.h"
#include "ledger/LedgerBatch.h"
#include "ledger/LedgerMeta.h"
#include "ledger/Migrator.h"
#include "ledger/journal/JournalFolder.h"
#include "ledger/journal/JournalLane.h"
#include "ledger/journal/JournalWriter.h"
#include "ledger/sqlite/Database.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

Q_LOGGING_CATEGORY(ledgerFileLog, "turnpike.ledger.file")

namespace {

/// flock on a file for as long as it lives.
class FolderLock
{
public:
    FolderLock() = default;
    FolderLock(const FolderLock &) = delete;
    FolderLock &operator=(const FolderLock &) = delete;
    ~FolderLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

    Result<> take(const QString &folder)
    {
        m_descriptor = ::open(QFile::encodeName(folder + u"/lock"_s).constData(),
                              O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
        if (m_descriptor < 0)
            return fail(ErrorCode::Unavailable,
                        u"The data folder "_s + folder
                            + u" cannot be locked: it is read-only, or "_s
                            + u"belongs to somebody else."_s);
        if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0)
            return fail(ErrorCode::Conflict,
                        u"Another Turnpike uses the data folder "_s + folder + u"."_s);
        return {};
    }

private:
    int m_descriptor = -1;
};

Result<> checkFileSystem(const QString &folder)
{
    struct statfs status
    {};
    if (::statfs(QFile::encodeName(folder).constData(), &status) != 0)
        return fail(ErrorCode::Unavailable, u"The data folder "_s + folder + u" cannot be read."_s);
    if (isNetworkFileSystem(status.f_type))
        return fail(ErrorCode::Unavailable,
                    u"The data folder "_s + folder
                        + u" lies on a network file system, where locks "_s
                        + u"cannot be trusted. Choose a local folder."_s);
    return {};
}

Result<> makeFolder(const QString &folder)
{
    const bool isNew = !QFileInfo::exists(folder);
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::Unavailable, u"The data folder "_s + folder + u" cannot be made."_s);
    if (isNew)
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (!QFileInfo(folder).isWritable())
        return fail(ErrorCode::Unavailable, u"The data folder "_s + folder + u" is read-only."_s);
    return {};
}

tl::unexpected<Error> damaged(const QString &path)
{
    return fail(ErrorCode::Unavailable,
                u"The ledger file "_s + path
                    + u" is damaged. Nothing was changed: restore a backup, "_s
                    + u"or ask for help with a copy of the file."_s);
}

/// What a start could not read is kept, and said.
void warnOf(const ReplayReport &report, const QString &journals)
{
    if (report.damagedJournals > 0)
        qCWarning(ledgerFileLog,
                  "%lld bytes of %lld damaged journals could not be read and are kept as "
                  "%s/damaged-*: requests from the moments before the last stop may be missing "
                  "from the ledger.",
                  static_cast<long long>(report.damagedBytes),
                  static_cast<long long>(report.damagedJournals), qUtf8Printable(journals));
    if (report.foreignJournals > 0)
        qCWarning(ledgerFileLog,
                  "%lld journals belong to another ledger, or to the time before a restore, and "
                  "are kept unread as %s/foreign-*.",
                  static_cast<long long>(report.foreignJournals), qUtf8Printable(journals));
}

} // namespace

struct Ledger::Parts
{
    LedgerOptions options;
    FolderLock lock;
    LedgerIdentity identity;
    ReplayReport replayed;
    BudgetBook book;
    std::unique_ptr<JournalFolder> folder;
    std::vector<std::unique_ptr<JournalLane>> lanes;
    std::vector<std::unique_ptr<JournalWriter>> journals;
    std::unique_ptr<LedgerWriter> writer; ///< Goes before the lanes: it reads them.
    std::unique_ptr<IntegrityCheck> check; ///< Of a large file; it stops the lanes.

    QString path() const { return options.folder + u"/ledger.sqlite"_s; }
    QString journalFolder() const { return options.folder + u"/journal"_s; }
    Result<> openAsOwner(const Clock &clock);
    Result<> openForReading(const Clock &clock);
    Result<> startWriter(std::unique_ptr<Database> database, const Clock &clock);
    Result<> startCheck();
};

Result<> Ledger::Parts::openAsOwner(const Clock &clock)
{
    TRY(makeFolder(options.folder));
    TRY(checkFileSystem(options.folder));
    TRY(lock.take(options.folder));
    const bool isNew = QFileInfo(path()).size() == 0;
    auto opened = Database::open(path(), Database::Access::Writer);
    if (!opened)
        return isNew ? Result<>(tl::unexpected(opened.error())) : Result<>(damaged(path()));
    std::unique_ptr<Database> database = std::move(*opened);
    QFile::setPermissions(path(), QFile::ReadOwner | QFile::WriteOwner);
    Migrator migrator(*database, clock);
    const bool checksFirst = QFileInfo(path()).size() <= options.checkFirstBytes;
    if (!isNew) {
        if (checksFirst && !isWhole(*database))
            return damaged(path());
        TRY(migrator.check());
    }
    TRY(migrator.run(options.folder + u"/ledger-before-"_s + QString::number(migrator.newest())
                     + u".sqlite"_s));
    TRY_ASSIGN(identity, readOrMakeIdentity(*database, clock));
    TRY_ASSIGN(folder,
               JournalFolder::open(journalFolder(), identity,
                                   static_cast<std::size_t>(options.segmentBytes)));
    TRY_ASSIGN(replayed, replayJournals(*database, *folder, clock));
    warnOf(replayed, journalFolder());
    TRY_ASSIGN([[maybe_unused]] const int pages, database->checkpoint(true));
    TRY(book.load(*database, clock.nowUs()));
    if (options.journals > 0)
        TRY(startWriter(std::move(database), clock));
    return checksFirst ? Result<>() : startCheck();
}

Result<> Ledger::Parts::startCheck()
{
    TRY_ASSIGN(check, IntegrityCheck::start(path(), [this] {
                   for (const auto &lane : lanes)
                       lane->setFailed();
                   qCCritical(ledgerFileLog,
                              "The ledger file %s is damaged: no more requests are taken. Restore "
                              "a backup, or ask for help with a copy of the file.",
                              qUtf8Printable(path()));
               }));
    return {};
}

Result<> Ledger::Parts::startWriter(std::unique_ptr<Database> database, const Clock &clock)
{
    std::vector<JournalLane *> borrowed;
    for (unsigned thread = 0; thread < options.journals; ++thread) {
        lanes.push_back(std::make_unique<JournalLane>(*folder, thread, options.maxSegments));
        TRY(lanes.back()->provide());
        journals.push_back(std::make_unique<JournalWriter>(*lanes.back(), folder->bootId()));
        borrowed.push_back(lanes.back().get());
    }
    options.writer.chargedLate = [this](const CellSource &row) {
        book.chargeLate({row.scopes.data(), row.scopeCount}, row.admittedUs,
                        {.counted = row.counted, .charged = row.cost});
    };
    TRY_ASSIGN(auto batch, LedgerBatch::open(*database, clock));
    writer = std::make_unique<LedgerWriter>(std::move(database), clock, std::move(batch),
                                            std::move(borrowed), options.writer);
    return {};
}

Result<> Ledger::Parts::openForReading(const Clock &clock)
{
    if (!QFileInfo::exists(path()))
        return fail(ErrorCode::NotFound, u"There is no ledger in "_s + options.folder + u"."_s);
    TRY(checkFileSystem(options.folder));
    TRY_ASSIGN(auto database, Database::open(path(), Database::Access::ReadOnly));
    Migrator migrator(*database, clock);
    TRY(migrator.check());
    TRY_ASSIGN(const int version, migrator.version());
    if (version != migrator.newest())
        return fail(ErrorCode::Conflict,
                    u"This ledger is older than this program: open it with the console or with "_s
                        + u"turnpiked serve once, which bring it up to date."_s);
    TRY_ASSIGN(identity, readIdentity(*database));
    return {};
}

Ledger::Ledger(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{}

Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const LedgerOptions &options, const Clock &clock)
{
    auto parts = std::make_unique<Parts>();
    parts->options = options;
    if (options.mode == LedgerOptions::Mode::Owner)
        TRY(parts->openAsOwner(clock));
    else
        TRY(parts->openForReading(clock));
    return std::unique_ptr<Ledger>(new Ledger(std::move(parts)));
}

QString Ledger::path() const
{
    return m_parts->path();
}

QString Ledger::folder() const
{
    return m_parts->options.folder;
}

QString Ledger::journalFolder() const
{
    return m_parts->journalFolder();
}

QString Ledger::uuid() const
{
    return uuidText(m_parts->identity);
}

std::int64_t Ledger::epoch() const
{
    return static_cast<std::int64_t>(m_parts->identity.epoch);
}

const ReplayReport &Ledger::replayed() const
{
    return m_parts->replayed;
}

Integrity Ledger::integrity() const
{
    return m_parts->check ? m_parts->check->state() : Integrity::Whole;
}

Journal &Ledger::journal(unsigned index)
{
    return *m_parts->journals.at(index);
}

BudgetBook &Ledger::book()
{
    return m_parts->book;
}

LedgerWriter *Ledger::writer()
{
    return m_parts->writer.get();
}

bool isNetworkFileSystem(std::int64_t fileSystemType)
{
    // linux/magic.h where it names them; the rest from their kernel sources.
    constexpr std::array<std::uint32_t, 10> network{
        0x6969, // NFS
        0x517b, // SMB
        0xff534d42, // CIFS
        0xfe534d42, // SMB2
        0x65735546, // FUSE: sshfs, s3fs and others that cannot be told apart
        0x01021997, // 9P
        0x00c36400, // Ceph
        0x5346414f, // AFS
        0x73757245, // Coda
        0x7461636f, // OCFS2
    };
    for (const std::uint32_t type : network) {
        if (static_cast<std::uint32_t>(fileSystemType) == type)
            return true;
    }
    return false;
}

std::string_view sqliteVersion()
{
    return sqlite3_libversion();
}

Result<> checkSameSqlite(const QString &qtVersion)
{
    const QString ours = QString::fromLatin1(sqlite3_libversion()) + u' '
        + QString::fromLatin1(sqlite3_sourceid());
    if (qtVersion == ours)
        return {};
    return fail(ErrorCode::Internal,
                u"Qt's SQLite ("_s + qtVersion + u") is not the library that Turnpike uses ("_s
                    + ours + u"): two of them in one process would not see each other's locks."_s);
}

} // namespace turnpike
