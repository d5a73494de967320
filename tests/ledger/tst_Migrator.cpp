// SPDX-License-Identifier: GPL-3.0-or-later
// The schema: made, kept, brought up to date, and refused.
#include "ledger/Migrator.h"
#include "ledger/Sha256.h"
#include "ledger/sqlite/Database.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

#include "tests/support/ManualClock.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr Migration first{1, "0001_a", "CREATE TABLE a (id @rowid, bytes @blob);"};
constexpr Migration second{2, "0002_b", "ALTER TABLE a ADD COLUMN b BIGINT;"};
constexpr Migration broken{2, "0002_b", "ALTER TABLE a ADD COLUMN b BIGINT; CREATE TABLE a (x);"};
constexpr std::array one{first};
constexpr std::array both{first, second};
constexpr std::array oneBroken{first, broken};

struct File
{
    QTemporaryDir directory;
    std::unique_ptr<Database> database
        = std::move(*Database::open(path(), Database::Access::ReadWrite));
    ManualClock clock;

    QString path() const { return directory.filePath(u"ledger.sqlite"_s); }
    QString backup() const { return directory.filePath(u"before.sqlite"_s); }
    Result<> run(std::span<const Migration> migrations)
    {
        return Migrator(*database, clock, migrations).run(backup());
    }
    int version(std::span<const Migration> migrations)
    {
        return Migrator(*database, clock, migrations).version().value();
    }
};

} // namespace

class TestMigrator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void builtInSchemaIsMadeFromNothing()
    {
        File file;
        QVERIFY(file.run(builtInMigrations()).has_value());
        QVERIFY(!QFile::exists(file.backup()));
        QCOMPARE(file.database->integer("SELECT COUNT(*) FROM generation").value(), 0);
        QCOMPARE(file.database->integer("PRAGMA application_id").value(), 0x54706b65);
        QVERIFY(file.run(builtInMigrations()).has_value());
    }

    void releasedMigrationsNeverChange()
    {
        QFile list(QStringLiteral(TURNPIKE_MIGRATIONS "/released.txt"));
        QVERIFY(list.open(QFile::ReadOnly));
        int compared = 0;
        for (const QByteArray &line : list.readAll().split('\n')) {
            if (line.isEmpty() || line.startsWith('#'))
                continue;
            const QList<QByteArray> parts = line.simplified().split(' ');
            QCOMPARE(parts.size(), 2);
            QFile sql(QStringLiteral(TURNPIKE_MIGRATIONS "/") + QString::fromLatin1(parts[1]));
            QVERIFY2(sql.open(QFile::ReadOnly), parts[1].constData());
            QCOMPARE(QByteArray::fromStdString(sha256Hex(sql.readAll().toStdString())), parts[0]);
            ++compared;
        }
        QCOMPARE(compared, int(builtInMigrations().size()));
    }

    void olderLedgerIsBackedUpAndUpgraded()
    {
        File file;
        QVERIFY(file.run(one).has_value());
        QVERIFY(file.database->execute("INSERT INTO a (bytes) VALUES (x'01')").has_value());
        QFile leftover(file.backup()); // Of an upgrade that was killed.
        QVERIFY(leftover.open(QFile::WriteOnly));
        leftover.close();
        QVERIFY(file.run(both).has_value());
        QCOMPARE(file.version(both), 2);
        QCOMPARE(file.database->integer("SELECT COUNT(b) FROM a").value(), 0);
        auto backup = Database::open(file.backup(), Database::Access::ReadOnly);
        QVERIFY(backup.has_value());
        QCOMPARE((*backup)->integer("SELECT COUNT(*) FROM a").value(), 1);
        QCOMPARE((*backup)->integer("SELECT MAX(version) FROM schema_migration").value(), 1);
    }

    void failedMigrationLeavesTheOldState()
    {
        File file;
        QVERIFY(file.run(one).has_value());
        QVERIFY(!file.run(oneBroken).has_value());
        QCOMPARE(file.version(both), 1);
        QCOMPARE(
            file.database->integer("SELECT COUNT(*) FROM pragma_table_info('a') WHERE name = 'b'")
                .value(),
            0);
    }

    void newerSchemaIsRefused()
    {
        File file;
        QVERIFY(file.run(both).has_value());
        const auto refused = file.run(one);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QVERIFY2(refused.error().message.contains(u"newer Turnpike"),
                 qPrintable(refused.error().message));
    }

    void otherMigrationOfTheSameNumberIsRefused()
    {
        File file;
        QVERIFY(file.run(both).has_value());
        QCOMPARE(file.run(oneBroken).error().code, ErrorCode::Conflict);
    }

    void blocksForOtherDatabasesAreLeftOut()
    {
        QCOMPARE(
            sqliteDialect("a\n-- @only postgresql\nb\n-- @end\n-- @only sqlite\nc\n-- @end\nd"),
            std::string("a\nc\nd"));
        QCOMPARE(sqliteDialect("(id @rowid, x @blob) @clustered"),
                 std::string("(id INTEGER PRIMARY KEY, x BLOB) WITHOUT ROWID"));
    }
};

QTEST_GUILESS_MAIN(TestMigrator)
#include "tst_Migrator.moc"
