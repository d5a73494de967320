// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Price.h"
#include "ui/panes/routing/RouteForm.h"
#include "ui/panes/routing/RoutePreviewPanel.h"
#include "ui/panes/routing/RouteStep.h"
#include "ui/panes/routing/RoutingFeed.h"
#include "ui/panes/routing/RoutingPane.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/EmptyState.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/SearchField.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QTest>
#include <QTimer>

#include "tests/support/ConsoleFixture.h"
#include "tests/ui/CutText.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

namespace {

constexpr std::int64_t second = 1'000'000;

} // namespace

class tst_RoutingPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void withoutTrafficItSaysWhereToBegin();
    void listsWhoIsOutBelowItsProvider();
    void followsTheGatewayWhileItShows();
    void searchAndStatesNarrowIt();
    void noMatchOffersToClear();
    void enterOpensTheProvider();
    void rowActionShowsItsRequests();
    void menuAsksAboutTheModel();
    void copyTakesTheTag();
    void previewTellsTheOrderAndWhy();
    void previewTellsWhoIsLeftOut();
    void previewTellsARefusal();
    void formAsksWhatItShows();
    void typingAsksOnceItRests();
    void stepOpensItsProvider();
    void stepsKeepTheFocusWhileFiguresChange();
    void placeBringsBackWhatWasAsked();
    void escapeClosesThePreviewThenTheFilter();
    void previewWaitsInANarrowWindow();
    void nothingIsCutInLargeText_data();
    void nothingIsCutInLargeText();

private:
    void addCatalogue();
    EndpointId endpointOf(const QString &model) const { return m_endpoints.value(model); }
    void open(const QVariantMap &arguments = {});
    template <typename T>
    T *part(const QString &name) const
    {
        return m_pane->findChild<T *>(name);
    }
    QString label(const QString &name) const { return part<QLabel>(name)->text(); }
    DataTable *table() const { return part<DataTable>(u"endpointsTable"_s); }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data(FilterRole).toString();
    }
    bool isShown(const QString &name) const { return part<QWidget>(name)->isVisible(); }
    RoutePreview sample() const;

    std::unique_ptr<ConsoleFixture> m_fixture;
    std::unique_ptr<QMainWindow> m_window;
    RoutingPane *m_pane = nullptr;
    QHash<QString, EndpointId> m_endpoints; ///< By model.
    QHash<QString, ProviderId> m_providers; ///< By slug.
};

void tst_RoutingPane::init()
{
    m_fixture = std::make_unique<ConsoleFixture>();
    addCatalogue();
}

void tst_RoutingPane::cleanup()
{
    m_window.reset();
    m_fixture.reset();
    m_endpoints.clear();
    m_providers.clear();
}

void tst_RoutingPane::addCatalogue()
{
    const auto made = m_fixture->control->call(
        QString(), [this](Services &services, const Actor &actor) -> Result<> {
            for (const QString &slug : {u"alder"_s, u"birch"_s}) {
                ProviderDraft draft;
                draft.slug = slug;
                draft.name = slug.left(1).toUpper() + slug.mid(1);
                draft.baseUrl = u"https://%1.example/v1"_s.arg(slug);
                TRY_ASSIGN(const Provider provider, services.providers.add(actor, draft, Secret()));
                m_providers[slug] = provider.id;
            }
            for (const QString &slug : {u"alder/large"_s, u"birch/flash"_s, u"birch/pro"_s}) {
                TRY_ASSIGN(const Model model,
                           services.catalog.set(actor, modelAt(slug.section(u'/', 0, 0), slug)));
                m_endpoints[slug] = model.endpoints.front().id;
            }
            return {};
        });
    if (!made)
        qFatal("%s", qUtf8Printable(made.error().message));
    EndpointHealthView well;
    well.attempts = 40;
    well.hasPercentiles = true;
    well.latencyMs = {310, 350, 520, 900};
    well.milliTokensPerSecond = {85'000, 70'000, 52'000, 20'000};
    EndpointHealthView out;
    out.attempts = 12;
    out.failures = 3;
    out.record.circuit = Circuit::Open;
    out.record.sinceUs = m_fixture->clock.nowUs() - 30 * second;
    out.record.untilUs = m_fixture->clock.nowUs() + 40 * second;
    out.record.lastFailure = FailureClass::ServerError;
    out.record.lastStatus = 503;
    out.record.failuresInARow = 3;
    well.record.endpoint = endpointOf(u"alder/large"_s);
    m_fixture->gateway.healths.push_back(well);
    well.record.endpoint = endpointOf(u"birch/flash"_s);
    m_fixture->gateway.healths.push_back(well);
    out.record.endpoint = endpointOf(u"birch/pro"_s);
    m_fixture->gateway.healths.push_back(out);
    well.record.endpoint = {9'999}; // In no catalogue: the simulator's, say.
    m_fixture->gateway.healths.push_back(well);
    m_fixture->gateway.preview = sample();
}

RoutePreview tst_RoutingPane::sample() const
{
    RoutePreview preview;
    preview.strategy = u"direct"_s;
    preview.orderedBy = u"price_weighted"_s;
    RoutePreviewCandidate birch;
    birch.place = {.endpoint = m_endpoints.value(u"birch/flash"_s),
                   .provider = m_providers.value(u"birch"_s),
                   .model = u"lab/m1"_s,
                   .providerName = u"Birch"_s,
                   .tag = u"birch"_s};
    birch.estimate = parseMoney("0.0208");
    birch.promptPrice = parsePrice("0.0000016");
    birch.completionPrice = parsePrice("0.000008");
    birch.latencyMs = 310;
    birch.firstPerMille = 720;
    RoutePreviewCandidate alder = birch;
    alder.place.providerName = u"Alder"_s;
    alder.place.tag = u"alder"_s;
    alder.place.provider = m_providers.value(u"alder"_s);
    alder.demotion = u"circuit_open"_s;
    alder.outForUs = 40 * second;
    alder.firstPerMille = 0;
    alder.estimate.reset();
    preview.candidates = {birch, alder};
    preview.leftOut = {{birch.place, u"max_price"_s}};
    preview.leftOut[0].place.providerName = u"Elm"_s;
    return preview;
}

void tst_RoutingPane::open(const QVariantMap &arguments)
{
    m_window = std::make_unique<QMainWindow>();
    m_pane = new RoutingPane(*m_fixture->console, m_window.get());
    new QAbstractItemModelTester(table()->model(), m_pane);
    m_window->setCentralWidget(m_pane);
    m_window->resize(1260, 840);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_pane->enter(arguments);
    QTRY_VERIFY(!label(u"routingCounts"_s).isEmpty());
}

void tst_RoutingPane::withoutTrafficItSaysWhereToBegin()
{
    m_fixture->gateway.healths.clear();
    open();
    QVERIFY(isShown(u"noTraffic"_s));
    QTest::mouseClick(part<EmptyState>(u"noTraffic"_s)->findChild<QPushButton *>(), Qt::LeftButton);
    QCOMPARE(m_fixture->navigation.current().pane, u"connect"_s);
}

void tst_RoutingPane::listsWhoIsOutBelowItsProvider()
{
    open();
    QCOMPARE(table()->model()->rowCount(), 5);
    QVERIFY(cell(0, EndpointHealthModel::Name).startsWith(u"Alder"));
    QVERIFY(cell(2, EndpointHealthModel::Name).startsWith(u"Birch"));
    QCOMPARE(cell(4, EndpointHealthModel::State), u"Out"_s);
    QCOMPARE(cell(4, EndpointHealthModel::Reason), u"Server error 503, 3 in a row"_s);
    QCOMPARE(cell(4, EndpointHealthModel::Until), u"in 40 s"_s);
    QCOMPARE(label(u"routingCounts"_s), u"3 endpoints   ·   1 out"_s);
}

void tst_RoutingPane::followsTheGatewayWhileItShows()
{
    open();
    m_fixture->gateway.healths[2].record.circuit = Circuit::Closed;
    m_fixture->gateway.healths[2].record.failuresInARow = 0;
    QTRY_COMPARE(cell(4, EndpointHealthModel::State), u"Answering"_s);
    QCOMPARE(label(u"routingCounts"_s), u"3 endpoints   ·   none is out"_s);
    m_pane->leave();
    QVERIFY(!m_pane->findChild<RoutingFeed *>()->findChild<QTimer *>()->isActive());
}

void tst_RoutingPane::searchAndStatesNarrowIt()
{
    open();
    m_pane->focusFilter();
    QTest::keyClicks(QApplication::focusWidget(), u"flash"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    QCOMPARE(label(u"routingCounts"_s), u"1 of 3 endpoints   ·   1 out"_s);
    part<SearchField>(u"searchEndpoints"_s)->clear();
    QTRY_COMPARE(table()->model()->rowCount(), 5);
    part<FilterChip>(u"filterStates"_s)->setValues({int(EndpointState::Out)});
    QCOMPARE(table()->model()->rowCount(), 2);
    part<FilterChip>(u"filterProviders"_s)->setValues({qlonglong(m_providers[u"alder"_s].value)});
    QCOMPARE(table()->model()->rowCount(), 0);
    QTest::mouseClick(part<QPushButton>(u"clearFilters"_s), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 5);
}

void tst_RoutingPane::noMatchOffersToClear()
{
    open({{u"search"_s, u"nothing like it"_s}});
    QTRY_VERIFY(isShown(u"noMatch"_s));
    QTest::mouseClick(part<EmptyState>(u"noMatch"_s)->findChild<QPushButton *>(), Qt::LeftButton);
    QVERIFY(table()->isVisible());
}

void tst_RoutingPane::enterOpensTheProvider()
{
    open();
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(4, 0));
    QTest::keyClick(table(), Qt::Key_Return);
    QCOMPARE(m_fixture->navigation.current().pane, u"providers"_s);
    QCOMPARE(m_fixture->navigation.current().arguments[u"provider"_s].toLongLong(),
             m_providers[u"birch"_s].value);
}

void tst_RoutingPane::rowActionShowsItsRequests()
{
    open();
    Q_EMIT table()->rowAction(table()->model()->index(1, 0), 1);
    QCOMPARE(m_fixture->navigation.current().pane, u"live"_s);
    QCOMPARE(m_fixture->navigation.current().arguments[u"providers"_s].toList(),
             QVariantList{qlonglong(m_providers[u"alder"_s].value)});
}

void tst_RoutingPane::menuAsksAboutTheModel()
{
    open();
    Q_EMIT table()->menuRequested(table()->model()->index(4, 0), QPoint(10, 10));
    auto *menu = part<QMenu>(u"endpointMenu"_s);
    QVERIFY(menu);
    menu->actions().last()->trigger();
    QCOMPARE(m_fixture->gateway.asked.last().model, u"birch/pro"_s);
    menu->close();
}

void tst_RoutingPane::copyTakesTheTag()
{
    open();
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(4, 0));
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"birch"_s);
}

void tst_RoutingPane::previewTellsTheOrderAndWhy()
{
    open({{u"model"_s, u"lab/m1"_s}});
    QTRY_VERIFY(isShown(u"routeStep1"_s));
    QCOMPARE(label(u"routeVerdict"_s), u"This request would most likely go to Birch"_s);
    QVERIFY(label(u"routeOrderText"_s).contains(u"drawn by chance"));
    const QString first = part<RouteStep>(u"routeStep0"_s)->accessibleName();
    QVERIFY2(first.contains(u"First for 72 %") && first.contains(u"$0.020800"),
             qUtf8Printable(first));
    const QString second = part<RouteStep>(u"routeStep1"_s)->accessibleName();
    QVERIFY2(second.contains(u"It failed again and again, and is being rested, 40 s more")
                 && second.contains(u"unpriced"),
             qUtf8Printable(second));
}

void tst_RoutingPane::previewTellsWhoIsLeftOut()
{
    open({{u"model"_s, u"lab/m1"_s}});
    QTRY_COMPARE(label(u"routeLeftOutTitle"_s), u"Left out: 1 endpoint"_s);
    QStringList texts;
    for (const QLabel *each : part<RoutePreviewPanel>(u"routePreview"_s)->findChildren<QLabel *>())
        if (each->isVisible())
            texts.append(each->text());
    QVERIFY(texts.contains(u"Elm · lab/m1"_s));
    QVERIFY(texts.contains(u"Its price is above the request's maximum"_s));
}

void tst_RoutingPane::previewTellsARefusal()
{
    m_fixture->gateway.preview = {};
    m_fixture->gateway.preview.problem = u"No model is called lab/m1."_s;
    open({{u"model"_s, u"lab/m1"_s}});
    QTRY_COMPARE(label(u"routeProblem"_s), u"No model is called lab/m1."_s);
    QCOMPARE(label(u"routeVerdict"_s), u"This request would be refused"_s);
    QVERIFY(!part<RouteStep>(u"routeStep0"_s));
}

void tst_RoutingPane::formAsksWhatItShows()
{
    open({{u"model"_s, u"lab/m1"_s},
          {u"promptTokens"_s, QVariantList{32'000}},
          {u"maxOutput"_s, QVariantList{4'000}},
          {u"needs"_s, QVariantList{0, 1, 2}},
          {u"sort"_s, QVariantList{2}},
          {u"order"_s, u" birch , alder/fp8,"_s},
          {u"only"_s, u"birch"_s},
          {u"ignore"_s, u"elm"_s},
          {u"session"_s, u"s1"_s},
          {u"fallbacks"_s, false}});
    const RoutePreviewQuestion expected{.model = u"lab/m1"_s,
                                        .promptTokens = 32'000,
                                        .maxOutput = 4'000,
                                        .hasTools = true,
                                        .needsJsonSchema = true,
                                        .hasImages = true,
                                        .order = {u"birch"_s, u"alder/fp8"_s},
                                        .only = {u"birch"_s},
                                        .ignore = {u"elm"_s},
                                        .sort = RoutePreviewQuestion::Sort::Throughput,
                                        .allowsFallbacks = false,
                                        .session = u"s1"_s};
    QVERIFY(m_fixture->gateway.asked.last() == expected);
    QVERIFY(isShown(u"routeOrder"_s)); // Hidden preferences would be a riddle.
}

void tst_RoutingPane::typingAsksOnceItRests()
{
    open({{u"model"_s, u"lab/m1"_s}});
    auto *field = part<QLineEdit>(u"routeModel"_s);
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, u"turnpike/auto"_s);
    QTRY_COMPARE(m_fixture->gateway.asked.last().model, u"turnpike/auto"_s);
    for (const RoutePreviewQuestion &asked : m_fixture->gateway.asked)
        QVERIFY2(asked.model == u"lab/m1" || asked.model == u"turnpike/auto",
                 qUtf8Printable(asked.model));
    field->clear();
    QTRY_VERIFY(label(u"routeVerdict"_s).startsWith(u"Name a model"));
}

void tst_RoutingPane::stepOpensItsProvider()
{
    open({{u"model"_s, u"lab/m1"_s}});
    auto *step = part<RouteStep>(u"routeStep1"_s);
    QTRY_VERIFY(step->isVisible());
    step->setFocus();
    QTest::keyClick(step, Qt::Key_Return);
    QCOMPARE(m_fixture->navigation.current().pane, u"providers"_s);
    QCOMPARE(m_fixture->navigation.current().arguments[u"provider"_s].toLongLong(),
             m_providers[u"alder"_s].value);
}

void tst_RoutingPane::stepsKeepTheFocusWhileFiguresChange()
{
    open({{u"model"_s, u"lab/m1"_s}});
    auto *step = part<RouteStep>(u"routeStep1"_s);
    QTRY_VERIFY(step->isVisible());
    step->setFocus();
    m_fixture->gateway.preview.candidates[1].outForUs = 12 * second;
    QTRY_VERIFY(step->accessibleName().contains(u"12 s more"));
    QVERIFY(step->hasFocus());
}

void tst_RoutingPane::placeBringsBackWhatWasAsked()
{
    open({{u"model"_s, u"birch/pro"_s},
          {u"states"_s, QVariantList{int(EndpointState::Out)}},
          {u"endpoint"_s, qlonglong(endpointOf(u"birch/pro"_s).value)}});
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    QCOMPARE(table()->currentIndex().row(), 1);
    const QVariantMap state = m_pane->state();
    part<FilterChip>(u"filterStates"_s)->setValues({});
    m_pane->toggleInspector();
    m_pane->enter(state);
    QCOMPARE(table()->model()->rowCount(), 2);
    QVERIFY(isShown(u"routePreview"_s));
    QCOMPARE(m_pane->state(), state);
}

void tst_RoutingPane::escapeClosesThePreviewThenTheFilter()
{
    open({{u"states"_s, QVariantList{int(EndpointState::Out)}}});
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Escape);
    QVERIFY(!isShown(u"routePreview"_s));
    QVERIFY(isShown(u"showPreview"_s));
    QTest::keyClick(table(), Qt::Key_Escape);
    QCOMPARE(table()->model()->rowCount(), 5);
    QTest::mouseClick(part<QPushButton>(u"showPreview"_s), Qt::LeftButton);
    QVERIFY(part<QLineEdit>(u"routeModel"_s)->hasFocus());
}

void tst_RoutingPane::previewWaitsInANarrowWindow()
{
    m_fixture->theme.setTextSizePercent(150);
    open();
    QVERIFY(!isShown(u"routePreview"_s));
    m_pane->enter({{u"model"_s, u"lab/m1"_s}});
    QVERIFY(isShown(u"routePreview"_s));
}

void tst_RoutingPane::nothingIsCutInLargeText_data()
{
    addTextSizes();
}

void tst_RoutingPane::nothingIsCutInLargeText()
{
    QFETCH(const int, percent);
    m_fixture->theme.setTextSizePercent(percent);
    open({{u"model"_s, u"lab/m1"_s}, {u"session"_s, u"s1"_s}});
    m_window->resize(1260 * percent / 100, 840);
    QTRY_VERIFY(isShown(u"routeStep1"_s));
    QCOMPARE(cutIn(*m_pane), QString());
}

QTEST_MAIN(tst_RoutingPane)
#include "tst_RoutingPane.moc"
