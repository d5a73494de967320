// SPDX-License-Identifier: GPL-3.0-or-later
// Every pane of the window, for those who do not see it or do not use a mouse.
#include "core/Catalog.h"
#include "ui/shell/MainWindow.h"
#include "ui/shell/Panes.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>

#include "tests/support/ConsoleFixture.h"

using namespace turnpike;
using namespace turnpike::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

QString pathOf(const QWidget *widget)
{
    QStringList path;
    for (; widget && !widget->isWindow(); widget = widget->parentWidget())
        path.prepend(QString::fromLatin1(widget->metaObject()->className()).section(u':', -1)
                     + (widget->objectName().isEmpty() ? QString() : u'#' + widget->objectName()));
    return path.mid(std::max<qsizetype>(0, path.size() - 4)).join(u" > "_s);
}

bool takesTab(const QWidget *widget)
{
    return widget->isVisible() && widget->isEnabled() && !widget->focusProxy()
        && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
}

bool isClickable(const QWidget *widget)
{
    // The mark of what is to be clicked and is no button.
    const bool hasHand = widget->testAttribute(Qt::WA_SetCursor)
        && widget->cursor().shape() == Qt::PointingHandCursor;
    return widget->isVisible() && (hasHand || qobject_cast<const QAbstractButton *>(widget));
}

/// As an assistive program on Linux gets it: a combo box is called by what is chosen in it, unless
/// a label or a description says more.
bool hasName(QWidget *widget)
{
    const QAccessibleInterface *told = QAccessible::queryAccessibleInterface(widget);
    if (!told)
        return false;
    if (qobject_cast<QComboBox *>(widget))
        return !told->text(QAccessible::Description).isEmpty();
    return !told->text(QAccessible::Name).trimmed().isEmpty();
}

QString columnsWithoutName(const QWidget &window)
{
    QStringList nameless;
    for (const QTableView *table : window.findChildren<QTableView *>()) {
        const QAbstractItemModel *model = table->model();
        for (int column = 0; model && column < model->columnCount(); ++column) {
            const auto name = model->headerData(column, Qt::Horizontal, Qt::DisplayRole);
            const auto spoken = model->headerData(column, Qt::Horizontal, Qt::AccessibleTextRole);
            if (name.toString().isEmpty() && spoken.toString().isEmpty())
                nameless += pathOf(table) + u" column %1"_s.arg(column);
        }
    }
    return nameless.join(u'\n');
}

} // namespace

class tst_Accessibility : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void whatCanBeUsedHasAName_data() { panes(); }
    void whatCanBeUsedHasAName();
    void tablesNameTheirColumns_data() { panes(); }
    void tablesNameTheirColumns();
    void tabReachesEverything_data() { panes(); }
    void tabReachesEverything();

private:
    static void panes();
    void enter(const QString &pane);
    void makeKeys();
    void addProvider();
    void makeTraffic();

    std::unique_ptr<ConsoleFixture> m_fixture;
    std::unique_ptr<MainWindow> m_window;
    KeyId m_key;
};

void tst_Accessibility::panes()
{
    QTest::addColumn<QString>("pane");
    QTest::addColumn<bool>("hasProvider");
    for (const PaneEntry &entry : allPanes())
        QTest::newRow(qPrintable(entry.id)) << entry.id << false;
    QTest::newRow("providers, with one") << u"providers"_s << true;
}

void tst_Accessibility::init()
{
    m_fixture = std::make_unique<ConsoleFixture>();
    makeKeys();
    m_window = std::make_unique<MainWindow>(WindowParts{
        m_fixture->theme, m_fixture->commands, m_fixture->navigation, m_fixture->notices,
        m_fixture->scope, m_fixture->gateway, m_fixture->clock, allPanes()});
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->showConsole(*m_fixture->console);
    m_fixture->notices.setBanner(
        u"test"_s, Tone::Info, u"info"_s, u"A sentence."_s, u"Act"_s, [] {}, true);
    makeTraffic();
}

void tst_Accessibility::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

void tst_Accessibility::makeKeys()
{
    for (const QString &name : {u"alice-claude-code"_s, u"bob-cursor"_s}) {
        const auto issued
            = m_fixture->control->call(QString(), [&](Services &services, const Actor &actor) {
                  KeyDraft draft;
                  draft.name = name;
                  return services.keys.create(actor, draft);
              });
        QVERIFY(issued.has_value());
        m_key = issued->key.id;
    }
}

void tst_Accessibility::addProvider()
{
    const auto added
        = m_fixture->control->call(QString(), [](Services &services, const Actor &actor) {
              ProviderDraft draft;
              draft.slug = u"alder"_s;
              draft.name = u"Alder"_s;
              draft.baseUrl = u"https://alder.example/v1"_s;
              return services.providers.add(actor, draft, Secret());
          });
    QVERIFY(added.has_value());
}

/// Some of it fails, so that all of the pill shows.
void tst_Accessibility::makeTraffic()
{
    GenerationIds ids{7};
    for (int i = 0; i < 6; ++i) {
        GenerationRecord record;
        record.id = ids.next(m_fixture->clock.nowUs());
        record.admittedUs = m_fixture->clock.nowUs();
        record.key = m_key;
        record.provider = {1};
        record.state = GenerationState::Failed;
        record.httpStatus = 502;
        record.requestedModel = "alder/alder-large-3";
        LedgerEvent event;
        event.settle = &record;
        m_fixture->live.onRecords({&event, 1});
    }
    m_fixture->live.catchUp();
}

/// With the first row of its table inspected, where it has both.
void tst_Accessibility::enter(const QString &pane)
{
    QFETCH(const bool, hasProvider);
    if (hasProvider)
        addProvider();
    m_fixture->navigation.go({pane, {}});
    auto *host = m_window->findChild<QStackedWidget *>(u"panes"_s);
    auto *current = qobject_cast<Pane *>(host->currentWidget());
    QVERIFY(current && current->isVisible());
    // Until it has read what it shows.
    if (hasProvider)
        QTRY_VERIFY(current->findChild<QTableView *>(u"providerKeys"_s)->isVisible());
    auto *table = current->findChild<QTableView *>();
    if (!table)
        return;
    QTRY_VERIFY(!table->isVisible() || table->model()->rowCount() > 0);
    if (table->isVisible() && current->supports(Pane::Act::Inspect))
        current->toggleInspector();
    QTest::qWait(0); // Until it is laid out.
}

void tst_Accessibility::whatCanBeUsedHasAName()
{
    QFETCH(const QString, pane);
    enter(pane);
    QStringList nameless;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        const QAbstractButton *button = qobject_cast<QAbstractButton *>(widget);
        if (!takesTab(widget) && !isClickable(widget))
            continue;
        const bool isIconOnly = button && button->text().isEmpty();
        if (!hasName(widget) || (isIconOnly && button->accessibleName().isEmpty()))
            nameless += pathOf(widget);
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
}

void tst_Accessibility::tablesNameTheirColumns()
{
    QFETCH(const QString, pane);
    enter(pane);
    QTRY_COMPARE(columnsWithoutName(*m_window), QString()); // Some are known by what is read.
}

void tst_Accessibility::tabReachesEverything()
{
    QFETCH(const QString, pane);
    enter(pane);
    QList<QPointer<QWidget>> wanted;
    QStringList missed;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (takesTab(widget))
            wanted.append(widget);
        // What a mouse can use must have a way by keys. An icon in a field is a part of the field.
        else if (isClickable(widget) && widget->isEnabled() && widget->focusPolicy() == Qt::NoFocus
                 && !widget->focusProxy() && !qobject_cast<QLineEdit *>(widget->parentWidget()))
            missed += u"without keyboard: "_s + pathOf(widget);
    }
    QSet<QWidget *> reached;
    m_window->setFocus();
    for (qsizetype step = 0; step < 3 * wanted.size() + 20; ++step) {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : m_window.get(), Qt::Key_Tab);
        if (QWidget *now = QApplication::focusWidget())
            reached.insert(now);
    }
    for (const QPointer<QWidget> &widget : wanted) {
        if (widget && takesTab(widget) && !reached.contains(widget))
            missed += pathOf(widget);
    }
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join(u'\n')));
}

QTEST_MAIN(tst_Accessibility)
#include "tst_Accessibility.moc"
