// SPDX-License-Identifier: GPL-3.0-or-later
// Our icons as QIcon and pixmap: resources/icons/NAME.svg, drawn in black, recoloured at load and
// cached per size, colour and device pixel ratio.
#pragma once

#include <QColor>
#include <QIconEngine>
#include <QPixmap>
#include <QString>

namespace turnpike::ui {

/// A square of `size` device-independent px. Null, with a warning, when no such icon exists.
QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal dpr);

/// Paints sharp at any size and ratio. In a rectangle wider than high the icon stands at the left:
/// the rest is the room between icon and text that buttons otherwise make too small.
class IconEngine : public QIconEngine
{
public:
    IconEngine(QString name, const QColor &normal, const QColor &disabled, const QColor &checked);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override;
    QSize actualSize(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine *clone() const override;
    bool isNull() override { return false; }

private:
    QColor colour(QIcon::Mode mode, QIcon::State state) const;

    QString m_name;
    QColor m_normal;
    QColor m_disabled;
    QColor m_checked;
};

} // namespace turnpike::ui
