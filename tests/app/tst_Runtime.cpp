// SPDX-License-Identifier: GPL-3.0-or-later
// A program's life without a moment in which its window would stand still.
#include "app/CertificateWatch.h"
#include "app/FolderLock.h"
#include "app/OwnAddress.h"
#include "app/ProviderProbe.h"
#include "app/Runtime.h"
#include "core/Clock.h"
#include "engine/gateway/Engine.h"
#include "ledger/LedgerObserver.h"
#include "services/ControlPlane.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <cstdio>

#include "tests/support/RawClient.h"
#include "tests/support/TestCertificate.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;

namespace {

constexpr int atOnceMs = 100; ///< A blocking call below would take a second at least.

/// A writer of another program, which makes each one here wait.
class LedgerHog
{
public:
    explicit LedgerHog(const QString &path)
        : m_database(QSqlDatabase::addDatabase(u"QSQLITE"_s, u"hog"_s))
    {
        m_database.setDatabaseName(path);
        m_isHolding = m_database.open() && QSqlQuery(m_database).exec(u"BEGIN IMMEDIATE"_s);
    }
    ~LedgerHog()
    {
        m_database.close();
        m_database = {};
        QSqlDatabase::removeDatabase(u"hog"_s);
    }
    bool isHolding() const { return m_isHolding; }

private:
    QSqlDatabase m_database;
    bool m_isHolding = false;
};

class CountingObserver final : public LedgerObserver
{
public:
    void onRecords(std::span<const LedgerEvent> events) override
    {
        for (const LedgerEvent &event : events) {
            holds += event.hold != nullptr ? 1 : 0;
            settles += event.settle != nullptr ? 1 : 0;
        }
    }
    void onCommitted(std::int64_t rows) override { committed += rows; }

    std::atomic<int> holds = 0;
    std::atomic<int> settles = 0;
    std::atomic<std::int64_t> committed = 0;
};

} // namespace

class RuntimeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("TURNPIKE_MASTER_KEY", QByteArray(64, '5')); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_window = std::make_unique<QObject>();
        m_options = {};
        m_options.settings.dataFolder = m_folder->path();
        m_options.settings.listenAddress = u"127.0.0.1"_s;
        m_options.settings.port = 0;
        m_options.settings.drainTimeout = std::chrono::seconds(1);
        m_secret.clear();
    }

    void cleanup()
    {
        m_runtime.reset();
        m_window.reset();
    }

    void wholeLifeAnswersOnThisThread()
    {
        serve();
        QVERIFY(m_runtime);
        QCOMPARE(m_runtime->thread(), thread());
        QVERIFY(m_runtime->url().startsWith(u"http://127.0.0.1:"));
        QVERIFY(!m_secret.empty());
        QCOMPARE(m_runtime->masterKeyPlace(), u"the environment variable TURNPIKE_MASTER_KEY"_s);

        bool isStopped = false;
        m_runtime->stop(m_window.get(), [&] {
            QCOMPARE(QThread::currentThread(), thread());
            isStopped = true;
        });
        QVERIFY(!isStopped);
        QTRY_VERIFY(isStopped);
        QVERIFY(!m_runtime->engine()->status().isListening);
        // Services answer still.
        QVERIFY(m_runtime->createFirstKey(u"root"_s));
    }

    void openingWaitsElsewhere()
    {
        QVERIFY(Runtime::open(m_options, m_clock));
        auto hog = std::make_unique<LedgerHog>(m_folder->filePath(u"ledger.sqlite"_s));
        QVERIFY(hog->isHolding());
        QElapsedTimer timer;
        timer.start();
        open();
        QVERIFY(timer.elapsed() < atOnceMs);
        QTest::qWait(20); // The event loop turns while the opening waits.
        QVERIFY(!m_isOpenAnswered);
        hog.reset();
        QTRY_VERIFY(m_isOpenAnswered);
        QVERIFY(m_runtime);
    }

    void openingSaysWhoOwnsTheFolder()
    {
        const auto owner = Runtime::open(m_options, m_clock);
        QVERIFY(owner);
        open();
        QTRY_VERIFY(m_isOpenAnswered);
        QVERIFY(!m_runtime);
        QCOMPARE(m_openError.code, ErrorCode::Conflict);
    }

    void closedWindowClosesWhatItWasOpening()
    {
        open();
        m_window.reset(); // Waits for the opening.
        QTest::qWait(20);
        QVERIFY(!m_isOpenAnswered);
        QVERIFY(FolderLock::take(m_folder->path()));
    }

    void everyStepReturnsAtOnceWhileTheLedgerIsBusy()
    {
        open();
        QTRY_VERIFY(m_runtime);
        auto hog = std::make_unique<LedgerHog>(m_folder->filePath(u"ledger.sqlite"_s));
        QVERIFY(hog->isHolding());
        std::optional<Result<bool>> isNew;
        std::optional<Result<>> unlocked;
        std::optional<Result<>> listening;
        std::optional<QList<ProviderProblem>> problems;
        QElapsedTimer timer;
        timer.start();
        m_runtime->initialise(m_window.get(), {u"Acme"_s, u"Ada"_s, {}}, u"root"_s,
                              [&](const Result<bool> &made) { isNew = made; });
        m_runtime->unlock(m_window.get(), [&](const Result<> &done) { unlocked = done; });
        m_runtime->listen(m_window.get(), [&](const Result<> &done) { listening = done; });
        m_runtime->control().problems(m_window.get(), [&](const auto &told) { problems = told; });
        QVERIFY(timer.elapsed() < atOnceMs);
        QTest::qWait(20);
        QVERIFY(!isNew && !unlocked && !listening && !problems);
        hog.reset();
        QTRY_VERIFY(isNew && unlocked && listening && problems);
        QVERIFY(*isNew && **isNew);
        QVERIFY(*unlocked);
        QVERIFY(*listening);
    }

    void takenPortLeavesAWayToRaiseTheWindow()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        m_options.settings.port = other.serverPort();
        std::atomic<int> raised = 0;
        m_options.raiseWindow = [&raised] {
            ++raised;
            return true;
        };
        open();
        QTRY_VERIFY(m_runtime);
        const Result<> listening = m_runtime->listen();
        QVERIFY(!listening);
        QCOMPARE(listening.error().code, ErrorCode::Conflict);
        const auto told = askOwner(m_folder->filePath(u"control.sock"_s), {{u"raise"_s}, {}});
        QVERIFY(told.has_value());
        QCOMPARE(told->exit, Exit::Ok);
        QCOMPARE(raised.load(), 1);
    }

    void stopCutsWhatOutlivesTheDrain()
    {
        serve();
        QVERIFY(m_runtime);
        test::RawClient client(m_runtime->engine()->port());
        QVERIFY(startSlowStream(client));
        bool isStopped = false;
        QElapsedTimer timer;
        timer.start();
        m_runtime->stop(m_window.get(), [&] { isStopped = true; });
        QVERIFY(timer.elapsed() < atOnceMs);
        QTRY_VERIFY(isStopped);
        QVERIFY(timer.elapsed() >= 900); // It waited for the stream,
        QVERIFY(timer.elapsed() < 5000); // but not to its end, 15 seconds later.
        // The stream that was cut is settled and committed.
        QCOMPARE(m_runtime->engine()->status().activeRequests, 0U);
        QCOMPARE(generations(), 1);
    }

    void observerHearsRequestsFromTheirHoldToTheirEnd()
    {
        CountingObserver observer;
        m_options.observer = &observer;
        serve();
        QVERIFY(m_runtime);
        {
            test::RawClient client(m_runtime->engine()->port());
            QVERIFY(startSlowStream(client));
            QTRY_COMPARE(observer.holds.load(), 1);
            QCOMPARE(observer.settles.load(), 0);
        } // The client leaves.
        QTRY_COMPARE(observer.settles.load(), 1);
        QTRY_COMPARE(observer.committed.load(), 1);
        m_runtime.reset();
        QCOMPARE(observer.holds.load(), 1);
    }

    void goneWindowIsNotAnswered()
    {
        serve();
        QVERIFY(m_runtime);
        bool isAnswered = false;
        m_runtime->stop(m_window.get(), [&] { isAnswered = true; });
        m_window.reset();
        QTRY_VERIFY(!m_runtime->engine()->status().isListening);
        m_runtime.reset();
        QTest::qWait(20);
        QVERIFY(!isAnswered);
    }

    void goneRuntimeDoesNotAnswer()
    {
        serve();
        QVERIFY(m_runtime);
        bool isAnswered = false;
        m_runtime->stop(m_window.get(), [&] { isAnswered = true; });
        m_runtime.reset(); // Waits for the stop.
        QTest::qWait(20);
        QVERIFY(!isAnswered);
    }

    void answerMayDestroyTheRuntime()
    {
        serve();
        QVERIFY(m_runtime);
        m_runtime->stop(m_window.get(), [&] { m_runtime.reset(); });
        QTRY_VERIFY(!m_runtime);
        open();
        QTRY_VERIFY(m_runtime);
        m_runtime->unlock(m_window.get(), [&](const Result<> &) { m_runtime.reset(); });
        QTRY_VERIFY(!m_runtime);
    }

    void closeGivesTheFolderBackWithoutWaiting()
    {
        serve();
        QVERIFY(m_runtime);
        test::RawClient client(m_runtime->engine()->port());
        QVERIFY(startSlowStream(client));
        bool isClosed = false;
        QElapsedTimer timer;
        timer.start();
        Runtime::close(std::move(m_runtime), m_window.get(), [&] { isClosed = true; });
        QVERIFY(timer.elapsed() < atOnceMs);
        QVERIFY(!FolderLock::take(m_folder->path()));
        QTRY_VERIFY(isClosed);
        QVERIFY(FolderLock::take(m_folder->path()));
    }

    void pauseRefusesUntilResumed()
    {
        serve();
        QVERIFY(m_runtime);
        for (const bool paused : {true, false}) {
            bool isDone = false;
            m_runtime->setPaused(m_window.get(), paused, [&] { isDone = true; });
            QTRY_VERIFY(isDone);
            QCOMPARE(m_runtime->engine()->status().isPaused, paused);
        }
    }

    void ownAddressIsKnownHoweverItIsSpelled_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<bool>("isOurs");
        QTest::newRow("same") << u"127.0.0.1"_s << 4417 << true;
        QTest::newRow("alias") << u"127.0.0.2"_s << 4417 << true;
        QTest::newRow("name") << u"LocalHost"_s << 4417 << true;
        QTest::newRow("IPv6") << u"::1"_s << 4417 << true;
        QTest::newRow("mapped") << u"::ffff:127.0.0.1"_s << 4417 << true;
        QTest::newRow("other port") << u"127.0.0.1"_s << 11434 << false;
        QTest::newRow("other machine") << u"192.168.1.4"_s << 4417 << false;
        QTest::newRow("another of our addresses") << u"10.1.2.3"_s << 4417 << true;
        QTest::newRow("our name") << u"GW.example"_s << 4417 << true;
        QTest::newRow("our name, other port") << u"gw.example"_s << 443 << false;
        QTest::newRow("a name") << u"api.example.org"_s << 4417 << false;
    }

    void ownAddressIsKnownHoweverItIsSpelled()
    {
        QFETCH(const QString, host);
        QFETCH(const int, port);
        QFETCH(const bool, isOurs);
        OwnAddress own({"127.0.0.1", "10.1.2.3"}, {"gw.example"}, 0);
        const OwnAddress copy = own;
        const Origin origin{
            .isTls = false, .host = host.toStdString(), .port = static_cast<std::uint16_t>(port)};
        QVERIFY(!copy.isReachedBy(origin)); // Not listening yet.
        own.setPort(4417);
        QCOMPARE(copy.isReachedBy(origin), isOurs);
    }

    void providerAtOurOwnAddressIsRefused()
    {
        serve();
        QVERIFY(m_runtime);
        ProviderDraft draft;
        draft.slug = draft.name = u"loop"_s;
        draft.baseUrl = m_runtime->url();
        const auto added
            = m_runtime->control().call(u"root"_s, [&](Services &services, const Actor &actor) {
                  return services.providers.add(actor, draft, {});
              });
        QVERIFY(!added);
        QCOMPARE(added.error().field, u"/base_url"_s);
    }

    void certificateIsReadAgainWhenItsFilesChange()
    {
        const test::TestCertificate first({u"localhost"_s});
        const test::TestCertificate second({u"localhost"_s});
        const QString certificate = m_folder->filePath(u"tls.pem"_s);
        const QString key = m_folder->filePath(u"tls.key"_s);
        const auto put = [](const QString &from,
                            const QString &to) { // In one step, as renewals do.
            const QString made = to + u".new"_s;
            return QFile::copy(from, made) && std::rename(qPrintable(made), qPrintable(to)) == 0;
        };
        QVERIFY(put(first.certificateFile(), certificate) && put(first.keyFile(), key));
        const auto watch
            = CertificateWatch::open(certificate.toStdString(), key.toStdString(), 5ms);
        QVERIFY(watch && (*watch)->first());
        std::atomic<int> taken = 0;
        (*watch)->start([&](const CertificateWatch::Tls &tls) { taken += tls ? 1 : 100; });
        // Half of a renewal is refused once, the other half makes it whole.
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"certificate that holds stays"_s));
        QVERIFY(put(second.certificateFile(), certificate));
        QTest::qWait(50);
        QCOMPARE(taken.load(), 0);
        QVERIFY(put(second.keyFile(), key));
        QTRY_COMPARE(taken.load(), 1);
        QTest::qWait(50); // Nothing changes: nothing is read.
        QCOMPARE(taken.load(), 1);
        (*watch)->readNow();
        QTRY_COMPARE(taken.load(), 2);
    }

    void probeDoesNotAskItself()
    {
        serve();
        QVERIFY(m_runtime);
        OwnAddress own({"127.0.0.1"}, {}, m_runtime->engine()->port());
        ProviderPolicy provider;
        provider.origin
            = {.isTls = false, .host = "127.0.0.1", .port = m_runtime->engine()->port()};
        provider.basePath = "/api/v1";
        const auto looped = providerProbe(m_clock, {}, own)(provider, false);
        QVERIFY(!looped);
        QCOMPARE(looped.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(looped.error().field, u"/base_url"_s);
        // The same address is a provider like any other for who does not listen there.
        QVERIFY(providerProbe(m_clock, {}, OwnAddress({"127.0.0.1"}, {}, 1))(provider, false));
    }

private:
    void open()
    {
        m_isOpenAnswered = false;
        Runtime::open(m_window.get(), m_options, m_clock,
                      [this](Result<std::unique_ptr<Runtime>> opened) {
                          m_isOpenAnswered = true;
                          if (opened)
                              m_runtime = *std::move(opened);
                          else
                              m_openError = opened.error();
                      });
    }

    /// Every step without blocking, as a console takes them; m_runtime is null when one fails.
    void serve()
    {
        std::optional<bool> isListening;
        open();
        QTRY_VERIFY(m_runtime);
        QObject *window = m_window.get();
        m_runtime->initialise(
            window, {u"Acme"_s, u"Ada"_s, {}}, u"root"_s, [&, window](const Result<bool> &isNew) {
                QVERIFY(isNew);
                m_runtime->createFirstKey(window, u"root"_s, [&, window](Result<IssuedKey> key) {
                    QVERIFY(key);
                    m_secret = key->secret.reveal();
                    m_runtime->unlock(window, [&, window](const Result<> &unlocked) {
                        QVERIFY(unlocked);
                        m_runtime->listen(window, [&](const Result<> &listening) {
                            isListening = listening.has_value();
                        });
                    });
                });
            });
        QTRY_VERIFY(isListening.has_value());
        if (!*isListening)
            m_runtime.reset();
    }

    /// True once the answer has begun.
    bool startSlowStream(test::RawClient &client) const
    {
        const std::string body = "{\"model\":\"turnpike/simulator-slow\",\"stream\":true,"
                                 "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return client.send("POST /api/v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                           "Authorization: Bearer "
                           + m_secret + "\r\nContent-Type: application/json\r\nContent-Length: "
                           + std::to_string(body.size()) + "\r\n\r\n" + body)
            && client.readThrough("\"content\":\"").find(" 200 ") != std::string::npos;
    }

    int generations() const
    {
        int count = -1;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"count"_s);
            database.setDatabaseName(m_folder->filePath(u"ledger.sqlite"_s));
            QSqlQuery rows(database.open() ? database : QSqlDatabase());
            if (rows.exec(u"SELECT COUNT(*) FROM generation"_s) && rows.next())
                count = rows.value(0).toInt();
        }
        QSqlDatabase::removeDatabase(u"count"_s);
        return count;
    }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QObject> m_window;
    RuntimeOptions m_options;
    std::unique_ptr<Runtime> m_runtime;
    bool m_isOpenAnswered = false;
    Error m_openError{};
    std::string m_secret;
};

QTEST_GUILESS_MAIN(RuntimeTest)
#include "tst_Runtime.moc"
