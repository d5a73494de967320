// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/MainWindow.h"
#include "ui/shell/NavRow.h"
#include "ui/shell/OrganizationSwitcher.h"
#include "ui/shell/ProxyPill.h"
#include "ui/shell/Sidebar.h"

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include "tests/support/ConsoleFixture.h"

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::Literals::StringLiterals;
using State = GatewayStatus::State;

namespace {

/// Remembers a word as its state, and counts what it is asked.
class WordPane final : public Pane
{
public:
    WordPane(Console &console, QString name, QWidget *parent)
        : Pane(console, parent)
        , word(new QLineEdit(this))
        , m_name(std::move(name))
    {
        setObjectName(m_name);
        word->setObjectName(u"word"_s);
    }

    QString title() const override { return m_name; }
    QString scope() const override { return u"All workspaces"_s; }
    void enter(const QVariantMap &arguments) override
    {
        ++entered;
        word->setText(arguments.value(u"word"_s).toString());
    }
    void leave() override { ++left; }
    QVariantMap state() const override { return {{u"word"_s, word->text()}}; }
    bool supports(Act act) const override { return act == Act::Create && m_name == u"keys"; }
    void create() override { ++created; }

    QLineEdit *word;
    int entered = 0;
    int left = 0;
    int created = 0;

private:
    QString m_name;
};

PaneEntry entry(const QString &id, const QString &group)
{
    return {id,
            id,
            u"key-round"_s,
            group,
            [id](Console &console, QWidget *parent) -> Pane * {
                return new WordPane(console, id, parent);
            },
            {}};
}

struct Bench : ConsoleFixture
{
    Bench()
        : window({theme,
                  commands,
                  navigation,
                  notices,
                  scope,
                  gateway,
                  clock,
                  {entry(u"overview"_s, {}), entry(u"live"_s, u"DEVELOP"_s),
                   entry(u"keys"_s, u"ACCESS"_s)}})
    {
        window.resize(1440, 900);
        window.show();
    }
    bool activate()
    {
        window.activateWindow();
        return QTest::qWaitForWindowActive(&window);
    }
    WordPane *pane(const QString &id)
    {
        return static_cast<WordPane *>(window.findChild<Pane *>(id));
    }
    template <typename T>
    T *part(const QString &name)
    {
        return window.findChild<T *>(name);
    }
    /// Texts of the entries of a menu that was opened by `open`.
    QStringList entriesOf(const QString &menuName, const std::function<void()> &open)
    {
        open();
        auto *menu = window.findChildren<QMenu *>(menuName).constLast();
        QStringList texts;
        for (const QAction *action : menu->actions())
            if (!action->isSeparator())
                texts << action->text();
        menu->close();
        return texts;
    }

    MainWindow window;
};

} // namespace

class tst_Shell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowShowsBeforeTheLedgerIsOpen();
    void firstEntryOpensWithTheConsole();
    void entriesAndKeysGoToPanes();
    void wayBackKeepsState();
    void goingThereAgainEntersOnce();
    void panesSurviveAnotherConsole();
    void createReachesOnlyPanesThatCan();
    void everyProblemSaysWhatToDo_data();
    void everyProblemSaysWhatToDo();
    void problemPageTriesAgain();
    void closingAsksTheProgram();
    void sidebarCollapsesWhenNarrow();
    void sidebarCollapsesOnItsKey();
    void regionsGoAround();
    void pillTellsEveryState_data();
    void pillTellsEveryState();
    void pillMenuOffersWhatIsPossible();
    void takenPortOffersAnother();
    void baseUrlIsCopied();
    void restartStopsThenStarts();
    void undoKeyUndoesTheToast();
    void paletteOpensByKeyAndField();
    void keyboardDialogListsEveryKey();
    void altShowsTheMenuBar();
    void coloursAreChosenAndKept();
    void organizationIsShownAndRenamed();
    void emptyNameIsRefusedInTheDialog();
    void initialsAreTwoLetters();
    void workspacesAreChosen();
    void rateStandsBesideLiveRequests();
    void figureOfTheCurrentEntryIsReadable();
    void failingProviderShowsInThePill();
    void lookIsKept();
    void everyControlHasAName();
};

void tst_Shell::windowShowsBeforeTheLedgerIsOpen()
{
    Bench bench;
    QVERIFY(bench.window.isVisible());
    QCOMPARE(bench.window.state(), MainWindow::State::Opening);
    QVERIFY(bench.part<QWidget>(u"openingPage"_s)->isVisible());
    QVERIFY(!bench.window.findChild<Pane *>());
    bench.commands.run(u"go.keys"_s); // Chosen early: it opens there.
    QVERIFY(!bench.window.findChild<Pane *>());
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.pane(u"keys"_s)->isVisible());
}

void tst_Shell::firstEntryOpensWithTheConsole()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.pane(u"overview"_s)->isVisible());
    QVERIFY(!bench.pane(u"keys"_s)); // Made when it is entered.
    QCOMPARE(bench.part<QLabel>(u"paneTitle"_s)->text(), u"overview"_s);
    QVERIFY(bench.part<NavRow>(u"nav_overview"_s)->isCurrent());
}

void tst_Shell::entriesAndKeysGoToPanes()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.activate());
    QTest::mouseClick(bench.part<NavRow>(u"nav_keys"_s), Qt::LeftButton);
    QVERIFY(bench.pane(u"keys"_s)->isVisible());
    QVERIFY(bench.part<NavRow>(u"nav_keys"_s)->isCurrent());
    QTest::keyClick(&bench.window, Qt::Key_2, Qt::ControlModifier);
    QVERIFY(bench.pane(u"live"_s)->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_1, Qt::ControlModifier);
    QVERIFY(bench.pane(u"overview"_s)->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_L, Qt::ControlModifier);
    QVERIFY(bench.pane(u"live"_s)->isVisible());
    QCOMPARE(bench.pane(u"overview"_s)->left, 2);
}

void tst_Shell::wayBackKeepsState()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.activate());
    bench.navigation.go({u"keys"_s, {{u"word"_s, u"bob"_s}}});
    QCOMPARE(bench.pane(u"keys"_s)->word->text(), u"bob"_s);
    bench.pane(u"keys"_s)->word->setText(u"alice"_s);
    bench.navigation.go({u"live"_s, {}});
    QTest::keyClick(&bench.window, Qt::Key_Left, Qt::AltModifier);
    QVERIFY(bench.pane(u"keys"_s)->isVisible());
    QCOMPARE(bench.pane(u"keys"_s)->word->text(), u"alice"_s);
    QTest::keyClick(&bench.window, Qt::Key_Right, Qt::AltModifier);
    QVERIFY(bench.pane(u"live"_s)->isVisible());
    QVERIFY(!bench.part<QToolButton>(u"forward"_s)->isEnabled());
    QVERIFY(bench.part<QToolButton>(u"back"_s)->isEnabled());
}

void tst_Shell::goingThereAgainEntersOnce()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    bench.navigation.go({u"keys"_s, {}});
    bench.navigation.go({u"keys"_s, {{u"word"_s, u"bob"_s}}});
    QCOMPARE(bench.pane(u"keys"_s)->entered, 2);
    QCOMPARE(bench.pane(u"keys"_s)->left, 0);
}

void tst_Shell::panesSurviveAnotherConsole()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    bench.navigation.go({u"keys"_s, {}});
    bench.pane(u"keys"_s)->word->setText(u"bob"_s);
    const QPointer<Pane> first = bench.pane(u"keys"_s);
    bench.window.closeConsole();
    QVERIFY(first.isNull());
    bench.window.showOpening();
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.pane(u"keys"_s)->isVisible());
    QCOMPARE(bench.pane(u"keys"_s)->word->text(), u"bob"_s);
}

void tst_Shell::createReachesOnlyPanesThatCan()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.activate());
    QTest::keyClick(&bench.window, Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(bench.pane(u"overview"_s)->created, 0);
    bench.navigation.go({u"keys"_s, {}});
    QTest::keyClick(&bench.window, Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(bench.pane(u"keys"_s)->created, 1);
}

void tst_Shell::everyProblemSaysWhatToDo_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("says");
    using Fault = OpeningProblem::Fault;
    QTest::newRow("owner") << int(Fault::OtherOwner) << u"turnpiked"_s;
    QTest::newRow("version") << int(Fault::OtherVersion) << u"newer"_s;
    QTest::newRow("read-only") << int(Fault::FolderNotWritable) << u"/data/acme"_s;
    QTest::newRow("full") << int(Fault::NoSpace) << u"/data/acme"_s;
    QTest::newRow("damaged") << int(Fault::Unreadable) << u"backup"_s;
}

void tst_Shell::everyProblemSaysWhatToDo()
{
    QFETCH(int, fault);
    QFETCH(QString, says);
    Bench bench;
    bench.window.showProblem(
        {OpeningProblem::Fault(fault), u"The sentence of the error."_s, u"/data/acme"_s});
    QCOMPARE(bench.window.state(), MainWindow::State::Failed);
    QVERIFY(bench.part<QWidget>(u"messagePage"_s)->isVisible());
    QVERIFY(!bench.part<QLabel>(u"messageTitle"_s)->text().isEmpty());
    QCOMPARE(bench.part<QLabel>(u"messageSentence"_s)->text(), u"The sentence of the error."_s);
    QVERIFY(bench.part<QLabel>(u"messageSteps"_s)->text().contains(says));
}

void tst_Shell::problemPageTriesAgain()
{
    Bench bench;
    bench.window.showProblem({OpeningProblem::Fault::NoSpace, u"No space."_s, u"/data"_s});
    QSignalSpy retried(&bench.window, &MainWindow::retryAsked);
    const auto buttons = bench.part<QWidget>(u"messagePage"_s)->findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 3);
    QTest::mouseClick(buttons.first(), Qt::LeftButton);
    QCOMPARE(retried.size(), 1);
}

void tst_Shell::closingAsksTheProgram()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QSignalSpy asked(&bench.window, &MainWindow::quitAsked);
    QVERIFY(!bench.window.close());
    QVERIFY(bench.window.isVisible());
    QCOMPARE(asked.size(), 1);
    bench.window.showClosing();
    bench.window.close();
    QCOMPARE(asked.size(), 1);
    QSignalSpy now(&bench.window, &MainWindow::quitNowAsked);
    bench.part<QWidget>(u"messagePage"_s)->findChild<QPushButton *>()->click();
    QCOMPARE(now.size(), 1);
}

void tst_Shell::sidebarCollapsesWhenNarrow()
{
    Bench bench;
    auto *sidebar = bench.part<Sidebar>(u"sidebar"_s);
    QCOMPARE(sidebar->width(), 232);
    bench.window.resize(1119, 700);
    QCOMPARE(sidebar->width(), 56);
    const auto *row = bench.part<NavRow>(u"nav_keys"_s);
    QTRY_COMPARE(row->mapTo(sidebar, QPoint()).x(), 10); // Nothing is scrolled or cut.
    QCOMPARE(row->width(), 36);
    bench.window.resize(1120, 700);
    QTRY_COMPARE(sidebar->width(), 232);
}

void tst_Shell::sidebarCollapsesOnItsKey()
{
    Bench bench;
    QVERIFY(bench.activate());
    auto *sidebar = bench.part<Sidebar>(u"sidebar"_s);
    QTest::keyClick(&bench.window, Qt::Key_B, Qt::ControlModifier);
    QCOMPARE(sidebar->width(), 56);
    bench.window.resize(1000, 700);
    bench.window.resize(1400, 800);
    QCOMPARE(sidebar->width(), 56); // As chosen.
    QTest::keyClick(&bench.window, Qt::Key_B, Qt::ControlModifier);
    QCOMPARE(sidebar->width(), 232);
}

void tst_Shell::regionsGoAround()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.activate());
    bench.pane(u"overview"_s)->word->setFocus();
    QTest::keyClick(&bench.window, Qt::Key_F6);
    QVERIFY(bench.part<NavRow>(u"nav_overview"_s)->hasFocus());
    QTest::keyClick(&bench.window, Qt::Key_F6);
    QVERIFY(bench.part<QWidget>(u"header"_s)->isAncestorOf(bench.window.focusWidget()));
    QTest::keyClick(&bench.window, Qt::Key_F6);
    QVERIFY(bench.pane(u"overview"_s)->word->hasFocus());
    QTest::keyClick(&bench.window, Qt::Key_F6, Qt::ShiftModifier);
    QVERIFY(bench.part<QWidget>(u"header"_s)->isAncestorOf(bench.window.focusWidget()));
}

void tst_Shell::pillTellsEveryState_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<int>("mark");
    QTest::addColumn<QString>("title");
    QTest::newRow("running") << int(State::Running) << int(Mark::Dot) << u"Proxy running"_s;
    QTest::newRow("paused") << int(State::Paused) << int(Mark::None) << u"Paused"_s;
    QTest::newRow("starting") << int(State::Starting) << int(Mark::Spinner) << u"Starting…"_s;
    QTest::newRow("stopping") << int(State::Stopping) << int(Mark::Spinner) << u"Stopping…"_s;
    QTest::newRow("stopped") << int(State::Stopped) << int(Mark::Ring) << u"Proxy stopped"_s;
    QTest::newRow("failed") << int(State::Failed) << int(Mark::Cross) << u"Proxy stopped"_s;
}

void tst_Shell::pillTellsEveryState()
{
    QFETCH(int, state);
    QFETCH(int, mark);
    QFETCH(QString, title);
    Bench bench;
    bench.gateway.set(State(state));
    const PillFace face = faceOf(bench.gateway.status());
    QCOMPARE(int(face.mark), mark);
    QCOMPARE(face.title, title);
    QVERIFY(bench.part<ProxyPill>(u"proxyPill"_s)->accessibleName().startsWith(title));
    QCOMPARE(bench.part<QToolButton>(u"copyBaseUrl"_s)->isVisible(),
             State(state) == State::Running);
}

void tst_Shell::pillMenuOffersWhatIsPossible()
{
    Bench bench;
    auto *pill = bench.part<ProxyPill>(u"proxyPill"_s);
    const auto offers = [&](const QString &text) {
        return bench.entriesOf(u"pillMenu"_s, [&] { pill->click(); }).contains(text);
    };
    QVERIFY(offers(u"Stop proxy"_s));
    QVERIFY(offers(u"Pause routing"_s));
    QVERIFY(!offers(u"Resume routing"_s));
    bench.gateway.setPaused(true);
    QVERIFY(offers(u"Resume routing"_s));
    QVERIFY(!offers(u"Pause routing"_s));
    bench.gateway.stop();
    QVERIFY(offers(u"Start proxy"_s));
    QVERIFY(!offers(u"Stop proxy"_s));
    QVERIFY(!offers(u"Copy base URL"_s));
}

void tst_Shell::takenPortOffersAnother()
{
    Bench bench;
    bench.gateway.edit().freePort = 4418;
    bench.gateway.edit().portOwner = u"python3 (process 812)"_s;
    bench.gateway.set(State::Failed);
    auto *action = bench.part<QPushButton>(u"bannerAction"_s);
    QVERIFY(action->isVisible());
    QCOMPARE(action->text(), u"Use 4418"_s);
    QVERIFY(bench.part<QLabel>(u"bannerSentence"_s)->text().contains(u"python3 (process 812)"_s));
    QTest::mouseClick(action, Qt::LeftButton);
    QCOMPARE(bench.gateway.status().state, State::Running);
    QCOMPARE(bench.gateway.status().port, 4418);
    QVERIFY(!action->isVisible());
}

void tst_Shell::baseUrlIsCopied()
{
    Bench bench;
    QTest::mouseClick(bench.part<QToolButton>(u"copyBaseUrl"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"http://127.0.0.1:4417/api/v1"_s);
    QVERIFY(bench.notices.currentToast());
}

void tst_Shell::restartStopsThenStarts()
{
    Bench bench;
    bench.gateway.history.clear();
    QVERIFY(bench.commands.run(u"gateway.restart"_s));
    QCOMPARE(bench.gateway.history, (QList<State>{State::Stopped, State::Running}));
    QCOMPARE(bench.gateway.status().state, State::Running);
}

void tst_Shell::undoKeyUndoesTheToast()
{
    Bench bench;
    QVERIFY(bench.activate());
    bool isUndone = false;
    bench.notices.toast(u"Key disabled."_s, [&] { isUndone = true; });
    QTest::keyClick(&bench.window, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(isUndone);
}

void tst_Shell::paletteOpensByKeyAndField()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QVERIFY(bench.activate());
    auto *palette = bench.part<QWidget>(u"palette"_s);
    QTest::keyClick(&bench.window, Qt::Key_K, Qt::ControlModifier);
    QVERIFY(palette->isVisible());
    auto *field = bench.part<QLineEdit>(u"paletteField"_s);
    QTest::keyClicks(field, u"keys"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(!palette->isVisible());
    QVERIFY(bench.pane(u"keys"_s)->isVisible());
    QTest::mouseClick(bench.part<QWidget>(u"searchButton"_s), Qt::LeftButton);
    QVERIFY(palette->isVisible());
}

void tst_Shell::keyboardDialogListsEveryKey()
{
    Bench bench;
    QVERIFY(bench.activate());
    QTest::keyClick(&bench.window, Qt::Key_F1);
    auto *table = bench.part<QTableWidget>(u"keyboardTable"_s);
    QVERIFY(table);
    QStringList listed;
    for (int row = 0; row < table->rowCount(); ++row)
        listed << table->item(row, 0)->text();
    int withKeys = 0;
    for (const Command &command : bench.commands.commands()) {
        if (command.shortcut.isEmpty())
            continue;
        ++withKeys;
        QVERIFY2(listed.contains(command.title), qPrintable(command.title));
    }
    QVERIFY(withKeys > 15);
}

void tst_Shell::altShowsTheMenuBar()
{
    Bench bench;
    QVERIFY(bench.activate());
    QVERIFY(!bench.window.menuBar()->isVisible());
    QTest::keyClick(&bench.window, Qt::Key_Left, Qt::AltModifier);
    QVERIFY(!bench.window.menuBar()->isVisible());
    QTest::keyPress(&bench.window, Qt::Key_Alt);
    QTest::keyRelease(&bench.window, Qt::Key_Alt);
    QVERIFY(bench.window.menuBar()->isVisible());
    QCOMPARE(bench.window.menuBar()->actions().size(), 6);
}

void tst_Shell::coloursAreChosenAndKept()
{
    Bench bench;
    QVERIFY(bench.commands.run(u"view.dark"_s));
    QVERIFY(bench.theme.isDark());
    QCOMPARE(QSettings().value(u"view/colours"_s).toInt(), int(Theme::Choice::Dark));
    QVERIFY(bench.commands.run(u"view.light"_s));
    QVERIFY(!bench.theme.isDark());
    QVERIFY(bench.commands.run(u"view.larger"_s));
    QCOMPARE(bench.theme.textSizePercent(), 110);
    QVERIFY(bench.commands.run(u"view.normal"_s));
}

void tst_Shell::organizationIsShownAndRenamed()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    auto *head = bench.part<OrganizationSwitcher>(u"organizationSwitcher"_s);
    QTRY_COMPARE(head->text(), u"Acme Robotics"_s);
    QCOMPARE(head->accessibleDescription(), u"Alice · Admin"_s);
    head->click();
    auto *menu = bench.part<QMenu>(u"organizationMenu"_s);
    for (QAction *action : menu->actions())
        if (action->text().startsWith(u"Rename"_s))
            action->trigger();
    menu->close();
    auto *name = bench.part<QLineEdit>(u"newName"_s);
    QVERIFY(name);
    QCOMPARE(name->text(), u"Acme Robotics"_s);
    name->setText(u"Acme Rockets"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_COMPARE(head->text(), u"Acme Rockets"_s);
    QTRY_VERIFY(!bench.part<QLineEdit>(u"newName"_s));
}

void tst_Shell::emptyNameIsRefusedInTheDialog()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    auto *head = bench.part<OrganizationSwitcher>(u"organizationSwitcher"_s);
    QTRY_VERIFY(!head->text().isEmpty());
    head->click();
    auto *menu = bench.part<QMenu>(u"organizationMenu"_s);
    menu->actions().at(2)->trigger();
    menu->close();
    auto *name = bench.part<QLineEdit>(u"newName"_s);
    name->setText(u"  "_s);
    QTest::keyClick(name, Qt::Key_Return);
    QSignalSpy changed(bench.control.get(), &ControlPlane::organizationChanged);
    QTRY_VERIFY(!name->window()->findChildren<QPushButton *>().isEmpty());
    QTRY_VERIFY(std::ranges::all_of(name->window()->findChildren<QPushButton *>(),
                                    [](const QPushButton *each) { return each->isEnabled(); }));
    QVERIFY(name->isVisible());
    QCOMPARE(changed.size(), 0);
}

void tst_Shell::initialsAreTwoLetters()
{
    QCOMPARE(initialsOf(u"Acme Robotics"_s), u"AR"_s);
    QCOMPARE(initialsOf(u"acme"_s), u"A"_s);
    QCOMPARE(initialsOf(u"root's big organization"_s), u"RB"_s);
    QCOMPARE(initialsOf(u"  — "_s), QString());
}

void tst_Shell::workspacesAreChosen()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    QTRY_VERIFY(!bench.scope.all().isEmpty());
    QCOMPARE(bench.scope.name(), u"All workspaces"_s);
    QSignalSpy changed(&bench.scope, &WorkspaceScope::changed);
    bench.scope.setCurrent(bench.scope.all().constFirst().id);
    QCOMPARE(changed.size(), 1);
    QVERIFY(bench.part<QWidget>(u"workspaceSwitcher"_s)
                ->accessibleName()
                .contains(bench.scope.all().constFirst().name));
    bench.scope.setAll({});
    QVERIFY(!bench.scope.current());
}

void tst_Shell::rateStandsBesideLiveRequests()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    const auto *row = bench.part<NavRow>(u"nav_live"_s);
    QVERIFY(row->accessibleDescription().isEmpty());
    GenerationRecord record;
    record.admittedUs = bench.clock.nowUs();
    LedgerEvent event;
    event.hold = &record;
    bench.live.onRecords({&event, 1});
    QTRY_COMPARE(row->accessibleDescription(), u"1/min"_s);
}

void tst_Shell::failingProviderShowsInThePill()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    const auto *pill = bench.part<ProxyPill>(u"proxyPill"_s);
    auto *health = bench.part<QPushButton>(u"providerHealth"_s);
    QVERIFY(!health->isVisible());
    QVERIFY(!bench.commands.run(u"gateway.health"_s));
    GenerationIds ids{7};
    const auto settle = [&](GenerationState state, int status) {
        GenerationRecord record;
        record.id = ids.next(ManualClock::defaultStartUs);
        record.admittedUs = bench.clock.nowUs();
        record.provider = {5};
        record.state = state;
        record.httpStatus = static_cast<std::uint16_t>(status);
        LedgerEvent event;
        event.settle = &record;
        bench.live.onRecords({&event, 1});
    };
    for (int i = 0; i < 5; ++i)
        settle(GenerationState::Failed, 502);
    QTRY_COMPARE(pill->accessibleName(), u"Running, 1 provider failing, 127.0.0.1:4417"_s);
    QVERIFY(health->isVisible());
    QVERIFY(!health->geometry().intersects(
        bench.part<QToolButton>(u"copyBaseUrl"_s)->geometry().adjusted(0, 0, -8, 0)));
    QTest::mouseClick(health, Qt::LeftButton);
    QCOMPARE(bench.navigation.current().pane, u"live"_s);
    QCOMPARE(bench.navigation.current().arguments.value(u"providers"_s).toList(),
             QVariantList{qlonglong(5)});
    QVERIFY(bench.commands.run(u"gateway.health"_s));
    bench.gateway.setPaused(true); // Says more.
    QVERIFY(pill->accessibleName().startsWith(u"Paused"_s));
    QVERIFY(!health->isVisible());
    bench.gateway.setPaused(false);
    bench.clock.advance(std::chrono::minutes(5));
    QTRY_VERIFY(pill->accessibleName().startsWith(u"Proxy running"_s));
    QVERIFY(!health->isVisible());
}

void tst_Shell::figureOfTheCurrentEntryIsReadable()
{
    Bench bench;
    for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
        bench.theme.setChoice(choice);
        auto *row = bench.part<NavRow>(u"nav_live"_s);
        row->setCurrent(true);
        row->setFigure(u"1,284/min"_s);
        const QImage image = row->grab(QRect(row->width() - 50, 0, 50, row->height())).toImage();
        bool isReadable = false;
        for (int x = 0; x < image.width(); ++x)
            for (int y = 0; y < image.height(); ++y)
                isReadable |= image.pixelColor(x, y) == bench.theme.colours().navSelectedText;
        QVERIFY(isReadable);
    }
}

void tst_Shell::lookIsKept()
{
    Bench bench;
    bench.window.resize(1200, 710);
    bench.commands.run(u"view.sidebar"_s);
    bench.window.close();
    MainWindow second({bench.theme,
                       bench.commands,
                       bench.navigation,
                       bench.notices,
                       bench.scope,
                       bench.gateway,
                       bench.clock,
                       {}});
    QCOMPARE(second.size(), QSize(1200, 710));
    second.show();
    QCOMPARE(second.findChild<Sidebar *>()->width(), 56);
}

void tst_Shell::everyControlHasAName()
{
    Bench bench;
    bench.window.showConsole(*bench.console);
    bench.gateway.setPaused(true);
    for (const QAbstractButton *button : bench.window.findChildren<QAbstractButton *>()) {
        if (!button->isVisible())
            continue;
        const QString name
            = button->accessibleName().isEmpty() ? button->text() : button->accessibleName();
        QVERIFY2(!name.isEmpty(), qPrintable(button->objectName()));
    }
}

QTEST_MAIN(tst_Shell)
#include "tst_Shell.moc"
