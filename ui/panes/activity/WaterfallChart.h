// SPDX-License-Identifier: GPL-3.0-or-later
// From the spend of one period to that of another: before, what moved most, after.
#pragma once

#include "core/ActivityMovers.h"
#include "core/FigureScale.h"
#include "ui/widgets/PaintedFigure.h"

namespace turnpike::ui {

/// Bars by mouse, or by arrows and Enter.
class WaterfallChart final : public PaintedFigure
{
    Q_OBJECT

public:
    static constexpr qsizetype mostMovers = 6;

    explicit WaterfallChart(const Theme &theme, QWidget *parent = nullptr);

    /// `before`, `now`: what the two periods are called.
    void setMovers(const ActivityMovers &movers, const QString &before, const QString &now);
    int barCount() const { return int(m_bars.size()); }
    QRect barRect(int bar) const; ///< With its label.
    QString barText(int bar) const; ///< "eval-batch, +$198.12"

Q_SIGNALS:
    /// A row of the movers; what is summed up as others is none.
    void moverActivated(int row);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Kind : quint8 { Before, Rise, Fall, After };
    struct Bar
    {
        Kind kind = Kind::Before;
        QString name;
        QString value;
        Money from;
        Money to;
        int row = -1; ///< Of the movers.
    };

    QRectF plot() const;
    QRectF slotRect(int bar) const;
    int barAt(const QPoint &at) const;
    qreal yOf(Money amount) const;
    QColor colourOf(Kind kind) const;
    void paintGrid(QPainter &painter) const;
    void paintBar(QPainter &painter, int bar) const;
    void point(int bar);
    void open(int bar);

    QList<Bar> m_bars;
    FigureScale m_scale;
    int m_pointed = -1;
};

} // namespace turnpike::ui
