// SPDX-License-Identifier: GPL-3.0-or-later
// A provider's first letter on a ground of its own colour.
#pragma once

#include "ui/widgets/PaintedFigure.h"

#include <QColor>
#include <QRectF>
#include <QString>

class QPainter;

namespace turnpike::ui {

struct Monogram
{
    QString letter;
    QColor ground; ///< White text reads well on each of them.

    /// The same slug always looks the same. Providers that are not in use have a quiet ground.
    static Monogram of(const QString &slug, const QString &name, bool isInUse = true);
    void paint(QPainter &painter, const Theme &theme, const QRectF &box) const;
};

class MonogramMark final : public PaintedFigure
{
    Q_OBJECT

public:
    MonogramMark(const Theme &theme, int size, QWidget *parent);

    void setMonogram(const Monogram &monogram, const QString &name);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_size;
    Monogram m_monogram;
};

} // namespace turnpike::ui
