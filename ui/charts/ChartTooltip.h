// SPDX-License-Identifier: GPL-3.0-or-later
// The card beside the pointer: a bucket's time and total, and its series.
#pragma once

#include <QColor>
#include <QList>
#include <QWidget>

namespace turnpike::ui {

class Theme;

/// A child of the window, so that it is not cut by a small chart; it never takes the pointer.
class ChartTooltip final : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        QColor colour;
        QString name;
        QString value;
        QString share;
        bool isMarked = false;
    };
    struct Content
    {
        QString title;
        QString total;
        QString note;
        QList<Row> rows;
    };

    ChartTooltip(const Theme &theme, QWidget *window);

    /// Beside `column`, in the window's coordinates: at the left where there is room, else at the
    /// right.
    void showBeside(const QRect &column, const Content &content);
    const Content &content() const { return m_content; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QSize cardSize() const;
    void paintRow(QPainter &painter, const QRectF &box, const Row &row) const;

    const Theme &m_theme;
    Content m_content;
};

} // namespace turnpike::ui
