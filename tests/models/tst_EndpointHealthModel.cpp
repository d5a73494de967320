// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/EndpointHealthModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t now = 1'782'950'400 * second;

EndpointHealthRow row(std::int64_t endpoint, std::int64_t provider, const QString &providerName,
                      const QString &model)
{
    EndpointHealthRow row;
    row.view.record.endpoint = {endpoint};
    row.view.attempts = 20;
    row.provider = {provider};
    row.providerName = providerName;
    row.model = model;
    row.tag = providerName.toLower();
    return row;
}

EndpointHealthRow outRow()
{
    EndpointHealthRow out = row(3, 2, u"Birch"_s, u"birch/pro"_s);
    out.view.record.circuit = Circuit::Open;
    out.view.record.sinceUs = now - 240 * second;
    out.view.record.untilUs = now + 41 * second + 1;
    out.view.record.lastFailure = FailureClass::ServerError;
    out.view.record.lastStatus = 503;
    out.view.record.failuresInARow = 3;
    return out;
}

} // namespace

class tst_EndpointHealthModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void endpointsStandBelowTheirProvider();
    void oneThatIsOutSaysWhySinceWhenAndHowLong();
    void statesFollowTheRecord_data();
    void statesFollowTheRecord();
    void filtersTakeProvidersWithoutEndpointsAway();
    void figuresThatOnlyChangeDoNotReset();
    void oldMediansAreFaint();
    void remainingTimeRoundsUp();

private:
    QString text(int row, int column) const
    {
        return m_model->index(row, column).data(FilterRole).toString();
    }
    std::unique_ptr<EndpointHealthModel> m_model;
};

void tst_EndpointHealthModel::init()
{
    m_model = std::make_unique<EndpointHealthModel>();
    new QAbstractItemModelTester(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_model.get());
    m_model->setEndpoints({outRow(), row(4, 2, u"Birch"_s, u"birch/flash"_s),
                           row(1, 1, u"Alder"_s, u"alder/large"_s)},
                          now);
}

void tst_EndpointHealthModel::endpointsStandBelowTheirProvider()
{
    QCOMPARE(m_model->rowCount(), 5);
    QVERIFY(text(0, EndpointHealthModel::Name).startsWith(u"Alder"));
    QVERIFY(text(1, EndpointHealthModel::Name).contains(u"alder/large"));
    QVERIFY(text(2, EndpointHealthModel::Name).startsWith(u"Birch"));
    QVERIFY(text(3, EndpointHealthModel::Name).contains(u"birch/flash"));
    QVERIFY(text(4, EndpointHealthModel::Name).contains(u"birch/pro"));
    QVERIFY(m_model->isProvider(2));
    QCOMPARE(m_model->provider(2), ProviderId{2});
    QCOMPARE(m_model->provider(4), ProviderId{2});
    QVERIFY(!m_model->endpoint(2));
    QCOMPARE(m_model->endpoint(4)->view.record.endpoint, EndpointId{3});
    QCOMPARE(m_model->rowOf(3), 4);
    QCOMPARE(m_model->rowOf(-2), 2);
    QCOMPARE(text(2, EndpointHealthModel::State), u"1 of 2 out"_s);
    QCOMPARE(text(2, EndpointHealthModel::Requests), u"40"_s);
    QCOMPARE(m_model->all().out, 1);
}

void tst_EndpointHealthModel::oneThatIsOutSaysWhySinceWhenAndHowLong()
{
    QCOMPARE(text(4, EndpointHealthModel::State), u"Out"_s);
    QCOMPARE(text(4, EndpointHealthModel::Reason), u"Server error 503, 3 in a row"_s);
    QCOMPARE(text(4, EndpointHealthModel::Since), u"4 min ago"_s);
    QCOMPARE(text(4, EndpointHealthModel::Until), u"in 42 s"_s);
    QCOMPARE(text(3, EndpointHealthModel::Since), QString());
    QCOMPARE(text(3, EndpointHealthModel::Until), QString());
}

void tst_EndpointHealthModel::statesFollowTheRecord_data()
{
    QTest::addColumn<EndpointHealthView>("view");
    QTest::addColumn<EndpointState>("state");
    const auto add = [](const char *name, EndpointState state,
                        const std::function<void(EndpointHealthView &)> &set) {
        EndpointHealthView view;
        view.attempts = 200;
        set(view);
        QTest::newRow(name) << view << state;
    };
    add("answering", EndpointState::Answering, [](EndpointHealthView &) {});
    add("idle", EndpointState::Idle, [](EndpointHealthView &view) { view.attempts = 0; });
    add("failed last", EndpointState::Failing,
        [](EndpointHealthView &view) { view.record.failuresInARow = 1; });
    add("5 %", EndpointState::Answering, [](EndpointHealthView &view) { view.failures = 10; });
    add("more", EndpointState::Degraded, [](EndpointHealthView &view) { view.failures = 11; });
    add("20 %", EndpointState::Degraded, [](EndpointHealthView &view) { view.failures = 40; });
    add("more than that", EndpointState::Down,
        [](EndpointHealthView &view) { view.failures = 41; });
    add("too few to judge", EndpointState::Answering, [](EndpointHealthView &view) {
        view.attempts = 99;
        view.failures = 41;
    });
    add("out", EndpointState::Out, [](EndpointHealthView &view) {
        view.record.circuit = Circuit::Open;
        view.record.untilUs = now + 1;
    });
    add("back-off passed", EndpointState::Trial, [](EndpointHealthView &view) {
        view.record.circuit = Circuit::Open;
        view.record.untilUs = now;
    });
    add("half-open", EndpointState::Trial,
        [](EndpointHealthView &view) { view.record.circuit = Circuit::HalfOpen; });
    add("limited", EndpointState::Limited,
        [](EndpointHealthView &view) { view.record.rateLimitedUntilUs = now + 1; });
    add("limit passed", EndpointState::Answering,
        [](EndpointHealthView &view) { view.record.rateLimitedUntilUs = now; });
}

void tst_EndpointHealthModel::statesFollowTheRecord()
{
    QFETCH(const EndpointHealthView, view);
    QTEST(endpointState(view, now), "state");
}

void tst_EndpointHealthModel::filtersTakeProvidersWithoutEndpointsAway()
{
    m_model->setText(u"BIRCH flash"_s);
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(text(0, EndpointHealthModel::State), QString()); // What is out is hidden.
    QCOMPARE(text(0, EndpointHealthModel::Requests), u"20"_s);
    m_model->setText({});
    m_model->setStates({int(EndpointState::Out)});
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(m_model->shown().endpoints, 1);
    QCOMPARE(m_model->all().endpoints, 3);
    m_model->setProviders({1});
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setStates({});
    QCOMPARE(m_model->rowCount(), 2);
    QVERIFY(m_model->hasFilter());
}

void tst_EndpointHealthModel::figuresThatOnlyChangeDoNotReset()
{
    QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setEndpoints({outRow(), row(4, 2, u"Birch"_s, u"birch/flash"_s),
                           row(1, 1, u"Alder"_s, u"alder/large"_s)},
                          now + second);
    QCOMPARE(reset.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(text(4, EndpointHealthModel::Until), u"in 41 s"_s);
    m_model->setEndpoints({outRow()}, now);
    QCOMPARE(reset.count(), 1);
}

void tst_EndpointHealthModel::oldMediansAreFaint()
{
    EndpointHealthRow known = row(1, 1, u"Alder"_s, u"alder/large"_s);
    known.view.record.latencyMs = 840;
    known.view.record.milliTokensPerSecond = 85'240;
    m_model->setEndpoints({known}, now);
    const auto cell
        = [this](int column) { return m_model->index(1, column).data(CellRole).value<Cell>(); };
    QCOMPARE(cell(EndpointHealthModel::LatencyP50).text, u"840 ms"_s);
    QCOMPARE(cell(EndpointHealthModel::LatencyP50).tone, Tone::Faint);
    QCOMPARE(cell(EndpointHealthModel::LatencyP90).text, u"–"_s);
    QCOMPARE(cell(EndpointHealthModel::Throughput).text, u"85.2 tok/s"_s);
    known.view.hasPercentiles = true;
    known.view.latencyMs = {310, 400, 1'840, 4'000};
    m_model->setEndpoints({known}, now);
    QCOMPARE(cell(EndpointHealthModel::LatencyP50).tone, Tone::Normal);
    QCOMPARE(cell(EndpointHealthModel::LatencyP90).text, u"1.84 s"_s);
}

void tst_EndpointHealthModel::remainingTimeRoundsUp()
{
    QCOMPARE(remaining(1), u"1 s"_s);
    QCOMPARE(remaining(59 * second + 1), u"1 m 0 s"_s);
    QCOMPARE(remaining(270 * second), u"4 m 30 s"_s);
}

QTEST_GUILESS_MAIN(tst_EndpointHealthModel)
#include "tst_EndpointHealthModel.moc"
