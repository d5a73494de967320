// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"
#include "ui/charts/StackedBarChart.h"
#include "ui/panes/overview/FirstStepRow.h"
#include "ui/panes/overview/OverviewFeed.h"
#include "ui/panes/overview/OverviewPane.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/StatCard.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/ConsoleFixture.h"
#include "tests/support/LedgerSamples.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

namespace {

Money dollars(std::int64_t whole)
{
    return {whole * 1'000'000'000};
}

} // namespace

class OverviewPaneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init()
    {
        m_fixture = std::make_unique<ConsoleFixture>();
        m_fixture->clock.advance(14h);
        m_today = dayOf(m_fixture->clock.nowUs());
    }
    void cleanup()
    {
        m_window.reset();
        m_pane = nullptr;
        m_fixture.reset();
    }

    void newLedgerShowsTheFirstSteps()
    {
        open();
        QTRY_VERIFY(widget<QWidget>(u"firstSteps"_s)->isVisible());
        QCOMPARE(widget<QLabel>(u"progress"_s)->text(), u"0 of 5 steps done"_s);
        QVERIFY(!widget<QWidget>(u"monthCard"_s)->isVisible());
    }

    void stepsTickAsTheLedgerFills()
    {
        open();
        QTRY_VERIFY(widget<QWidget>(u"firstSteps"_s)->isVisible());
        addKey(u"ci"_s, dollars(5));
        QTRY_COMPARE(widget<QLabel>(u"progress"_s)->text(), u"2 of 5 steps done"_s);
        QVERIFY(step(2)->isDone() && step(5)->isDone() && !step(1)->isDone());
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today, .isSimulated = true}));
        m_pane->refresh();
        QTRY_VERIFY(step(4)->isDone());
        QVERIFY(widget<QWidget>(u"firstSteps"_s)->isVisible()); // It enters no total.
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today, .cost = dollars(1)}));
        m_pane->refresh();
        QTRY_VERIFY(widget<QWidget>(u"monthCard"_s)->isVisible());
    }

    void stepsLeadToTheirPanes()
    {
        open();
        QTRY_VERIFY(step(1)->isVisible());
        QTest::mouseClick(step(3), Qt::LeftButton);
        QCOMPARE(place().pane, u"connect"_s);
        QTest::mouseClick(step(4), Qt::LeftButton);
        QCOMPARE(place().pane, u"live"_s);
        step(2)->setFocus();
        QTest::keyClick(step(2), Qt::Key_Return);
        QCOMPARE(place(), (Place{u"keys"_s, {{u"create"_s, true}}}));
    }

    void cardsShowWhatTheLedgerSays()
    {
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today - 40, .cost = dollars(1)}));
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today - 8, .cost = dollars(10)}));
        QVERIFY(addSpend(m_fixture->ledger,
                         {.day = m_today - 1, .cost = dollars(25), .requests = 1000, .errors = 8}));
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today, .cost = dollars(2)}));
        show();
        // 2 July: the first of June is not known to the ledger, whose first day is 23 May.
        QCOMPARE(cardText(u"yesterdayCard"_s),
                 u"Yesterday, $25.00, +150 %, vs 24 Jun · today $2.00"_s);
        QCOMPARE(cardText(u"requestsCard"_s), u"Requests, 1,002, 0.8 % errors, last 30 days"_s);
        QCOMPARE(cardText(u"creditCard"_s), u"Credit left, No limit, the credit pool is off"_s);
        QCOMPARE(cardText(u"monthCard"_s), u"Spend this month, $27.00, nothing in 1–2 Jun"_s);
    }

    void periodDecidesWhatIsAddedUp()
    {
        const KeyId key = addKey(u"eval-batch"_s, dollars(80));
        for (const auto &[ago, cost] :
             {std::pair(0, 2), std::pair(20, 10), std::pair(50, 4), std::pair(100, 8)})
            QVERIFY(addSpend(
                m_fixture->ledger,
                {.day = m_today - ago, .cost = dollars(cost), .key = key.value, .requests = cost}));
        show();
        QCOMPARE(widget<QLabel>(u"chartTotal"_s)->text(), u"$12.00"_s);
        QVERIFY(hasText(u"by model, credits · +200 % vs 4 May – 2 Jun"_s));
        QCOMPARE(cardText(u"requestsCard"_s),
                 u"Requests, 12, 0.0 % errors, +200 % vs 4 May – 2 Jun"_s);
        widget<FilterChip>(u"overviewRange"_s)->setValues({int(DateRange::Days7)});
        QTRY_COMPARE(widget<QLabel>(u"chartTotal"_s)->text(), u"$2.00"_s);
        QCOMPARE(widget<StackedBarChart>(u"spendChart"_s)->figure().buckets.size(), 7);
        QCOMPARE(table(u"topKeys"_s)
                     ->model()
                     ->headerData(SpendersModel::Days, Qt::Horizontal)
                     .toString(),
                 u"7 days"_s);
        // Nothing a week before: nothing to compare with.
        QCOMPARE(cardText(u"requestsCard"_s), u"Requests, 2, 0.0 % errors, last 7 days"_s);
        widget<FilterChip>(u"overviewRange"_s)->setValues({int(DateRange::Days90)});
        QTRY_COMPARE(widget<QLabel>(u"chartTotal"_s)->text(), u"$16.00"_s);
        QTest::mouseClick(widget<StatCard>(u"requestsCard"_s), Qt::LeftButton);
        QCOMPARE(place().arguments.value(u"from"_s).toLongLong(),
                 Period::ofDays(m_today - 89, m_today).fromUs);
    }

    void comparingCanBeLeftOut()
    {
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today - 59, .cost = dollars(1)}));
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today, .cost = dollars(2)}));
        show();
        QVERIFY(hasText(u"by model, credits · +100 % vs 4 May – 2 Jun"_s));
        auto *chip = widget<FilterChip>(u"overviewCompare"_s);
        chip->setFocus();
        QTest::keyClick(chip, Qt::Key_Space);
        auto *popup = QApplication::activePopupWidget();
        QVERIFY(popup);
        QTest::keyClick(popup->focusWidget() ? popup->focusWidget() : popup, Qt::Key_Down);
        QTest::keyClick(popup->focusWidget() ? popup->focusWidget() : popup, Qt::Key_Return);
        QTRY_VERIFY(hasText(u"by model, credits"_s));
        QCOMPARE(cardText(u"requestsCard"_s), u"Requests, 1, 0.0 % errors, last 30 days"_s);
        QCOMPARE(m_pane->state().value(u"compare"_s), QVariant(false));
    }

    void wayBackKeepsThePeriod()
    {
        showSome();
        widget<FilterChip>(u"overviewRange"_s)->setValues({int(DateRange::Days7)});
        const QVariantMap state = m_pane->state();
        m_pane->leave();
        m_pane->enter({{u"range"_s, int(DateRange::Days90)}});
        QTRY_COMPARE(widget<StackedBarChart>(u"spendChart"_s)->figure().buckets.size(), 90);
        m_pane->enter(state);
        QTRY_COMPARE(widget<StackedBarChart>(u"spendChart"_s)->figure().buckets.size(), 7);
        m_pane->enter({{u"range"_s, 4711}});
        QTRY_COMPARE(widget<StackedBarChart>(u"spendChart"_s)->figure().buckets.size(), 30);
    }

    void spendIsExportedByKeyAndModel_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("type");
        QTest::newRow("by model") << u"Spend by model as CSV…"_s << u"model"_s;
        QTest::newRow("by key") << u"Spend by key as CSV…"_s << u"key"_s;
    }

    void spendIsExportedByKeyAndModel()
    {
        QFETCH(QString, action);
        QFETCH(QString, type);
        showSome();
        QTest::mouseClick(widget<QPushButton>(u"overviewExport"_s), Qt::LeftButton);
        auto *menu = widget<QMenu>(u"overviewExportMenu"_s);
        QTRY_VERIFY(menu->isVisible());
        const QList<QAction *> actions = menu->actions();
        const auto found = std::ranges::find(actions, action, &QAction::text);
        QVERIFY(found != actions.end());
        menu->setActiveAction(*found);
        QTest::keyClick(menu, Qt::Key_Return);
        QTRY_VERIFY(m_window->findChild<QFileDialog *>());
        QTemporaryDir folder;
        const QString path = folder.filePath(u"spend.csv"_s);
        auto *dialog = m_window->findChild<QFileDialog *>();
        Q_EMIT dialog->fileSelected(path);
        QTRY_VERIFY(QFile::exists(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList lines = file.readAll().split('\n');
        QVERIFY(lines.value(1).contains(',' + type.toUtf8() + ','));
        QVERIFY(lines.value(1).contains("5.000000000"));
    }

    void creditHasNoPaneToOpen()
    {
        showSome();
        QVERIFY(places::exists({u"keys"_s, {}}));
        QCOMPARE(widget<StatCard>(u"creditCard"_s)->focusPolicy() != Qt::NoFocus,
                 places::exists({u"credits"_s, {}}));
    }

    void tablesAgreeWithTheChart()
    {
        const KeyId key = addKey(u"eval-batch"_s, dollars(80));
        QVERIFY(addSpend(m_fixture->ledger,
                         {.day = m_today - 3, .cost = dollars(30), .key = key.value}));
        QVERIFY(
            addSpend(m_fixture->ledger, {.day = m_today - 2, .cost = dollars(10), .key = 4711}));
        show();
        const auto *keys = table(u"topKeys"_s)->model();
        QTRY_COMPARE(keys->rowCount(), 2);
        QCOMPARE(keys->index(0, SpendersModel::Name).data().toString(), u"eval-batch"_s);
        QCOMPARE(keys->index(0, SpendersModel::Spend).data().toString(), u"$30.00"_s);
        QCOMPARE(keys->index(0, SpendersModel::Share).data().toString(), u"75.0 %"_s);
        QCOMPARE(widget<StackedBarChart>(u"spendChart"_s)->figure().total(), dollars(40).nanoUsd);
        QCOMPARE(widget<QLabel>(u"chartTotal"_s)->text(), u"$40.00"_s);
    }

    void topKeyOpensWhatIsBehindIt()
    {
        const KeyId key = addKey(u"eval-batch"_s, dollars(80));
        QVERIFY(
            addSpend(m_fixture->ledger, {.day = m_today, .cost = dollars(3), .key = key.value}));
        show();
        DataTable *keys = table(u"topKeys"_s);
        QTest::mouseClick(keys->viewport(), Qt::LeftButton, {},
                          keys->visualRect(keys->model()->index(0, 0)).center());
        const QString pane = places::exists({u"activity"_s, {}}) ? u"activity"_s : u"keys"_s;
        QCOMPARE(place().pane, pane);
        QCOMPARE(place().arguments.value(u"key"_s).toLongLong(), key.value);
        m_fixture->navigation.go({u"overview"_s, {}});
        keys->setFocus();
        keys->setCurrentIndex(keys->model()->index(0, 0));
        QTest::keyClick(keys, Qt::Key_Return);
        QCOMPARE(place().pane, pane);
    }

    void attentionLeadsToTheKey()
    {
        const KeyId key = addKey(u"eval-batch"_s, dollars(80));
        spend(key, dollars(82));
        showSome();
        auto *row = widget<QWidget>(u"attention0"_s);
        QTRY_VERIFY(row->isVisible());
        QCOMPARE(row->findChild<QLabel *>(u"sentence"_s)->text(),
                 u"eval-batch is over its limit"_s);
        QCOMPARE(row->findChild<QLabel *>(u"reason"_s)->text(),
                 u"$82.00 of $80.00 per day · resets in 10 h"_s);
        auto *verb = row->findChild<QPushButton *>(u"verb"_s);
        QCOMPARE(verb->accessibleName(), u"Raise: eval-batch is over its limit"_s);
        QTest::mouseClick(verb, Qt::LeftButton);
        QCOMPARE(place(), places::key(key));
        m_fixture->navigation.go({u"overview"_s, {}});
        verb->setFocus();
        QTest::keyClick(verb, Qt::Key_Space);
        QCOMPARE(place(), places::key(key));
    }

    void verbsWithoutAPlaceAreNotOffered()
    {
        QVERIFY(addGeneration(
            m_fixture->ledger,
            {.admittedUs = m_fixture->clock.nowUs(), .flags = GenerationFlag::Unpriced}));
        showSome();
        auto *row = widget<QWidget>(u"attention0"_s);
        QTRY_VERIFY(row->isVisible());
        QCOMPARE(row->findChild<QPushButton *>(u"verb"_s)->isVisible(),
                 places::exists({u"models"_s, {}}));
    }

    void nothingToAttendIsSaid()
    {
        showSome();
        QVERIFY(!m_pane->findChild<QWidget *>(u"attention0"_s));
        QVERIFY(hasText(u"Nothing needs attention"_s));
    }

    void committedRowsAppearAtMostEveryTwoSeconds()
    {
        showSome();
        auto *feed = m_pane->findChild<OverviewFeed *>();
        QSignalSpy read(feed, &OverviewFeed::loaded);
        for (int i = 0; i < 20; ++i) {
            QVERIFY(addSpend(m_fixture->ledger, {.day = m_today, .cost = dollars(1)}));
            Q_EMIT m_fixture->live.committed();
            QCoreApplication::processEvents();
        }
        QVERIFY(read.size() <= 1);
        QTRY_COMPARE_WITH_TIMEOUT(cardText(u"monthCard"_s).section(u", "_s, 1, 1), u"$25.00"_s,
                                  5'000);
        QVERIFY(read.size() <= 2);
    }

    void hiddenPaneReadsNothing()
    {
        showSome();
        auto *feed = m_pane->findChild<OverviewFeed *>();
        m_pane->leave();
        QSignalSpy read(feed, &OverviewFeed::loaded);
        Q_EMIT m_fixture->live.committed();
        m_pane->refresh();
        QVERIFY(!read.wait(300));
    }

    void brokenLedgerKeepsTheLastValues()
    {
        showSome();
        QVERIFY(m_fixture->ledger.execute("ALTER TABLE usage_daily_workspace RENAME TO gone"));
        m_fixture->clock.advance(5min);
        m_pane->refresh();
        QTRY_VERIFY(widget<QWidget>(u"overviewBanner"_s)->isVisible());
        QVERIFY(cardText(u"monthCard"_s).contains(u"$5.00"_s));
        QCOMPARE(widget<QLabel>(u"updated"_s)->text(), u"UTC · as of 14:00"_s);
        QVERIFY(m_fixture->ledger.execute("ALTER TABLE gone RENAME TO usage_daily_workspace"));
        QTest::mouseClick(widget<QPushButton>(u"retry"_s), Qt::LeftButton);
        QTRY_VERIFY(!widget<QWidget>(u"overviewBanner"_s)->isVisible());
        QCOMPARE(widget<QLabel>(u"updated"_s)->text(), u"UTC · updated just now"_s);
    }

    void unreadableLedgerIsSaidAtOnce()
    {
        QVERIFY(m_fixture->ledger.execute("ALTER TABLE usage_daily_workspace RENAME TO gone"));
        open();
        QTRY_VERIFY(widget<QWidget>(u"problem"_s)->isVisible());
        QVERIFY(m_fixture->ledger.execute("ALTER TABLE gone RENAME TO usage_daily_workspace"));
        QTest::mouseClick(widget<QWidget>(u"problem"_s)->findChild<QPushButton *>(),
                          Qt::LeftButton);
        QTRY_VERIFY(widget<QWidget>(u"firstSteps"_s)->isVisible());
    }

    void modelsKeepTheRulesOfModels()
    {
        SpendersModel spenders;
        HealthModel health;
        QAbstractItemModelTester first(&spenders);
        QAbstractItemModelTester second(&health);
        for (const int count : {3, 8, 1, 0}) {
            Figure figure;
            QList<ProviderHealth> providers;
            for (int i = 0; i < count; ++i) {
                figure.series.append({.name = u"a"_s, .id = u"a"_s, .values = {1, 2}});
                providers.append({.id = {i + 1}, .name = u"p"_s, .attempts = 2, .failures = i % 3});
            }
            spenders.setFigure(figure);
            health.setProviders(providers);
            QCOMPARE(spenders.rowCount(), std::min(count, SpendersModel::mostRows));
            QCOMPARE(health.rowCount(), std::min(count, HealthModel::mostRows));
        }
    }

private:
    void open()
    {
        m_window = std::make_unique<QMainWindow>();
        m_pane = new OverviewPane(*m_fixture->console, m_window.get());
        m_window->setCentralWidget(m_pane);
        m_window->resize(1208, 848);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_fixture->navigation.go({u"overview"_s, {}});
        m_pane->enter({});
    }

    void show()
    {
        open();
        QTRY_VERIFY(widget<QWidget>(u"monthCard"_s)->isVisible());
    }

    void showSome()
    {
        QVERIFY(addSpend(m_fixture->ledger, {.day = m_today, .cost = dollars(5)}));
        show();
    }

    KeyId addKey(const QString &name, Money perDay)
    {
        KeyDraft draft;
        draft.name = name;
        draft.limit = KeyLimit{.amount = perDay, .reset = Window::Day};
        const auto made
            = m_fixture->control->call(QString(), [draft](Services &services, const Actor &actor) {
                  return services.keys.create(actor, draft);
              });
        return made ? made->key.id : KeyId{};
    }

    void spend(KeyId key, Money amount)
    {
        const QString sql = u"INSERT INTO limit_window VALUES (1, %1, %2, %3, %4)"_s.arg(key.value)
                                .arg(int(Window::Day))
                                .arg(m_today)
                                .arg(amount.nanoUsd);
        QVERIFY(m_fixture->ledger.execute(sql.toUtf8().constData()));
    }

    template <typename W>
    W *widget(const QString &name) const
    {
        auto *found = m_pane->findChild<W *>(name);
        if (!found)
            qFatal("there is no %s", qPrintable(name));
        return found;
    }

    QString cardText(const QString &name) const { return widget<StatCard>(name)->accessibleName(); }
    FirstStepRow *step(int number) const { return widget<FirstStepRow>(u"step%1"_s.arg(number)); }
    DataTable *table(const QString &card) const
    {
        return widget<QWidget>(card)->findChild<DataTable *>();
    }
    Place place() const { return m_fixture->navigation.current(); }
    bool hasText(const QString &text) const
    {
        const auto labels = m_pane->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) {
            return label->isVisible() && label->text() == text;
        });
    }

    std::unique_ptr<ConsoleFixture> m_fixture;
    std::unique_ptr<QMainWindow> m_window;
    OverviewPane *m_pane = nullptr;
    std::int32_t m_today = 0;
};

QTEST_MAIN(OverviewPaneTest)
#include "tst_OverviewPane.moc"
