// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/Cell.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/DataTable.h"

#include <QAbstractItemModelTester>
#include <QAbstractTableModel>
#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

#include <memory>

using namespace turnpike;
using namespace turnpike::ui;

namespace {

/// Name, owner, spent and last use of a few keys.
class KeyRows : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 5; }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : 4;
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        static const QStringList names{QStringLiteral("Name"), QStringLiteral("Owner"),
                                       QStringLiteral("Today"), QStringLiteral("Last used")};
        return orientation == Qt::Horizontal && role == Qt::DisplayRole ? names[section]
                                                                        : QVariant();
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        static const QList<int> spent{40, 10, 30, 20, 50};
        if (role == SortRole)
            return index.column() == 2 ? QVariant(spent[index.row()]) : cell(index).text;
        return cellData(cell(index), role);
    }

private:
    static Cell cell(const QModelIndex &index)
    {
        Cell made;
        made.text = QStringLiteral("%1-%2")
                        .arg(QChar(QLatin1Char('a').unicode() + index.row()))
                        .arg(index.column());
        if (index.column() == 0) {
            made.isStrong = true;
            made.mark = Mark::Dot;
            made.badge = CellBadge{QStringLiteral("Simulated"), Tone::Simulated, Mark::Diamond};
        }
        if (index.column() == 2) {
            made.isNumber = true;
            made.spoken = QStringLiteral("spent 40 dollars");
        }
        return made;
    }
};

} // namespace

class DataTableTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void rowsAreAsHighAsTheDesign();
    void columnsShareTheRoom();
    void leastColumnsGiveWayAndComeBack();
    void headSortsUpDownAndNotAtAll();
    void tabLeavesTheTable();
    void tabArrivesOnARow();
    void enterActivates();
    void menuOpensByKeyAndMouse();
    void actionsAreButtonsOnTheRow();
    void actionsFollowTheKeyboard();
    void actionsCoverNoHalfOfANumber();
    void focusThatFallsOnTheTableSelectsNothing();
    void boxesTickRows();
    void headBoxTicksAll();
    void stateIsKept();
    void resetForgetsTheState();
    void columnsCanBeHidden();
    void cellsAreSpokenInWords();
    void selectedRowHasItsBar();

private:
    QPoint middleOf(int row, int column) const
    {
        return m_table->visualRect(m_proxy->index(row, column)).center();
    }

    QTemporaryDir m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<KeyRows> m_rows;
    std::unique_ptr<QSortFilterProxyModel> m_proxy;
    std::unique_ptr<QWidget> m_window;
    DataTable *m_table = nullptr;
    QLineEdit *m_after = nullptr;
};

void DataTableTest::initTestCase()
{
    QVERIFY(m_settings.isValid());
    QCoreApplication::setOrganizationName(QStringLiteral("turnpike-test"));
    QCoreApplication::setApplicationName(QStringLiteral("table"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<Theme>(*qApp);
    m_theme->setChoice(Theme::Choice::Light);
}

void DataTableTest::init()
{
    QSettings().clear();
    m_rows = std::make_unique<KeyRows>();
    new QAbstractItemModelTester(
        m_rows.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_rows.get());
    m_proxy = std::make_unique<QSortFilterProxyModel>();
    m_proxy->setSourceModel(m_rows.get());
    m_proxy->setSortRole(SortRole);
    m_window = std::make_unique<QWidget>();
    auto *column = new QVBoxLayout(m_window.get());
    m_table = new DataTable(*m_theme, QStringLiteral("API keys"));
    m_after = new QLineEdit;
    column->addWidget(m_table);
    column->addWidget(m_after);
    m_table->setModel(m_proxy.get());
    m_table->setColumns({{200, true, 0}, {100, false, 1}, {100, false, 3}, {120, false, 2}});
    m_window->resize(800, 400);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void DataTableTest::cleanup()
{
    m_window.reset();
    m_proxy.reset();
    m_rows.reset();
}

void DataTableTest::rowsAreAsHighAsTheDesign()
{
    QCOMPARE(m_table->rowHeight(0), 36);
    QCOMPARE(m_table->horizontalHeader()->height(), 34);
    m_table->setRowHeight(32);
    QCOMPARE(m_table->rowHeight(0), 32);
    m_theme->setTextSizePercent(150);
    QCOMPARE(m_table->rowHeight(0), 48);
    QTRY_COMPARE(m_table->horizontalHeader()->height(), 51);
    m_theme->setTextSizePercent(100);
}

void DataTableTest::columnsShareTheRoom()
{
    const int rest = m_table->viewport()->width() - 100 - 100 - 120;
    QCOMPARE(m_table->columnWidth(0), rest);
    QCOMPARE(m_table->columnWidth(1), 100);
}

void DataTableTest::leastColumnsGiveWayAndComeBack()
{
    const auto isShown = [this](int column) { return !m_table->isColumnHidden(column); };
    m_window->resize(480, 400);
    QTRY_VERIFY(!isShown(1));
    QVERIFY(isShown(0) && isShown(2) && isShown(3));
    m_window->resize(360, 400);
    QTRY_VERIFY(!isShown(3));
    QVERIFY(isShown(0) && isShown(2));
    m_window->resize(240, 400);
    QTRY_VERIFY(!isShown(2));
    QVERIFY(isShown(0)); // The first never goes.
    m_window->resize(800, 400);
    QTRY_VERIFY(isShown(1) && isShown(2) && isShown(3));
}

void DataTableTest::headSortsUpDownAndNotAtAll()
{
    const auto first = [this] { return m_proxy->index(0, 0).data().toString(); };
    QHeaderView *head = m_table->horizontalHeader();
    const QPoint today(head->sectionViewportPosition(2) + 50, 17);
    QCOMPARE(first(), QStringLiteral("a-0"));
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, today);
    QCOMPARE(first(), QStringLiteral("b-0"));
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, today);
    QCOMPARE(first(), QStringLiteral("e-0"));
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, today);
    QCOMPARE(first(), QStringLiteral("a-0"));
}

void DataTableTest::tabLeavesTheTable()
{
    m_table->setFocus();
    QTest::keyClick(m_table, Qt::Key_Tab);
    QTRY_VERIFY(m_after->hasFocus());
}

void DataTableTest::tabArrivesOnARow()
{
    m_after->setFocus();
    QVERIFY(m_table->selectedRows().isEmpty());
    QTest::keyClick(m_after, Qt::Key_Backtab, Qt::ShiftModifier);
    QTRY_VERIFY(m_table->hasFocus());
    QCOMPARE(m_table->selectedRows(), QList<int>{0});
}

void DataTableTest::enterActivates()
{
    QSignalSpy activated(m_table, &QAbstractItemView::activated);
    m_table->setFocus();
    m_table->selectRow(2);
    QTest::keyClick(m_table, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].toModelIndex().row(), 2);
    // A double click alone is the second press of one.
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(1, 1));
    QTest::mouseDClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(1, 1));
    QTest::mouseRelease(m_table->viewport(), Qt::LeftButton, {}, middleOf(1, 1));
    QCOMPARE(activated.size(), 2);
}

void DataTableTest::menuOpensByKeyAndMouse()
{
    QSignalSpy asked(m_table, &DataTable::menuRequested);
    m_table->setFocus();
    m_table->selectRow(1);
    QTest::keyClick(m_table, Qt::Key_F10, Qt::ShiftModifier);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toModelIndex().row(), 1);
    const QPoint at = middleOf(3, 1);
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, m_table->viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(m_table->viewport(), &event);
    QCOMPARE(asked.size(), 2);
    QCOMPARE(asked[1][0].toModelIndex().row(), 3);
    QCOMPARE(m_table->selectedRows(), QList<int>{3});
}

void DataTableTest::actionsAreButtonsOnTheRow()
{
    m_table->setRowActions({{QStringLiteral("rotate"), QStringLiteral("Rotate")}});
    QSignalSpy pressed(m_table, &DataTable::rowAction);
    QSignalSpy asked(m_table, &DataTable::menuRequested);
    QTest::mouseMove(m_table->viewport(), middleOf(2, 1));
    const QList<QToolButton *> buttons = m_table->viewport()->findChildren<QToolButton *>();
    QCOMPARE(buttons.size(), 2);
    QTRY_VERIFY(buttons[0]->isVisible());
    QCOMPARE(buttons[0]->accessibleName(), QStringLiteral("Rotate"));
    QCOMPARE(buttons[1]->accessibleName(), QStringLiteral("More actions"));
    const QRect row = m_table->visualRect(m_proxy->index(2, 0));
    QTRY_VERIFY(row.top() <= buttons[0]->mapTo(m_table->viewport(), QPoint()).y());
    QTest::mouseClick(buttons[0], Qt::LeftButton);
    QCOMPARE(pressed.size(), 1);
    QCOMPARE(pressed[0][0].toModelIndex().row(), 2);
    QCOMPARE(pressed[0][1].toInt(), 0);
    QTest::mouseClick(buttons[1], Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toModelIndex().row(), 2);
}

void DataTableTest::actionsFollowTheKeyboard()
{
    m_table->setRowActions({});
    m_table->setFocus(Qt::TabFocusReason);
    QTest::keyClick(m_table, Qt::Key_Down);
    auto *more = m_table->viewport()->findChild<QToolButton *>();
    QTRY_VERIFY(more->isVisible());
    QTest::keyClick(m_table, Qt::Key_Tab);
    QTRY_VERIFY(more->hasFocus());
    QSignalSpy asked(m_table, &DataTable::menuRequested);
    QTest::keyClick(more, Qt::Key_Space);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toModelIndex().row(), m_table->currentIndex().row());
    m_after->setFocus();
    QTRY_VERIFY(!more->isVisible());
}

void DataTableTest::actionsCoverNoHalfOfANumber()
{
    m_table->setRowActions({{QStringLiteral("copy"), QStringLiteral("Copy")},
                            {QStringLiteral("rotate"), QStringLiteral("Rotate")}});
    m_table->setColumns({{200, true}, {100}, {126}, {100, false, 0, true}});
    const QModelIndex number = m_proxy->index(2, 2);
    QTest::mouseMove(m_table->viewport(), middleOf(2, 1));
    const auto *button = m_table->viewport()->findChild<QToolButton *>();
    QTRY_VERIFY(button->isVisible());
    const QWidget *actions = button->parentWidget();
    QRect open = m_table->visualRect(number).adjusted(0, 2, 0, -2);
    open.setRight(actions->geometry().left() - 1);
    QVERIFY(open.width() > 4);
    const QImage image = m_table->viewport()->grab(open).toImage();
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y)
            QCOMPARE(image.pixelColor(x, y), m_theme->colours().hover);
    }
}

/// Qt hands the focus of what is hidden on as if Tab were pressed.
void DataTableTest::focusThatFallsOnTheTableSelectsNothing()
{
    m_table->setCurrentIndex({});
    m_table->selectionModel()->setCurrentIndex(m_proxy->index(1, 0), QItemSelectionModel::NoUpdate);
    QVERIFY(m_table->selectedRows().isEmpty());
    QWidget *before = m_table->previousInFocusChain();
    QPushButton button(QStringLiteral("Resume"), m_table->window());
    QWidget::setTabOrder(before, &button);
    QWidget::setTabOrder(&button, m_table);
    button.show();
    button.setFocus();
    QVERIFY(button.hasFocus());
    button.hide();
    QVERIFY(m_table->hasFocus());
    QVERIFY(m_table->selectedRows().isEmpty());
    button.show();
    button.setFocus();
    QTest::keyClick(&button, Qt::Key_Tab);
    QVERIFY(m_table->hasFocus());
    QCOMPARE(m_table->selectedRows(), QList<int>{1});
}

void DataTableTest::boxesTickRows()
{
    m_table->setCheckBoxes(true);
    const auto box = [this](int row) {
        return QPoint(24, m_table->visualRect(m_proxy->index(row, 0)).center().y());
    };
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, middleOf(0, 1));
    QVERIFY(!m_table->isRowChecked(0)); // Merely current.
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, box(1));
    QVERIFY(m_table->isRowChecked(1));
    QVERIFY(!m_table->isRowChecked(0));
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, box(3));
    QCOMPARE(m_table->selectedRows(), (QList<int>{1, 3}));
    QCOMPARE(m_table->checkState(), Qt::PartiallyChecked);
    QTest::mouseClick(m_table->viewport(), Qt::LeftButton, {}, box(1));
    QCOMPARE(m_table->selectedRows(), QList<int>{3});
    QVERIFY(m_table->isRowChecked(3));
}

void DataTableTest::headBoxTicksAll()
{
    m_table->setCheckBoxes(true);
    QWidget *head = m_table->horizontalHeader()->viewport();
    QSignalSpy changed(m_table, &DataTable::selectedRowsChanged);
    QTest::mouseClick(head, Qt::LeftButton, {}, QPoint(24, 17));
    QCOMPARE(m_table->selectedRows().size(), 5);
    QCOMPARE(m_table->checkState(), Qt::Checked);
    QTest::mouseClick(head, Qt::LeftButton, {}, QPoint(24, 17));
    QCOMPARE(m_table->selectedRows().size(), 0);
    QVERIFY(changed.size() >= 2);
}

void DataTableTest::stateIsKept()
{
    m_table->setStateKey(QStringLiteral("keys/v1"));
    m_table->horizontalHeader()->resizeSection(1, 180);
    m_table->horizontalHeader()->moveSection(3, 1);
    m_table->sortByColumn(2, Qt::DescendingOrder);
    QTRY_VERIFY(QSettings().contains(QStringLiteral("header/keys/v1/columns")));
    DataTable again(*m_theme, QStringLiteral("API keys"));
    again.resize(m_table->size());
    again.setModel(m_proxy.get());
    again.setColumns({{200, true, 0}, {100, false, 1}, {100, false, 3}, {120, false, 2}});
    again.setStateKey(QStringLiteral("keys/v1"));
    QCOMPARE(again.columnWidth(1), 180);
    QCOMPARE(again.horizontalHeader()->visualIndex(3), 1);
    QCOMPARE(again.horizontalHeader()->sortIndicatorSection(), 2);
    QCOMPARE(again.horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
}

void DataTableTest::resetForgetsTheState()
{
    m_table->setStateKey(QStringLiteral("keys/v1"));
    m_table->horizontalHeader()->resizeSection(1, 180);
    m_table->horizontalHeader()->moveSection(3, 1);
    QTRY_VERIFY(QSettings().contains(QStringLiteral("header/keys/v1/columns")));
    m_table->resetColumns();
    QCOMPARE(m_table->columnWidth(1), 100);
    QCOMPARE(m_table->horizontalHeader()->visualIndex(3), 3);
    QVERIFY(!QSettings().contains(QStringLiteral("header/keys/v1/columns")));
}

void DataTableTest::columnsCanBeHidden()
{
    m_table->setStateKey(QStringLiteral("keys/v1"));
    m_table->showColumnChooser(m_table->mapToGlobal(QPoint(10, 10)));
    auto *menu = m_table->findChild<QMenu *>();
    QVERIFY(menu);
    QVERIFY(!menu->actions()[0]->isEnabled()); // The first column stays.
    menu->actions()[1]->trigger();
    QVERIFY(m_table->isColumnHidden(1));
    QVERIFY(m_table->isLastShown(3));
    menu->close();
    QTRY_VERIFY(QSettings().contains(QStringLiteral("header/keys/v1/columns")));
    DataTable again(*m_theme, QStringLiteral("API keys"));
    again.resize(m_table->size());
    again.setModel(m_proxy.get());
    again.setColumns({{200, true, 0}, {100, false, 1}, {100, false, 3}, {120, false, 2}});
    again.setStateKey(QStringLiteral("keys/v1"));
    QVERIFY(again.isColumnHidden(1));
}

void DataTableTest::cellsAreSpokenInWords()
{
    QAccessibleInterface *table = QAccessible::queryAccessibleInterface(m_table);
    QCOMPARE(table->text(QAccessible::Name), QStringLiteral("API keys"));
    QAccessibleTableInterface *cells = table->tableInterface();
    QVERIFY(cells);
    QCOMPARE(cells->cellAt(0, 2)->text(QAccessible::Name), QStringLiteral("spent 40 dollars"));
    QCOMPARE(cells->cellAt(0, 0)->text(QAccessible::Name), QStringLiteral("a-0 Simulated"));
    QCOMPARE(cells->columnDescription(3), QStringLiteral("Last used"));
}

void DataTableTest::selectedRowHasItsBar()
{
    m_table->selectRow(1);
    const QImage picture = m_table->viewport()->grab().toImage();
    const int y = m_table->visualRect(m_proxy->index(1, 0)).center().y();
    QCOMPARE(picture.pixelColor(1, y), m_theme->colours().accent);
    QCOMPARE(picture.pixelColor(6, y), m_theme->colours().selected);
    QTest::mouseMove(m_table->viewport(), middleOf(3, 1));
    const int hovered = m_table->visualRect(m_proxy->index(3, 0)).center().y();
    QTRY_COMPARE(m_table->viewport()->grab().toImage().pixelColor(6, hovered),
                 m_theme->colours().hover);
}

QTEST_MAIN(DataTableTest)
#include "tst_DataTable.moc"
