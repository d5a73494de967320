// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Window.h"
#include "ledger/LedgerBatch.h"
#include "ledger/sqlite/Database.h"
#include "services/ActivityService.h"
#include "services/MoverMaker.h"

#include <QTest>

#include <cstring>
#include <numeric>
#include <optional>

#include "tests/services/Desk.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

using Query = ActivityQuery;

struct Row
{
    std::int64_t atUs = 0;
    std::int64_t model = 1;
    std::int64_t cost = 0;
    std::int64_t firstTokenUs = 0;
    std::uint32_t flags = 0;
};

} // namespace

class ActivityServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk.emplace();
        m_activity.emplace(*m_desk->session, m_desk->clock);
        m_today = dayOf(m_desk->clock.nowUs()); // A Thursday.
        m_count = 0;
    }
    void cleanup()
    {
        m_activity.reset();
        m_desk.reset();
    }

    void theSmallestAreSummedAsOther()
    {
        for (std::int64_t model = 1; model <= 9; ++model)
            QVERIFY(write({.atUs = at(m_today, 1), .model = model, .cost = model * 100}));
        const auto figure = m_activity->figure(m_desk->owner(), days(1));
        QVERIFY(figure);
        QCOMPARE(figure->series.size(), Figure::maxSeries + 1);
        QCOMPARE(figure->series.first().rowId, 9);
        const FigureSeries &other = figure->series.last();
        QVERIFY(other.isOther);
        QCOMPARE(other.memberCount, 3);
        QCOMPARE(other.total(), 600);
        QCOMPARE(figure->total(), 4500);
    }

    void daysWithoutRequestsAreThere()
    {
        QVERIFY(write({.atUs = at(m_today - 6, 23), .cost = 3}));
        QVERIFY(write({.atUs = at(m_today, 0), .cost = 5}));
        QVERIFY(write({.atUs = at(m_today - 7, 23), .cost = 100})); // The day before.
        const auto figure = m_activity->figure(m_desk->owner(), days(7));
        QVERIFY(figure);
        QCOMPARE(figure->series.size(), 1);
        QCOMPARE(figure->series[0].values, QList<qint64>({3, 0, 0, 0, 0, 0, 5}));
        QVERIFY(figure->buckets.last().isRunning);
        QVERIFY(!figure->buckets.first().isRunning);
        QCOMPARE(figure->zone, u"UTC"_s);
    }

    void hoursAreCutWhereThePeriodIs()
    {
        m_desk->clock.advance(3h + 20min);
        QVERIFY(write({.atUs = at(m_today, 3), .cost = 7}));
        QVERIFY(write({.atUs = at(m_today - 1, 4), .cost = 11}));
        QVERIFY(write({.atUs = at(m_today - 1, 3), .cost = 100})); // An hour too early.
        Query query;
        query.period = Period::lastHours(24, m_desk->clock.nowUs());
        const auto figure = m_activity->figure(m_desk->owner(), query);
        QVERIFY(figure);
        QCOMPARE(figure->buckets.size(), 24);
        QCOMPARE(figure->bucketTotal(0), 11);
        QCOMPARE(figure->bucketTotal(23), 7);
        QCOMPARE(figure->total(), 18);
        QCOMPARE(m_activity->summary(m_desk->owner(), query)->now.cost, Money{18});
        QCOMPARE(m_activity->summary(m_desk->owner(), query)->before.cost, Money{100});
    }

    void weeksBeginOnMonday()
    {
        QVERIFY(write({.atUs = at(m_today - 3, 5), .cost = 1})); // Monday.
        QVERIFY(write({.atUs = at(m_today - 4, 5), .cost = 2})); // Sunday.
        QVERIFY(write({.atUs = at(m_today, 0), .cost = 4}));
        Query query = days(10);
        query.step = Query::Step::Week;
        const auto figure = m_activity->figure(m_desk->owner(), query);
        QVERIFY(figure);
        QCOMPARE(figure->series[0].values, QList<qint64>({2, 5}));
        // The first week has lost days to the period.
        QCOMPARE(figure->buckets[0].startUs, query.period.fromUs);
        QCOMPARE(figure->buckets[1].startUs, (m_today - 3) * Period::dayUs);
    }

    void simulatedRequestsCountOnlyWhenAsked()
    {
        QVERIFY(write({.atUs = at(m_today, 0), .cost = 1}));
        QVERIFY(write({.atUs = at(m_today, 0), .cost = 2, .flags = GenerationFlag::Simulated}));
        Query query = days(1);
        QCOMPARE(m_activity->figure(m_desk->owner(), query)->total(), 1);
        QCOMPARE(m_activity->requests(m_desk->owner(), query, {})->size(), 1);
        query.includesSimulated = true;
        QCOMPARE(m_activity->figure(m_desk->owner(), query)->total(), 3);
        QCOMPARE(m_activity->requests(m_desk->owner(), query, {})->size(), 2);
    }

    void firstTokenMedianIsOfThoseThatHadOne()
    {
        for (const std::int64_t us : {900, 0, 100, 300, 0})
            QVERIFY(write({.atUs = at(m_today, 0), .firstTokenUs = us}));
        QVERIFY(write({.atUs = at(m_today - 1, 0), .firstTokenUs = 50}));
        const auto summary = m_activity->summary(m_desk->owner(), days(1));
        QVERIFY(summary);
        QCOMPARE(summary->ttftMedianUs, 300);
        QCOMPARE(summary->ttftMedianBeforeUs, 50);
        Query other = days(1);
        other.filter = {ActivityDimension::Model, 77};
        QVERIFY(!m_activity->summary(m_desk->owner(), other)->ttftMedianUs);
    }

    void aPeriodThatIsNoneIsRefused()
    {
        Query query = days(1);
        query.period.toUs = query.period.fromUs;
        QCOMPARE(codeOf(query), ErrorCode::InvalidArgument);
        query.period.toUs = query.period.fromUs + Period::hourUs;
        query.step = Query::Step::Day;
        QCOMPARE(codeOf(query), ErrorCode::InvalidArgument);
        query = days(1001);
        query.step = Query::Step::Day;
        QCOMPARE(codeOf(query), ErrorCode::InvalidArgument);
        query.step = Query::Step::Auto;
        QVERIFY(m_activity->figure(m_desk->owner(), query));
    }

    void causesOfAChangeAddUp_data()
    {
        using MoverMaker::ModelChange;
        QTest::addColumn<QList<ModelChange>>("models");
        QTest::addColumn<QList<qint64>>("causes"); // New, requests, length, models, price.
        const auto sums = [](std::int64_t requests, std::int64_t tokens, std::int64_t cost) {
            ActivitySums made;
            made.requests = requests;
            made.promptTokens = tokens;
            made.cost = {cost};
            return made;
        };
        const auto row
            = [](const char *name, const QList<ModelChange> &models, const QList<qint64> &causes) {
                  QTest::newRow(name) << models << causes;
              };
        row("new", {{sums(3, 30, 300), {}}}, {300, 0, 0, 0, 0});
        row("gone", {{{}, sums(3, 30, 300)}}, {0, -300, 0, 0, 0});
        row("twice as many", {{sums(6, 60, 600), sums(3, 30, 300)}}, {0, 300, 0, 0, 0});
        row("twice as long", {{sums(3, 60, 600), sums(3, 30, 300)}}, {0, 0, 300, 0, 0});
        row("dearer", {{sums(3, 30, 450), sums(3, 30, 300)}}, {0, 0, 0, 0, 150});
        row("moved to a dearer model",
            {{sums(1, 10, 100), sums(3, 30, 300)}, {sums(3, 30, 900), sums(1, 10, 300)}},
            {0, 0, 0, 400, 0});
        row("moved to a new model", {{{}, sums(2, 20, 200)}, {sums(2, 20, 500), {}}},
            {0, 0, 0, 300, 0});
        row("rounded", {{sums(2, 7, 11), sums(3, 5, 10)}}, {0, -3, 7, 0, -3});
        row("without tokens", {{sums(2, 0, 50), sums(1, 0, 20)}}, {0, 20, 0, 0, 10});
        row("beyond 64 bits",
            {{sums(4'000'000'000, 0, 8'000'000'000'000'000'000),
              sums(2'000'000'000, 0, 4'000'000'000'000'000'000)}},
            {0, 4'000'000'000'000'000'000, 0, 0, 0});
    }

    void causesOfAChangeAddUp()
    {
        QFETCH(QList<MoverMaker::ModelChange>, models);
        QFETCH(QList<qint64>, causes);
        QList<qint64> made;
        for (const Money cause : MoverMaker::causesOf(models))
            made.append(cause.nanoUsd);
        QCOMPARE(made, causes);
        std::int64_t change = 0;
        for (const MoverMaker::ModelChange &model : models)
            change += model.now.cost.nanoUsd - model.before.cost.nanoUsd;
        QCOMPARE(std::accumulate(made.begin(), made.end(), qint64(0)), change);
    }

    void moversHoldWhatIsGoneAndAddUp()
    {
        QVERIFY(write({.atUs = at(m_today - 1, 3), .model = 1, .cost = 40}));
        QVERIFY(write({.atUs = at(m_today - 7, 3), .model = 3, .cost = 7}));
        QVERIFY(write({.atUs = at(m_today, 3), .model = 2, .cost = 10}));
        QVERIFY(write({.atUs = at(m_today, 4), .model = 1, .cost = 1}));
        Query query = days(1);
        auto movers = m_activity->movers(m_desk->owner(), query);
        QVERIFY(movers);
        QCOMPARE(movers->rows.size(), 2);
        QCOMPARE(movers->rows[0].change(), Money{-39});
        QCOMPARE(movers->rows[1].change(), Money{10});
        QCOMPARE(movers->change(), Money{-29});
        QCOMPARE(std::accumulate(movers->causes.begin(), movers->causes.end(), Money{}),
                 movers->change());
        // A week before in place of the day before; what went away is a row, too.
        query.against = Period::ofDays(m_today - 7, m_today - 7);
        movers = m_activity->movers(m_desk->owner(), query);
        QVERIFY(movers);
        QCOMPARE(movers->before.cost, Money{7});
        QCOMPARE(movers->rows.size(), 3);
        query.group = Query::Group::None;
        QCOMPARE(m_activity->movers(m_desk->owner(), query).error().code,
                 ErrorCode::InvalidArgument);
    }

    void keysSeeNoFigures()
    {
        KeyDraft draft;
        draft.name = u"ci"_s;
        const auto issued = m_desk->keys.create(m_desk->owner(), draft);
        QVERIFY(issued);
        const Actor key = m_desk->keyActor(issued->key.id);
        QCOMPARE(m_activity->figure(key, days(1)).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_activity->breakdown(key, days(1)).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_activity->summary(key, days(1)).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_activity->movers(key, days(1)).error().code, ErrorCode::Forbidden);
        QCOMPARE(m_activity->requests(key, days(1), {}).error().code, ErrorCode::Forbidden);
    }

private:
    static std::int64_t at(std::int32_t day, int hour)
    {
        return day * Period::dayUs + hour * Period::hourUs + 1;
    }

    /// That many days, today last.
    Query days(int count) const
    {
        Query query;
        query.period = Period::ofDays(m_today - count + 1, m_today);
        query.step = Query::Step::Day;
        return query;
    }

    ErrorCode codeOf(const Query &query) const
    {
        const auto figure = m_activity->figure(m_desk->owner(), query);
        return figure ? ErrorCode::Internal : figure.error().code;
    }

    bool write(const Row &row)
    {
        auto database = Database::open(m_desk->ledger.path(), Database::Access::ReadWrite);
        if (!database)
            return false;
        auto batch = LedgerBatch::open(**database, m_desk->clock);
        GenerationRecord record;
        const QByteArray id = "gen-" + QByteArray::number(++m_count).rightJustified(26, '0');
        std::memcpy(record.id.text.data(), id.constData(), record.id.text.size());
        record.admittedUs = row.atUs;
        record.organization = OrganizationId{1};
        record.workspace = WorkspaceId{1};
        record.key = KeyId{1};
        record.model = ModelId{row.model};
        record.provider = ProviderId{1};
        record.flags = row.flags;
        record.cost = record.counted = Money{row.cost};
        record.firstTokenUs = row.firstTokenUs;
        return batch && (*batch)->add(record) && (*batch)->commit();
    }

    std::optional<Desk> m_desk;
    std::optional<ActivityService> m_activity;
    std::int32_t m_today = 0;
    int m_count = 0;
};

QTEST_GUILESS_MAIN(ActivityServiceTest)
#include "tst_ActivityService.moc"
