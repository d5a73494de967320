// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a data folder, and the sentences with which that is refused.
#include "core/ports/Journal.h"
#include "ledger/BudgetBook.h"
#include "ledger/Ledger.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTest>

#include <sqlite3.h>
#include <sys/mount.h>
#include <unistd.h>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Folder
{
    QTemporaryDir directory;
    ManualClock clock;

    QString path() const { return directory.filePath(u"data"_s); }
    /// The path of a ledger with so many rows of half a kilobyte.
    QString filled(int rows)
    {
        const QString file = openLedger(path(), clock)->path();
        const std::string sql
            = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + std::to_string(rows)
            + ") INSERT INTO trail (hash, json) SELECT i, hex(zeroblob(250)) FROM n; "
              "PRAGMA wal_checkpoint(TRUNCATE)";
        execute(file, sql.c_str());
        return file;
    }
    Error refusal(LedgerOptions::Mode mode = LedgerOptions::Mode::Owner)
    {
        LedgerOptions options = ownerOptions(path());
        options.mode = mode;
        auto opened = Ledger::open(options, clock);
        if (opened)
            return {ErrorCode::Internal, u"it was opened"_s, {}};
        return opened.error();
    }
};

/// Writes nonsense over the middle of the file, where rows lie.
void damageMiddle(const QString &path)
{
    QFile file(path);
    const QByteArray garbage(64 << 10, '\x5a');
    if (!file.open(QFile::ReadWrite) || !file.seek(file.size() / 2)
        || file.write(garbage) != garbage.size())
        qFatal("the file could not be damaged");
}

} // namespace

class TestLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstOpeningMakesAPrivateLedger()
    {
        Folder f;
        const auto ledger = openLedger(f.path(), f.clock);
        QCOMPARE(ledger->epoch(), 1);
        QCOMPARE(ledger->uuid().size(), 36);
        const auto others
            = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
        QVERIFY(!(QFileInfo(f.path()).permissions() & others));
        QVERIFY(!(QFileInfo(ledger->path()).permissions() & others));
        QVERIFY(!(QFileInfo(f.path() + u"/lock"_s).permissions() & others));
    }

    void identityStays()
    {
        Folder f;
        const QString uuid = openLedger(f.path(), f.clock)->uuid();
        QCOMPARE(openLedger(f.path(), f.clock)->uuid(), uuid);
    }

    void secondOwnerIsRefused()
    {
        Folder f;
        auto ledger = openLedger(f.path(), f.clock);
        const Error error = f.refusal();
        QCOMPARE(error.code, ErrorCode::Conflict);
        QVERIFY2(error.message.contains(u"Another Turnpike"), qPrintable(error.message));
        ledger.reset();
        QVERIFY(openLedger(f.path(), f.clock) != nullptr);
    }

    void readerOpensBesideTheOwner()
    {
        Folder f;
        const auto owner = openLedger(f.path(), f.clock);
        LedgerOptions options = ownerOptions(f.path());
        options.mode = LedgerOptions::Mode::ReadOnly;
        const auto reader = openLedger(options, f.clock);
        QCOMPARE(reader->uuid(), owner->uuid());
        QVERIFY(reader->writer() == nullptr);
    }

    void readerNeedsALedger()
    {
        Folder f;
        QCOMPARE(f.refusal(LedgerOptions::Mode::ReadOnly).code, ErrorCode::NotFound);
        QVERIFY(!QFileInfo::exists(f.path()));
    }

    void newerSchemaIsRefusedUnchanged()
    {
        Folder f;
        const QString path = openLedger(f.path(), f.clock)->path();
        execute(path, "INSERT INTO schema_migration VALUES (99, '0099_later', 'x', 0)");
        for (const auto mode : {LedgerOptions::Mode::Owner, LedgerOptions::Mode::ReadOnly}) {
            const Error error = f.refusal(mode);
            QCOMPARE(error.code, ErrorCode::Conflict);
            QVERIFY2(error.message.contains(u"newer Turnpike"), qPrintable(error.message));
        }
    }

    void damagedFileIsRefusedUnchanged_data()
    {
        QTest::addColumn<int>("from");
        QTest::newRow("header") << 0;
        QTest::newRow("pages") << 8192;
    }
    void damagedFileIsRefusedUnchanged()
    {
        QFETCH(const int, from);
        Folder f;
        const QString path = openLedger(f.path(), f.clock)->path();
        QFile file(path);
        QVERIFY(file.open(QFile::ReadWrite));
        QVERIFY(file.seek(from));
        const QByteArray garbage(8192, '\x5a');
        QCOMPARE(file.write(garbage), garbage.size());
        file.seek(0);
        const QByteArray before = file.readAll();
        file.close();
        const Error error = f.refusal();
        QCOMPARE(error.code, ErrorCode::Unavailable);
        QVERIFY2(error.message.contains(u"damaged"), qPrintable(error.message));
        QVERIFY(file.open(QFile::ReadOnly));
        QVERIFY(file.readAll() == before);
    }

    void largeFileIsReadWhileInUse_data()
    {
        QTest::addColumn<bool>("isDamaged");
        QTest::newRow("whole") << false;
        QTest::newRow("damaged") << true;
    }
    void largeFileIsReadWhileInUse()
    {
        QFETCH(const bool, isDamaged);
        Folder f;
        const QString path = f.filled(2'000);
        if (isDamaged)
            damageMiddle(path);
        LedgerOptions options = ownerOptions(f.path());
        options.checkFirstBytes = 0;
        if (isDamaged)
            QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(u"is damaged: no more"_s));
        auto opened = Ledger::open(options, f.clock);
        QVERIFY(opened);
        Ledger &ledger = **opened;
        QTRY_COMPARE(ledger.integrity(), isDamaged ? Integrity::Damaged : Integrity::Whole);
        QTRY_COMPARE(ledger.journal(0).isAccepting(), !isDamaged);
        opened->reset();
        // One that may be read first is not even opened.
        if (isDamaged)
            QVERIFY(f.refusal().message.contains(u"damaged"));
        else
            QVERIFY(openLedger(f.path(), f.clock) != nullptr);
    }

    void closingDoesNotWaitForTheReading()
    {
        Folder f;
        f.filled(200'000); // 100 MB: it takes long enough to be in the middle.
        LedgerOptions options = ownerOptions(f.path());
        options.checkFirstBytes = 0;
        auto opened = Ledger::open(options, f.clock);
        QVERIFY(opened);
        QCOMPARE((*opened)->integrity(), Integrity::Unknown);
        opened->reset();
    }

    void readOnlyFolderIsRefused()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        Folder f;
        QVERIFY(QDir().mkpath(f.path()));
        QFile::setPermissions(f.path(), QFile::ReadOwner | QFile::ExeOwner);
        const Error error = f.refusal();
        QFile::setPermissions(f.path(), QFile::ReadOwner | QFile::ExeOwner | QFile::WriteOwner);
        QCOMPARE(error.code, ErrorCode::Unavailable);
        QVERIFY2(error.message.contains(u"read-only"), qPrintable(error.message));
    }

    void readOnlyFileSystemIsRefused()
    {
        Folder f;
        QVERIFY(QDir().mkpath(f.path()));
        const QByteArray path = QFile::encodeName(f.path());
        if (::mount("tmpfs", path.constData(), "tmpfs", MS_RDONLY, nullptr) != 0)
            QSKIP("mounting needs root");
        const Error error = f.refusal();
        ::umount(path.constData());
        QCOMPARE(error.code, ErrorCode::Unavailable);
        QVERIFY2(error.message.contains(u"read-only"), qPrintable(error.message));
    }

    /// A full disk: no hold is taken any more, every settle still is, and nothing is lost.
    void fullDiskTakesNoMoreRequestsAndLosesNone()
    {
        Folder f;
        QVERIFY(QDir().mkpath(f.path()));
        const QByteArray path = QFile::encodeName(f.path());
        if (::mount("tmpfs", path.constData(), "tmpfs", 0, "size=4m") != 0)
            QSKIP("mounting needs root");
        std::vector<GenerationRecord> open;
        int total = 0;
        {
            const auto ledger = openLedger(f.path(), f.clock);
            seed(ledger->path());
            Journal &journal = ledger->journal(0);
            // Others fill the disk while requests run.
            QFile ballast(f.path() + u"/ballast"_s);
            QVERIFY(ballast.open(QFile::WriteOnly | QFile::Unbuffered));
            const QByteArray block(4096, 'x');
            while (ballast.write(block) == block.size()) {}
            for (;;) {
                const auto g = admitted(generationId(total + 1), f.clock.nowUs());
                if (!journal.hold(g))
                    break;
                ++total;
                QVERIFY(journal.attempt(firstAttempt(g)));
                open.push_back(g);
                QVERIFY(total < 100'000);
            }
            QVERIFY(total > 0);
            QVERIFY(!journal.isAccepting());
            for (const GenerationRecord &g : open)
                QVERIFY(journal.settle(completed(g)));
            ledger->writer()->flush();
            QVERIFY(!ledger->writer()->status().lastError.isEmpty());
            QVERIFY(ballast.remove());
            QTRY_VERIFY(ledger->writer()->status().lastError.isEmpty());
            ledger->writer()->flush();
            QTRY_VERIFY(journal.isAccepting());
            QCOMPARE(integer(ledger->path(), "SELECT COUNT(*) FROM generation"), total);
            QCOMPARE(findings(*ledger), QStringList());
        }
        QCOMPARE(::umount(path.constData()), 0);
    }

    void networkFileSystemsAreKnown()
    {
        QVERIFY(isNetworkFileSystem(0x6969));
        QVERIFY(isNetworkFileSystem(0xff534d42));
        QVERIFY(
            isNetworkFileSystem(static_cast<std::int32_t>(0xff534d42))); // Sign-extended f_type.
        QVERIFY(!isNetworkFileSystem(0xef53)); // ext4
        QVERIFY(!isNetworkFileSystem(0x01021994)); // tmpfs
    }

    void otherSqliteOfQtIsNoticed()
    {
        const QString ours = QString::fromLatin1(sqlite3_libversion()) + u' '
            + QString::fromLatin1(sqlite3_sourceid());
        QVERIFY(checkSameSqlite(ours).has_value());
        QVERIFY(!checkSameSqlite(u"3.99.0 2099-01-01"_s).has_value());
    }

    void bookIsLoadedFromTheLedger()
    {
        Folder f;
        {
            const auto ledger = openLedger(f.path(), f.clock);
            seed(ledger->path());
            QVERIFY(
                ledger->journal(0).settle(completed(admitted(generationId(1), f.clock.nowUs()))));
        }
        f.clock.advance(std::chrono::hours(24));
        const auto ledger = openLedger(f.path(), f.clock);
        const auto slot = ledger->book().slotFor({ScopeKind::KeyLimit, seededId});
        const ScopeUsage usage = ledger->book().usage(slot, f.clock.nowUs());
        QVERIFY(usage.spent[0] == Money{1800000});
        QVERIFY(usage.spent[1] == Money{}); // Yesterday's.
        QVERIFY(usage.spent[2] == Money{1800000});
        const ScopeUsage yesterday = ledger->book().usage(slot, f.clock.nowUs() - 86'400'000'000);
        QVERIFY(yesterday.spent[1] == Money{1800000});
    }
};

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_Ledger.moc"
