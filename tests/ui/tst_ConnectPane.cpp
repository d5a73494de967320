// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ControlPlane.h"
#include "ui/panes/connect/ConnectionCheck.h"
#include "ui/panes/connect/DiffView.h"
#include "ui/panes/connect/ToolGrid.h"
#include "ui/panes/connect/ToolTile.h"
#include "ui/panes/connect/WriteFileDialog.h"
#include "ui/widgets/Labels.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/ConnectRig.h"

using namespace turnpike;
using namespace turnpike::ui;
using turnpike::test::ConnectRig;

class tst_ConnectPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void arrowKeysChooseATool();
    void cardsKeepTheirMarginsInAnotherTheme();
    void searchFindsHiddenTools();
    void installedToolSaysItsVersion();
    void unservedToolShowsNoLines();
    void newKeyFillsTheLines();
    void secretIsNeverOnScreen();
    void keyOfAnotherSessionStaysAVariable();
    void checkTurnsGreenFromARealRequest();
    void checkNamesTheRouteOfTheTool_data();
    void checkNamesTheRouteOfTheTool();
    void modelOfTheToolsOwnIsOfferedWhereThereIsOne();
    void requestOfAnotherKeyDoesNotCount();
    void testRequestGoesThroughTheGateway();
    void disabledKeyIsToldAs401();
    void refusedRequestSaysWhy();
    void quietGatewayGivesHints();
    void stoppedProxyIsToldSo();
    void writtenFileCanBeUndone();
    void keyAtHandBringsTheOtherHalf();
    void codexFileKeepsItsCommentsAndComesBack();
    void diffMasksKeys();
    void viewRequestGoesToLive();
    void everyControlHasAName();
    void nothingIsCut_data();
    void nothingIsCut();

private:
    template <typename T>
    T *child(const char *name) const
    {
        T *found = m_rig->pane().findChild<T *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    QPushButton *button(const char *name) const { return child<QPushButton>(name); }
    QString label(const char *name) const { return child<QLabel>(name)->text(); }
    void press(const char *name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
    /// Presses "New key for this" and waits for it; the secret.
    Secret makeKey();
    /// The copied lines.
    QString copy();
    void choose(const char *tool) const
    {
        m_rig->pane().enter({{QStringLiteral("tool"), QString::fromLatin1(tool)}});
    }
    KeyId keyId() const { return {child<QComboBox>("connectKey")->currentData().toLongLong()}; }

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<ConnectRig> m_rig;
};

void tst_ConnectPane::initTestCase()
{
    qputenv("TURNPIKE_MASTER_KEY", QByteArray(64, '5'));
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setChoice(Theme::Choice::Light);
}

void tst_ConnectPane::init()
{
    m_rig = std::make_unique<ConnectRig>(*m_theme);
    QVERIFY(m_rig->isReady());
}

void tst_ConnectPane::cleanup()
{
    // To look at: TURNPIKE_SCREENSHOTS=FOLDER, one picture a test and theme.
    const QString folder = qEnvironmentVariable("TURNPIKE_SCREENSHOTS");
    if (!folder.isEmpty() && m_rig && m_rig->isReady())
        for (const bool isDark : {false, true}) {
            m_theme->setChoice(isDark ? Theme::Choice::Dark : Theme::Choice::Light);
            QTest::qWait(100); // Until it is laid out.
            m_rig->pane().grab().save(
                QStringLiteral("%1/connect-%2-%3.png")
                    .arg(folder, QString::fromLatin1(QTest::currentTestFunction()),
                         isDark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
    m_theme->setChoice(Theme::Choice::Light);
    m_rig.reset();
}

Secret tst_ConnectPane::makeKey()
{
    const KeyId before = keyId();
    press("newKey");
    if (!QTest::qWaitFor([&] { return keyId() != before; }, 10'000))
        qFatal("no key was made");
    const Secret *secret = m_rig->secrets.find(keyId());
    if (!secret)
        qFatal("its secret was not kept");
    return *secret;
}

QString tst_ConnectPane::copy()
{
    QGuiApplication::clipboard()->clear();
    press("copySnippet");
    return QGuiApplication::clipboard()->text();
}

void tst_ConnectPane::arrowKeysChooseATool()
{
    auto *grid = m_rig->pane().findChild<ToolGrid *>();
    QCOMPARE(grid->current(), QStringLiteral("claude-code"));
    ToolTile *first = grid->tile(QStringLiteral("claude-code"));
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Right);
    QCOMPARE(grid->current(), QStringLiteral("codex"));
    QVERIFY(grid->tile(QStringLiteral("codex"))->hasFocus());
    QTest::keyClick(grid->tile(QStringLiteral("codex")), Qt::Key_Down);
    QCOMPARE(grid->current(), QStringLiteral("python"));
    QTest::keyClick(grid->tile(QStringLiteral("python")), Qt::Key_Down);
    QCOMPARE(grid->current(), QStringLiteral("python")); // The last row.
    QTest::mouseClick(grid->tile(QStringLiteral("curl")), Qt::LeftButton);
    QCOMPARE(grid->current(), QStringLiteral("curl"));
}

void tst_ConnectPane::cardsKeepTheirMarginsInAnotherTheme()
{
    m_rig->pane();
    choose("curl"); // So short that nothing scrolls.
    const auto place
        = [this](const char *name) { return button(name)->mapTo(&m_rig->pane(), QPoint()); };
    const auto *content = child<QWidget>("paneContent");
    QTRY_COMPARE(content->width(), m_rig->pane().width());
    const QPoint test = place("sendTest");
    m_theme->setChoice(Theme::Choice::Dark);
    QTest::qWait(0);
    QCOMPARE(place("sendTest"), test);
}

void tst_ConnectPane::searchFindsHiddenTools()
{
    auto *grid = m_rig->pane().findChild<ToolGrid *>();
    QCOMPARE(grid->shown(), ToolGrid::fewest);
    QVERIFY(grid->tile(QStringLiteral("cursor"))->isHidden());
    m_rig->pane().focusFilter();
    auto *search = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    QVERIFY(search);
    QTest::keyClicks(search, QStringLiteral("curs"));
    QTRY_COMPARE(grid->shown(), 1);
    QVERIFY(!grid->tile(QStringLiteral("cursor"))->isHidden());
    QCOMPARE(grid->current(), QStringLiteral("claude-code")); // Looking chooses nothing.
    search->clear();
    QTRY_COMPARE(grid->shown(), ToolGrid::fewest);
    press("allTools");
    QCOMPARE(grid->shown(), grid->count());
}

void tst_ConnectPane::installedToolSaysItsVersion()
{
    m_rig->install(QStringLiteral("opencode"), QStringLiteral("1.18.33"));
    auto *grid = m_rig->pane().findChild<ToolGrid *>();
    QTRY_VERIFY(grid->tile(QStringLiteral("opencode"))->isFound());
    QCOMPARE(grid->tile(QStringLiteral("opencode"))->accessibleDescription(),
             QStringLiteral("1.18.33 installed"));
    QVERIFY(!grid->tile(QStringLiteral("aider"))->isFound());
}

void tst_ConnectPane::unservedToolShowsNoLines()
{
    m_rig->pane();
    choose("cursor");
    QVERIFY(!button("copySnippet")->isVisible());
    QVERIFY(label("explanation").contains(QStringLiteral("/api/v1/cursor")));
    QVERIFY(child<QLabel>("explanation")->isVisible());
    press("otherTool");
    QVERIFY(button("copySnippet")->isVisible());
    QCOMPARE(m_rig->pane().findChild<ToolGrid *>()->current(), QStringLiteral("claude-code"));
}

void tst_ConnectPane::newKeyFillsTheLines()
{
    m_rig->pane();
    QVERIFY(!child<QComboBox>("connectKey")->isVisible());
    QCOMPARE(button("newKey")->text(), QStringLiteral("Create a key"));
    choose("qwen-code");
    const Secret secret = makeKey();
    QCOMPARE(child<QComboBox>("connectKey")->currentText(), QStringLiteral("ada-qwen-code"));
    const QString lines = copy();
    QVERIFY2(lines.contains(QString::fromStdString(std::string(secret.reveal()))),
             "the copied lines lack the key");
    QVERIFY(lines.contains(m_rig->gateway.status().url));
    QVERIFY(label("copiedNote").startsWith(QStringLiteral("copied ")));
    makeKey();
    QCOMPARE(child<QComboBox>("connectKey")->currentText(), QStringLiteral("ada-qwen-code-2"));
}

void tst_ConnectPane::secretIsNeverOnScreen()
{
    const QString secret = [this] {
        m_rig->pane();
        return QString::fromStdString(std::string(makeKey().reveal()));
    }();
    for (const Tool &tool : ToolCatalog::tools()) {
        m_rig->pane().enter({{QStringLiteral("tool"), tool.id}});
        for (const QWidget *widget : m_rig->pane().findChildren<QWidget *>()) {
            QAccessibleInterface *seen
                = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            for (const QAccessible::Text part :
                 {QAccessible::Name, QAccessible::Description, QAccessible::Value})
                QVERIFY2(!seen->text(part).contains(secret), widget->metaObject()->className());
            if (const auto *text = qobject_cast<const QPlainTextEdit *>(widget))
                QVERIFY(!text->toPlainText().contains(secret));
            if (const auto *text = qobject_cast<const QTextEdit *>(widget))
                QVERIFY(!text->toPlainText().contains(secret));
            QVERIFY(!widget->toolTip().contains(secret));
        }
    }
}

void tst_ConnectPane::keyOfAnotherSessionStaysAVariable()
{
    const IssuedKey issued = m_rig->issueElsewhere(QStringLiteral("old-key"));
    m_rig->pane();
    choose("curl");
    QTRY_COMPARE(keyId(), issued.key.id);
    const QString lines = copy();
    QVERIFY(lines.contains(QStringLiteral("Bearer $TURNPIKE_KEY")));
    QVERIFY(!lines.contains(QString::fromStdString(std::string(issued.secret.reveal()))));
    QVERIFY(button("keyForSnippet")->isVisible());
    QVERIFY(!button("sendTest")->isEnabled()); // Nobody here knows the secret.
    QVERIFY(!button("sendTest")->toolTip().isEmpty());
}

void tst_ConnectPane::checkTurnsGreenFromARealRequest()
{
    m_rig->pane();
    choose("opencode");
    const Secret secret = makeKey();
    QCOMPARE(label("checkTitle"), QStringLiteral("Waiting for the first request"));
    QCOMPARE(m_rig->request(secret), 200);
    QTRY_COMPARE_WITH_TIMEOUT(label("checkTitle"), QStringLiteral("opencode is connected"), 10'000);
    QCOMPARE(label("checkRequest"), QStringLiteral("POST /api/v1/chat/completions"));
    const auto facts = [this] {
        QStringList all;
        for (const QLabel *fact : m_rig->pane().findChildren<QLabel *>(QStringLiteral("fact")))
            all.append(fact->accessibleName());
        return all.join(u'\n');
    };
    // The names come with the row, once it is committed.
    QTRY_VERIFY_WITH_TIMEOUT(
        facts().contains(QStringLiteral("Model: turnpike/simulator via Simulator")), 10'000);
    QVERIFY(facts().contains(QStringLiteral("Status: 200")));
    QVERIFY(facts().contains(QStringLiteral("Cost: $0, simulated")));
}

void tst_ConnectPane::checkNamesTheRouteOfTheTool_data()
{
    QTest::addColumn<QString>("tool");
    QTest::addColumn<QString>("route");
    QTest::newRow("Claude Code") << QStringLiteral("claude-code") << QStringLiteral("/messages");
    QTest::newRow("Codex CLI") << QStringLiteral("codex") << QStringLiteral("/responses");
}

void tst_ConnectPane::checkNamesTheRouteOfTheTool()
{
    QFETCH(QString, tool);
    QFETCH(QString, route);
    m_rig->pane();
    m_rig->pane().enter({{QStringLiteral("tool"), tool}});
    const Secret secret = makeKey();
    QCOMPARE(m_rig->request(secret, QStringLiteral("turnpike/simulator"), route), 200);
    QTRY_COMPARE_WITH_TIMEOUT(label("checkTitle"),
                              ToolCatalog::find(tool)->name + QStringLiteral(" is connected"),
                              10'000);
    QCOMPARE(label("checkRequest"), QStringLiteral("POST /api/v1") + route);
}

void tst_ConnectPane::modelOfTheToolsOwnIsOfferedWhereThereIsOne()
{
    m_rig->pane();
    makeKey();
    const auto *model = child<QComboBox>("connectModel");
    choose("claude-code");
    QCOMPARE(model->findData(QString()), -1); // Nothing here answers to its own names.
    QVERIFY(
        copy().contains(QStringLiteral("ANTHROPIC_DEFAULT_HAIKU_MODEL=\"turnpike/simulator\"")));
    choose("opencode");
    QVERIFY(model->findData(QString()) >= 0);
}

void tst_ConnectPane::requestOfAnotherKeyDoesNotCount()
{
    const IssuedKey other = m_rig->issueElsewhere(QStringLiteral("other"));
    m_rig->pane();
    choose("opencode");
    const Secret mine = makeKey();
    QVERIFY(keyId() != other.key.id);
    bool hasEnded = false;
    connect(&m_rig->live, &LiveFeed::happened, this, [&](const LiveBatch &batch) {
        for (const LiveRequest &request : batch.added + batch.changed)
            hasEnded = hasEnded || !request.isRunning();
    });
    QCOMPARE(m_rig->request(other.secret), 200);
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded, 10'000);
    QCOMPARE(label("checkTitle"), QStringLiteral("Waiting for the first request"));
    QCOMPARE(m_rig->request(mine), 200);
    QTRY_COMPARE_WITH_TIMEOUT(label("checkTitle"), QStringLiteral("opencode is connected"), 10'000);
}

void tst_ConnectPane::testRequestGoesThroughTheGateway()
{
    m_rig->pane();
    choose("curl");
    makeKey();
    QVERIFY(button("sendTest")->isEnabled());
    button("sendTest")->setFocus();
    press("sendTest");
    QCOMPARE(button("sendTest")->text(), QStringLiteral("Sending…"));
    QVERIFY(button("sendTest")->hasFocus());
    QTRY_COMPARE_WITH_TIMEOUT(label("checkTitle"), QStringLiteral("curl is connected"), 10'000);
    QTRY_COMPARE(button("sendTest")->text(), QStringLiteral("Send another test"));
    QVERIFY(button("viewRequest")->isVisible());
}

void tst_ConnectPane::disabledKeyIsToldAs401()
{
    m_rig->pane();
    makeKey();
    bool isDisabled = false;
    m_rig->runtime->control().run(
        &m_rig->pane(),
        [id = keyId()](Services &services, const Actor &actor) {
            return services.keys.setDisabled(actor, id, true);
        },
        [&](const Result<Key> &key) { isDisabled = key.has_value(); });
    QTRY_VERIFY(isDisabled);
    press("sendTest");
    QTRY_COMPARE_WITH_TIMEOUT(label("checkTitle"), QStringLiteral("Refused with 401"), 10'000);
    QVERIFY(label("checkSentence").contains(QStringLiteral("disabled")));
}

void tst_ConnectPane::refusedRequestSaysWhy()
{
    m_rig->pane();
    const Secret secret = makeKey();
    bool isPaused = false;
    m_rig->runtime->setPaused(&m_rig->pane(), true, [&] { isPaused = true; });
    QTRY_VERIFY(isPaused);
    QCOMPARE(m_rig->request(secret), 503);
    QTRY_COMPARE_WITH_TIMEOUT(label("checkTitle"), QStringLiteral("Refused with 503"), 10'000);
    QVERIFY(label("checkSentence").contains(QStringLiteral("paused")));
}

void tst_ConnectPane::quietGatewayGivesHints()
{
    const IssuedKey issued = m_rig->issueElsewhere(QStringLiteral("quiet"));
    ConnectionCheck check({.live = m_rig->live,
                           .reads = *m_rig->reads,
                           .gateway = m_rig->gateway,
                           .clock = m_rig->clock},
                          this, std::chrono::milliseconds(30));
    QCOMPARE(check.state(), ConnectionCheck::State::NoKey);
    check.watch(issued.key);
    QCOMPARE(check.state(), ConnectionCheck::State::Waiting);
    QTRY_COMPARE(check.state(), ConnectionCheck::State::Quiet);
    QCOMPARE(m_rig->request(issued.secret), 200);
    QTRY_COMPARE_WITH_TIMEOUT(check.state(), ConnectionCheck::State::Connected, 10'000);
}

void tst_ConnectPane::stoppedProxyIsToldSo()
{
    m_rig->pane();
    makeKey();
    QVERIFY(!button("startProxy")->isVisible());
    m_rig->gateway.stop();
    QTRY_COMPARE(label("checkTitle"), QStringLiteral("The proxy does not run"));
    QVERIFY(button("startProxy")->isVisible());
    QVERIFY(!button("sendTest")->isEnabled());
    // The lines keep the address that they will have again.
    QVERIFY(copy().contains(QStringLiteral("http://127.0.0.1:")));
    QTRY_COMPARE(m_rig->gateway.status().state, GatewayStatus::State::Stopped);
}

void tst_ConnectPane::writtenFileCanBeUndone()
{
    m_rig->pane();
    choose("opencode");
    const Secret secret = makeKey();
    const QString path = m_rig->home() + QStringLiteral("/.config/opencode/opencode.json");
    press("writeFile");
    WriteFileDialog *dialog = nullptr;
    QTRY_VERIFY(dialog = m_rig->pane().window()->findChild<WriteFileDialog *>());
    QVERIFY(!QFile::exists(path));
    QCOMPARE(dialog->findChild<QLabel *>(QStringLiteral("writePath"))->text(), path);
    const QString diff = dialog->findChild<DiffView *>()->toPlainText();
    QVERIFY(diff.contains(QStringLiteral("+ {")));
    QVERIFY(!diff.contains(QString::fromStdString(std::string(secret.reveal()))));
    QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("confirmWrite")),
                      Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains(QByteArray(secret.reveal().data())));
    QTRY_VERIFY(label("copiedNote").startsWith(QStringLiteral("written")));
    while (m_rig->notices.currentToast() && !m_rig->notices.currentToast()->undo)
        m_rig->notices.dismissToast(); // "Key created" comes first.
    QVERIFY(m_rig->notices.undoLast());
    QTRY_VERIFY(!QFile::exists(path));
}

void tst_ConnectPane::keyAtHandBringsTheOtherHalf()
{
    m_rig->pane();
    choose("codex");
    QVERIFY(!child<QWidget>("snippetPlace")->isVisible());
    QVERIFY(copy().contains(QStringLiteral("model_provider = \"turnpike\"")));
    const Secret secret = makeKey();
    QVERIFY(child<QWidget>("snippetPlace")->isVisible());
    QCOMPARE(copy(),
             QStringLiteral("export TURNPIKE_KEY=\"%1\"")
                 .arg(QString::fromStdString(std::string(secret.reveal()))));
}

void tst_ConnectPane::codexFileKeepsItsCommentsAndComesBack()
{
    const QString path = m_rig->home() + QStringLiteral("/.codex/config.toml");
    const QByteArray mine("# mine\nmodel = \"gpt\" # dear\n\n\n[tui] # no line end");
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(mine) == mine.size());
    file.close();
    const auto content = [&file] {
        const bool isOpen = file.open(QIODevice::ReadOnly);
        const QByteArray all = isOpen ? file.readAll() : QByteArray();
        file.close();
        return all;
    };
    m_rig->issueElsewhere(QStringLiteral("other"));
    m_rig->pane();
    choose("codex");
    QTRY_VERIFY(keyId().value != 0);
    press("writeFile"); // The only lines, as the key is in a variable.
    WriteFileDialog *dialog = nullptr;
    QTRY_VERIFY(dialog = m_rig->pane().window()->findChild<WriteFileDialog *>());
    QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("confirmWrite")),
                      Qt::LeftButton);
    QTRY_VERIFY(content() != mine);
    const QString url = m_rig->gateway.status().url;
    QCOMPARE(QString::fromUtf8(content()),
             QStringLiteral("# mine\nmodel = \"turnpike/simulator\" # dear\n"
                            "model_provider = \"turnpike\"\n\n\n[tui] # no line end\n\n"
                            "[model_providers.turnpike]\nname = \"Turnpike\"\nbase_url = \"%1\"\n"
                            "env_key = \"TURNPIKE_KEY\"\nwire_api = \"responses\"\n")
                 .arg(url));
    QTRY_VERIFY(m_rig->notices.currentToast() && m_rig->notices.currentToast()->undo);
    QVERIFY(m_rig->notices.undoLast());
    QTRY_COMPARE(content(), mine);
}

void tst_ConnectPane::diffMasksKeys()
{
    QCOMPARE(withKeysMasked(QStringLiteral("a sk-tp-v1-0123456789 b")),
             QStringLiteral("a sk-tp-v1-012") + QString(12, QChar(0x2022)) + QStringLiteral(" b"));
    DiffView view(*m_theme, nullptr);
    view.setTexts(QStringLiteral("key: sk-tp-v1-aaaaaaaaaa\n"),
                  QStringLiteral("key: sk-tp-v1-bbbbbbbbbb\n"));
    QVERIFY(!view.toPlainText().contains(QStringLiteral("aaaaaaaaaa")));
    QVERIFY(view.toPlainText().startsWith(QStringLiteral("- key: sk-tp-v1-aaa")));
    QVERIFY(view.toPlainText().contains(QStringLiteral("+ key: sk-tp-v1-bbb")));
}

void tst_ConnectPane::viewRequestGoesToLive()
{
    m_rig->pane();
    QVERIFY(!button("viewRequest")->isVisible());
    const Secret secret = makeKey();
    QCOMPARE(m_rig->request(secret), 200);
    QTRY_VERIFY_WITH_TIMEOUT(button("viewRequest")->isVisible(), 10'000);
    press("viewRequest");
    QCOMPARE(m_rig->navigation.current().pane, QStringLiteral("live"));
    QVERIFY(m_rig->navigation.current()
                .arguments.value(QStringLiteral("generation"))
                .toString()
                .startsWith(QStringLiteral("gen-")));
}

void tst_ConnectPane::everyControlHasAName()
{
    m_rig->pane();
    makeKey();
    for (QWidget *widget : m_rig->pane().findChildren<QWidget *>()) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus)
            continue;
        QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(widget);
        const bool isNamed = !seen->text(QAccessible::Name).isEmpty();
        QVERIFY2(isNamed,
                 qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' '
                            + widget->objectName()));
        if (qobject_cast<QComboBox *>(widget)) // Its name is its text; see the description.
            QVERIFY(!seen->text(QAccessible::Description).isEmpty());
    }
}

namespace {

/// The first widget that is not wholly in sight, or whose text is not; empty: none.
QString cutIn(const QWidget &content)
{
    for (const QWidget *widget : content.findChildren<QWidget *>()) {
        if (!widget->isVisible())
            continue;
        const QRect box(widget->mapTo(&content, QPoint()), widget->size());
        const auto *label = qobject_cast<const QLabel *>(widget);
        const auto *button = qobject_cast<const QPushButton *>(widget);
        const bool mayShorten
            = label && (label->wordWrap() || qobject_cast<const ElidedLabel *>(label));
        const bool isWhole = widget->width() >= widget->sizeHint().width();
        if (!content.rect().contains(box) || ((label || button) && !mayShorten && !isWhole))
            return widget->objectName() + u':' + (label ? label->text() : QString())
                + (button ? button->text() : QString());
    }
    return {};
}

} // namespace

void tst_ConnectPane::nothingIsCut_data()
{
    QTest::addColumn<int>("percent");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("columns");
    QTest::newRow("1440 x 900") << 100 << QSize(1208, 848) << 4;
    QTest::newRow("1120 x 700, whole sidebar") << 100 << QSize(888, 648) << 4;
    QTest::newRow("960 x 600") << 100 << QSize(904, 548) << 4;
    QTest::newRow("960 x 600, text of 150 %") << 150 << QSize(876, 522) << 2;
    QTest::newRow("1440 x 900, text of 150 %") << 150 << QSize(1092, 822) << 3;
}

void tst_ConnectPane::nothingIsCut()
{
    QFETCH(const int, percent);
    QFETCH(const QSize, size);
    QFETCH(const int, columns);
    m_theme->setTextSizePercent(percent);
    m_rig = std::make_unique<ConnectRig>(*m_theme);
    ConnectPane &pane = m_rig->pane();
    pane.resize(size);
    makeKey();
    pane.resize(size);
    const auto *content = child<QWidget>("paneContent");
    for (const char *tool :
         {"opencode", "python", "curl", "claude-code", "codex", "cursor", "anthropic-sdk"}) {
        choose(tool);
        QTRY_COMPARE(content->width(), content->parentWidget()->width());
        QTRY_COMPARE(cutIn(*content), QString());
    }
    const auto *grid = qobject_cast<QGridLayout *>(child<ToolGrid>("toolGrid")->layout());
    int used = 0;
    for (int column = 0; column < grid->columnCount(); ++column)
        used += grid->itemAtPosition(0, column) != nullptr;
    QCOMPARE(used, columns);
    m_theme->setTextSizePercent(100);
}

QTEST_MAIN(tst_ConnectPane)
#include "tst_ConnectPane.moc"
