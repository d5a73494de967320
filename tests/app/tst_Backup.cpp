// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Exit.h"
#include "app/KeyWrap.h"
#include "core/ports/SecretStore.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <csignal>

#include "tests/app/TurnpikedProcess.h"

using namespace turnpike;

namespace {

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '));
}

const QString uuid = QStringLiteral("5f0e1e6e-0000-4000-8000-000000000001");

} // namespace

#define VERIFY_EXIT(run, code)                                                                     \
    do {                                                                                           \
        const Ran ran_ = (run);                                                                    \
        QVERIFY2(ran_.exit == static_cast<int>(code), (ran_.out + ran_.err).constData());          \
    } while (false)

class BackupTest final : public QObject
{
    Q_OBJECT

private:
    static qint64 number(const QString &file, const QString &statement)
    {
        qint64 value = -1;
        {
            QSqlDatabase database
                = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("look"));
            database.setDatabaseName(file);
            if (database.open()) {
                QSqlQuery query(database);
                if (query.exec(statement) && query.next())
                    value = query.value(0).toLongLong();
            }
        }
        QSqlDatabase::removeDatabase(QStringLiteral("look"));
        return value;
    }

    static qint64 epochOf(const TurnpikedProcess &program)
    {
        return number(program.data() + QStringLiteral("/ledger.sqlite"),
                      QStringLiteral("SELECT epoch FROM ledger_meta"));
    }

    static QStringList keyNames(TurnpikedProcess &program)
    {
        QStringList names;
        const Ran list = program.run(words("key list"));
        for (const QByteArray &line : list.out.split('\n').mid(1))
            if (!line.isEmpty())
                names.append(QString::fromUtf8(line.left(line.indexOf("  "))));
        names.sort();
        return names;
    }

private Q_SLOTS:
    void aWrappedKeyOpensWithItsPassphraseOnly()
    {
        const Secret key(std::string(masterKeySize, 'k'));
        const Secret passphrase(std::string("correct horse"));
        const auto wrapped = wrapMasterKey(key, passphrase, uuid);
        QVERIFY(wrapped);
        const auto opened = unwrapMasterKey(*wrapped, passphrase, uuid);
        QVERIFY(opened);
        QVERIFY(opened->reveal() == key.reveal());
        QVERIFY(!unwrapMasterKey(*wrapped, Secret(std::string("wrong horse")), uuid));
        QVERIFY(!unwrapMasterKey(*wrapped, passphrase, QStringLiteral("another ledger")));
        QVERIFY(!wrapMasterKey(key, Secret(std::string("short")), uuid));
        QByteArray greedy = *wrapped;
        greedy.replace(greedy.indexOf(':') + 1, 1, "99999");
        const auto refused = unwrapMasterKey(greedy, passphrase, uuid);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(QLatin1String("damaged")));
        QVERIFY(*wrapMasterKey(key, passphrase, uuid) != *wrapped);
    }

    void aBackupOfARunningLedgerComesBackElsewhere()
    {
        TurnpikedProcess program;
        QVERIFY(program.serve());
        VERIFY_EXIT(program.run(words("key create kept")), Exit::Ok);
        const QString file = program.path(QStringLiteral("a.backup"));
        const Ran made = program.run({QStringLiteral("backup"), file,
                                      QStringLiteral("--passphrase"), QStringLiteral("stdin")},
                                     "correct horse\n");
        VERIFY_EXIT(made, Exit::Ok);
        QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
        QVERIFY(!QFile::exists(file + QStringLiteral(".partial")));
        VERIFY_EXIT(program.run({QStringLiteral("backup"), file}), Exit::Refused);
        VERIFY_EXIT(program.stop(SIGTERM), Exit::Ok);

        TurnpikedProcess other;
        VERIFY_EXIT(other.run({QStringLiteral("restore"), file, QStringLiteral("--passphrase"),
                               QStringLiteral("stdin")},
                              "another horse\n"),
                    Exit::Usage);
        QVERIFY(!QFile::exists(other.data() + QStringLiteral("/ledger.sqlite")));
        VERIFY_EXIT(other.run({QStringLiteral("restore"), file, QStringLiteral("--passphrase"),
                               QStringLiteral("stdin")},
                              "correct horse\n"),
                    Exit::Ok);
        VERIFY_EXIT(other.run(words("verify")), Exit::Ok);
        QVERIFY(keyNames(other).contains(QStringLiteral("kept")));
        QVERIFY(epochOf(other) > epochOf(program));
        QFile key(program.data() + QStringLiteral("/master.key"));
        QFile restoredKey(other.data() + QStringLiteral("/master.key"));
        QVERIFY(key.open(QIODevice::ReadOnly) && restoredKey.open(QIODevice::ReadOnly));
        QCOMPARE(restoredKey.readAll(), key.readAll());
        QCOMPARE(number(other.data() + QStringLiteral("/ledger.sqlite"),
                        QStringLiteral(
                            "SELECT count(*) FROM sqlite_master WHERE name = 'backup_manifest'")),
                 0);
        QVERIFY(other.serve());
    }

    void aLedgerIsReplacedOnlyWhenAsked()
    {
        TurnpikedProcess program;
        VERIFY_EXIT(program.run(words("init")), Exit::Ok);
        const QString file = program.path(QStringLiteral("a.backup"));
        VERIFY_EXIT(program.run({QStringLiteral("backup"), file}), Exit::Ok);
        VERIFY_EXIT(program.run(words("key create after")), Exit::Ok);
        const qint64 before = epochOf(program);
        VERIFY_EXIT(program.run({QStringLiteral("restore"), file}), Exit::Refused);
        const Ran restored = program.run({QStringLiteral("restore"), file,
                                          QStringLiteral("--replace"), QStringLiteral("--json")});
        VERIFY_EXIT(restored, Exit::Ok);
        QVERIFY(!keyNames(program).contains(QStringLiteral("after")));
        QVERIFY(epochOf(program) > before);
        const QString aside = restored.json()[QLatin1String("kept_aside")].toString();
        QCOMPARE(number(aside + QStringLiteral("/ledger.sqlite"),
                        QStringLiteral("SELECT count(*) FROM api_key WHERE name = 'after'")),
                 1);
        // A second time the epoch is raised once more.
        const qint64 first = epochOf(program);
        VERIFY_EXIT(program.run({QStringLiteral("restore"), file, QStringLiteral("--replace")}),
                    Exit::Ok);
        QVERIFY(epochOf(program) > first);
    }

    void whatIsNoBackupChangesNothing()
    {
        TurnpikedProcess program;
        VERIFY_EXIT(program.run(words("init")), Exit::Ok);
        const qint64 before = epochOf(program);
        const QString ledger = program.data() + QStringLiteral("/ledger.sqlite");
        const QString text = program.write(QStringLiteral("text"), "not a database");
        VERIFY_EXIT(program.run({QStringLiteral("restore"), text, QStringLiteral("--replace")}),
                    Exit::Usage);
        const QString copy = program.path(QStringLiteral("copy"));
        QVERIFY(QFile::copy(ledger, copy));
        VERIFY_EXIT(program.run({QStringLiteral("restore"), copy, QStringLiteral("--replace")}),
                    Exit::Usage);
        const QString file = program.path(QStringLiteral("a.backup"));
        VERIFY_EXIT(program.run({QStringLiteral("backup"), file}), Exit::Ok);
        QFile damaged(file);
        QVERIFY(damaged.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek(8192));
        QVERIFY(damaged.write(QByteArray(4096, '\x5a')) == 4096);
        damaged.close();
        VERIFY_EXIT(program.run({QStringLiteral("restore"), file, QStringLiteral("--replace")}),
                    Exit::Usage);
        VERIFY_EXIT(program.run(words("restore /nonexistent --replace")), Exit::NotFound);
        QCOMPARE(epochOf(program), before);
        VERIFY_EXIT(program.run(words("verify")), Exit::Ok);
    }

    void aRefusedRestoreLeavesNoFolder()
    {
        TurnpikedProcess program;
        const QString text = program.write(QStringLiteral("text"), "not a database");
        const QString above = program.path(QStringLiteral("not-yet"));
        const QString folder = above + QStringLiteral("/data");
        const auto restore = [&](const QString &file) {
            return program.run({QStringLiteral("restore"), file, QStringLiteral("--data"), folder});
        };
        VERIFY_EXIT(restore(text), Exit::Usage);
        QVERIFY(!QFile::exists(above));
        VERIFY_EXIT(restore(QStringLiteral("/nonexistent")), Exit::NotFound);
        QVERIFY(!QFile::exists(above));
        // What was there before stays.
        QVERIFY(QDir().mkpath(above));
        VERIFY_EXIT(restore(text), Exit::Usage);
        QVERIFY(!QFile::exists(folder) && QFile::exists(above));
    }

    void aKillWithinRestoreLeavesTheOldOrTheNewLedger()
    {
#ifndef TURNPIKE_FAULT_POINTS
        QSKIP("built without kill points");
#endif
        int killed = 0;
        bool wasOld = false;
        bool wasNew = false;
        for (int passage = 1; passage <= 8; ++passage) {
            TurnpikedProcess program;
            VERIFY_EXIT(program.run(words("init")), Exit::Ok);
            const QString file = program.path(QStringLiteral("a.backup"));
            VERIFY_EXIT(program.run({QStringLiteral("backup"), file}), Exit::Ok);
            VERIFY_EXIT(program.run(words("key create after")), Exit::Ok);
            const qint64 before = epochOf(program);
            program.environment.insert(QStringLiteral("TURNPIKE_KILL_AT"),
                                       QStringLiteral("12:%1").arg(passage));
            const Ran ran
                = program.run({QStringLiteral("restore"), file, QStringLiteral("--replace")});
            program.environment.remove(QStringLiteral("TURNPIKE_KILL_AT"));
            if (ran.exit == 0)
                break;
            QCOMPARE(ran.exit, -1);
            ++killed;
            VERIFY_EXIT(program.run(words("verify")), Exit::Ok);
            const bool isOld = keyNames(program).contains(QStringLiteral("after"));
            QCOMPARE(epochOf(program) == before, isOld);
            QVERIFY(!QFile::exists(program.data() + QStringLiteral("/restore.decided")));
            (isOld ? wasOld : wasNew) = true;
        }
        QVERIFY2(killed >= 3, qPrintable(QString::number(killed)));
        QVERIFY(wasOld && wasNew);
    }
};

QTEST_GUILESS_MAIN(BackupTest)
#include "tst_Backup.moc"
