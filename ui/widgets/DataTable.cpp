// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/DataTable.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/CellDelegate.h"
#include "ui/widgets/RowActions.h"
#include "ui/widgets/TableHeader.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace turnpike::ui {
namespace {

constexpr int outerPadding = 16;
constexpr int innerPadding = 10;
constexpr int boxSide = 16;
constexpr int boxGap = 20;

} // namespace

DataTable::DataTable(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QTableView(parent)
    , m_theme(theme)
    , m_header(new TableHeader(theme, *this))
{
    setAccessibleName(accessibleName);
    setProperty("surface", QStringLiteral("card"));
    setHorizontalHeader(m_header);
    m_header->setAccessibleName(tr("Columns of %1").arg(accessibleName));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setItemDelegate(new CellDelegate(theme, *this));
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    m_header->viewport()->setAutoFillBackground(false);
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(300);
    connect(&m_saveTimer, &QTimer::timeout, this, &DataTable::saveState);
    connect(m_header, &TableHeader::checkBoxPressed, this, &DataTable::toggleAll);
    connect(m_header, &TableHeader::chooserRequested, this, &DataTable::showColumnChooser);
    connect(m_header, &QHeaderView::sectionResized, this, &DataTable::remember);
    connect(m_header, &QHeaderView::sectionMoved, &m_saveTimer, qOverload<>(&QTimer::start));
    connect(m_header, &QHeaderView::sortIndicatorChanged, &m_saveTimer,
            qOverload<>(&QTimer::start));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        setHoveredRow(-1);
        placeActions();
    });
    connect(qApp, &QApplication::focusChanged, this, &DataTable::focusMoved);
    connect(&theme, &Theme::changed, this, &DataTable::follow);
    follow();
}

DataTable::~DataTable()
{
    if (m_saveTimer.isActive())
        saveState();
}

void DataTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    setSortingEnabled(true);
    m_header->setSortIndicator(-1, Qt::AscendingOrder);
    if (model) {
        connect(model, &QAbstractItemModel::modelReset, this, &DataTable::layOutColumns);
        connect(model, &QAbstractItemModel::layoutChanged, this, &DataTable::placeActions);
    }
    if (!restoreState())
        layOutColumns();
}

void DataTable::setColumns(const QList<Column> &columns)
{
    m_columns = columns;
    m_defaults = columns;
    hideDefaults();
    if (!restoreState())
        layOutColumns();
}

void DataTable::setRowHeight(int at100)
{
    m_rowHeight = at100;
    follow();
}

void DataTable::setFramed(bool isFramed)
{
    setProperty("surface", isFramed ? QStringLiteral("card") : QStringLiteral("bare"));
}

void DataTable::setCheckBoxes(bool hasCheckBoxes)
{
    m_hasCheckBoxes = hasCheckBoxes;
    viewport()->update();
    m_header->viewport()->update();
}

void DataTable::setRowActions(const QList<QPair<QString, QString>> &actions)
{
    if (!m_actions) {
        m_actions = new RowActions(m_theme, viewport());
        m_actions->hide();
        const auto index = [this] { return model()->index(m_actionsRow, 0, rootIndex()); };
        connect(m_actions, &RowActions::pressed, this,
                [this, index](int action) { Q_EMIT rowAction(index(), action); });
        connect(m_actions, &RowActions::moreRequested, this,
                [this, index](const QPoint &at) { Q_EMIT menuRequested(index(), at); });
    }
    m_actions->setActions(actions);
    // By Tab the buttons come after the rows, whatever else the window holds.
    QWidget *before = this;
    for (QToolButton *button : m_actions->findChildren<QToolButton *>()) {
        setTabOrder(before, button);
        before = button;
    }
    placeActions();
}

QList<int> DataTable::selectedRows() const
{
    QList<int> rows;
    if (selectionModel()) {
        for (const QModelIndex &index : selectionModel()->selectedRows())
            rows.append(index.row());
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

void DataTable::follow()
{
    verticalHeader()->setMinimumSectionSize(m_theme.px(16));
    verticalHeader()->setDefaultSectionSize(m_theme.px(m_rowHeight));
    m_header->setMinimumSectionSize(m_theme.px(40));
    layOutColumns();
    placeActions();
    viewport()->update();
}

// Columns

bool DataTable::isFirstShown(int column) const
{
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int logical = m_header->logicalIndex(visual);
        if (!m_header->isSectionHidden(logical))
            return logical == column;
    }
    return false;
}

bool DataTable::isLastShown(int column) const
{
    for (int visual = m_header->count() - 1; visual >= 0; --visual) {
        const int logical = m_header->logicalIndex(visual);
        if (!m_header->isSectionHidden(logical))
            return logical == column;
    }
    return false;
}

QRect DataTable::contentRect(const QRect &cell, int column) const
{
    int left = m_theme.px(innerPadding);
    if (isFirstShown(column))
        left = m_theme.px(m_hasCheckBoxes ? outerPadding + boxSide + boxGap : outerPadding);
    return cell.adjusted(left, 0, -m_theme.px(isLastShown(column) ? outerPadding : innerPadding),
                         0);
}

void DataTable::layOutColumns()
{
    if (!model() || m_columns.isEmpty() || m_header->count() < m_columns.size() || m_isLayingOut)
        return;
    m_isLayingOut = true;
    std::vector<bool> isShown(std::size_t(m_columns.size()));
    int needed = 0;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        isShown[std::size_t(i)] = !m_hiddenByUser[std::size_t(i)];
        if (isShown[std::size_t(i)])
            needed += m_theme.px(m_columns[i].width);
    }
    const int room = viewport()->width();
    while (needed > room) {
        qsizetype least = -1;
        for (qsizetype i = 1; i < m_columns.size(); ++i) {
            if (isShown[std::size_t(i)] && m_columns[i].priority > 0
                && (least < 0 || m_columns[i].priority < m_columns[least].priority))
                least = i;
        }
        if (least < 0)
            break;
        isShown[std::size_t(least)] = false;
        needed -= m_theme.px(m_columns[least].width);
    }
    int stretching = 0;
    for (qsizetype i = 0; i < m_columns.size(); ++i)
        stretching += isShown[std::size_t(i)] && m_columns[i].stretch ? 1 : 0;
    int spare = std::max(0, room - needed);
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        m_header->setSectionHidden(int(i), !isShown[std::size_t(i)]);
        if (!isShown[std::size_t(i)])
            continue;
        int width = m_theme.px(m_columns[i].width);
        if (m_columns[i].stretch) {
            const int share = spare / stretching--;
            spare -= share;
            width += share;
        }
        m_header->resizeSection(int(i), width);
    }
    m_isLayingOut = false;
    placeActions();
}

void DataTable::hideDefaults()
{
    m_hiddenByUser.clear();
    for (const Column &column : m_defaults)
        m_hiddenByUser.push_back(column.isHidden);
}

void DataTable::remember(int section, int, int now)
{
    if (m_isLayingOut || section >= m_columns.size() || now <= 0)
        return;
    m_columns[section].width = qRound(now / m_theme.pxF(1));
    m_columns[section].stretch = false;
    m_saveTimer.start();
}

void DataTable::showColumnChooser(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Columns"));
    for (int i = 0; i < int(m_columns.size()); ++i) {
        QAction *action = menu->addAction(model()->headerData(i, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_hiddenByUser[std::size_t(i)]);
        action->setEnabled(i > 0);
        connect(action, &QAction::toggled, this, [this, i](bool isShown) {
            m_hiddenByUser[std::size_t(i)] = !isShown;
            layOutColumns();
            m_saveTimer.start();
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Reset columns")), &QAction::triggered, this,
            &DataTable::resetColumns);
    menu->popup(globalPosition);
}

// Rows

QRect DataTable::checkBoxRect(const QRect &row) const
{
    const int side = m_theme.px(boxSide);
    return {row.left() + m_theme.px(outerPadding), row.top() + (row.height() - side) / 2, side,
            side};
}

bool DataTable::isRowChecked(int row) const
{
    const QItemSelectionModel *selection = selectionModel();
    if (!selection || !selection->isRowSelected(row, rootIndex()))
        return false;
    return m_isTicking || selection->selectedRows().size() > 1;
}

Qt::CheckState DataTable::checkState() const
{
    const qsizetype selected = selectedRows().size();
    if (selected == 0 || (selected == 1 && !m_isTicking))
        return Qt::Unchecked;
    return selected == model()->rowCount(rootIndex()) ? Qt::Checked : Qt::PartiallyChecked;
}

void DataTable::toggleAll()
{
    m_isTicking = true;
    if (checkState() == Qt::Checked)
        clearSelection();
    else
        selectAll();
}

void DataTable::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (m_hasCheckBoxes && index.isValid() && event->button() == Qt::LeftButton) {
        const QRect row(-horizontalScrollBar()->value(), rowViewportPosition(index.row()),
                        viewport()->width(), rowHeight(index.row()));
        const QRect box = checkBoxRect(row).adjusted(-6, -6, 6, 6);
        if (box.contains(event->position().toPoint())) {
            // A row that is merely current does not count as ticked.
            const bool startsAnew = !m_isTicking && selectedRows().size() <= 1;
            m_isTicking = true;
            selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
            selectionModel()->select(
                index,
                (startsAnew ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::Toggle)
                    | QItemSelectionModel::Rows);
            viewport()->update();
            return;
        }
    }
    m_isTicking = false;
    QTableView::mousePressEvent(event);
    viewport()->update();
}

void DataTable::mouseMoveEvent(QMouseEvent *event)
{
    setHoveredRow(rowAt(event->position().toPoint().y()));
    QTableView::mouseMoveEvent(event);
}

bool DataTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        setHoveredRow(-1);
    return QTableView::viewportEvent(event);
}

void DataTable::setHoveredRow(int row)
{
    const int before = std::exchange(m_hoveredRow, row);
    if (before == row)
        return;
    placeActions();
    updateRow(before);
    updateRow(row);
}

void DataTable::updateRow(int row)
{
    if (row >= 0)
        viewport()->update(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
}

void DataTable::placeActions()
{
    if (!m_actions || !model())
        return;
    const int before = m_actionsRow;
    const bool hasKeyboard = hasFocus() || m_actions->hasFocusInside();
    m_actionsRow = m_hoveredRow;
    if (m_actionsRow < 0 && hasKeyboard && currentIndex().isValid())
        m_actionsRow = currentIndex().row();
    if (m_actionsRow >= model()->rowCount(rootIndex()))
        m_actionsRow = -1;
    if (m_actionsRow < 0) {
        m_actions->hide();
    } else {
        const Colours &colours = m_theme.colours();
        const bool isSelected = selectionModel()->isRowSelected(m_actionsRow, rootIndex());
        m_actions->setGround(isSelected                         ? colours.selected
                                 : m_actionsRow == m_hoveredRow ? colours.hover
                                                                : colours.surface);
        const QSize size = m_actions->sizeHint();
        const int height = rowHeight(m_actionsRow);
        m_actions->setGeometry(actionsLeft(m_actionsRow), rowViewportPosition(m_actionsRow),
                               size.width(), height - 1);
        m_actions->show();
    }
    if (before != m_actionsRow) {
        updateRow(before);
        updateRow(m_actionsRow);
    }
}

int DataTable::actionsLeft(int row) const
{
    if (!m_actions || row != m_actionsRow)
        return viewport()->width();
    return viewport()->width() - m_actions->sizeHint().width() - m_theme.px(innerPadding);
}

void DataTable::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = isByKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    if (!selectionModel()->isRowSelected(index.row(), rootIndex()))
        choose(index);
    const QPoint at
        = isByKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos();
    Q_EMIT menuRequested(index.siblingAtColumn(0), at);
}

void DataTable::keyPressEvent(QKeyEvent *event)
{
    // Shift+F10 is the Menu key of keyboards without one; not every platform turns it into one.
    if (event->key() == Qt::Key_F10 && event->modifiers() == Qt::ShiftModifier) {
        if (currentIndex().isValid())
            Q_EMIT menuRequested(currentIndex().siblingAtColumn(0),
                                 viewport()->mapToGlobal(visualRect(currentIndex()).center()));
        return;
    }
    QTableView::keyPressEvent(event);
}

void DataTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    m_cameByTab
        = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    placeActions();
}

/// Arriving by Tab needs a row that can be seen: Qt makes one current, but does not select it. Qt
/// also says Tab when what had the focus is hidden or disabled; then nobody has come here.
void DataTable::focusMoved(const QWidget *from, const QWidget *to)
{
    const bool cameByTab = std::exchange(m_cameByTab, false) && to == this
        && (!from || (from->isVisible() && from->isEnabled()));
    if (cameByTab && currentIndex().isValid() && selectedRows().isEmpty())
        choose(currentIndex());
    placeActions();
}

void DataTable::choose(const QModelIndex &index)
{
    selectionModel()->setCurrentIndex(
        index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void DataTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    placeActions();
}

void DataTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    if (selectedRows().isEmpty())
        m_isTicking = false;
    m_header->viewport()->update();
    viewport()->update();
    placeActions();
    Q_EMIT selectedRowsChanged();
}

void DataTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    layOutColumns();
}

void DataTable::updateGeometries()
{
    QTableView::updateGeometries();
    layOutColumns();
}

} // namespace turnpike::ui
