// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Window.h"
#include "ledger/LedgerBatch.h"
#include "ledger/sqlite/Database.h"
#include "services/ActivityService.h"

#include <QTest>

#include <cstring>
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
