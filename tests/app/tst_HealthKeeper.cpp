// SPDX-License-Identifier: GPL-3.0-or-later
// What the gateway knows of its endpoints outlives it.
#include "app/HealthKeeper.h"
#include "engine/routing/HealthBook.h"
#include "ledger/Session.h"
#include "ledger/repositories/EndpointHealthRepository.h"

#include <QTest>

#include "tests/support/ManualClock.h"
#include "tests/support/TempLedger.h"

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;

namespace {

constexpr EndpointId alder{1};
constexpr EndpointId birch{2};
constexpr EndpointId gone{3};
constexpr EndpointId unknown{99};

} // namespace

class tst_HealthKeeper : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void recordsReadBackAsTheyWere();
    void endpointsThatAreNotThereAreLeftOut();
    void circuitOutlivesTheProgram();
    void turnIsStoredWhileItRuns();
    void nothingIsWrittenWhileNothingHappens();
    void mediansAreStoredAtTheEnd();
    void unreadableHealthIsForgottenAndNotFatal();

private:
    std::unique_ptr<HealthKeeper> keeper(HealthBook &book, std::chrono::milliseconds interval)
    {
        auto opened = HealthKeeper::open(m_ledger->path(), book, m_clock, interval);
        return opened ? *std::move(opened) : nullptr;
    }
    std::vector<EndpointHealthRecord> stored() const
    {
        const auto session = Session::open(m_ledger->path(), Session::Access::ReadOnly);
        return session ? EndpointHealthRepository::list(**session).value_or(
                   std::vector<EndpointHealthRecord>())
                       : std::vector<EndpointHealthRecord>();
    }
    void fail(HealthBook &book, EndpointId endpoint, int times)
    {
        for (int i = 0; i < times; ++i)
            book.failed(endpoint, FailureClass::ServerError, 503, m_clock.steadyNs(),
                        m_clock.steadyNs());
    }

    ManualClock m_clock{ManualClock::defaultStartUs, 1'000'000'000'000};
    std::unique_ptr<TempLedger> m_ledger;
};

void tst_HealthKeeper::init()
{
    m_ledger = std::make_unique<TempLedger>(m_clock);
    QVERIFY(m_ledger->isReady());
    QVERIFY(m_ledger->execute(
        "INSERT INTO provider (id, slug, name, format, base_url, created_us, updated_us)"
        " VALUES (1, 'alder', 'Alder', 1, 'https://alder.example/v1', 0, 0)"));
    QVERIFY(m_ledger->execute("INSERT INTO model (id, slug, canonical_slug, name, created_us)"
                              " VALUES (1, 'alder/large', 'alder/large', 'Large', 0)"));
    QVERIFY(m_ledger->execute(
        "INSERT INTO endpoint (id, model_id, provider_id, upstream_model, tag, created_us,"
        " deleted_us) VALUES (1, 1, 1, 'large', 'alder', 0, NULL),"
        " (2, 1, 1, 'large', 'alder/fp8', 0, NULL), (3, 1, 1, 'large', 'alder/old', 0, 5)"));
}

void tst_HealthKeeper::recordsReadBackAsTheyWere()
{
    EndpointHealthRecord record{.endpoint = alder,
                                .circuit = Circuit::HalfOpen,
                                .trips = 4,
                                .failuresInARow = 5,
                                .sinceUs = 6,
                                .untilUs = 7,
                                .lastFailure = FailureClass::Declined,
                                .lastStatus = 529,
                                .lastFailureUs = 8,
                                .rateLimitsInARow = 9,
                                .rateLimitedSinceUs = 10,
                                .rateLimitedUntilUs = 11,
                                .latencyMs = 12,
                                .milliTokensPerSecond = 13};
    const auto session = Session::open(m_ledger->path(), Session::Access::ReadWrite);
    QVERIFY(session);
    const auto put = [&] { return EndpointHealthRepository::put(**session, std::vector{record}); };
    QVERIFY(put());
    QCOMPARE(stored(), std::vector{record});
    record.circuit = Circuit::Closed;
    record.latencyMs = 99;
    QVERIFY(put());
    QCOMPARE(stored(), std::vector{record});
}

void tst_HealthKeeper::endpointsThatAreNotThereAreLeftOut()
{
    const auto session = Session::open(m_ledger->path(), Session::Access::ReadWrite);
    QVERIFY(session);
    std::vector<EndpointHealthRecord> records(3);
    records[0].endpoint = birch;
    records[1].endpoint = gone;
    records[2].endpoint = unknown;
    QVERIFY(EndpointHealthRepository::put(**session, records));
    QCOMPARE(stored(), std::vector{records[0]});
}

void tst_HealthKeeper::circuitOutlivesTheProgram()
{
    {
        HealthBook book;
        const auto keeping = keeper(book, 1h);
        QVERIFY(keeping);
        fail(book, alder, 3);
        QCOMPARE(book.standingOf(alder, m_clock.steadyNs()), Standing::CircuitOpen);
    }
    m_clock.advance(1s);
    HealthBook after;
    const auto keeping = keeper(after, 1h);
    QVERIFY(keeping);
    QCOMPARE(after.standingOf(alder, m_clock.steadyNs()), Standing::CircuitOpen);
    QCOMPARE(after.standingOf(birch, m_clock.steadyNs()), Standing::Stable);
    const auto views = after.snapshot(m_clock.steadyNs(), m_clock.nowUs());
    QCOMPARE(views.size(), std::size_t(1));
    QCOMPARE(views[0].record.lastStatus, 503);
    QCOMPARE(views[0].record.failuresInARow, 3U);
}

void tst_HealthKeeper::turnIsStoredWhileItRuns()
{
    HealthBook book;
    const auto keeping = keeper(book, 5ms);
    QVERIFY(keeping);
    fail(book, alder, 3);
    QTRY_COMPARE(stored().size(), std::size_t(1));
    QCOMPARE(stored()[0].circuit, Circuit::Open);
    fail(book, birch, 3);
    QTRY_COMPARE(stored().size(), std::size_t(2));
}

void tst_HealthKeeper::nothingIsWrittenWhileNothingHappens()
{
    HealthBook book;
    {
        const auto keeping = keeper(book, 1ms);
        QVERIFY(keeping);
        fail(book, alder, 3);
        QTRY_COMPARE(stored().size(), std::size_t(1));
    }
    const auto session = Session::open(m_ledger->path(), Session::Access::ReadOnly);
    QVERIFY(session);
    const auto seen = [&] {
        auto rows = (*session)->run("PRAGMA data_version"_L1);
        return rows && rows->next() ? rows->value(0).toInt() : -1;
    };
    const int before = seen();
    {
        HealthBook again;
        const auto keeping = keeper(again, 1ms);
        QVERIFY(keeping);
        // Its end would write if anything were other than stored.
    }
    QCOMPARE(seen(), before);
}

void tst_HealthKeeper::mediansAreStoredAtTheEnd()
{
    HealthBook book;
    {
        const auto keeping = keeper(book, 1h);
        QVERIFY(keeping);
        const std::int64_t now = m_clock.steadyNs();
        book.succeeded(alder,
                       {.startedNs = now - 2'000'000'000,
                        .firstTokenNs = now - 1'500'000'000,
                        .endedNs = now,
                        .outputTokens = 100});
        QCOMPARE(stored().size(), std::size_t(0));
    }
    QCOMPARE(stored().size(), std::size_t(1));
    QVERIFY(qAbs(stored()[0].latencyMs - 500) < 80);
    QVERIFY(stored()[0].milliTokensPerSecond > 0);
}

void tst_HealthKeeper::unreadableHealthIsForgottenAndNotFatal()
{
    QVERIFY(m_ledger->execute("INSERT INTO endpoint_health VALUES"
                              " (1, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"));
    QTest::ignoreMessage(QtWarningMsg,
                         "The stored health of endpoints is forgotten: The stored health of "
                         "endpoint 1 cannot be read.");
    HealthBook book;
    QVERIFY(keeper(book, 1h));
    QCOMPARE(book.snapshot(m_clock.steadyNs(), m_clock.nowUs()).size(), std::size_t(0));
}

QTEST_GUILESS_MAIN(tst_HealthKeeper)
#include "tst_HealthKeeper.moc"
