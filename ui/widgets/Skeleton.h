// SPDX-License-Identifier: GPL-3.0-or-later
// The shape of what is loading, drawn only once the loading has taken 150 ms.
#pragma once

#include "ui/widgets/PaintedFigure.h"

#include <QTimer>

namespace turnpike::ui {

class Skeleton : public PaintedFigure
{
    Q_OBJECT
public:
    enum class Kind : quint8 { Rows, Card };
    Skeleton(const Theme &theme, Kind kind, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void drawCard(QPainter &painter) const;
    void drawRows(QPainter &painter) const;

    Kind m_kind;
    QTimer m_patience;
    bool m_isDue = false;
};

} // namespace turnpike::ui
