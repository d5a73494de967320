// SPDX-License-Identifier: GPL-3.0-or-later
// The assistant as a new user meets it: the whole program over an empty folder, by mouse and keys.
#include "app/ChosenPort.h"
#include "app/ConsoleProgram.h"
#include "app/Settings.h"
#include "core/Format.h"
#include "ui/SessionSecrets.h"
#include "ui/firstrun/FirstRunWindow.h"
#include "ui/firstrun/ToolKey.h"
#include "ui/shell/MainWindow.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"

#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/FakeUpstream.h"
#include "tests/support/RawClient.h"

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::Literals::StringLiterals;
using Step = FirstRunWindow::Step;

namespace {

constexpr int patienceMs = 30'000; ///< For a busy machine; what is waited for comes in a second.

template <typename T>
T *topLevel()
{
    for (QWidget *window : QApplication::topLevelWidgets())
        if (auto *found = qobject_cast<T *>(window))
            return found;
    return nullptr;
}

} // namespace

class tst_FirstRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void twoClicksLeadToASimulatedRequest();
    void twoPressesOfEnterDoTheSame();
    void requestOfATerminalIsWaitedFor();
    void copiedLinesHoldTheKeyAndTheScreenDoesNot();
    void providerKeyLeadsToARealRequest();
    void goingBackSavesNothing();
    void toolsGetAKeyThatWorks();
    void organizationIsRenamedInPlace();
    void takenPortGivesWayAndIsRemembered();
    void portThatWasAskedForIsOfferedAnother();
    void folderThatCannotBeWrittenIsTold();
    void skippingLeadsToTheChecklist();
    void gettingStartedComesBack();
    void nextStartIsThatOfTheConsole();
    void limitLeadsToTheKey();
    void whatCanBeUsedHasAName();
    void nothingIsCut_data();
    void nothingIsCut();

private:
    void start(const QList<std::pair<QString, QString>> &more = {});
    void stop();
    FirstRunWindow *assistant() const { return topLevel<FirstRunWindow>(); }
    bool isAt(Step step) const { return assistant() && assistant()->step() == step; }
    template <typename T>
    T *child(const char *name) const
    {
        T *found = assistant()->findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    void press(const char *name) const
    {
        QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton);
    }
    QString label(const char *name) const { return child<QLabel>(name)->text(); }
    QVariant ask(const QString &sql) const;
    QString data() const { return m_folder->filePath(u"data"_s); }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ConsoleProgram> m_program;
};

void tst_FirstRun::initTestCase()
{
    qputenv("TURNPIKE_MASTER_KEY", QByteArray(64, '5'));
    qputenv("SHELL", "/bin/bash");
    QCoreApplication::setOrganizationName(u"turnpike"_s);
    QCoreApplication::setApplicationName(u"turnpike-test"_s);
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setChoice(Theme::Choice::Light);
}

void tst_FirstRun::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    for (const auto format : {QSettings::NativeFormat, QSettings::IniFormat})
        QSettings::setPath(format, QSettings::UserScope, m_folder->path());
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_folder->path()));
}

void tst_FirstRun::cleanup()
{
    // To look at: TURNPIKE_SCREENSHOTS=FOLDER, one picture a test and tone.
    const QString folder = qEnvironmentVariable("TURNPIKE_SCREENSHOTS");
    if (!folder.isEmpty() && assistant())
        for (const bool isDark : {false, true}) {
            m_theme->setChoice(isDark ? Theme::Choice::Dark : Theme::Choice::Light);
            QTest::qWait(100); // Until it is laid out.
            assistant()->grab().save(u"%1/firstrun-%2-%3.png"_s.arg(
                folder, QString::fromLatin1(QTest::currentTestFunction()),
                isDark ? u"dark"_s : u"light"_s));
        }
    m_theme->setChoice(Theme::Choice::Light);
    m_theme->setTextSizePercent(100);
    stop();
    m_folder.reset();
}

void tst_FirstRun::start(const QList<std::pair<QString, QString>> &more)
{
    LoadedSettings::Sources sources;
    sources.commandLine = more;
    sources.commandLine.append({u"data"_s, data()});
    sources.commandLine.append({u"engine.drain_timeout_ms"_s, u"1000"_s});
    const Result<LoadedSettings> settings = LoadedSettings::load(sources);
    QVERIFY2(settings, settings ? "" : qPrintable(settings.error().message));
    m_program = std::make_unique<ConsoleProgram>(sources, *settings, *m_theme);
    m_program->start();
}

void tst_FirstRun::stop()
{
    m_program.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

/// One value of the ledger, from the file.
QVariant tst_FirstRun::ask(const QString &sql) const
{
    QVariant value;
    {
        auto ledger = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"tst_FirstRun"_s);
        ledger.setDatabaseName(data() + u"/ledger.sqlite"_s);
        ledger.setConnectOptions(u"QSQLITE_OPEN_READONLY"_s);
        if (!ledger.open())
            qFatal("no ledger");
        QSqlQuery query(ledger);
        if (!query.exec(sql) || !query.next())
            qFatal("%s answered nothing", qPrintable(sql));
        value = query.value(0);
    }
    QSqlDatabase::removeDatabase(u"tst_FirstRun"_s);
    return value;
}

void tst_FirstRun::twoClicksLeadToASimulatedRequest()
{
    QElapsedTimer timer;
    timer.start();
    start({{u"listen.port"_s, u"0"_s}});
    QVERIFY(assistant() && assistant()->isVisible());
    QVERIFY(!topLevel<MainWindow>()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    const qint64 ready = timer.elapsed();
    QVERIFY(label("firstRunAddress").startsWith(u"127.0.0.1:"_s));
    QCOMPARE(label("firstRunNames"), u", workspace Default, key first-key"_s);
    QCOMPARE(assistant()->windowTitle(), u"Turnpike is running on this machine"_s);
    press("useSimulator");
    QVERIFY(isAt(Step::Connect));
    QCOMPARE(assistant()->windowTitle(), u"Turnpike: Connect a tool"_s);
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    qInfo("ready after %lld ms, first request after %lld ms", ready, timer.elapsed());

    // What the row says is what the ledger says.
    QCOMPARE(ask(u"SELECT count(*) FROM generation"_s).toInt(), 1);
    QCOMPARE(label("resultStatus"), ask(u"SELECT http_status FROM generation"_s).toString());
    QCOMPARE(label("resultStatus"), u"200"_s);
    QCOMPARE(label("resultModel"), u"turnpike/simulator"_s);
    QCOMPARE(label("resultTime"),
             format::latency(ask(u"SELECT total_us FROM generation"_s).toLongLong()));
    QCOMPARE(label("resultCost"), u"$0"_s);
    QVERIFY(label("resultDetails").contains(u"key first-key"_s));
    QCOMPARE(label("firstRunStep"), u"3 of 3  First request"_s);
    QVERIFY(child<QPushButton>("addRealKey")->isVisible());

    press("openConsole");
    QTRY_VERIFY(!assistant());
    QVERIFY(topLevel<MainWindow>()->isVisible());
}

void tst_FirstRun::twoPressesOfEnterDoTheSame()
{
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    assistant()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(assistant()));
    QVERIFY(child<QPushButton>("useSimulator")->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(isAt(Step::Connect));
    QTest::keyClick(assistant(), Qt::Key_Escape);
    QVERIFY(isAt(Step::Start));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(child<QPushButton>("firstRunTest")->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    QVERIFY(child<QPushButton>("openConsole")->hasFocus());
}

void tst_FirstRun::requestOfATerminalIsWaitedFor()
{
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    press("useSimulator");
    QCOMPARE(label("checkTitle"), u"Waiting for a request…"_s);
    auto *tools = child<QComboBox>("firstRunTool");
    tools->setCurrentIndex(tools->findData(u"curl"_s));
    press("copySnippet");
    // The lines as they are, in a shell.
    QProcess shell;
    shell.start(u"/bin/bash"_s, {u"-c"_s, QGuiApplication::clipboard()->text()});
    QTRY_VERIFY_WITH_TIMEOUT(shell.state() == QProcess::NotRunning, patienceMs);
    QCOMPARE(shell.exitCode(), 0);
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    QCOMPARE(label("resultStatus"), u"200"_s);
}

void tst_FirstRun::copiedLinesHoldTheKeyAndTheScreenDoesNot()
{
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    press("useSimulator");
    auto *tools = child<QComboBox>("firstRunTool");
    const QRegularExpression secret(u"sk-tp-v1-[0-9a-f]{64}"_s);
    for (int i = 0; i < tools->count(); ++i) {
        tools->setCurrentIndex(i);
        press("copySnippet");
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(secret.match(copied).hasMatch(), qPrintable(tools->currentText()));
        // Anthropic's clients add /v1 themselves; Codex has the address in its file.
        const QString address = label("firstRunAddress").chopped(int(qstrlen("/v1")));
        if (tools->currentData() == u"codex"_s)
            QVERIFY(label("firstRunHint").contains(u"config.toml"_s));
        else
            QVERIFY2(copied.contains(address), qPrintable(tools->currentText()));
        for (const QWidget *widget : assistant()->findChildren<QWidget *>()) {
            const QString shown = widget->property("plainText").toString()
                + widget->property("text").toString() + widget->accessibleName();
            QVERIFY(!secret.match(shown).hasMatch());
        }
    }
}

void tst_FirstRun::providerKeyLeadsToARealRequest()
{
    const QByteArray key = "sk-first-0123456789abcdef0123";
    const auto upstream = test::FakeUpstream::start();
    upstream->setResponder([key](const test::Seen &seen) {
        if (seen.header("Authorization") != "Bearer " + key)
            return test::Answer::json(401, R"({"error":{"message":"invalid key"}})");
        if (seen.method == "GET")
            return test::Answer::json(
                200, R"({"data":[{"id":"a-tts"},{"id":"an-embedder"},{"id":"tiny-1"}]})");
        return test::Answer::sse(
            {"data: "
             "{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n",
             "data: "
             "{\"id\":\"1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
             "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}\n\n",
             "data: [DONE]\n\n"});
    });
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    press("addProviderKey");
    QVERIFY(!child<QPushButton>("firstRunSave")->isEnabled());
    QTRY_VERIFY(assistant()->findChild<QAbstractButton *>(u"customProvider"_s));
    QTest::mouseClick(child<QAbstractButton>("customProvider"), Qt::LeftButton);
    QTest::keyClicks(child<QLineEdit>("customName"), u"Work Shop"_s);
    QTest::keyClicks(child<QLineEdit>("customUrl"), upstream->url() + u"/v1"_s);
    auto *line = child<QLineEdit>("providerKey");
    QTest::keyClicks(line, QString::fromLatin1(key));
    QTest::keyClick(line, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(label("testTitle").startsWith(u"Works"_s), patienceMs);
    press("firstRunSave");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Connect), patienceMs);
    QTRY_COMPARE(child<QComboBox>("firstRunModel")->currentText(), u"work-shop/tiny-1"_s);
    QCOMPARE(child<QComboBox>("firstRunModel")->findText(u"work-shop/an-embedder"_s), -1);
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    QCOMPARE(label("resultStatus"), u"200"_s);
    QCOMPARE(label("resultModel"), u"work-shop/tiny-1"_s);
    QVERIFY(label("resultDetails").contains(u"answered by Work Shop · 9 tokens in, 1 out"_s));
    for (const auto *badge : assistant()->findChildren<Badge *>())
        QVERIFY(!badge->isVisible());
    QVERIFY(!child<QPushButton>("addRealKey")->isVisible());
}

void tst_FirstRun::goingBackSavesNothing()
{
    const auto upstream = test::FakeUpstream::start(test::Answer::silence());
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    press("addProviderKey");
    QTRY_VERIFY(assistant()->findChild<QAbstractButton *>(u"customProvider"_s));
    QTest::mouseClick(child<QAbstractButton>("customProvider"), Qt::LeftButton);
    QTest::keyClicks(child<QLineEdit>("customName"), u"Work Shop"_s);
    QTest::keyClicks(child<QLineEdit>("customUrl"), upstream->url() + u"/v1"_s);
    QTRY_VERIFY(child<QPushButton>("firstRunSave")->isEnabled());
    press("firstRunSave");
    QCOMPARE(child<QPushButton>("firstRunSave")->text(), u"Testing…"_s);
    QTRY_COMPARE_WITH_TIMEOUT(upstream->requestCount(), 1, patienceMs);
    QTest::keyClick(assistant(), Qt::Key_Escape);
    QVERIFY(isAt(Step::Start));
    QTRY_COMPARE_WITH_TIMEOUT(upstream->openConnections(), 0, patienceMs);
    QCOMPARE(ask(u"SELECT count(*) FROM provider WHERE slug = 'work-shop'"_s).toInt(), 0);
    press("addProviderKey");
    QVERIFY(!child<QPushButton>("firstRunSave")->isEnabled());
}

void tst_FirstRun::toolsGetAKeyThatWorks()
{
    constexpr std::int64_t nowUs = 1'000;
    SessionSecrets secrets;
    QList<Key> keys(4);
    for (int i = 0; i < keys.size(); ++i) {
        keys[i].id = KeyId{i + 1};
        if (i > 0)
            secrets.keep(keys[i].id, Secret("sk-tp-" + std::to_string(i)));
    }
    QCOMPARE(toolKey(keys, secrets, nowUs)->id, keys[3].id);
    keys[3].expiresUs = nowUs;
    QCOMPARE(toolKey(keys, secrets, nowUs)->id, keys[2].id);
    QCOMPARE(toolKey(keys, secrets, nowUs - 1)->id, keys[3].id);
    keys[2].isDisabled = true;
    QCOMPARE(toolKey(keys, secrets, nowUs)->id, keys[1].id);
    keys[1].isDisabled = true;
    QCOMPARE(toolKey(keys, secrets, nowUs)->id, keys[0].id);
    keys[0].expiresUs = 1;
    QVERIFY(!toolKey(keys, secrets, nowUs));
}

void tst_FirstRun::organizationIsRenamedInPlace()
{
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    QCOMPARE(ask(u"SELECT name FROM organization"_s).toString(), u"My organization"_s);
    assistant()->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(assistant()));
    press("organizationName");
    auto *field = child<QLineEdit>("organizationField");
    QVERIFY(field->hasFocus());
    QTest::keyClicks(field, u"Acme"_s);
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(child<QPushButton>("organizationName")->text(), u"“My organization”"_s);
    QVERIFY(isAt(Step::Start));
    press("organizationName");
    QTest::keyClicks(field, u"Acme"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(ask(u"SELECT name FROM organization"_s).toString(), u"Acme"_s);
    QTRY_COMPARE(child<QPushButton>("organizationName")->text(), u"“Acme”"_s);
    QVERIFY(isAt(Step::Start));
}

void tst_FirstRun::takenPortGivesWayAndIsRemembered()
{
    QTcpServer usual;
    const bool isOurs = usual.listen(QHostAddress::LocalHost, 4417);
    if (!isOurs && usual.serverError() != QAbstractSocket::AddressInUseError)
        QFAIL(qPrintable(usual.errorString()));
    start();
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    const int port = label("firstRunAddress").section(u':', 1).toInt();
    QVERIFY(port > 4417);
    QVERIFY2(label("firstRunNote").contains(u"listens on %1"_s.arg(port)),
             qPrintable(label("firstRunNote")));
    press("useSimulator");
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    QTRY_COMPARE(chosenPort(data()).value_or(0), quint16(port));

    // The tools know it now: with the usual port free, too, it stays.
    stop();
    usual.close();
    start();
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(data() + u"/run.json"_s)
                                 && test::RawClient(static_cast<std::uint16_t>(port)).isConnected(),
                             patienceMs);
}

void tst_FirstRun::portThatWasAskedForIsOfferedAnother()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    start({{u"listen.port"_s, QString::number(other.serverPort())}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    QTRY_VERIFY(child<QPushButton>("firstRunRemedy")->isVisible());
    QVERIFY2(label("firstRunNote").contains(u"tst_FirstRun"_s), qPrintable(label("firstRunNote")));
    QCOMPARE(label("firstRunTitle"), u"Turnpike does not listen yet"_s);
    const QString offered = child<QPushButton>("firstRunRemedy")->text();
    QVERIFY(offered.startsWith(u"Use port "_s));
    press("firstRunRemedy");
    QTRY_COMPARE_WITH_TIMEOUT(label("firstRunTitle"), u"Turnpike is running on this machine"_s,
                              patienceMs);
    QCOMPARE(label("firstRunAddress").section(u':', 1), offered.section(u' ', 2));
    // The secret of the key outlived the change.
    press("useSimulator");
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
}

void tst_FirstRun::folderThatCannotBeWrittenIsTold()
{
    // A file where the folder should be: that stops an administrator, too.
    QFile file(data());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Failed), patienceMs);
    QCOMPARE(label("messageTitle"), u"The data folder cannot be written"_s);
    QStringList buttons;
    for (const QPushButton *button : assistant()->findChildren<QPushButton *>())
        if (button->isVisible())
            buttons << button->text();
    QVERIFY2(buttons.contains(u"Choose another folder…"_s), qPrintable(buttons.join(u'|')));
    const QString elsewhere = m_folder->filePath(u"elsewhere"_s);
    QVERIFY(QDir().mkpath(elsewhere));
    Q_EMIT assistant()->folderChosen(elsewhere);
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    QVERIFY(QFile::exists(elsewhere + u"/ledger.sqlite"_s));
}

void tst_FirstRun::skippingLeadsToTheChecklist()
{
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    press("firstRunSkip");
    QTRY_VERIFY(!assistant());
    auto *window = topLevel<MainWindow>();
    QVERIFY(window->isVisible());
    QTRY_VERIFY(window->findChild<QWidget *>(u"firstSteps"_s)
                && window->findChild<QWidget *>(u"firstSteps"_s)->isVisible());
}

void tst_FirstRun::gettingStartedComesBack()
{
    skippingLeadsToTheChecklist();
    auto *window = topLevel<MainWindow>();
    auto *again = window->findChild<QAction *>(u"help.gettingStarted"_s);
    QVERIFY(again);
    again->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    QVERIFY(window->isVisible());
    press("useSimulator");
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    assistant()->close();
    QTRY_VERIFY(!assistant());
    QVERIFY(window->isVisible());
}

void tst_FirstRun::nextStartIsThatOfTheConsole()
{
    skippingLeadsToTheChecklist();
    stop();
    start({{u"listen.port"_s, u"0"_s}});
    QVERIFY(!assistant());
    auto *window = topLevel<MainWindow>();
    QVERIFY(window->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(window->state(), MainWindow::State::Open, patienceMs);
    QVERIFY(!assistant());
    // The first key's secret is only its hash by now: the assistant says so and offers a new key.
    auto *again = window->findChild<QAction *>(u"help.gettingStarted"_s);
    again->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    press("useSimulator");
    QVERIFY(!child<QPushButton>("firstRunTest")->isEnabled());
    QVERIFY(label("firstRunHint").contains(u"TURNPIKE_KEY"_s));
    press("firstRunNewKey");
    QTRY_VERIFY(child<QPushButton>("firstRunTest")->isEnabled());
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    QVERIFY(label("resultDetails").contains(u"key key-2"_s));
}

void tst_FirstRun::limitLeadsToTheKey()
{
    twoPressesOfEnterDoTheSame();
    QCOMPARE(child<QPushButton>("setLimit")->text(), u"set a limit for first-key"_s);
    press("setLimit");
    QTRY_VERIFY(!assistant());
    auto *window = topLevel<MainWindow>();
    QTRY_VERIFY(window->isVisible());
    QTRY_VERIFY(window->findChild<QLabel *>(u"keyName"_s)
                && window->findChild<QLabel *>(u"keyName"_s)->isVisible());
    QTRY_COMPARE(window->findChild<QLabel *>(u"keyName"_s)->text(), u"first-key"_s);
}

void tst_FirstRun::whatCanBeUsedHasAName()
{
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    const auto check = [this] {
        for (QWidget *widget : assistant()->findChildren<QWidget *>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus)
                || widget->focusProxy())
                continue;
            const QAccessibleInterface *told = QAccessible::queryAccessibleInterface(widget);
            const QString name = told->text(QAccessible::Name)
                + (qobject_cast<QComboBox *>(widget) ? told->text(QAccessible::Description)
                                                     : QString());
            QVERIFY2(!name.trimmed().isEmpty(),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u'#'
                                + widget->objectName()));
        }
    };
    const auto tabThrough = [this] {
        assistant()->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(assistant()));
        QSet<QWidget *> wanted;
        for (QWidget *widget : assistant()->findChildren<QWidget *>()) {
            const auto *button = qobject_cast<QAbstractButton *>(widget);
            if (button && button->group() && button->group()->exclusive())
                continue; // Arrow keys move inside.
            if (widget->isVisible() && widget->isEnabled() && !widget->focusProxy()
                && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus)
                wanted.insert(widget);
        }
        for (qsizetype i = wanted.size() * 3; i > 0 && !wanted.isEmpty(); --i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            wanted.remove(QApplication::focusWidget());
        }
        QStringList missed;
        for (const QWidget *widget : std::as_const(wanted))
            missed << widget->objectName();
        QCOMPARE(missed, QStringList());
    };
    check();
    tabThrough();
    press("addProviderKey");
    QVERIFY(isAt(Step::ProviderKey));
    check();
    tabThrough();
    press("firstRunBack");
    press("useSimulator");
    check();
    tabThrough();
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    check();
    tabThrough();
}

void tst_FirstRun::nothingIsCut_data()
{
    QTest::addColumn<int>("percent");
    for (const int percent : {100, 130, 150, 200})
        QTest::addRow("%d %%", percent) << percent;
}

/// Labels that do not shorten their words have the room for them.
void tst_FirstRun::nothingIsCut()
{
    QFETCH(const int, percent);
    m_theme->setTextSizePercent(percent);
    start({{u"listen.port"_s, u"0"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Start), patienceMs);
    const auto check = [this] {
        QTest::qWait(20); // Until it is laid out.
        for (const QWidget *widget : assistant()->findChildren<QWidget *>()) {
            const auto *words = qobject_cast<const QLabel *>(widget);
            const bool isButton = qobject_cast<const QPushButton *>(widget) != nullptr;
            if (!widget->isVisible() || (!isButton && !words))
                continue;
            if (words
                && (words->wordWrap() || words->text().isEmpty()
                    || words->minimumSizeHint().width() < words->sizeHint().width()))
                continue;
            QVERIFY2(widget->width() >= widget->sizeHint().width(),
                     qPrintable(u"%1: %2 of %3"_s.arg(widget->property("text").toString())
                                    .arg(widget->width())
                                    .arg(widget->sizeHint().width())));
        }
    };
    check();
    press("useSimulator");
    check();
    press("firstRunTest");
    QTRY_VERIFY_WITH_TIMEOUT(isAt(Step::Result), patienceMs);
    check();
}

QTEST_MAIN(tst_FirstRun)
#include "tst_FirstRun.moc"
