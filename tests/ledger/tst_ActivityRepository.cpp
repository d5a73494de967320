// SPDX-License-Identifier: GPL-3.0-or-later
// Cutting activity into cells gives what adding the generations up gives.
#include "core/Clock.h"
#include "core/Window.h"
#include "core/ports/LedgerFlush.h"
#include "ledger/LedgerCells.h"
#include "ledger/LedgerWriter.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"

#include <QMap>
#include <QTest>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;

namespace {

constexpr std::int64_t dayUs = 86'400'000'000;
constexpr std::int64_t hourUs = dayUs / 24;
constexpr std::int64_t firstUs = 20'000 * dayUs;
constexpr std::int32_t firstDay = 20'000;

using Step = ActivityCut::Step;
using Dimension = ActivityDimension;

} // namespace

class TestActivityRepository : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void totalsHaveNames();
    void totalsOfDaysAreInOrder();
    void weeksAndDaysOfKeysAgree();
    void cellsAreOfOneDimension();
    void cellsAreOfTwoDimensions();
    void filterLeavesOthersOut();
    void hoursAreApart();
    void wholeIsOneCell();
    void emptyRangeHasNoCells();
    void simulatedIsLeftOut();
    void impossibleCutsAreRefused();

private:
    QList<ActivityCell> cells(const ActivityCut &cut);

    QTemporaryDir m_folder;
    ManualClock m_clock;
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<Session> m_session;
};

void TestActivityRepository::initTestCase()
{
    m_ledger = openLedger(m_folder.filePath(QStringLiteral("data")), m_clock);
    seed(m_ledger->path());
    int number = 0;
    const auto put = [&](std::int64_t atUs, std::int64_t key, std::int64_t model,
                         std::int64_t provider, std::uint32_t flags) {
        GenerationRecord g = completed(admitted(generationId(++number), atUs));
        g.key = {key};
        g.model = {model};
        g.provider = {provider};
        g.flags = flags;
        QVERIFY(m_ledger->journal(0).settle(g));
    };
    put(firstUs, 1, 1, 1, 0);
    put(firstUs + hourUs, 1, 2, 1, 0);
    put(firstUs + hourUs, 2, 2, 2, 0);
    put(firstUs + dayUs, 2, 2, 1, 0);
    put(firstUs + dayUs, 2, 2, 1, GenerationFlag::Simulated);
    put(firstUs + 5 * dayUs, 1, 1, 1, 0); // After every range asked for.
    m_ledger->writer()->flush();
    auto session = Session::open(m_ledger->path(), Session::Access::ReadOnly);
    QVERIFY(session.has_value());
    m_session = std::move(*session);
}

QList<ActivityCell> TestActivityRepository::cells(const ActivityCut &cut)
{
    auto found = ActivityRepository::cells(*m_session, cut);
    if (!found)
        qFatal("%s", qUtf8Printable(found.error().message));
    return *found;
}

void TestActivityRepository::totalsHaveNames()
{
    const ActivityRange range{.fromDay = firstDay, .toDay = firstDay + 1};
    const auto keys = ActivityRepository::totals(*m_session, Dimension::Key, range);
    QVERIFY(keys.has_value());
    QCOMPARE(keys->size(), 2);
    QCOMPARE((*keys)[0].name, QStringLiteral("ci"));
    QCOMPARE((*keys)[0].publicId, QStringLiteral("h1"));
    QCOMPARE((*keys)[0].requests, 2);
    QCOMPARE((*keys)[1].name, QString()); // It is in no table.
    const auto models = ActivityRepository::totals(*m_session, Dimension::Model, range);
    QVERIFY(models.has_value());
    QCOMPARE(models->size(), 2);
    QCOMPARE((*models)[0].id, 2); // The dearest first.
    QCOMPARE((*models)[0].requests, 3);
    QCOMPARE((*models)[1].name, QStringLiteral("a/b"));
    const auto providers = ActivityRepository::totals(*m_session, Dimension::Provider, range);
    QVERIFY(providers.has_value());
    QCOMPARE(providers->size(), 2);
    QCOMPARE((*providers)[0].name, QStringLiteral("fake"));
    QCOMPARE((*providers)[0].requests, 3);
}

void TestActivityRepository::totalsOfDaysAreInOrder()
{
    const ActivityRange range{.fromDay = firstDay, .toDay = firstDay + 1};
    const auto days = ActivityRepository::totals(*m_session, Dimension::Day, range);
    QVERIFY(days.has_value());
    QCOMPARE(days->size(), 2);
    QCOMPARE((*days)[0].id, firstDay);
    QCOMPARE((*days)[0].requests, 3);
    QCOMPARE((*days)[1].requests, 1);
}

void TestActivityRepository::weeksAndDaysOfKeysAgree()
{
    // Every border of a range within three weeks: whole weeks, parts of them, and none.
    for (std::int64_t from = firstDay - 8; from <= firstDay + 8; ++from) {
        for (std::int64_t to = from; to <= firstDay + 14; ++to) {
            const auto whole
                = cells({.step = Step::Whole, .by = {Dimension::Key}, .from = from, .to = to});
            QMap<std::int64_t, ActivitySums> sums; // Of the same days, one by one.
            for (const ActivityCell &day :
                 cells({.step = Step::Day, .by = {Dimension::Key}, .from = from, .to = to})) {
                sums[day.first].requests += day.requests;
                sums[day.first].cost += day.cost;
            }
            QCOMPARE(whole.size(), sums.size());
            for (const ActivityCell &cell : whole) {
                QCOMPARE(cell.requests, sums[cell.first].requests);
                QCOMPARE(cell.cost, sums[cell.first].cost);
            }
            const auto totals = ActivityRepository::totals(
                *m_session, Dimension::Key,
                {.fromDay = std::int32_t(from), .toDay = std::int32_t(to)});
            QVERIFY(totals.has_value());
            QCOMPARE(totals->size(), sums.size());
            for (const ActivityTotals &total : *totals)
                QCOMPARE(total.requests, sums[total.id].requests);
        }
    }
}

void TestActivityRepository::cellsAreOfOneDimension()
{
    const auto found = cells(
        {.step = Step::Day, .by = {Dimension::Model}, .from = firstDay, .to = firstDay + 1});
    QCOMPARE(found.size(), 3);
    QCOMPARE(found[0].at, firstDay);
    QCOMPARE(found[0].first, 1);
    QCOMPARE(found[0].requests, 1);
    QCOMPARE(found[1].first, 2);
    QCOMPARE(found[1].requests, 2);
    QCOMPARE(found[1].promptTokens, 2400);
    QCOMPARE(found[1].completionTokens, 600);
    QCOMPARE(found[1].cost, (Money{2 * (1200 * promptNusd + 300 * completionNusd)}));
    QCOMPARE(found[2].at, firstDay + 1);
    QCOMPARE(found[2].requests, 1);
}

void TestActivityRepository::cellsAreOfTwoDimensions()
{
    const auto found = cells({.step = Step::Whole,
                              .by = {Dimension::Key, Dimension::Model},
                              .from = firstDay,
                              .to = firstDay + 1});
    QCOMPARE(found.size(), 3);
    QCOMPARE(found[1].first, 1);
    QCOMPARE(found[1].second, 2);
    QCOMPARE(found[1].requests, 1);
    QCOMPARE(found[2].first, 2);
    QCOMPARE(found[2].second, 2);
    QCOMPARE(found[2].requests, 2);
    QCOMPARE(found[2].at, 0);
}

void TestActivityRepository::filterLeavesOthersOut()
{
    const auto found = cells({.step = Step::Whole,
                              .by = {Dimension::Model},
                              .filter = ActivityCut::Filter{Dimension::Provider, 1},
                              .from = firstDay,
                              .to = firstDay + 1});
    QCOMPARE(found.size(), 2);
    QCOMPARE(found[0].requests, 1);
    QCOMPARE(found[1].requests, 2);
}

void TestActivityRepository::hoursAreApart()
{
    const std::int64_t hour = hourOf(firstUs);
    const auto found
        = cells({.step = Step::Hour, .by = {Dimension::Provider}, .from = hour, .to = hour + 23});
    QCOMPARE(found.size(), 3);
    QCOMPARE(found[0].at, hour);
    QCOMPARE(found[1].at, hour + 1);
    QCOMPARE(found[1].first, 1);
    QCOMPARE(found[2].first, 2);
    QCOMPARE(found[2].requests, 1);
}

void TestActivityRepository::wholeIsOneCell()
{
    const auto found = cells({.step = Step::Whole, .from = firstDay, .to = firstDay + 1});
    QCOMPARE(found.size(), 1);
    QCOMPARE(found[0].requests, 4);
}

void TestActivityRepository::emptyRangeHasNoCells()
{
    QVERIFY(cells({.step = Step::Whole, .from = 1, .to = 2}).isEmpty());
    QVERIFY(cells({.step = Step::Hour, .by = {Dimension::Key}, .from = 1, .to = 2}).isEmpty());
}

void TestActivityRepository::simulatedIsLeftOut()
{
    ActivityCut cut{.step = Step::Whole, .from = firstDay + 1, .to = firstDay + 1};
    QCOMPARE(cells(cut)[0].requests, 1);
    cut.includesSimulated = true;
    QCOMPARE(cells(cut)[0].requests, 2);
}

void TestActivityRepository::impossibleCutsAreRefused()
{
    using By = QList<Dimension>;
    for (const By &by : {By{Dimension::Day}, By{Dimension::Key, Dimension::Key},
                         By{Dimension::Key, Dimension::Model, Dimension::Provider}}) {
        const auto found = ActivityRepository::cells(*m_session, {.by = by});
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::InvalidArgument);
    }
}

QTEST_GUILESS_MAIN(TestActivityRepository)
#include "tst_ActivityRepository.moc"
