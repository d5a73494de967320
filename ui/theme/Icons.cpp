// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Icons.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>

namespace turnpike::ui {
namespace {

constexpr int largeIcon = 32;

} // namespace

QPixmap iconPixmap(const QString &name, int size, const QColor &colour, qreal dpr)
{
    const QString key = QStringLiteral("turnpike-icon/%1/%2/%3/%4")
                            .arg(name, colour.name(QColor::HexArgb))
                            .arg(size)
                            .arg(dpr);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("no icon named %s", qUtf8Printable(name));
        return {};
    }
    QByteArray drawing = file.readAll();
    drawing.replace("#000", colour.name().toLatin1());
    // Large icons in the weight of a small one would be blots.
    if (size >= largeIcon)
        drawing.replace("stroke-width=\"2\"", "stroke-width=\"1.6\"");
    QSvgRenderer renderer(drawing);
    const int side = std::max(1, qRound(size * dpr));
    pixmap = QPixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setOpacity(colour.alphaF());
    renderer.render(&painter, QRectF(0, 0, side, side));
    painter.end();
    pixmap.setDevicePixelRatio(dpr);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

IconEngine::IconEngine(QString name, const QColor &normal, const QColor &disabled,
                       const QColor &checked)
    : m_name(std::move(name))
    , m_normal(normal)
    , m_disabled(disabled)
    , m_checked(checked)
{}

QColor IconEngine::colour(QIcon::Mode mode, QIcon::State state) const
{
    if (mode == QIcon::Disabled)
        return m_disabled;
    return state == QIcon::On ? m_checked : m_normal;
}

void IconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const int side = std::min(rect.width(), rect.height());
    const qreal dpr = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    const QPoint corner(rect.left(), rect.top() + (rect.height() - side) / 2);
    painter->drawPixmap(corner, iconPixmap(m_name, side, colour(mode, state), dpr));
}

QPixmap IconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1.0);
}

QPixmap IconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                                 qreal scale)
{
    // `size` is in device pixels here: QIcon has multiplied it by the ratio already.
    QPixmap whole(size);
    whole.fill(Qt::transparent);
    const int side = std::min(size.width(), size.height());
    QPainter painter(&whole);
    painter.drawPixmap(0, (size.height() - side) / 2,
                       iconPixmap(m_name, side, colour(mode, state), 1.0));
    painter.end();
    whole.setDevicePixelRatio(scale);
    return whole;
}

QSize IconEngine::actualSize(const QSize &size, QIcon::Mode, QIcon::State)
{
    return size;
}

QIconEngine *IconEngine::clone() const
{
    return new IconEngine(*this);
}

} // namespace turnpike::ui
