// SPDX-License-Identifier: GPL-3.0-or-later
// The head of a table: 34 px, small labels, an arrow after the sorted column's.
#pragma once

#include <QHeaderView>

namespace turnpike::ui {

class DataTable;
class Theme;

class TableHeader : public QHeaderView
{
    Q_OBJECT
public:
    TableHeader(const Theme &theme, DataTable &table);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// The box over the rows' check boxes was pressed.
    void checkBoxPressed();
    void chooserRequested(const QPoint &globalPosition);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    QRect checkBoxRect() const;

    const Theme &m_theme;
    DataTable &m_table;
};

} // namespace turnpike::ui
