// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ChartAccessible.h"

#include "models/FigureText.h"
#include "ui/charts/BarCanvas.h"

#include <QAccessibleWidget>

#include <map>

namespace turnpike::ui {

namespace {

class ChartTable;

/// One series of one bucket.
class ChartCell final : public QAccessibleInterface, public QAccessibleTableCellInterface
{
public:
    ChartCell(ChartTable &table, ChartSpot spot)
        : m_table(table)
        , m_spot(spot)
    {}

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableCellInterface
            ? static_cast<QAccessibleTableCellInterface *>(this)
            : nullptr;
    }
    bool isValid() const override;
    QObject *object() const override { return nullptr; }
    QWindow *window() const override;
    QAccessibleInterface *parent() const override;
    QAccessibleInterface *child(int) const override { return nullptr; }
    QAccessibleInterface *childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface *) const override { return -1; }
    QString text(QAccessible::Text kind) const override;
    void setText(QAccessible::Text, const QString &) override {}
    QRect rect() const override;
    QAccessible::Role role() const override { return QAccessible::Cell; }
    QAccessible::State state() const override;

    bool isSelected() const override;
    QList<QAccessibleInterface *> columnHeaderCells() const override { return {}; }
    QList<QAccessibleInterface *> rowHeaderCells() const override { return {}; }
    int columnIndex() const override { return m_spot.series; }
    int rowIndex() const override { return m_spot.bucket; }
    int columnExtent() const override { return 1; }
    int rowExtent() const override { return 1; }
    QAccessibleInterface *table() const override;

private:
    ChartTable &m_table;
    ChartSpot m_spot;
};

class ChartTable final : public QAccessibleWidget, public QAccessibleTableInterface
{
public:
    explicit ChartTable(BarCanvas *canvas)
        : QAccessibleWidget(canvas, QAccessible::Table)
    {}
    ~ChartTable() override
    {
        for (const auto &[place, id] : m_cells)
            QAccessible::deleteAccessibleInterface(id);
    }

    BarCanvas &canvas() const { return *static_cast<BarCanvas *>(object()); }
    const turnpike::Figure &figure() const { return canvas().figure(); }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TableInterface ? static_cast<QAccessibleTableInterface *>(this)
                                                   : QAccessibleWidget::interface_cast(type);
    }
    int childCount() const override { return rowCount() * columnCount(); }
    QAccessibleInterface *child(int index) const override
    {
        return columnCount() == 0 ? nullptr : cellAt(index / columnCount(), index % columnCount());
    }
    int indexOfChild(const QAccessibleInterface *child) const override
    {
        auto *cell = const_cast<QAccessibleInterface *>(child)->tableCellInterface();
        return cell == nullptr ? -1 : cell->rowIndex() * columnCount() + cell->columnIndex();
    }

    QAccessibleInterface *caption() const override { return nullptr; }
    QAccessibleInterface *summary() const override { return nullptr; }
    QAccessibleInterface *cellAt(int row, int column) const override
    {
        if (row < 0 || row >= rowCount() || column < 0 || column >= columnCount())
            return nullptr;
        const auto found = m_cells.find({row, column});
        if (found != m_cells.end())
            return QAccessible::accessibleInterface(found->second);
        auto *cell = new ChartCell(const_cast<ChartTable &>(*this), {row, column});
        m_cells[{row, column}] = QAccessible::registerAccessibleInterface(cell);
        return cell;
    }
    int rowCount() const override { return int(figure().buckets.size()); }
    int columnCount() const override { return int(figure().series.size()); }
    QString rowDescription(int row) const override { return figure().buckets.value(row).fullLabel; }
    QString columnDescription(int column) const override
    {
        return seriesName(figure().series.value(column));
    }

    int selectedCellCount() const override { return int(selectedCells().size()); }
    QList<QAccessibleInterface *> selectedCells() const override
    {
        const ChartSpot spot = canvas().pointed();
        QAccessibleInterface *cell = cellAt(spot.bucket, spot.series);
        return cell == nullptr ? QList<QAccessibleInterface *>() : QList{cell};
    }
    int selectedRowCount() const override { return int(selectedRows().size()); }
    int selectedColumnCount() const override { return 0; }
    QList<int> selectedRows() const override
    {
        const ChartSpot spot = canvas().pointed();
        return spot.bucket >= 0 && spot.series < 0 ? QList{spot.bucket} : QList<int>();
    }
    QList<int> selectedColumns() const override { return {}; }
    bool isRowSelected(int row) const override { return selectedRows().contains(row); }
    bool isColumnSelected(int) const override { return false; }
    bool selectRow(int row) override
    {
        if (row < 0 || row >= rowCount())
            return false;
        canvas().point({row, -1});
        return true;
    }
    bool selectColumn(int) override { return false; }
    bool unselectRow(int row) override
    {
        if (!isRowSelected(row))
            return false;
        canvas().point({});
        return true;
    }
    bool unselectColumn(int) override { return false; }
    void modelChange(QAccessibleTableModelChangeEvent *) override {}

private:
    mutable std::map<std::pair<int, int>, QAccessible::Id> m_cells;
};

bool ChartCell::isValid() const
{
    return m_table.isValid() && m_spot.bucket < m_table.rowCount()
        && m_spot.series < m_table.columnCount();
}

QWindow *ChartCell::window() const
{
    return m_table.window();
}

QAccessibleInterface *ChartCell::parent() const
{
    return &m_table;
}

QAccessibleInterface *ChartCell::table() const
{
    return &m_table;
}

QString ChartCell::text(QAccessible::Text kind) const
{
    if (kind != QAccessible::Name || !isValid())
        return {};
    const turnpike::Figure &figure = m_table.figure();
    return BarCanvas::tr("%1, %2: %3")
        .arg(m_table.rowDescription(m_spot.bucket), m_table.columnDescription(m_spot.series),
             figureSpoken(figure.unit, figure.series[m_spot.series].values[m_spot.bucket]));
}

QRect ChartCell::rect() const
{
    if (!isValid())
        return {};
    const BarCanvas &canvas = m_table.canvas();
    const QRect box = canvas.segmentRect(m_spot).toAlignedRect();
    return {canvas.viewport()->mapToGlobal(box.topLeft()), box.size()};
}

QAccessible::State ChartCell::state() const
{
    QAccessible::State state;
    state.selectable = true;
    state.selected = isSelected();
    state.invisible = !isValid() || m_table.canvas().hidden().contains(m_spot.series);
    return state;
}

bool ChartCell::isSelected() const
{
    return isValid() && m_table.canvas().pointed() == m_spot;
}

QAccessibleInterface *makeTable(const QString &className, QObject *object)
{
    if (className != QLatin1String("turnpike::ui::BarCanvas"))
        return nullptr;
    return new ChartTable(static_cast<BarCanvas *>(object));
}

} // namespace

void installChartAccessibility()
{
    // Installing a factory again is no change.
    QAccessible::installFactory(&makeTable);
}

} // namespace turnpike::ui
