// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Backup.h"

#include "app/KeyWrap.h"
#include "app/UnixSocket.h"
#include "core/FaultPoint.h"
#include "ledger/sqlite/Database.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace turnpike {

namespace {

constexpr const char *formatName = "turnpike-backup-1";
constexpr std::int64_t usPerSecond = 1'000'000;
constexpr const char *companions[] = {"", "-wal", "-shm"};

QString restoringPath(const QString &folder)
{
    return folder + QStringLiteral("/ledger.restoring");
}

QString markerPath(const QString &folder)
{
    return folder + QStringLiteral("/restore.decided");
}

QString ledgerPathOf(const QString &folder)
{
    return folder + QStringLiteral("/ledger.sqlite");
}

tl::unexpected<Error> cannot(const QString &what)
{
    return fail(ErrorCode::Unavailable,
                QStringLiteral("%1: %2.").arg(what, QString::fromLocal8Bit(std::strerror(errno))));
}

/// Makes an empty file of mode 0600 that was not there. Errors: Conflict, Unavailable.
Result<> createPrivate(const QString &path)
{
    const UniqueFd fd(
        ::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (fd.isOpen())
        return {};
    if (errno == EEXIST)
        return fail(ErrorCode::Conflict, QStringLiteral("%1 exists already.").arg(path));
    return cannot(QStringLiteral("%1 cannot be made").arg(path));
}

/// Brings a file, or a folder's entries, onto the disk.
Result<> syncPath(const QString &path)
{
    const UniqueFd fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC));
    if (!fd.isOpen() || ::fsync(fd.value()) != 0)
        return cannot(QStringLiteral("%1 cannot be brought onto the disk").arg(path));
    return {};
}

Result<> move(const QString &from, const QString &to)
{
    if (::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) != 0)
        return cannot(QStringLiteral("%1 cannot be moved to %2").arg(from, to));
    return {};
}

void removeWithCompanions(const QString &path)
{
    for (const char *suffix : companions)
        QFile::remove(path + QLatin1String(suffix));
}

Result<> execute(Database &database, std::string_view sql, const QByteArray &first,
                 const QByteArray &second = {})
{
    TRY_ASSIGN(Statement statement, database.prepare(sql));
    statement.bindText(1, {first.constData(), static_cast<std::size_t>(first.size())});
    if (!second.isNull())
        statement.bindText(2, {second.constData(), static_cast<std::size_t>(second.size())});
    return statement.run();
}

Result<QString> optionalText(Database &database, std::string_view sql)
{
    Result<QString> text = database.text(sql);
    if (!text && text.error().code == ErrorCode::NotFound)
        return QString();
    return text;
}

Result<> copyLedger(const QString &from, const QString &to)
{
    TRY_ASSIGN(const auto database, Database::open(from, Database::Access::ReadOnly));
    return execute(*database, "VACUUM INTO ?1", QFile::encodeName(to));
}

/// Empties the WAL of a file that nobody else has open, so that the file alone is the whole.
Result<> settle(Database &database)
{
    TRY_ASSIGN(const int left, database.checkpoint(true));
    if (left != 0)
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("The copy of the ledger could not be completed."));
    return {};
}

Result<BackupReport> addManifest(const BackupRequest &request, const QString &path)
{
    TRY_ASSIGN(const auto database, Database::open(path, Database::Access::ReadWrite));
    TRY_ASSIGN(const QString uuid, database->text("SELECT uuid FROM ledger_meta"));
    TRY_ASSIGN(const std::int64_t epoch, database->integer("SELECT epoch FROM ledger_meta"));
    BackupReport report;
    TRY_ASSIGN(report.auditHead,
               optionalText(*database, "SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1"));
    QList<std::pair<QByteArray, QByteArray>> entries{
        {"format", formatName},
        {"created_us", QByteArray::number(static_cast<qlonglong>(request.nowUs))},
        {"program", TURNPIKE_VERSION},
        {"ledger", uuid.toUtf8()},
        {"epoch", QByteArray::number(static_cast<qlonglong>(epoch))},
        {"audit_head", report.auditHead.toUtf8()}};
    if (request.masterKey) {
        TRY_ASSIGN(const QByteArray wrapped,
                   wrapMasterKey(*request.masterKey, *request.passphrase, uuid));
        entries.append({"master_key", wrapped});
    }
    TRY(database->execute("CREATE TABLE backup_manifest (name TEXT NOT NULL PRIMARY KEY, "
                          "value TEXT NOT NULL)"));
    for (const auto &[name, value] : entries)
        TRY(execute(*database, "INSERT INTO backup_manifest (name, value) VALUES (?1, ?2)", name,
                    value.isNull() ? QByteArray("") : value));
    TRY(settle(*database));
    return report;
}

Result<BackupReport> fillBackup(const BackupRequest &request, const QString &partial)
{
    TRY(copyLedger(request.ledgerPath, partial));
    TRY_ASSIGN(BackupReport report, addManifest(request, partial));
    QFile::remove(partial + QStringLiteral("-wal"));
    QFile::remove(partial + QStringLiteral("-shm"));
    TRY(syncPath(partial));
    // link() never overwrites: a file that appeared meanwhile stays.
    if (::link(QFile::encodeName(partial).constData(), QFile::encodeName(request.file).constData())
        != 0) {
        if (errno == EEXIST)
            return fail(ErrorCode::Conflict,
                        QStringLiteral("%1 exists already.").arg(request.file));
        return cannot(QStringLiteral("%1 cannot be made").arg(request.file));
    }
    TRY(syncPath(QFileInfo(request.file).path()));
    report.bytes = QFileInfo(request.file).size();
    return report;
}

Result<QString> manifestValue(Database &database, const char *name)
{
    TRY_ASSIGN(Statement statement,
               database.prepare("SELECT value FROM backup_manifest WHERE name = ?1"));
    statement.bindText(1, name);
    TRY_ASSIGN(const bool hasRow, statement.step());
    if (!hasRow)
        return QString();
    const std::string_view text = statement.text(0);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

tl::unexpected<Error> noBackup(const QString &file)
{
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("%1 is not a backup that this program can read, or it is damaged.")
                    .arg(file));
}

/// The epoch of the ledger that is to be replaced; when it cannot be read, a number that no counter
/// has reached: the seconds since 1970.
std::int64_t epochOf(const QString &ledger, std::int64_t nowUs)
{
    if (!QFileInfo::exists(ledger))
        return 0;
    const auto database = Database::open(ledger, Database::Access::ReadOnly);
    const auto epoch = database ? (*database)->integer("SELECT epoch FROM ledger_meta")
                                : Result<std::int64_t>(tl::unexpected(database.error()));
    return epoch ? *epoch : nowUs / usPerSecond;
}

/// Turns the copied backup into a ledger; reads what the report wants.
Result<RestoreReport> prepare(const RestoreRequest &request, const QString &copy)
{
    const auto opened = Database::open(copy, Database::Access::ReadWrite);
    if (!opened)
        return noBackup(request.file);
    Database &database = **opened;
    const auto check = database.text("PRAGMA integrity_check(1)");
    const auto format = manifestValue(database, "format");
    if (!check || *check != QLatin1String("ok") || !format || *format != QLatin1String(formatName))
        return noBackup(request.file);
    RestoreReport report;
    TRY_ASSIGN(report.ledgerUuid, database.text("SELECT uuid FROM ledger_meta"));
    TRY_ASSIGN(const QString manifestUuid, manifestValue(database, "ledger"));
    TRY_ASSIGN(report.auditHead, manifestValue(database, "audit_head"));
    TRY_ASSIGN(const QString head,
               optionalText(database, "SELECT hash FROM audit_event ORDER BY id DESC LIMIT 1"));
    if (manifestUuid != report.ledgerUuid || head != report.auditHead)
        return noBackup(request.file);
    if (request.passphrase) {
        TRY_ASSIGN(const QString wrapped, manifestValue(database, "master_key"));
        if (wrapped.isEmpty())
            return fail(ErrorCode::InvalidArgument,
                        QStringLiteral("%1 holds no master key; restore it without --passphrase.")
                            .arg(request.file),
                        QStringLiteral("/passphrase"));
        TRY_ASSIGN(report.masterKey,
                   unwrapMasterKey(wrapped.toUtf8(), *request.passphrase, report.ledgerUuid));
    }
    TRY_ASSIGN(const std::int64_t own, database.integer("SELECT epoch FROM ledger_meta"));
    report.epoch = std::max(own, epochOf(ledgerPathOf(request.folder), request.nowUs)) + 1;
    TRY(database.execute("DROP TABLE backup_manifest"));
    TRY_ASSIGN(Statement raise, database.prepare("UPDATE ledger_meta SET epoch = ?1"));
    raise.bind(1, report.epoch);
    TRY(raise.run());
    TRY(settle(database));
    return report;
}

/// From here on the restore will happen, now or at the next start.
Result<> decide(const QString &folder, const QString &aside)
{
    const QString draft = markerPath(folder) + QStringLiteral(".new");
    QFile::remove(draft);
    TRY(createPrivate(draft));
    QFile marker(draft);
    if (!marker.open(QIODevice::WriteOnly) || marker.write(aside.toUtf8()) < 0 || !marker.flush())
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be written: %2.").arg(draft, marker.errorString()));
    marker.close();
    TRY(syncPath(draft));
    TRY(move(draft, markerPath(folder)));
    return syncPath(folder);
}

} // namespace

Result<BackupReport> writeBackup(const BackupRequest &request)
{
    if (QFileInfo::exists(request.file))
        return fail(ErrorCode::Conflict, QStringLiteral("%1 exists already.").arg(request.file));
    const QString partial = request.file + QStringLiteral(".partial");
    TRY(createPrivate(partial));
    Result<BackupReport> report = fillBackup(request, partial);
    removeWithCompanions(partial);
    return report;
}

Result<RestoreReport> restoreBackup(const RestoreRequest &request)
{
    const bool hasOld = QFileInfo::exists(ledgerPathOf(request.folder));
    if (hasOld && !request.mayReplace)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("There is a ledger in %1 already. With --replace it is kept "
                                   "aside and the backup takes its place.")
                        .arg(request.folder));
    if (!QFileInfo(request.file).isReadable())
        return fail(ErrorCode::NotFound, QStringLiteral("%1 cannot be read.").arg(request.file));
    const QString copy = restoringPath(request.folder);
    removeWithCompanions(copy);
    if (!QFile::copy(request.file, copy)
        || !QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner))
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be copied to %2.").arg(request.file, request.folder));
    Result<RestoreReport> report = prepare(request, copy);
    if (!report) {
        removeWithCompanions(copy);
        return report;
    }
    QFile::remove(copy + QStringLiteral("-wal"));
    QFile::remove(copy + QStringLiteral("-shm"));
    TRY(syncPath(copy));
    const QString aside
        = QStringLiteral("replaced-%1").arg(static_cast<qlonglong>(request.nowUs / usPerSecond));
    faultPoint(FaultStep::Rotation);
    TRY(decide(request.folder, aside));
    faultPoint(FaultStep::Rotation);
    TRY(finishRestore(request.folder));
    if (hasOld)
        report->keptAside = request.folder + QLatin1Char('/') + aside;
    return report;
}

bool hasLedger(const QString &folder)
{
    return QFileInfo::exists(ledgerPathOf(folder)) || QFileInfo::exists(markerPath(folder));
}

Result<> finishRestore(const QString &folder)
{
    QFile marker(markerPath(folder));
    if (!marker.exists())
        return {};
    if (!marker.open(QIODevice::ReadOnly))
        return fail(
            ErrorCode::Unavailable,
            QStringLiteral("%1 cannot be read: %2.").arg(marker.fileName(), marker.errorString()));
    // Without the prepared file the ledger is in its place already, and only the marker is left.
    if (QFileInfo::exists(restoringPath(folder))) {
        const QString aside = folder + QLatin1Char('/') + QString::fromUtf8(marker.readAll());
        for (const char *suffix : companions) {
            const QString old = ledgerPathOf(folder) + QLatin1String(suffix);
            if (!QFileInfo::exists(old))
                continue;
            if (!QDir().mkpath(aside))
                return cannot(QStringLiteral("%1 cannot be made").arg(aside));
            TRY(move(old, aside + QLatin1Char('/') + QFileInfo(old).fileName()));
            faultPoint(FaultStep::Rotation);
        }
        TRY(move(restoringPath(folder), ledgerPathOf(folder)));
        TRY(syncPath(folder));
        faultPoint(FaultStep::Rotation);
    }
    if (!marker.remove())
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1 cannot be removed: %2.")
                        .arg(marker.fileName(), marker.errorString()));
    return syncPath(folder);
}

} // namespace turnpike
