// SPDX-License-Identifier: GPL-3.0-or-later
// The real program on a data folder that is damaged: what it says, and that nothing is lost.
#include "app/Exit.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <csignal>

#include "tests/app/TurnpikedProcess.h"

using namespace turnpike;

namespace {

const QByteArray simulatorRequest
    = R"({"model":"turnpike/simulator","messages":[{"role":"user","content":"Say hello"}]})";

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '));
}

QByteArray hashOf(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result() : QByteArray();
}

/// Overwrites `size` bytes from `at` on; from the middle of the file when `at` is negative.
bool damage(const QString &path, qint64 size, qint64 at = -1)
{
    QFile file(path);
    return file.open(QIODevice::ReadWrite) && file.seek(at < 0 ? file.size() / 2 : at)
        && file.write(QByteArray(size, '\x5a')) == size;
}

} // namespace

class BadLedgerTest final : public QObject
{
    Q_OBJECT

private:
    TurnpikedProcess *program() { return m_program.get(); }
    QString ledger() { return m_program->data() + QStringLiteral("/ledger.sqlite"); }
    QDir journals() { return {m_program->data() + QStringLiteral("/journal")}; }

    int chat()
    {
        return m_program->post(QStringLiteral("/api/v1/chat/completions"), m_key, simulatorRequest)
            .status;
    }

    /// Serves, answers `count` requests, and is killed right after the last one.
    void serveAndKill(int count)
    {
        QVERIFY(m_program->serve());
        m_key = m_program->firstKey();
        for (int i = 0; i < count; ++i)
            QCOMPARE(chat(), 200);
        m_program->stop(SIGKILL);
    }

    bool change(const QString &statement)
    {
        bool isDone = false;
        {
            QSqlDatabase database
                = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("change"));
            database.setDatabaseName(ledger());
            if (database.open()) {
                QSqlQuery query(database);
                isDone = query.exec(statement);
            }
        }
        QSqlDatabase::removeDatabase(QStringLiteral("change"));
        return isDone;
    }

    int rows()
    {
        const Ran ran = m_program->run(words("report --by model --json --include-simulated"));
        int count = 0;
        const QJsonObject report = ran.json();
        for (const auto &row : report[QLatin1String("rows")].toArray())
            count += row.toObject()[QLatin1String("requests")].toInt();
        return count;
    }

    std::unique_ptr<TurnpikedProcess> m_program;
    QString m_key;

private Q_SLOTS:
    void init() { m_program = std::make_unique<TurnpikedProcess>(); }

    void damagedLedgerIsLeftAsItIs()
    {
        serveAndKill(20);
        QCOMPARE(m_program->run(words("verify")).exit, 0); // Replayed, and the journals gone.
        QVERIFY(damage(ledger(), 64 << 10));
        const QByteArray before = hashOf(ledger());
        for (const char *verb : {"serve --port 0", "key create another"}) {
            const Ran ran = program()->run(words(verb));
            QCOMPARE(ran.exit, static_cast<int>(Exit::Unavailable));
            QVERIFY2(ran.err.contains("is damaged") && ran.err.contains("restore a backup")
                         && ran.err.contains(ledger().toUtf8()),
                     ran.err.constData());
        }
        QCOMPARE(hashOf(ledger()), before);
    }

    void whatIsNoLedgerIsLeftAsItIs()
    {
        QVERIFY(QDir().mkpath(m_program->data()));
        m_program->write(QStringLiteral("data/ledger.sqlite"), QByteArray(8'192, 'n'));
        const QByteArray before = hashOf(ledger());
        const Ran ran = program()->run(words("serve --port 0"));
        QCOMPARE(ran.exit, static_cast<int>(Exit::Unavailable));
        QVERIFY2(ran.err.contains("is damaged"), ran.err.constData());
        QCOMPARE(hashOf(ledger()), before);
    }

    void damagedJournalIsKeptAndSaid()
    {
        serveAndKill(0);
        QVERIFY(m_program->serve());
        // What is in the journal and not yet committed when the program dies: its commits fail.
        QVERIFY(change(QStringLiteral("ALTER TABLE generation RENAME TO elsewhere")));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(chat(), 200);
        m_program->stop(SIGKILL);
        QVERIFY(change(QStringLiteral("ALTER TABLE elsewhere RENAME TO generation")));
        const QStringList segments
            = journals().entryList({QStringLiteral("*.journal")}, QDir::Files, QDir::Name);
        QVERIFY(!segments.isEmpty());
        QFile segment(journals().filePath(segments.first()));
        QVERIFY(segment.open(QIODevice::ReadOnly));
        const QByteArray bytes = segment.readAll();
        segment.close();
        // The middle of what was written: the first requests lie before it.
        qsizetype end = bytes.size();
        while (end > 0 && bytes[end - 1] == '\0')
            --end;
        QVERIFY(damage(segment.fileName(), 16, end / 2));

        QVERIFY(m_program->serve());
        QVERIFY(m_program->says("damaged journals could not be read"));
        QVERIFY(m_program->says("damaged-*"));
        const QStringList kept = journals().entryList({QStringLiteral("damaged-*")}, QDir::Files);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(chat(), 200);
        const Ran ended = m_program->stop(SIGTERM);
        QCOMPARE(ended.exit, 0);
        const int count = rows();
        QVERIFY2(count > 1 && count < 6, QByteArray::number(count).constData());
        QCOMPARE(m_program->run(words("verify")).exit, 0);
        // It is said once, where it happened, and the next start has nothing to say.
        const Ran again = m_program->run(words("key list"));
        QVERIFY2(!again.err.contains("damaged"), again.err.constData());
    }

    /// Above 128 MB the file is read while it is in use: docs/adr/0014.
    void largeDamagedLedgerStopsTakingRequests()
    {
        serveAndKill(1);
        QVERIFY(change(QStringLiteral("CREATE TABLE ballast AS SELECT zeroblob(150000000) AS x")));
        QVERIFY(change(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
        QVERIFY(QFile(ledger()).size() > (128 << 20));
        QVERIFY(damage(ledger(), 64 << 10));
        QVERIFY(m_program->serve());
        QVERIFY(m_program->says("is damaged: no more requests are taken. Restore a backup"));
        const HttpAnswer refused
            = m_program->post(QStringLiteral("/api/v1/chat/completions"), m_key, simulatorRequest);
        QCOMPARE(refused.status, 503);
        QVERIFY2(refused.body.contains("damaged"), refused.body.constData());
        // It still tells what it can, and ends well.
        QCOMPARE(m_program->get(QStringLiteral("/api/v1/key"), m_key).status, 200);
        QCOMPARE(m_program->stop(SIGTERM).exit, 0);
    }
};

QTEST_GUILESS_MAIN(BadLedgerTest)
#include "tst_BadLedger.moc"
