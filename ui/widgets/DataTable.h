// SPDX-License-Identifier: GPL-3.0-or-later
// The console's table: rows of Cells, a head that sorts, columns that give way when there is no
// room, actions on the row under the mouse or the keyboard. Sorting and filtering are the pane's
// QSortFilterProxyModel; the signal activated() is QAbstractItemView's.
#pragma once

#include <QList>
#include <QPair>
#include <QTableView>
#include <QTimer>

#include <vector>

namespace turnpike::ui {

class RowActions;
class TableHeader;
class Theme;

class DataTable : public QTableView
{
    Q_OBJECT
public:
    struct Column
    {
        int width = 100; ///< px at 100 %, padding included; the least of a stretching column.
        bool stretch = false; ///< Shares what room is left.
        int priority = 0; ///< 0 never gives way; of the others the smallest number goes first.
        bool isHidden = false; ///< Until the chooser shows it.
    };

    DataTable(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);
    ~DataTable() override;

    void setModel(QAbstractItemModel *model) override;
    void setColumns(const QList<Column> &columns);
    /// Order, widths, visibility and sorting are kept under "header/KEY"; KEY holds a version.
    void setStateKey(const QString &key);
    void resetColumns();
    void showColumnChooser(const QPoint &globalPosition);

    void setRowHeight(int at100);
    /// 36 px rows without a frame of its own, for tables inside a card.
    void setFramed(bool isFramed);
    /// A box before the first column: ticking adds the row to the selection.
    void setCheckBoxes(bool hasCheckBoxes);
    bool hasCheckBoxes() const { return m_hasCheckBoxes; }

    /// Icon and name of each action (two at most); "More actions" comes by itself.
    void setRowActions(const QList<QPair<QString, QString>> &actions);

    /// Selected rows of the model shown, in order.
    QList<int> selectedRows() const;

    // For the head and the delegate.
    int hoveredRow() const { return m_hoveredRow; }
    /// Where the row's buttons begin, in the viewport; behind its end without.
    int actionsLeft(int row) const;
    bool isFirstShown(int column) const;
    bool isLastShown(int column) const;
    QRect contentRect(const QRect &cell, int column) const;
    QRect checkBoxRect(const QRect &row) const;
    bool isRowChecked(int row) const;
    Qt::CheckState checkState() const;

Q_SIGNALS:
    void rowAction(const QModelIndex &index, int action);
    void menuRequested(const QModelIndex &index, const QPoint &globalPosition);
    void selectedRowsChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;
    void updateGeometries() override;

private:
    void follow();
    void layOutColumns();
    void choose(const QModelIndex &index); ///< Current, and the only row selected.
    void focusMoved(const QWidget *from, const QWidget *to);
    void setHoveredRow(int row);
    void placeActions();
    void updateRow(int row);
    void toggleAll();
    void remember(int section, int before, int now);
    void hideDefaults();
    void saveState();
    bool restoreState();

    const Theme &m_theme;
    TableHeader *m_header;
    RowActions *m_actions = nullptr;
    QList<Column> m_columns;
    QList<Column> m_defaults;
    std::vector<bool> m_hiddenByUser;
    QString m_stateKey;
    QTimer m_saveTimer;
    int m_rowHeight = 36;
    int m_hoveredRow = -1;
    int m_actionsRow = -1;
    bool m_hasCheckBoxes = false;
    bool m_isTicking = false; ///< The selection was made with the boxes.
    bool m_isLayingOut = false;
    bool m_cameByTab = false; ///< Until it is known where the focus came from.
};

} // namespace turnpike::ui
