// SPDX-License-Identifier: GPL-3.0-or-later
// The Activity pane by mouse and keys, over a ledger with requests of five weeks.
#include "core/Catalog.h"
#include "core/Format.h"
#include "core/Period.h"
#include "core/Window.h"
#include "ledger/LedgerBatch.h"
#include "ledger/sqlite/Database.h"
#include "models/BreakdownModel.h"
#include "models/GenerationsModel.h"
#include "models/MoversModel.h"
#include "ui/charts/BarCanvas.h"
#include "ui/charts/StackedBarChart.h"
#include "ui/export/PrintPreview.h"
#include "ui/panes/activity/ActivityExport.h"
#include "ui/panes/activity/ActivityPane.h"
#include "ui/panes/activity/ActivityTables.h"
#include "ui/panes/activity/MetricCell.h"
#include "ui/panes/activity/SavedViews.h"
#include "ui/panes/activity/WaterfallChart.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/SegmentedControl.h"

#include <QDateEdit>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollArea>
#include <QScrollBar>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "tests/support/ConsoleFixture.h"
#include "tests/ui/CutText.h"

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::StringLiterals;

namespace {

using Group = ActivityQuery::Group;
using Tab = ActivityView::Tab;

constexpr std::int64_t nowUs = ManualClock::defaultStartUs;
constexpr std::int64_t dollar = 1'000'000'000;

} // namespace

class TestActivityPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();

    void periodShowsItsFigures();
    void stripChoosesTheMetric();
    void segmentDrillsToSeriesAndBucket();
    void columnDrillsToItsBucket();
    void enterDrillsDownToTheRequests();
    void doubleClickDrillsDown();
    void backspaceGoesUp();
    void breadcrumbGoesUp();
    void backReturnsToTheViewBefore();
    void requestsPageByScrolling();
    void requestOpensInLive();
    void rowActionShowsItsRequests();
    void groupAndThenByRegroup();
    void bracketsStepThePeriod();
    void customPeriodIsAsked();
    void emptyPeriodOffersMore();
    void simulatedAreLeftOutUntilAsked();
    void periodBeforeIsDrawn();
    void moversSayWhatChangedMost();
    void moversDrillToTheRequests();
    void waterfallOpensByKeys();
    void viewsAreSavedAndRemoved();
    void placeOfAFigureIsUnderstood();
    void wrongArgumentsAreIgnored();
    void breakdownCsvIsTheTable();
    void requestsCsvHasEveryRequest();
    void cancelledExportLeavesNothing();
    void failedExportSaysSo();
    void pdfIsWritten();
    void reportIsPreviewed();
    void problemIsShownAndGoes();
    void periodsRead_data();
    void periodsRead();
    void viewsKeepWhatTheyTell();
    void largeTextScrolls_data();
    void largeTextScrolls();

private:
    KeyId makeKey(const QString &name);
    Model makeModel(const QString &slug);
    void add(std::int64_t atUs, const Model &model, KeyId key, std::int64_t nano,
             std::uint32_t flags = 0);
    void commit();

    template <typename W>
    W *find(const QString &name = {}) const
    {
        return m_pane->findChild<W *>(name);
    }
    StackedBarChart &chart() const { return *find<StackedBarChart>(u"activityChart"_s); }
    DataTable &table() const { return *find<DataTable>(u"breakdownTable"_s); }
    DataTable &requests() const { return *find<DataTable>(u"requestsTable"_s); }
    const ActivityView &view() const { return m_pane->view(); }
    QString cell(int row, int column) const
    {
        return table().model()->index(row, column).data(CellRole).value<Cell>().text;
    }
    QString crumb() const
    {
        for (const QLabel *label : m_pane->findChildren<QLabel *>(u"crumbHere"_s)) {
            if (label->isVisible()) // Those of the view before go with the next turn of events.
                return label->text();
        }
        return {};
    }
    /// What the view wants has been read.
    void waitForBreakdown()
    {
        QTRY_VERIFY(find<ActivityTables>()->hasBreakdown());
        QTRY_COMPARE(chart().figure().buckets.size(), m_buckets);
    }
    void enter(const QVariantMap &arguments, qsizetype buckets = 30)
    {
        m_buckets = buckets;
        m_fixture->navigation.go({u"activity"_s, arguments});
        waitForBreakdown();
    }
    void doubleClick(DataTable &in, int row)
    {
        const QPoint at = in.visualRect(in.model()->index(row, 0)).center();
        QTest::mouseClick(in.viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(in.viewport(), Qt::LeftButton, {}, at);
    }
    QString exportTo(const QString &name, const QString &action);
    QByteArray contentOf(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    int bucketOf(std::int32_t day)
    {
        return int(day - Period{chart().figure().buckets.first().startUs, 0}.firstDay());
    }

    std::unique_ptr<ConsoleFixture> m_fixture;
    std::unique_ptr<ActivityPane> m_pane;
    GenerationIds m_ids{7};
    std::vector<GenerationRecord> m_records;
    Model m_large;
    Model m_mini;
    KeyId m_bob;
    KeyId m_ci;
    std::int32_t m_today = dayOf(nowUs);
    qsizetype m_buckets = 30;
};

void TestActivityPane::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_fixture = std::make_unique<ConsoleFixture>();
    m_bob = makeKey(u"bob-cursor"_s);
    m_ci = makeKey(u"ci-nightly"_s);
    m_large = makeModel(u"alder/alder-large-3"_s);
    m_mini = makeModel(u"alder/alder-mini-3"_s);
    const std::int64_t today = m_today * Period::dayUs;
    for (int day = 0; day < 35; ++day) {
        const std::int64_t at = today - day * Period::dayUs + Period::hourUs;
        add(at, m_large, m_bob, 3 * dollar);
        add(at + 1, m_mini, m_ci, dollar);
    }
    // Yesterday: ten times the usual, all by one key.
    for (int i = 0; i < 250; ++i)
        add(today - Period::hourUs + i, m_mini, m_bob, dollar / 10);
    add(today + 5, m_mini, m_ci, 0, GenerationFlag::Simulated);
    commit();
}

void TestActivityPane::cleanupTestCase()
{
    m_fixture.reset();
    QLocale::setDefault(QLocale::c());
}

void TestActivityPane::init()
{
    QSettings().clear();
    m_fixture->navigation.go({u"overview"_s, {}});
    m_pane = std::make_unique<ActivityPane>(*m_fixture->console);
    // As the window's host of panes does.
    connect(&m_fixture->navigation, &Navigation::leaving, m_pane.get(), [this] {
        if (m_fixture->navigation.current().pane == u"activity"_s)
            m_fixture->navigation.remember(m_pane->state());
    });
    connect(&m_fixture->navigation, &Navigation::wentTo, m_pane.get(), [this](const Place &place) {
        if (place.pane == u"activity"_s)
            m_pane->enter(place.arguments);
        else
            m_pane->leave();
    });
    m_pane->resize(1208, 848);
    m_pane->show();
    m_pane->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_pane.get()));
    enter({});
}

void TestActivityPane::cleanup()
{
    m_pane.reset();
}

KeyId TestActivityPane::makeKey(const QString &name)
{
    const auto issued
        = m_fixture->control->call(QString(), [&](Services &services, const Actor &actor) {
              KeyDraft draft;
              draft.name = name;
              return services.keys.create(actor, draft);
          });
    if (!issued)
        qFatal("%s", qPrintable(issued.error().message));
    return issued->key.id;
}

Model TestActivityPane::makeModel(const QString &slug)
{
    const auto made
        = m_fixture->control->call(QString(), [&](Services &services, const Actor &actor) {
              ProviderDraft provider;
              provider.slug = u"alder"_s;
              provider.name = u"Alder"_s;
              provider.baseUrl = u"http://127.0.0.1:9/v1"_s;
              const auto added = services.providers.add(actor, provider, {});
              if (!added && added.error().code != ErrorCode::Conflict)
                  return Result<Model>(tl::unexpected(added.error()));
              EndpointDraft endpoint;
              endpoint.provider = provider.slug;
              endpoint.upstreamModel = slug.section(u'/', 1);
              ModelDraft model;
              model.slug = slug;
              model.type = u"chat"_s;
              model.endpoints = {endpoint};
              return services.catalog.set(actor, model);
          });
    if (!made)
        qFatal("%s", qPrintable(made.error().message));
    return *made;
}

void TestActivityPane::add(std::int64_t atUs, const Model &model, KeyId key, std::int64_t nano,
                           std::uint32_t flags)
{
    GenerationRecord record;
    record.id = m_ids.next(atUs);
    record.admittedUs = atUs;
    record.organization = {1};
    record.workspace = {1};
    record.key = key;
    record.model = model.id;
    record.endpoint = model.endpoints[0].id;
    record.provider = model.endpoints[0].provider;
    record.priceSheet = model.endpoints[0].priceSheet;
    record.httpStatus = 200;
    record.flags = flags;
    record.attemptCount = 1;
    record.requestedModel = "m";
    record.usage.prompt = 2'000;
    record.usage.cacheRead = 500;
    record.usage.completion = 1'000;
    record.cost = {nano};
    record.firstTokenUs = 480'000;
    record.totalUs = 1'840'000;
    m_records.push_back(record);
}

void TestActivityPane::commit()
{
    auto database = Database::open(m_fixture->ledger.path(), Database::Access::ReadWrite);
    auto batch = database ? LedgerBatch::open(**database, m_fixture->clock)
                          : Result<std::unique_ptr<LedgerBatch>>(tl::unexpected(database.error()));
    for (const GenerationRecord &record : m_records) {
        if (!batch || !(*batch)->add(record))
            qFatal("a request could not be put into the ledger");
    }
    if (!(*batch)->commit())
        qFatal("the requests could not be put into the ledger");
}

void TestActivityPane::periodShowsItsFigures()
{
    QCOMPARE(chart().figure().total(), 30 * 4 * dollar + 25 * dollar);
    QCOMPARE(chart().figure().series.size(), 2);
    QCOMPARE(table().model()->rowCount(), 2);
    QCOMPARE(cell(0, BreakdownModel::Name), u"alder/alder-large-3"_s);
    QCOMPARE(cell(0, BreakdownModel::Spend), u"$90.00"_s);
    QCOMPARE(cell(1, BreakdownModel::Spend), u"$55.00"_s);
    QCOMPARE(find<MetricCell>(u"metric0"_s)->content().value, u"$145.00"_s);
    QCOMPARE(find<MetricCell>(u"metric2"_s)->content().value, u"310"_s);
    QCOMPARE(find<MetricCell>(u"metricFirstToken"_s)->content().value, u"480 ms"_s);
    QCOMPARE(find<MetricCell>(u"metricCacheHit"_s)->content().value, u"25 %"_s);
    QVERIFY(find<QLabel>(u"activityReadTime"_s)->text().startsWith(u"Ledger read in "_s));
    QVERIFY(find<QWidget>(u"totalsRow"_s)
                ->accessibleName()
                .startsWith(u"Total, 2 rows, Spend 145.00 dollars"_s));
}

void TestActivityPane::stripChoosesTheMetric()
{
    QTest::mouseClick(find<MetricCell>(u"metric2"_s), Qt::LeftButton);
    QTRY_COMPARE(chart().figure().unit, FigureUnit::Requests);
    QCOMPARE(chart().figure().total(), 310);
    QTRY_COMPARE(cell(0, BreakdownModel::Share), u"9.7 %"_s); // Still sorted by spend.
    find<MetricCell>(u"metric2"_s)->setFocus();
    QTest::keyClick(find<MetricCell>(u"metric2"_s), Qt::Key_Left);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QTRY_COMPARE(chart().figure().unit, FigureUnit::Tokens);
}

void TestActivityPane::segmentDrillsToSeriesAndBucket()
{
    const int yesterday = bucketOf(m_today - 1);
    const auto *canvas = chart().canvas();
    const int mini = chart().figure().series[0].name == u"alder/alder-mini-3"_s ? 0 : 1;
    QTest::mouseClick(canvas->viewport(), Qt::LeftButton, {},
                      canvas->segmentRect({yesterday, mini}).center().toPoint());
    waitForBreakdown();
    QTRY_COMPARE(crumb(), u"alder/alder-mini-3"_s);
    QCOMPARE(find<QPushButton>(u"crumb1"_s)->text(), chart().figure().buckets[yesterday].fullLabel);
    QCOMPARE(view().tableGroup(), Group::Key);
    QCOMPARE(table().model()->rowCount(), 2);
    QCOMPARE(cell(0, BreakdownModel::Name), u"bob-cursor"_s);
    QCOMPARE(cell(0, BreakdownModel::Spend), u"$25.00"_s);
    QCOMPARE(canvas->highlighted().bucket, yesterday); // The chart stays, and shows where one is.
}

void TestActivityPane::columnDrillsToItsBucket()
{
    chart().canvas()->setFocus();
    QTest::keyClick(chart().canvas(), Qt::Key_End);
    QTest::keyClick(chart().canvas(), Qt::Key_Left);
    QTest::keyClick(chart().canvas(), Qt::Key_Return);
    waitForBreakdown();
    QCOMPARE(view().tableQuery(nowUs).period, Period::ofDays(m_today - 1, m_today - 1));
    QCOMPARE(view().tableGroup(), Group::Model);
    QCOMPARE(cell(0, BreakdownModel::Spend), u"$26.00"_s);
}

void TestActivityPane::enterDrillsDownToTheRequests()
{
    table().setFocus();
    table().setCurrentIndex(table().model()->index(1, 0));
    QTest::keyClick(&table(), Qt::Key_Return);
    waitForBreakdown();
    QCOMPARE(view().tableGroup(), Group::Key);
    QTRY_COMPARE(crumb(), u"alder/alder-mini-3"_s);
    QTRY_VERIFY(table().hasFocus());
    QCOMPARE(cell(1, BreakdownModel::Name), u"bob-cursor"_s);
    table().setCurrentIndex(table().model()->index(1, 0));
    QTest::keyClick(&table(), Qt::Key_Return);
    QTRY_VERIFY(requests().isVisible());
    QCOMPARE(view().tab, Tab::Requests);
    QTRY_COMPARE(crumb(), u"bob-cursor"_s);
    // Both conditions hold: 250 by this key with this model.
    QTRY_COMPARE(requests().model()->rowCount(), GenerationsModel::pageSize);
    requests().verticalScrollBar()->setValue(requests().verticalScrollBar()->maximum());
    QTRY_COMPARE(requests().model()->rowCount(), 250);
}

void TestActivityPane::doubleClickDrillsDown()
{
    doubleClick(table(), 0);
    waitForBreakdown();
    QTRY_COMPARE(crumb(), u"alder/alder-large-3"_s);
    QCOMPARE(table().model()->rowCount(), 1);
}

void TestActivityPane::backspaceGoesUp()
{
    doubleClick(table(), 0);
    waitForBreakdown();
    QTRY_VERIFY(table().hasFocus());
    QTest::keyClick(&table(), Qt::Key_Backspace);
    waitForBreakdown();
    QVERIFY(view().crumbs.isEmpty());
    QTRY_COMPARE(table().model()->rowCount(), 2);
    QTest::keyClick(&table(), Qt::Key_Backspace); // At the top there is nowhere to go.
    QVERIFY(view().crumbs.isEmpty());
}

void TestActivityPane::breadcrumbGoesUp()
{
    m_fixture->navigation.go({u"activity"_s,
                              {{u"bucketFrom"_s, qlonglong((m_today - 1) * Period::dayUs)},
                               {u"bucketTo"_s, qlonglong(m_today * Period::dayUs)},
                               {u"bucketName"_s, u"Yesterday"_s},
                               {u"model"_s, qlonglong(m_mini.id.value)},
                               {u"key"_s, qlonglong(m_bob.value)}}});
    QTRY_COMPARE(crumb(), u"bob-cursor"_s); // Names were read.
    QTest::mouseClick(find<QPushButton>(u"crumb1"_s), Qt::LeftButton);
    waitForBreakdown();
    QCOMPARE(view().crumbs.size(), 1);
    QCOMPARE(view().tab, Tab::Breakdown);
    QTest::mouseClick(find<QToolButton>(u"crumbClear"_s), Qt::LeftButton);
    waitForBreakdown();
    QVERIFY(view().crumbs.isEmpty());
}

void TestActivityPane::backReturnsToTheViewBefore()
{
    const ActivityView before = view();
    doubleClick(table(), 0);
    waitForBreakdown();
    m_fixture->navigation.back();
    waitForBreakdown();
    QCOMPARE(view(), before);
    m_fixture->navigation.forward();
    waitForBreakdown();
    QTRY_COMPARE(crumb(), u"alder/alder-large-3"_s); // Known already.
}

void TestActivityPane::requestsPageByScrolling()
{
    find<SegmentedControl>(u"activityTabs"_s)->setCurrent(1);
    QTRY_COMPARE(requests().model()->rowCount(), GenerationsModel::pageSize);
    QVERIFY(find<QLabel>(u"activityHints"_s)->text().startsWith(u"The newest 200 requests"_s));
    requests().verticalScrollBar()->setValue(requests().verticalScrollBar()->maximum());
    QTRY_COMPARE(requests().model()->rowCount(), 310);
    QVERIFY(find<QLabel>(u"activityHints"_s)->text().startsWith(u"All 310 requests"_s));
}

void TestActivityPane::requestOpensInLive()
{
    find<SegmentedControl>(u"activityTabs"_s)->setCurrent(1);
    QTRY_VERIFY(requests().model()->rowCount() > 0);
    const QString id = requests().model()->index(0, 0).data(IdRole).toString();
    QSignalSpy went(&m_fixture->navigation, &Navigation::wentTo);
    requests().setFocus();
    requests().setCurrentIndex(requests().model()->index(0, 0));
    QTest::keyClick(&requests(), Qt::Key_Return);
    QCOMPARE(went.size(), 1);
    QCOMPARE(went.first().first().value<Place>(), (Place{u"live"_s, {{u"generation"_s, id}}}));
}

void TestActivityPane::rowActionShowsItsRequests()
{
    Q_EMIT table().rowAction(table().model()->index(0, 0), 0);
    QTRY_COMPARE(requests().model()->rowCount(), 30);
    QCOMPARE(view().tab, Tab::Requests);
    QCOMPARE(view().crumbs.size(), 1);
}

void TestActivityPane::groupAndThenByRegroup()
{
    find<FilterChip>(u"groupChip"_s)->setValues({int(Group::Key)});
    waitForBreakdown();
    QTRY_COMPARE(cell(0, BreakdownModel::Name), u"bob-cursor"_s);
    QCOMPARE(cell(0, BreakdownModel::Spend), u"$115.00"_s);
    QTRY_COMPARE(chart().figure().series.first().name, u"bob-cursor"_s);
    auto *thenBy = find<FilterChip>(u"thenByChip"_s);
    QVERIFY(!thenBy->isVisible());
    doubleClick(table(), 0);
    waitForBreakdown();
    QVERIFY(thenBy->isVisible());
    QCOMPARE(view().tableGroup(), Group::Model);
    thenBy->setValues({int(Group::Provider)});
    waitForBreakdown();
    QTRY_COMPARE(cell(0, BreakdownModel::Name), u"Alder"_s);
}

void TestActivityPane::bracketsStepThePeriod()
{
    table().setFocus();
    QTest::keyClick(&table(), Qt::Key_BracketLeft);
    waitForBreakdown();
    QCOMPARE(view().period(nowUs), Period::ofDays(m_today - 59, m_today - 30));
    QTRY_COMPARE(chart().figure().total(), 5 * 4 * dollar);
    QTest::keyClick(&table(), Qt::Key_BracketRight);
    waitForBreakdown();
    QCOMPARE(view().range, DateRange::Days30);
    QTest::keyClick(&table(), Qt::Key_BracketRight); // Nothing is known of what comes.
    QCOMPARE(view().range, DateRange::Days30);
    QTest::mouseClick(find<QToolButton>(u"earlier"_s), Qt::LeftButton);
    QCOMPARE(view().range, DateRange::Custom);
}

void TestActivityPane::customPeriodIsAsked()
{
    find<FilterChip>(u"rangeChip"_s)->setValues({-1});
    QCOMPARE(view().range, DateRange::Days30); // Until one is chosen.
    auto *dialog = m_pane->window()->findChild<QDialog *>(u"rangeDialog"_s);
    QVERIFY(dialog != nullptr);
    const QDate today = QDate(1970, 1, 1).addDays(m_today);
    auto *first = dialog->findChild<QDateEdit *>(u"firstDay"_s);
    auto *last = dialog->findChild<QDateEdit *>(u"lastDay"_s);
    first->setDate(today.addDays(-2));
    last->setDate(today.addDays(-3));
    auto *show = dialog->findChildren<QPushButton *>().last();
    for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
        if (button->text() == u"Show"_s)
            show = button;
    }
    QTest::mouseClick(show, Qt::LeftButton);
    QVERIFY(dialog->isVisible());
    last->setDate(today.addDays(-1));
    m_buckets = 48; // Two days, by hour.
    QTest::mouseClick(show, Qt::LeftButton);
    waitForBreakdown();
    QCOMPARE(view().custom, Period::ofDays(m_today - 2, m_today - 1));
    QCOMPARE(chart().figure().total(), 2 * 4 * dollar + 25 * dollar);
}

void TestActivityPane::emptyPeriodOffersMore()
{
    enter({{u"from"_s, qlonglong((m_today - 200) * Period::dayUs)},
           {u"to"_s, qlonglong((m_today - 190) * Period::dayUs)}},
          10);
    auto *nothing = find<QWidget>(u"activityNothing"_s);
    QTRY_VERIFY(nothing->isVisible());
    QVERIFY(!find<MetricCell>(u"metricFirstToken"_s)->isVisible()); // Nothing is made up.
    QVERIFY(!find<MetricCell>(u"metricErrors"_s)->isVisible());
    for (QPushButton *button : nothing->findChildren<QPushButton *>()) {
        if (button->text() == u"Widen to 90 days"_s)
            QTest::mouseClick(button, Qt::LeftButton);
    }
    m_buckets = 90;
    waitForBreakdown();
    QVERIFY(!nothing->isVisible());
    QCOMPARE(view().range, DateRange::Days90);
}

void TestActivityPane::simulatedAreLeftOutUntilAsked()
{
    find<FilterChip>(u"simulatedChip"_s)->setValues({true});
    QTRY_COMPARE(find<MetricCell>(u"metric2"_s)->content().value, u"311"_s);
}

void TestActivityPane::periodBeforeIsDrawn()
{
    enter({{u"range"_s, int(DateRange::Yesterday)}}, 24);
    QVERIFY(chart().canvas()->beforeY(0) < 0);
    find<FilterChip>(u"compareChip"_s)->setValues({int(ActivityView::Compare::WeekBefore)});
    QTRY_VERIFY(chart().canvas()->beforeY(1) > 0);
    // Seven days before, at one o'clock, the same $4 were spent.
    QCOMPARE(chart().canvas()->beforeY(1), chart().canvas()->barRect(1).top());
    QVERIFY(find<QLabel>(u"activityHints"_s)->text().contains(u"Lines: "_s));
    // A month has no week before; what was chosen falls back.
    enter({{u"compare"_s, int(ActivityView::Compare::Before)}});
    QTRY_VERIFY(chart().canvas()->beforeY(29) > 0);
    find<FilterChip>(u"compareChip"_s)->setValues({int(ActivityView::Compare::Off)});
    QTRY_VERIFY(chart().canvas()->beforeY(29) < 0);
}

void TestActivityPane::moversSayWhatChangedMost()
{
    enter({{u"range"_s, int(DateRange::Yesterday)}, {u"group"_s, int(Group::Key)}}, 24);
    const auto segments
        = find<SegmentedControl>(u"activityTabs"_s)->findChildren<QAbstractButton *>();
    QCOMPARE(segments.size(), 3);
    segments[0]->setFocus();
    QTest::keyClick(segments[0], Qt::Key_Right);
    QTRY_COMPARE(view().tab, Tab::Requests);
    QTest::keyClick(segments[1], Qt::Key_Right);
    QTRY_COMPARE(view().tab, Tab::Movers);
    QCOMPARE(view().compare, ActivityView::Compare::Before); // It takes two periods.
    QTRY_VERIFY(find<ActivityTables>()->hasMovers());
    const auto *model = find<DataTable>(u"moversTable"_s)->model();
    const auto text = [&](int row, int column) {
        return model->index(row, column).data(CellRole).value<Cell>().text;
    };
    QCOMPARE(model->rowCount(), 2);
    QCOMPARE(text(0, MoversModel::Name), u"bob-cursor"_s);
    QCOMPARE(text(0, MoversModel::Before), u"$3.00"_s);
    QCOMPARE(text(0, MoversModel::Now), u"$28.00"_s);
    QCOMPARE(text(0, MoversModel::Change), u"+$25.00"_s);
    QCOMPARE(text(0, MoversModel::Requests), u"+250"_s);
    QCOMPARE(text(0, MoversModel::Why), u"More requests"_s);
    QCOMPARE(text(1, MoversModel::Change), u"$0.00"_s);
    QCOMPARE(find<QLabel>(u"whyTitle"_s)->text(), u"Why +$25.00"_s);
    QVERIFY(find<QLabel>(u"whyNote"_s)->text().startsWith(u"Causes add up"_s));
    const ActivityMovers &movers = find<ActivityTables>()->movers().movers();
    Money sum;
    for (const Money cause : movers.causes)
        sum += cause;
    QCOMPARE(sum, movers.change());
}

void TestActivityPane::moversDrillToTheRequests()
{
    enter({{u"range"_s, int(DateRange::Yesterday)},
           {u"group"_s, int(Group::Key)},
           {u"tab"_s, int(Tab::Movers)}},
          24);
    QTRY_VERIFY(find<ActivityTables>()->hasMovers());
    auto *waterfall = find<WaterfallChart>(u"waterfall"_s);
    QCOMPARE(waterfall->barCount(), 4);
    QCOMPARE(waterfall->barText(1), u"bob-cursor, +$25.00"_s);
    QTest::mouseClick(waterfall, Qt::LeftButton, {}, waterfall->barRect(0).center()); // No mover.
    QVERIFY(view().crumbs.isEmpty());
    QTest::mouseClick(waterfall, Qt::LeftButton, {}, waterfall->barRect(1).center());
    QTRY_COMPARE(crumb(), u"bob-cursor"_s);
    QCOMPARE(view().tab, Tab::Movers);
    QTRY_VERIFY(find<ActivityTables>()->hasMovers());
    doubleClick(*find<DataTable>(u"moversTable"_s), 0);
    QTRY_COMPARE(view().tab, Tab::Requests);
    QTRY_VERIFY(requests().model()->rowCount() > 0);
}

void TestActivityPane::waterfallOpensByKeys()
{
    enter({{u"range"_s, int(DateRange::Yesterday)},
           {u"group"_s, int(Group::Key)},
           {u"tab"_s, int(Tab::Movers)}},
          24);
    QTRY_VERIFY(find<ActivityTables>()->hasMovers());
    auto *waterfall = find<WaterfallChart>(u"waterfall"_s);
    QVERIFY(waterfall->accessibleName().contains(u"bob-cursor, +$25.00"_s));
    waterfall->setFocus();
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(waterfall, Qt::Key_Right);
    QTest::keyClick(waterfall, Qt::Key_Return);
    QTRY_COMPARE(crumb(), u"bob-cursor"_s);
}

void TestActivityPane::viewsAreSavedAndRemoved()
{
    enter({{u"range"_s, int(DateRange::Days7)}, {u"group"_s, int(Group::Key)}}, 7);
    auto *button = find<QPushButton>(u"viewsButton"_s);
    auto *menu = find<QMenu>(u"viewsMenu"_s);
    const auto pick = [&](const QString &text) {
        QTest::mouseClick(button, Qt::LeftButton);
        const QList<QAction *> actions = menu->actions();
        for (QAction *action : actions) {
            if (action->text() != text)
                continue;
            menu->setActiveAction(action);
            QTest::keyClick(menu, Qt::Key_Return);
            return true;
        }
        menu->close();
        return false;
    };
    QVERIFY(pick(u"Save this view…"_s));
    auto *name = m_pane->findChild<QLineEdit *>(u"viewName"_s);
    QVERIFY(name);
    QTest::keyClick(name, Qt::Key_Return); // Without a name nothing is saved.
    QVERIFY(savedViews::all().isEmpty());
    QTest::keyClicks(name, u"Keys of the week"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_COMPARE(savedViews::all().size(), 1);
    enter({});
    m_buckets = 7;
    QVERIFY(pick(u"Keys of the week"_s));
    QTRY_COMPARE(view().range, DateRange::Days7);
    QCOMPARE(view().group, Group::Key);
    QTRY_VERIFY(pick(u"Remove “Keys of the week”"_s));
    QTRY_VERIFY(savedViews::all().isEmpty());
    QVERIFY(!pick(u"Keys of the week"_s));
}

void TestActivityPane::placeOfAFigureIsUnderstood()
{
    enter({{u"from"_s, qlonglong((m_today - 1) * Period::dayUs)},
           {u"to"_s, qlonglong(m_today * Period::dayUs)},
           {u"metric"_s, int(ActivityQuery::Metric::Requests)},
           {u"group"_s, int(Group::Key)},
           {u"key"_s, qlonglong(m_bob.value)}},
          24);
    QCOMPARE(view().metric, ActivityQuery::Metric::Requests);
    QTRY_COMPARE(crumb(), u"bob-cursor"_s);
    QCOMPARE(view().tableGroup(), Group::Model);
    QTRY_COMPARE(cell(0, BreakdownModel::Requests), u"250"_s);
}

void TestActivityPane::wrongArgumentsAreIgnored()
{
    const ActivityView view = ActivityView::of({{u"range"_s, 99},
                                                {u"metric"_s, u"money"_s},
                                                {u"group"_s, 0},
                                                {u"from"_s, 5},
                                                {u"to"_s, 3},
                                                {u"model"_s, -4},
                                                {u"tab"_s, 7}});
    QCOMPARE(view, ActivityView());
}

QString TestActivityPane::exportTo(const QString &name, const QString &action)
{
    m_pane->exportView();
    auto *menu = find<QMenu>(u"exportMenu"_s);
    if (!menu->isVisible())
        qFatal("the export menu did not open");
    for (QAction *entry : menu->actions()) {
        if (entry->text() == action)
            entry->trigger();
    }
    menu->close();
    auto *dialog = m_pane->findChild<QFileDialog *>(u"exportActivity"_s);
    if (dialog == nullptr)
        qFatal("no file was asked for");
    const QString path = m_fixture->ledger.folder() + u'/' + name;
    Q_EMIT dialog->fileSelected(path);
    delete dialog;
    return path;
}

void TestActivityPane::breakdownCsvIsTheTable()
{
    const QString path = exportTo(u"breakdown.csv"_s, u"Breakdown as CSV…"_s);
    QTRY_VERIFY(m_fixture->notices.currentToast().has_value());
    const QList<QByteArray> lines = contentOf(path).split('\n');
    QVERIFY(lines[0].startsWith("period_start,period_end,"));
    QCOMPARE(lines.size(), 4); // Head, two rows, and what follows the last line's end.
    QVERIFY2(lines[1].contains(",model,"), lines[1].constData());
    QVERIFY2(lines[1].contains("90.000000000"), lines[1].constData());
    QCOMPARE(m_fixture->notices.currentToast()->text, u"2 rows exported."_s);
    m_fixture->notices.dismissToast();
}

void TestActivityPane::requestsCsvHasEveryRequest()
{
    const QString path = exportTo(u"requests.csv"_s, u"Requests as CSV…"_s);
    QTRY_VERIFY(m_fixture->notices.currentToast().has_value());
    QCOMPARE(contentOf(path).count("\r\n"), 311);
    QVERIFY(contentOf(path).startsWith("generation_id,"));
    QVERIFY(!find<QWidget>(u"exportRow"_s)->isVisible());
    QCOMPARE(m_fixture->notices.currentToast()->text, u"310 requests exported."_s);
    m_fixture->notices.dismissToast();
}

void TestActivityPane::cancelledExportLeavesNothing()
{
    // The readers have other things to do until it is cancelled.
    QSemaphore isCancelled;
    for (std::size_t i = 0; i < LedgerReads::threads; ++i)
        m_fixture->console->reads.run(
            this,
            [&isCancelled](const ReadServices &, const Actor &) -> Result<> {
                isCancelled.acquire();
                return {};
            },
            [](const Result<> &) {});
    const auto release = qScopeGuard([&] { isCancelled.release(LedgerReads::threads); });
    const QString path = exportTo(u"cancelled.csv"_s, u"Requests as CSV…"_s);
    auto *row = find<QWidget>(u"exportRow"_s);
    QVERIFY(row->isVisible());
    QVERIFY(!QFile::exists(path)); // Not before it is whole.
    for (QPushButton *button : row->findChildren<QPushButton *>())
        QTest::mouseClick(button, Qt::LeftButton);
    QVERIFY(!row->isVisible());
    isCancelled.release(LedgerReads::threads);
    // What was under way has come, and was dropped.
    find<ActivityTables>()->restartRequests();
    QTRY_VERIFY(find<ActivityTables>()->requests().rowCount() > 0);
    QVERIFY(!QFile::exists(path));
    const QStringList left = QDir(m_fixture->ledger.folder()).entryList({u"cancelled*"_s});
    QVERIFY2(left.isEmpty(), qPrintable(left.join(u' ')));
    m_fixture->notices.dismissToast();
}

void TestActivityPane::failedExportSaysSo()
{
    exportTo(u"no/such/folder.csv"_s, u"Breakdown as CSV…"_s);
    QTRY_VERIFY(m_fixture->notices.currentBanner().has_value());
    QVERIFY(m_fixture->notices.currentBanner()->sentence.startsWith(u"The export failed: "_s));
    m_fixture->notices.clearBanner(u"activity.export"_s);
    QVERIFY(!find<QWidget>(u"exportRow"_s)->isVisible());
}

void TestActivityPane::pdfIsWritten()
{
    const QString path = exportTo(u"usage.pdf"_s, u"Report as PDF…"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_fixture->notices.currentToast().has_value(), 20'000);
    QVERIFY(contentOf(path).startsWith("%PDF-"));
    m_fixture->notices.dismissToast();
}

void TestActivityPane::reportIsPreviewed()
{
    m_pane->exportView();
    auto *menu = find<QMenu>(u"exportMenu"_s);
    menu->actions().last()->trigger();
    menu->close();
    QTRY_VERIFY(m_pane->window()->findChild<PrintPreview *>() != nullptr);
    auto *preview = m_pane->window()->findChild<PrintPreview *>();
    QTRY_VERIFY(preview->isVisible());
    QVERIFY(!find<QWidget>(u"exportRow"_s)->isVisible());
    preview->close();
}

void TestActivityPane::problemIsShownAndGoes()
{
    auto *problem = find<QWidget>(u"activityProblem"_s);
    QVERIFY(!problem->isVisible());
    QVERIFY(m_fixture->ledger.execute("ALTER TABLE usage_daily_model RENAME TO away"));
    m_pane->refresh();
    QTRY_VERIFY(problem->isVisible());
    QVERIFY(problem->findChild<QLabel *>()->text().startsWith(u"The ledger could not be read: "_s));
    QCOMPARE(chart().figure().total(), 145 * dollar); // What was known stays.
    QVERIFY(m_fixture->ledger.execute("ALTER TABLE away RENAME TO usage_daily_model"));
    QTest::mouseClick(find<QPushButton>(u"activityRetry"_s), Qt::LeftButton);
    QTRY_VERIFY(!problem->isVisible());
}

void TestActivityPane::periodsRead_data()
{
    QTest::addColumn<int>("range");
    QTest::addColumn<QString>("text");
    // The clock stands at the second of July 2026.
    QTest::newRow("today") << int(DateRange::Today) << u"2 Jul"_s;
    QTest::newRow("yesterday") << int(DateRange::Yesterday) << u"1 Jul"_s;
    QTest::newRow("week") << int(DateRange::Days7) << u"26 Jun – 2 Jul"_s;
    QTest::newRow("this month") << int(DateRange::ThisMonth) << u"1 Jul – 31 Jul"_s;
    QTest::newRow("last month") << int(DateRange::LastMonth) << u"1 Jun – 30 Jun"_s;
    QTest::newRow("ninety") << int(DateRange::Days90) << u"4 Apr – 2 Jul"_s;
}

void TestActivityPane::periodsRead()
{
    QFETCH(int, range);
    const auto period = periodOf(DateRange(range), nowUs);
    QVERIFY(period.has_value());
    QTEST(periodText(*period, nowUs), "text");
    QCOMPARE(periodText({nowUs / Period::dayUs * Period::dayUs + 14 * Period::hourUs,
                         nowUs / Period::dayUs * Period::dayUs + 15 * Period::hourUs},
                        nowUs),
             u"2 Jul, 14:00 – 15:00"_s);
    QCOMPARE(stepped(*periodOf(DateRange::LastMonth, nowUs), 1),
             *periodOf(DateRange::ThisMonth, nowUs));
}

void TestActivityPane::viewsKeepWhatTheyTell()
{
    ActivityView view;
    view.range = DateRange::Custom;
    view.custom = Period::ofDays(m_today - 3, m_today);
    view.metric = ActivityQuery::Metric::Tokens;
    view.group = Group::Provider;
    view.includesSimulated = true;
    view.drillToBucket(Period::ofDays(m_today, m_today), u"Today"_s);
    view.drillTo({ActivityDimension::Provider, 5}, u"Alder"_s);
    QCOMPARE(view.thenBy, Group::Key);
    QCOMPARE(ActivityView::of(view.arguments()), view);
    view.drillTo({ActivityDimension::Key, 2}, u"bob"_s);
    QCOMPARE(view.tab, Tab::Requests);
    QCOMPARE(ActivityView::of(view.arguments()), view);
    view.drillTo({ActivityDimension::Model, 2}, u"m"_s); // Two are enough to tell requests apart.
    QCOMPARE(view.filters().size(), 2);
    view.drillUp(2);
    QCOMPARE(view.tab, Tab::Breakdown);
    view.drillUp(0);
    QVERIFY(view.crumbs.isEmpty());
}

void TestActivityPane::largeTextScrolls_data()
{
    QTest::addColumn<int>("percent");
    QTest::addColumn<Tab>("tab");
    for (const int percent : {100, 150, 200}) {
        QTest::addRow("breakdown at %d %%", percent) << percent << Tab::Breakdown;
        QTest::addRow("movers at %d %%", percent) << percent << Tab::Movers;
    }
}

/// In the room that a window of 1440 x 900 leaves at 200 %.
void TestActivityPane::largeTextScrolls()
{
    QFETCH(const int, percent);
    QFETCH(const Tab, tab);
    const Theme &theme = m_fixture->theme;
    m_fixture->theme.setTextSizePercent(percent);
    const auto reset = qScopeGuard([this] { m_fixture->theme.setTextSizePercent(100); });
    init();
    m_pane->resize(1328, 690);
    m_fixture->navigation.go(
        {u"activity"_s,
         {{u"tab"_s, int(tab)}, {u"compare"_s, int(ActivityView::Compare::WeekBefore)}}});
    const bool isMovers = tab == Tab::Movers;
    DataTable &shown = *find<DataTable>(isMovers ? u"moversTable"_s : u"breakdownTable"_s);
    QTRY_VERIFY(shown.isVisible() && shown.model()->rowCount() > 1);
    QWidget &figure = isMovers ? static_cast<QWidget &>(*find<WaterfallChart>()) : chart();
    QTRY_COMPARE(figure.height(), theme.px(302));
    auto *strip = find<QWidget>(u"metricStrip"_s);
    for (const MetricCell *cell : strip->findChildren<MetricCell *>()) {
        if (!cell->isVisible())
            continue;
        QTRY_VERIFY(cell->width() >= theme.px(150));
        QTRY_COMPARE(cell->height(), theme.px(66));
    }
    auto *scroll = find<QScrollArea>(u"activityScroll"_s);
    QTRY_COMPARE(scroll->horizontalScrollBar()->maximum(), 0);
    QTRY_COMPARE(cutIn(*m_pane), QString());

    // Focus brings into sight what it goes to.
    shown.setFocus(Qt::TabFocusReason);
    const auto isInSight = [&](const QRect &row) {
        const QPoint at = shown.viewport()->mapTo(scroll->viewport(), row.bottomLeft());
        return at.y() >= 0 && at.y() < scroll->viewport()->height()
            && shown.viewport()->rect().contains(row.bottomLeft());
    };
    for (int row = 0; row < 2; ++row)
        QTRY_VERIFY(isInSight(shown.visualRect(shown.model()->index(row, 0))));
    QVERIFY(shown.viewport()->height() >= 3 * shown.rowHeight(0));
    m_pane->focusFilter();
    QTRY_VERIFY(scroll->verticalScrollBar()->value() <= theme.px(14));
}

QTEST_MAIN(TestActivityPane)
#include "tst_ActivityPane.moc"
