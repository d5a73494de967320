// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"
#include "services/KeyService.h"
#include "ui/panes/keys/KeyInspector.h"
#include "ui/panes/keys/KeysFeed.h"
#include "ui/panes/keys/KeysPane.h"
#include "ui/panes/keys/SecretText.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/DialogFrame.h"
#include "ui/widgets/FilterChip.h"
#include "ui/widgets/TabBar.h"

#include <QCheckBox>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QPushButton>
#include <QScopeGuard>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>

#include "tests/support/ConsoleFixture.h"
#include "tests/ui/CutText.h"

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

class KeysPaneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<ConsoleFixture>();
        QGuiApplication::clipboard()->clear();
    }
    void cleanup()
    {
        m_window.reset();
        m_pane = nullptr;
        m_fixture.reset();
    }

    void emptyListOffersToCreate()
    {
        open();
        QTRY_VERIFY(widget<QWidget>(u"noKeys"_s)->isVisible());
        QTest::mouseClick(m_pane->findChild<QWidget *>(u"noKeys"_s)->findChild<QPushButton *>(),
                          Qt::LeftButton);
        QTRY_VERIFY(dialog(u"createKey"_s));
    }

    void createdKeyIsRevealedOnce()
    {
        open();
        const QString secret = createByKeyboard(u"bob-cursor"_s);
        QVERIFY(secret.startsWith(u"sk-tp-v1-"_s));
        QCOMPARE(secret.size(), 73);
        const QList<Key> stored = keys();
        QCOMPARE(stored.size(), 1);
        QCOMPARE(stored.first().name, u"bob-cursor"_s);
        QCOMPARE(stored.first().limit, (KeyLimit{.amount = dollars(50), .reset = Window::Day}));
        QCOMPARE(QString::fromUtf8(m_fixture->secrets.find(stored.first().id)->reveal().data(), 73),
                 secret);
        QTest::keyClick(dialog(u"revealKey"_s), Qt::Key_C, Qt::ControlModifier);
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), secret);
        press(dialog(u"revealKey"_s), u"primary"_s);
        QTRY_VERIFY(!dialog(u"revealKey"_s));
        QTRY_VERIFY(m_window->findChildren<SecretText *>().isEmpty());
        for (const auto *label : m_window->findChildren<QLabel *>())
            QVERIFY(!label->text().contains(secret.mid(9)));
        QTRY_COMPARE(names(), QStringList(u"bob-cursor"_s));
        QTRY_COMPARE(inspector()->key(), stored.first().id); // The new key is selected.
    }

    void copiedKeyLeavesTheClipboard()
    {
        m_fixture->secrets.clipboard().setKeepTime(300ms);
        open();
        const QString secret = createByKeyboard(u"ci"_s);
        press(dialog(u"revealKey"_s), u"copySecret"_s);
        QCOMPARE(QGuiApplication::clipboard()->text(), secret);
        press(dialog(u"revealKey"_s), u"primary"_s); // Closing does not keep it there.
        QTRY_COMPARE(QGuiApplication::clipboard()->text(), QString());
    }

    void revealAsksBeforeTheKeyIsLost()
    {
        open();
        createByKeyboard(u"ci"_s);
        QTest::keyClick(dialog(u"revealKey"_s), Qt::Key_Escape);
        QTRY_VERIFY(confirmation());
        QTest::keyClick(confirmation(), Qt::Key_Escape);
        QTRY_VERIFY(!confirmation());
        QVERIFY(dialog(u"revealKey"_s));
        dialog(u"revealKey"_s)->findChild<QCheckBox *>(u"isStored"_s)->click();
        QTest::keyClick(dialog(u"revealKey"_s), Qt::Key_Escape);
        QTRY_VERIFY(!dialog(u"revealKey"_s));
        QVERIFY(!confirmation());
    }

    void useInAToolTakesTheKeyAndNotTheSecret()
    {
        open();
        const QString secret = createByKeyboard(u"ci"_s);
        press(dialog(u"revealKey"_s), u"useInTool"_s);
        const Place place = m_fixture->navigation.current();
        QCOMPARE(place.pane, u"connect"_s);
        QCOMPARE(place.arguments, (QVariantMap{{u"key"_s, qlonglong(keys().first().id.value)}}));
        QVERIFY(m_fixture->secrets.find(keys().first().id) != nullptr);
    }

    void createChecksItsFields()
    {
        make(u"taken"_s);
        open();
        QTRY_COMPARE(names().size(), 1);
        m_pane->create();
        QTRY_VERIFY(dialog(u"createKey"_s));
        QWidget *create = dialog(u"createKey"_s);
        QTest::keyClick(create->focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(shows(create, u"A key needs a name."_s));
        QTest::keyClicks(create->focusWidget(), u"taken"_s);
        QTRY_VERIFY(shows(create, u"Another key has this name already."_s));
        auto *amount = create->findChild<QLineEdit *>(u"amount"_s);
        amount->setText(u"-3"_s);
        QTest::keyClick(amount, Qt::Key_Return);
        QTRY_VERIFY(shows(create, u"Enter an amount above zero"_s));
        QCOMPARE(create->focusWidget(), amount);
        QTest::keyClick(create, Qt::Key_Escape);
        QTRY_VERIFY(!dialog(u"createKey"_s));
        QCOMPARE(keys().size(), 1);
    }

    void limitIsSetAndUndone()
    {
        const KeyId id = make(u"ci"_s);
        open();
        selectRow(0);
        press(inspector(), u"setLimit"_s);
        QTRY_VERIFY(dialog(u"limitDialog"_s));
        auto *amount = dialog(u"limitDialog"_s)->findChild<QLineEdit *>(u"amount"_s);
        QTest::keyClicks(amount, u"1.5k"_s);
        dialog(u"limitDialog"_s)->findChild<QCheckBox *>(u"isHard"_s)->click();
        QTest::keyClick(amount, Qt::Key_Return);
        QTRY_COMPARE(
            find(id).limit,
            (KeyLimit{.amount = dollars(1500), .reset = Window::Day, .mode = BudgetMode::Hard}));
        QTRY_VERIFY(!dialog(u"limitDialog"_s));
        QVERIFY(undo());
        QTRY_VERIFY(!find(id).limit);
        QTRY_COMPARE(cell(0, KeysModel::Limit), u"No limit"_s);
    }

    void disableIsUndone()
    {
        const KeyId id = make(u"ci"_s);
        open();
        selectRow(0);
        press(inspector(), u"powerKey"_s);
        QTRY_VERIFY(find(id).isDisabled);
        QTRY_COMPARE(inspector()->findChild<QPushButton *>(u"powerKey"_s)->text(), u"Enable"_s);
        QVERIFY(undo());
        QTRY_VERIFY(!find(id).isDisabled);
    }

    void deleteTellsTheUseAndIsUndone()
    {
        const KeyId id = make(u"ci"_s);
        useThisHour(id, 214);
        open();
        selectRow(0);
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_VERIFY(confirmation());
        QVERIFY(shows(confirmation(), u"Used 214 times in the last 24 h."_s));
        QVERIFY(shows(confirmation(), u"fail at once with 401"_s));
        press(confirmation(), u"Delete key"_s);
        QTRY_COMPARE(keys().size(), 0);
        QTRY_VERIFY(widget<QWidget>(u"noKeys"_s)->isVisible());
        m_fixture->clock.advance(10s);
        QVERIFY(undo());
        QTRY_COMPARE(keys().size(), 1);
        QTRY_COMPARE(names(), QStringList(u"ci"_s));
    }

    void lateUndoSaysWhyItFails()
    {
        make(u"ci"_s);
        open();
        selectRow(0);
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_VERIFY(confirmation());
        press(confirmation(), u"Delete key"_s);
        QTRY_COMPARE(keys().size(), 0);
        m_fixture->clock.advance(16s);
        QVERIFY(undo());
        QTRY_VERIFY(m_fixture->notices.currentBanner());
        QCOMPARE(m_fixture->notices.currentBanner()->sentence,
                 u"It is too late to undo this deletion."_s);
    }

    void deleteOffersTheSofterAct()
    {
        const KeyId id = make(u"ci"_s);
        open();
        selectRow(0);
        QTest::keyClick(table(), Qt::Key_Delete);
        QTRY_VERIFY(confirmation());
        press(confirmation(), u"Disable instead"_s);
        QTRY_VERIFY(find(id).isDisabled);
        QTRY_VERIFY(!confirmation());
    }

    void renameByF2()
    {
        const KeyId id = make(u"ci"_s);
        open();
        selectRow(0);
        QTest::keyClick(table(), Qt::Key_F2);
        QTRY_VERIFY(dialog(u"renameKey"_s));
        QTest::keyClicks(dialog(u"renameKey"_s)->focusWidget(), u"ci-nightly"_s);
        QTest::keyClick(dialog(u"renameKey"_s)->focusWidget(), Qt::Key_Return);
        QTRY_COMPARE(find(id).name, u"ci-nightly"_s);
        QTRY_COMPARE(names(), QStringList(u"ci-nightly"_s));
        QVERIFY(undo());
        QTRY_COMPARE(find(id).name, u"ci"_s);
    }

    void copyCopiesTheId()
    {
        const KeyId id = make(u"ci"_s);
        open();
        selectRow(0);
        QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), find(id).hash);
    }

    void searchFindsAndEscClears()
    {
        make(u"alice-claude-code"_s);
        make(u"bob-cursor"_s);
        open();
        QTRY_COMPARE(names().size(), 2);
        m_pane->focusFilter();
        auto *search = m_pane->findChild<QLineEdit *>(u"searchKeys"_s);
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, u"CURSOR"_s);
        QTRY_COMPARE(names(), QStringList(u"bob-cursor"_s));
        QVERIFY(shows(m_pane, u"1 hidden by filter"_s));
        QTest::keyClicks(search, u"xyz"_s);
        QTRY_VERIFY(widget<QWidget>(u"noMatch"_s)->isVisible());
        QTest::mouseClick(widget<QWidget>(u"noMatch"_s)->findChild<QPushButton *>(),
                          Qt::LeftButton);
        QTRY_COMPARE(names().size(), 2);
        auto *states = m_pane->findChild<FilterChip *>(u"filterStates"_s);
        states->setValues({int(KeyState::Disabled)});
        QTRY_VERIFY(widget<QWidget>(u"noMatch"_s)->isVisible());
        QTest::keyClick(m_pane, Qt::Key_Escape);
        QTRY_COMPARE(names().size(), 2);
        QVERIFY(states->values().isEmpty());
    }

    void headSorts()
    {
        make(u"b"_s);
        make(u"a"_s);
        make(u"c"_s);
        open();
        QTRY_COMPARE(names().size(), 3);
        QHeaderView *head = table()->horizontalHeader();
        const QPoint name(head->sectionViewportPosition(KeysModel::Name) + 80, head->height() / 2);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, name);
        QTRY_COMPARE(names(), QStringList({u"a"_s, u"b"_s, u"c"_s}));
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, name);
        QTRY_COMPARE(names(), QStringList({u"c"_s, u"b"_s, u"a"_s}));
    }

    void inspectorFollowsTheRowAndEscClosesIt()
    {
        make(u"ci"_s);
        open();
        QVERIFY(!inspector()->isVisible());
        selectRow(0);
        QTRY_VERIFY(inspector()->isVisible());
        QCOMPARE(inspector()->findChild<QLabel *>(u"keyName"_s)->text(), u"ci"_s);
        QTest::keyClick(table(), Qt::Key_Escape);
        QTRY_VERIFY(!inspector()->isVisible());
        QTest::keyClick(table(), Qt::Key_Space);
        QTRY_VERIFY(inspector()->isVisible());
        press(inspector(), u"closeInspector"_s);
        QTRY_VERIFY(!inspector()->isVisible());
        QVERIFY(table()->hasFocus());
    }

    void inspectorTellsWhatTheKeySpent()
    {
        const KeyId id = make(u"ci"_s, KeyLimit{.amount = dollars(80), .reset = Window::Day});
        spend(id, dollars(82));
        open();
        selectRow(0);
        QTRY_VERIFY(shows(inspector(), u"$82.00 of $80.00 today"_s));
        QVERIFY(shows(inspector(), u"102 %"_s));
        auto *requests = inspector()->findChild<QAbstractButton *>(u"abilityRequests"_s);
        QCOMPARE(requests->text(), u"Requests get 402"_s);
        QTRY_COMPARE(inspector()->findChild<QLabel *>(u"keySpend"_s)->text(), u"$82.00"_s);
        QTRY_VERIFY(shows(inspector(), u"7 requests refused today."_s));
        QCOMPARE(inspector()->findChild<QPushButton *>(u"setLimit"_s)->text(), u"Raise limit…"_s);
    }

    void limitIsChangedInItsTab()
    {
        const KeyId id = make(u"ci"_s, KeyLimit{.amount = dollars(80), .reset = Window::Day});
        open();
        selectRow(0);
        auto *tabs = inspector()->findChild<TabBar *>();
        tabs->setFocus();
        QTest::keyClick(tabs, Qt::Key_Right);
        auto *form = inspector()->findChild<QWidget *>(u"keyLimitForm"_s);
        QTRY_VERIFY(form->isVisible());
        auto *amount = form->findChild<QLineEdit *>(u"amount"_s);
        auto *save = inspector()->findChild<QPushButton *>(u"saveLimit"_s);
        QCOMPARE(amount->text(), u"80"_s);
        QVERIFY(!save->isEnabled());
        QVERIFY(shows(inspector(), u"$80 per day"_s));

        amount->setFocus();
        amount->selectAll();
        QTest::keyClicks(amount, u"120"_s);
        QVERIFY(save->isEnabled());
        m_pane->refresh(); // What is read meanwhile leaves it alone.
        QTest::qWait(60);
        QCOMPARE(amount->text(), u"120"_s);
        press(inspector(), u"revertLimit"_s);
        QCOMPARE(amount->text(), u"80"_s);
        QVERIFY(!save->isEnabled());

        amount->selectAll();
        QTest::keyClicks(amount, u"-1"_s);
        QTest::keyClick(amount, Qt::Key_Return);
        QTRY_VERIFY(shows(form, u"Enter an amount above zero"_s));
        QCOMPARE(find(id).limit->amount, dollars(80));

        amount->selectAll();
        QTest::keyClicks(amount, u"120"_s);
        QTest::keyClick(amount, Qt::Key_Return);
        QTRY_COMPARE(find(id).limit->amount, dollars(120));
        QTRY_VERIFY(shows(inspector(), u"$120 per day"_s));
        QVERIFY(!save->isEnabled());
        QVERIFY(undo());
        QTRY_COMPARE(find(id).limit->amount, dollars(80));
        QTRY_COMPARE(amount->text(), u"80"_s);
        QTest::mouseClick(form->findChild<QCheckBox *>(u"isHard"_s), Qt::LeftButton, {},
                          QPoint(8, 8));
        press(inspector(), u"saveLimit"_s);
        QTRY_COMPARE(find(id).limit->mode, BudgetMode::Hard);
        QTRY_VERIFY(shows(inspector(), u"Refuses what could exceed it"_s));
    }

    void abilitiesLeadToTheTabs()
    {
        const KeyId id = make(u"ci"_s);
        open();
        selectRow(0);
        auto *tabs = inspector()->findChild<TabBar *>();
        press(inspector(), u"abilityRequests"_s);
        QCOMPARE(tabs->tabText(tabs->currentIndex()), u"Access"_s);
        QTRY_VERIFY(shows(inspector(), u"Allowed"_s));
        disable(id);
        QTRY_VERIFY(shows(inspector(), u"Refused with 401"_s));
        tabs->setCurrentIndex(0);
        auto *spend = inspector()->findChild<QAbstractButton *>(u"abilitySpend"_s);
        QCOMPARE(spend->text(), u"No limit"_s);
        QCOMPARE(spend->accessibleName(), u"No limit"_s);
        spend->setFocus();
        QTest::keyClick(spend, Qt::Key_Return);
        QCOMPARE(tabs->tabText(tabs->currentIndex()), u"Limits"_s);
    }

    void nothingIsCut_data() { addTextSizes(); }
    void nothingIsCut()
    {
        QFETCH(const int, percent);
        const auto back = qScopeGuard([this] { m_fixture->theme.setTextSizePercent(100); });
        m_fixture->theme.setTextSizePercent(percent);
        const KeyId id = make(u"a-key-with-quite-a-long-name"_s,
                              KeyLimit{.amount = dollars(80), .reset = Window::Month});
        spend(id, dollars(82));
        open();
        m_window->resize(percent == 200 ? 976 : 1092, 822); // Of a console of 1440 x 900.
        QTRY_COMPARE(table()->model()->rowCount(), 1);
        table()->setCurrentIndex(table()->model()->index(0, KeysModel::Name));
        QTRY_VERIFY(inspector()->isVisible());
        auto *tabs = inspector()->findChild<TabBar *>();
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            QTRY_COMPARE(cutIn(*m_pane), QString());
        }
    }

    void keysOfTheSimulatorAreLabelled()
    {
        const KeyId id = make(u"demo"_s);
        for (const char *table : {"usage_daily_key", "usage_weekly_key"}) {
            const std::int64_t now = m_fixture->clock.nowUs();
            const Window window = table[6] == 'd' ? Window::Day : Window::Week;
            const QString sql
                = u"INSERT INTO %1 VALUES (%2, 1, %3, 1, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"_s;
            QVERIFY(m_fixture->ledger.execute(sql.arg(QLatin1String(table))
                                                  .arg(windowKey(window, now))
                                                  .arg(id.value)
                                                  .toUtf8()
                                                  .constData()));
        }
        open();
        QTRY_COMPARE(cell(0, KeysModel::Today), format::dash);
        selectRow(0);
        QTRY_VERIFY(shows(inspector(), u"Simulated"_s));
    }

    void spendIsReadAgainWhileThePaneShows()
    {
        const KeyId id = make(u"ci"_s);
        open();
        QTRY_COMPARE(cell(0, KeysModel::Today), u"$0.00"_s);
        spend(id, dollars(3));
        QTRY_COMPARE(cell(0, KeysModel::Today), u"$3.00"_s);
        m_pane->leave();
        QTRY_VERIFY(!m_pane->findChild<KeysFeed *>()->isReading());
        spend(id, dollars(5));
        QTest::qWait(100);
        QCOMPARE(cell(0, KeysModel::Today), u"$3.00"_s);
        m_pane->enter({});
        QTRY_COMPARE(cell(0, KeysModel::Today), u"$5.00"_s);
    }

    void changesFromElsewhereShowAtOnce()
    {
        open(1h); // Not by reading again and again.
        QTRY_VERIFY(widget<QWidget>(u"noKeys"_s)->isVisible());
        make(u"ci"_s);
        QTRY_COMPARE(names(), QStringList(u"ci"_s));
    }

    void severalKeysAreDisabledTogether()
    {
        const KeyId first = make(u"a"_s);
        const KeyId second = make(u"b"_s);
        disable(second);
        open();
        QTRY_COMPARE(names().size(), 2);
        table()->selectAll();
        QTRY_VERIFY(shows(m_pane, u"2 selected"_s));
        QVERIFY(!inspector()->isVisible());
        press(m_pane, u"bulkDisable"_s);
        QTRY_VERIFY(find(first).isDisabled);
        QVERIFY(undo());
        QTRY_VERIFY(!find(first).isDisabled);
        QVERIFY(find(second).isDisabled); // It was before.
        QTest::keyClick(table(), Qt::Key_Escape);
        QTRY_VERIFY(table()->selectedRows().isEmpty());
    }

    void placeBringsBackFilterAndSelection()
    {
        make(u"a"_s);
        const KeyId second = make(u"zz"_s);
        open({}, {{u"key"_s, qlonglong(second.value)}});
        QTRY_COMPARE(inspector()->key(), second);
        QVERIFY(inspector()->isVisible());
        m_pane->findChild<QLineEdit *>(u"searchKeys"_s)->setText(u"zz"_s);
        const QVariantMap state = m_pane->state();
        m_pane->enter({{u"search"_s, QString()}});
        QTRY_COMPARE(names().size(), 2);
        m_pane->enter(state);
        QTRY_COMPARE(names(), QStringList(u"zz"_s));
        QCOMPARE(inspector()->key(), second);
    }

    void createArgumentAsksForANewKey()
    {
        open({}, {{u"create"_s, true}});
        QTRY_VERIFY(dialog(u"createKey"_s));
    }

    void unreadableLedgerSaysSoAndTriesAgain()
    {
        QVERIFY(m_fixture->ledger.execute("ALTER TABLE limit_window RENAME TO gone"));
        open(1h);
        QTRY_VERIFY(widget<QWidget>(u"keysProblem"_s)->isVisible());
        QVERIFY(m_fixture->ledger.execute("ALTER TABLE gone RENAME TO limit_window"));
        QTest::mouseClick(widget<QWidget>(u"keysProblem"_s)->findChild<QPushButton *>(),
                          Qt::LeftButton);
        QTRY_VERIFY(widget<QWidget>(u"noKeys"_s)->isVisible());
    }

    void closedPaneDropsItsAnswers()
    {
        make(u"ci"_s);
        open();
        selectRow(0);
        m_pane->refresh();
        QTest::keyClick(table(), Qt::Key_Delete);
        m_window.reset();
        m_pane = nullptr;
        QTest::qWait(50);
        QCOMPARE(keys().size(), 1);
    }

private:
    void open(std::chrono::milliseconds interval = 20ms, const QVariantMap &arguments = {})
    {
        m_window = std::make_unique<QMainWindow>();
        m_pane = new KeysPane(*m_fixture->console, m_window.get());
        m_window->setCentralWidget(m_pane);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        m_pane->findChild<KeysFeed *>()->setInterval(interval);
        m_pane->enter(arguments);
    }

    KeyId make(const QString &name, const std::optional<KeyLimit> &limit = {})
    {
        const auto issued
            = m_fixture->control->call(QString(), [&](Services &services, const Actor &actor) {
                  KeyDraft draft;
                  draft.name = name;
                  draft.limit = limit;
                  return services.keys.create(actor, draft);
              });
        return issued->key.id;
    }
    void disable(KeyId id)
    {
        QVERIFY(m_fixture->control->call(QString(), [id](Services &services, const Actor &actor) {
            return services.keys.setDisabled(actor, id, true);
        }));
    }
    QList<Key> keys() const
    {
        return *m_fixture->control->call(QString(), [](Services &services, const Actor &actor) {
            return services.keys.list(actor);
        });
    }
    Key find(KeyId id) const
    {
        return *m_fixture->control->call(QString(), [id](Services &services, const Actor &actor) {
            return services.keys.find(actor, id);
        });
    }
    /// Of today, in the limit's window and in the rollup, with seven refusals.
    void spend(KeyId id, Money amount)
    {
        const std::int64_t now = m_fixture->clock.nowUs();
        const QString window
            = u"INSERT OR REPLACE INTO limit_window (scope_kind, owner, window_kind, window_key, "
              "spent_nusd) VALUES (%1, %2, %3, %4, %5)"_s;
        for (const Window each : {Window::Lifetime, Window::Day, Window::Week, Window::Month}) {
            const QString sql = window.arg(int(ScopeKind::KeyLimit))
                                    .arg(id.value)
                                    .arg(int(each))
                                    .arg(windowKey(each, now))
                                    .arg(amount.nanoUsd);
            QVERIFY(m_fixture->ledger.execute(sql.toUtf8().constData()));
        }
        const QString day = u"INSERT OR REPLACE INTO usage_daily_key VALUES "
                            "(%1, 1, %2, 0, 0, 10, 0, 7, 0, 0, 0, 0, 0, %3, %3, 0, 0, 0, 0)"_s;
        QVERIFY(m_fixture->ledger.execute(
            day.arg(dayOf(now)).arg(id.value).arg(amount.nanoUsd).toUtf8().constData()));
    }
    void useThisHour(KeyId id, int requests)
    {
        const QString sql = u"INSERT INTO usage_hourly VALUES "
                            "(%1, %2, 1, 1, 0, 0, %3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"_s;
        const std::int64_t hour = m_fixture->clock.nowUs() / 3'600'000'000;
        QVERIFY(m_fixture->ledger.execute(
            sql.arg(hour).arg(id.value).arg(requests).toUtf8().constData()));
    }

    QString createByKeyboard(const QString &name)
    {
        m_pane->create();
        if (!QTest::qWaitFor([this] { return dialog(u"createKey"_s) != nullptr; }))
            return {};
        QWidget *create = dialog(u"createKey"_s);
        QTest::keyClicks(create->focusWidget(), name);
        auto *amount = create->findChild<QLineEdit *>(u"amount"_s);
        QTest::keyClicks(amount, u"50"_s);
        QTest::keyClick(amount, Qt::Key_Return);
        if (!QTest::qWaitFor([this] {
                return dialog(u"revealKey"_s) != nullptr && dialog(u"createKey"_s) == nullptr;
            }))
            return {};
        return dialog(u"revealKey"_s)->findChild<SecretText *>()->toPlainText();
    }

    bool undo()
    {
        return QTest::qWaitFor([this] { return m_fixture->notices.currentToast().has_value(); })
            && m_fixture->notices.undoLast();
    }

    void selectRow(int row)
    {
        QTRY_VERIFY(table()->model()->rowCount() > row);
        const QRect cell = table()->visualRect(table()->model()->index(row, KeysModel::Owner));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, cell.center());
        table()->setFocus();
        QTRY_VERIFY(inspector()->isVisible());
    }

    DataTable *table() const { return m_pane->findChild<DataTable *>(); }
    KeyInspector *inspector() const { return m_pane->findChild<KeyInspector *>(); }
    template <typename T>
    T *widget(const QString &name) const
    {
        return m_pane->findChild<T *>(name);
    }
    QString cell(int row, int column) const
    {
        return table()->model()->index(row, column).data().toString();
    }
    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            names.append(cell(row, KeysModel::Name));
        return names;
    }

    /// A visible dialog by its name.
    QWidget *dialog(const QString &name) const
    {
        for (auto *each : m_window->findChildren<DialogFrame *>(name)) {
            if (each->isVisible())
                return each;
        }
        return nullptr;
    }
    QWidget *confirmation() const
    {
        for (auto *each : m_window->findChildren<DialogFrame *>()) {
            if (each->isVisible() && each->inherits("turnpike::ui::ConfirmDialog"))
                return each;
        }
        return nullptr;
    }
    /// Presses the button of this object name or text.
    void press(QWidget *parent, const QString &name)
    {
        QVERIFY(parent);
        for (auto *button : parent->findChildren<QAbstractButton *>()) {
            if (button->isVisible() && (button->objectName() == name || button->text() == name)) {
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
        }
        QFAIL(qPrintable(name));
    }
    static bool shows(const QWidget *parent, const QString &text)
    {
        const auto labels = parent->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text().contains(text);
        });
    }

    std::unique_ptr<ConsoleFixture> m_fixture;
    std::unique_ptr<QMainWindow> m_window;
    KeysPane *m_pane = nullptr;
};

QTEST_MAIN(KeysPaneTest)
#include "tst_KeysPane.moc"
