// SPDX-License-Identifier: GPL-3.0-or-later
// The program itself: serving, signals, the control socket and what can go wrong at a start.
#include "app/Exit.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTest>
#include <QUrl>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/app/TurnpikedProcess.h"
#include "tests/support/TestCertificate.h"
#include "tests/support/TlsClient.h"

using namespace turnpike;

namespace {

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '));
}

const QByteArray simulatorRequest = "{\"model\": \"turnpike/simulator\", "
                                    "\"messages\": [{\"role\": \"user\", \"content\": \"Hello\"}]}";

} // namespace

#define VERIFY_EXIT(run, code)                                                                     \
    do {                                                                                           \
        const Ran ran_ = (run);                                                                    \
        QVERIFY2(ran_.exit == static_cast<int>(code), (ran_.out + ran_.err).constData());          \
    } while (false)

class DaemonTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TurnpikedProcess> m_program;

    /// Changes the ledger behind the program's back.
    void tamper(const QString &statement)
    {
        {
            QSqlDatabase database
                = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("tamper"));
            database.setDatabaseName(m_program->data() + QStringLiteral("/ledger.sqlite"));
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY2(query.exec(statement), qPrintable(statement));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("tamper"));
    }

    QString createKey(const QString &name)
    {
        const Ran ran = m_program->run({QStringLiteral("key"), QStringLiteral("create"), name});
        return ran.exit == 0 ? QString::fromLatin1(ran.out.trimmed()) : QString();
    }

    int statusOf(const QString &key)
    {
        return m_program->get(QStringLiteral("/api/v1/key"), key).status;
    }

private Q_SLOTS:
    void init() { m_program = std::make_unique<TurnpikedProcess>(); }
    void cleanup() { m_program.reset(); }

    void initMakesALedgerOnce()
    {
        const Ran first = m_program->run(words("init --json --name Ada --organization Analytical"));
        VERIFY_EXIT(first, Exit::Ok);
        const QString key
            = first.json()[QLatin1String("first_key")][QLatin1String("secret")].toString();
        QVERIFY2(key.startsWith(QLatin1String("sk-tp-v1-")), first.out.constData());
        // Nothing else had the master key, so that it is in a file that only the owner reads.
        const QString file = m_program->data() + QStringLiteral("/master.key");
        QVERIFY(QFile::exists(file));
        struct stat entry = {};
        QCOMPARE(::stat(QFile::encodeName(file).constData(), &entry), 0);
        QCOMPARE(entry.st_mode & 0777U, 0600U);
        VERIFY_EXIT(m_program->run(words("init")), Exit::Refused);
        VERIFY_EXIT(m_program->run(words("verify")), Exit::Ok);
        const Ran exported = m_program->run(words("export"));
        VERIFY_EXIT(exported, Exit::Ok);
        QVERIFY(exported.out.contains("Analytical") && exported.out.contains("Ada"));
        QVERIFY(!exported.out.contains(key.toLatin1()));
    }

    void aNewFolderIsServedAtOnce()
    {
        QVERIFY(m_program->serve());
        QVERIFY(m_program->firstKey().startsWith(QLatin1String("sk-tp-v1-")));
        QCOMPARE(statusOf(m_program->firstKey()), 200);
        const HttpAnswer answer = m_program->post(QStringLiteral("/api/v1/chat/completions"),
                                                  m_program->firstKey(), simulatorRequest);
        QVERIFY2(answer.status == 200, answer.body.constData());
        QFile file(m_program->data() + QStringLiteral("/run.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray content = file.readAll();
        QVERIFY(content.contains(m_program->url().toLatin1()));
        QVERIFY(!content.contains("sk-tp"));
        const Ran stopped = m_program->stop(SIGTERM);
        VERIFY_EXIT(stopped, Exit::Ok);
        QVERIFY(!stopped.err.contains(m_program->firstKey().toLatin1()));
        QVERIFY(!QFile::exists(m_program->data() + QStringLiteral("/run.json")));
        QVERIFY(!QFile::exists(m_program->data() + QStringLiteral("/control.sock")));
        // The key is shown once.
        QVERIFY(m_program->serve());
        QVERIFY(m_program->firstKey().isEmpty());
    }

    void whatSystemdCollectsHoldsNoKey()
    {
        m_program->environment.insert(QStringLiteral("JOURNAL_STREAM"), QStringLiteral("8:1"));
        QVERIFY(m_program->serve());
        QVERIFY(m_program->firstKey().isEmpty());
        QCOMPARE(statusOf(createKey(QStringLiteral("later"))), 200);
    }

    void aKeyLivesAndDiesAtOnce()
    {
        QVERIFY(m_program->serve());
        const QString key = createKey(QStringLiteral("ci"));
        QVERIFY(!key.isEmpty());
        QCOMPARE(statusOf(key), 200);
        VERIFY_EXIT(m_program->run(words("key disable ci")), Exit::Ok);
        QCOMPARE(statusOf(key), 401);
        VERIFY_EXIT(m_program->run(words("key enable ci")), Exit::Ok);
        QCOMPARE(statusOf(key), 200);
        VERIFY_EXIT(m_program->run(words("key rate-limit ci --tokens-per-minute 90000 "
                                         "--concurrent-requests 8")),
                    Exit::Ok);
        VERIFY_EXIT(m_program->run(words("key rate-limit ci --concurrent-requests few")),
                    Exit::Usage);
        const Ran list = m_program->run(words("key list --json"));
        VERIFY_EXIT(list, Exit::Ok);
        QCOMPARE(list.json()[QLatin1String("keys")].toArray().size(), 2);
        QVERIFY2(list.out.contains(R"("rate_limit":{"requests_per_minute":0,)"
                                   R"("tokens_per_minute":90000,"concurrent_requests":8})"),
                 list.out.constData());
        QVERIFY(!list.out.contains(key.toLatin1()));
        VERIFY_EXIT(m_program->run(words("key delete ci")), Exit::Ok);
        QCOMPARE(statusOf(key), 401);
        VERIFY_EXIT(m_program->run(words("key disable ci")), Exit::NotFound);
    }

    void aPolicyFileIsAppliedThroughTheOwner()
    {
        QVERIFY(m_program->serve());
        const QString key = QStringLiteral("sk-tp-v1-") + QString(64, QLatin1Char('a'));
        const QString file = m_program->write(
            QStringLiteral("policy.json"),
            "{\"providers\": [{\"slug\": \"p\", \"name\": \"P\", \"format\": \"openai\", "
            "\"base_url\": \"http://127.0.0.1:9/v1\", \"credential\": \"env:CREDENTIAL\"}], "
            "\"keys\": [{\"name\": \"team\", \"limit\": \"5\", \"secret\": \"env:KEY\"}]}");
        VERIFY_EXIT(m_program->run({QStringLiteral("apply"), file}), Exit::NotFound);
        // Only the program at the terminal knows them.
        m_program->environment.insert(QStringLiteral("CREDENTIAL"), QStringLiteral("canary-31337"));
        m_program->environment.insert(QStringLiteral("KEY"), key);
        const Ran rehearsed = m_program->run(
            {QStringLiteral("apply"), file, QStringLiteral("--dry-run"), QStringLiteral("--json")});
        VERIFY_EXIT(rehearsed, Exit::Ok);
        QVERIFY(!rehearsed.json()[QLatin1String("changes")].toArray().isEmpty());
        QCOMPARE(statusOf(key), 401);
        VERIFY_EXIT(m_program->run({QStringLiteral("apply"), file}), Exit::Ok);
        QCOMPARE(statusOf(key), 200);
        const Ran again = m_program->run({QStringLiteral("apply"), file, QStringLiteral("--json")});
        VERIFY_EXIT(again, Exit::Ok);
        QVERIFY2(again.json()[QLatin1String("changes")].toArray().isEmpty(), again.out.constData());
        const Ran tested = m_program->run(words("provider test p"));
        VERIFY_EXIT(tested, Exit::Failed);
        for (const Ran &ran : {rehearsed, again, tested})
            QVERIFY(!(ran.out + ran.err).contains("canary-31337"));
        VERIFY_EXIT(
            m_program->run({QStringLiteral("apply"), QStringLiteral("-")}, "{\"kyes\": []}"),
            Exit::Usage);
    }

    void simulatedRequestsAreReportedOnlyWhenAsked()
    {
        QVERIFY(m_program->serve());
        const HttpAnswer answer = m_program->post(QStringLiteral("/api/v1/chat/completions"),
                                                  m_program->firstKey(), simulatorRequest);
        QCOMPARE(answer.status, 200);
        const Ran without = m_program->run(words("report --by model"));
        VERIFY_EXIT(without, Exit::Ok);
        QCOMPARE(without.out.count("\r\n"), 1);
        QVERIFY(without.out.startsWith("period_start,period_end,timezone,group_type,"));
        // Through the owner the report holds what was settled a moment ago.
        const Ran with = m_program->run(words("report --by model --include-simulated"));
        VERIFY_EXIT(with, Exit::Ok);
        QVERIFY2(with.out.contains(",UTC,model,turnpike/simulator,turnpike/simulator,1,0,"),
                 with.out.constData());
        QVERIFY2(with.out.endsWith(",0.000000000,0,0,0.000000000\r\n"), with.out.constData());
        const Ran detail = m_program->run(words("report --by detail --include-simulated"));
        VERIFY_EXIT(detail, Exit::Ok);
        QVERIFY(detail.out.startsWith("date,key_hash,key_name,model,provider,requests,"));
        QCOMPARE(detail.out.count("\r\n"), 2);
        VERIFY_EXIT(m_program->run(words("report --by detail --json")), Exit::Usage);
        const Ran byKey = m_program->run(words("report --by key --json --include-simulated"));
        VERIFY_EXIT(byKey, Exit::Ok);
        QCOMPARE(byKey.json()[QLatin1String("rows")].toArray().size(), 1);
        VERIFY_EXIT(m_program->run(words("report --by colour")), Exit::Usage);
        VERIFY_EXIT(m_program->run(words("report --from 2026-02-02 --to 2026-02-01")), Exit::Usage);
    }

    void aSecondServeIsRefused()
    {
        QVERIFY(m_program->serve());
        const Ran second = m_program->run(words("serve --port 0"));
        VERIFY_EXIT(second, Exit::Unavailable);
        QVERIFY2(second.err.contains(QByteArray::number(m_program->pid())), second.err.constData());
        VERIFY_EXIT(m_program->run(words("restore /nonexistent")), Exit::Unavailable);
        VERIFY_EXIT(m_program->run(words("raise")), Exit::Refused);
    }

    void sigintEndsItToo()
    {
        QVERIFY(m_program->serve());
        VERIFY_EXIT(m_program->stop(SIGINT), Exit::Ok);
    }

    void sighupReloadsWhatItCan()
    {
        const QString file
            = m_program->write(QStringLiteral("t.toml"), "[log]\nlevel = \"info\"\n");
        QVERIFY(m_program->serve({QStringLiteral("--config"), file}));
        m_program->write(QStringLiteral("t.toml"),
                         "[log]\nlevel = \"debug\"\n[engine]\nmax_headers = 33\n");
        QVERIFY(m_program->signalOnly(SIGHUP));
        QVERIFY(m_program->says("Needs a restart to take effect: engine.max_headers."));
        QVERIFY(m_program->says("The configuration is reloaded: log.level."));
        m_program->write(QStringLiteral("t.toml"), "[log]\nlevel = 5\n");
        QVERIFY(m_program->signalOnly(SIGHUP));
        QVERIFY(m_program->says("The configuration is not reloaded:"));
        VERIFY_EXIT(m_program->stop(SIGTERM), Exit::Ok);
    }

    void othersAreServedByNameOverTls()
    {
        const test::TestCertificate first({QStringLiteral("gw.example")});
        const QString certificate = m_program->path(QStringLiteral("tls.pem"));
        const QString key = m_program->path(QStringLiteral("tls.key"));
        QVERIFY(QFile::copy(first.certificateFile(), certificate));
        QVERIFY(QFile::copy(first.keyFile(), key));
        QVERIFY(m_program->serve(
            {QStringLiteral("--listen"), QStringLiteral("0.0.0.0"), QStringLiteral("--set"),
             QStringLiteral("listen.allowed_hosts=gw.example"), QStringLiteral("--set"),
             QStringLiteral("listen.certificate_file=") + certificate, QStringLiteral("--set"),
             QStringLiteral("listen.key_file=") + key}));
        const auto port = static_cast<quint16>(QUrl(m_program->url()).port());
        QCOMPARE(m_program->url(), QStringLiteral("https://gw.example:%1/api/v1").arg(port));
        const std::string secret = m_program->firstKey().toStdString();
        const auto statusFrom = [&](const test::TestCertificate &trusted, const char *path,
                                    const char *host, bool withKey) {
            test::TlsClientOptions options;
            options.caFile = trusted.caFile().toStdString();
            options.host = "gw.example";
            test::TlsClient client(port, options);
            if (!client.isConnected())
                return 0;
            client.send("GET /api/v1/" + std::string(path) + " HTTP/1.1\r\nHost: " + host
                        + (withKey ? "\r\nAuthorization: Bearer " + secret : "") + "\r\n\r\n");
            return QByteArray::fromStdString(client.readAnswer()).mid(9, 3).toInt();
        };
        QCOMPARE(statusFrom(first, "key", "GW.example:443", true), 200);
        QCOMPARE(statusFrom(first, "key", "other.example", true), 403);
        QCOMPARE(statusFrom(first, "models", "gw.example", true), 200);
        QCOMPARE(statusFrom(first, "models", "gw.example", false), 401); // Closed beyond loopback.

        QVERIFY(QFile::remove(key)); // Half of a renewal: what holds stays.
        QVERIFY(m_program->signalOnly(SIGHUP));
        QVERIFY(m_program->says("The certificate that holds stays"));
        QCOMPARE(statusFrom(first, "key", "gw.example", true), 200);
        const test::TestCertificate next({QStringLiteral("gw.example")});
        QVERIFY(QFile::remove(certificate) && QFile::copy(next.certificateFile(), certificate));
        QVERIFY(QFile::copy(next.keyFile(), key));
        QVERIFY(m_program->signalOnly(SIGHUP));
        QVERIFY(m_program->says("is shown from now on"));
        QCOMPARE(statusFrom(next, "key", "gw.example", true), 200);
        QCOMPARE(statusFrom(first, "key", "gw.example", true), 0);
        VERIFY_EXIT(m_program->stop(SIGTERM), Exit::Ok);
    }

    void aCertificateThatCannotBeReadIsNamed()
    {
        const Ran ran
            = m_program->run(words("serve --port 0 --set listen.certificate_file=/none.pem --set "
                                   "listen.key_file=/none.key"));
        QVERIFY(ran.exit != static_cast<int>(Exit::Ok));
        QVERIFY2(ran.err.contains("/none.pem"), ran.err.constData());
    }

    void aPortInUseIsNamed()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const QByteArray port = QByteArray::number(other.serverPort());
        const Ran ran = m_program->run(words("serve --port " + port));
        VERIFY_EXIT(ran, Exit::Failed);
        QVERIFY2(ran.err.contains(port) && ran.err.contains("--port"), ran.err.constData());
    }

    void aFolderThatCannotBeWrittenIsNamed()
    {
        VERIFY_EXIT(m_program->run(words("init")), Exit::Ok);
        if (::geteuid() == 0) {
            // Root may write everywhere, so that the program runs as somebody else here.
            QVERIFY(QFile::setPermissions(m_program->path({}), QFile::Permissions(0x7755)));
            for (const QString &name :
                 QDir(m_program->data()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot))
                QCOMPARE(
                    ::chown(
                        QFile::encodeName(m_program->data() + QLatin1Char('/') + name).constData(),
                        65534, 65534),
                    0);
            QCOMPARE(::chown(QFile::encodeName(m_program->data()).constData(), 65534, 65534), 0);
            m_program->childModifier = [] {
                if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0)
                    ::_exit(99);
            };
        }
        QVERIFY(QFile::setPermissions(m_program->data(), QFile::ReadOwner | QFile::ExeOwner));
        for (const char *name : {"/ledger.sqlite", "/lock"})
            QVERIFY(
                QFile::setPermissions(m_program->data() + QLatin1String(name), QFile::ReadOwner));
        const Ran ran = m_program->run(words("serve --port 0"));
        QVERIFY(QFile::setPermissions(m_program->data(),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        VERIFY_EXIT(ran, Exit::Unavailable);
        QVERIFY2(ran.err.contains(m_program->data().toUtf8()), ran.err.constData());
    }

    void aLedgerOfANewerProgramIsLeftAlone()
    {
        VERIFY_EXIT(m_program->run(words("init")), Exit::Ok);
        tamper(QStringLiteral("INSERT INTO schema_migration SELECT 9999, 'future', sha256, "
                              "applied_us FROM schema_migration LIMIT 1"));
        const Ran ran = m_program->run(words("serve --port 0"));
        VERIFY_EXIT(ran, Exit::Unavailable);
        QVERIFY2(ran.err.contains("newer"), ran.err.constData());
    }

    void verifyNamesADifference()
    {
        VERIFY_EXIT(m_program->run(words("init")), Exit::Ok);
        tamper(QStringLiteral("UPDATE audit_event SET actor = 'somebody else' WHERE id = 1"));
        const Ran ran = m_program->run(words("verify --json"));
        VERIFY_EXIT(ran, Exit::Difference);
        QCOMPARE(ran.json()[QLatin1String("findings")].toArray().size(), 1);
    }

    void withoutALedgerVerbsSaySo()
    {
        for (const char *verb : {"key list", "verify", "report", "export"}) {
            const Ran ran = m_program->run(words(verb));
            VERIFY_EXIT(ran, Exit::NotFound);
            QVERIFY2(ran.err.contains("turnpiked init"), ran.err.constData());
        }
        QVERIFY(!QFile::exists(m_program->data()));
    }

    void creditsAreAddedAndShown()
    {
        VERIFY_EXIT(m_program->run(words("init")), Exit::Ok);
        VERIFY_EXIT(m_program->run(words("credits add 12.345678901 --note start")), Exit::Ok);
        const Ran shown = m_program->run(words("credits show --json"));
        VERIFY_EXIT(shown, Exit::Ok);
        QCOMPARE(shown.json()[QLatin1String("balance_usd")].toString(),
                 QStringLiteral("12.345678901"));
        QCOMPARE(shown.json()[QLatin1String("pool")].toBool(), true);
        VERIFY_EXIT(m_program->run(words("credits add lots")), Exit::Usage);
    }
};

QTEST_GUILESS_MAIN(DaemonTest)
#include "tst_Daemon.moc"
