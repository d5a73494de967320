// SPDX-License-Identifier: GPL-3.0-or-later
// Paints a Cell and the row's ground in a DataTable.
#pragma once

#include "models/Cell.h"

#include <QStyledItemDelegate>

namespace turnpike::ui {

class DataTable;
class Theme;

class CellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    CellDelegate(const Theme &theme, DataTable &table);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

private:
    Cell cellOf(const QModelIndex &index) const;
    void paintGround(QPainter &painter, const QRect &rect, const QModelIndex &index,
                     bool isSelected) const;
    void paintCheckBox(QPainter &painter, const QRect &rect, const QModelIndex &index) const;
    /// Paints what stands before the text; returns the left edge of the rest.
    int paintLeading(QPainter &painter, const QRect &room, const Cell &cell) const;
    void paintText(QPainter &painter, QRect room, const Cell &cell) const;
    QFont fontOf(const Cell &cell) const;
    int widthOf(const Cell &cell) const;

    const Theme &m_theme;
    DataTable &m_table;
};

} // namespace turnpike::ui
