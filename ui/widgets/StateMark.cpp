// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/StateMark.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

#include <algorithm>

namespace turnpike::ui {
namespace {

constexpr int frameMs = 60;
constexpr int haloDiameter = 15;

} // namespace

StateMark::StateMark(const Theme &theme, QWidget *parent, int size)
    : QWidget(parent)
    , m_theme(theme)
    , m_size(size)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_spin.setInterval(frameMs);
    connect(&m_spin, &QTimer::timeout, this, &StateMark::turn);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
}

void StateMark::setMark(Mark mark, Tone tone)
{
    m_mark = mark;
    m_tone = tone;
    if (mark == Mark::Spinner && isVisible())
        m_spin.start();
    else
        m_spin.stop();
    update();
}

void StateMark::setHalo(bool isOn)
{
    m_hasHalo = isOn;
    updateGeometry();
    update();
}

QSize StateMark::sizeHint() const
{
    const int side = m_theme.px(m_hasHalo ? std::max(m_size, haloDiameter) : m_size);
    return {side, side};
}

void StateMark::turn()
{
    m_angle += 360.0 * frameMs / 900;
    update();
}

void StateMark::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_mark == Mark::Spinner)
        m_spin.start();
}

void StateMark::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_spin.stop();
}

void StateMark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = m_theme.colours().of(m_tone);
    const QPointF centre = QRectF(rect()).center();
    if (m_hasHalo) {
        QColor halo = colour;
        halo.setAlphaF(0.18F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(halo);
        painter.drawEllipse(centre, m_theme.pxF(haloDiameter) / 2, m_theme.pxF(haloDiameter) / 2);
    }
    const qreal side = m_theme.pxF(m_size);
    drawMark(painter, m_mark, colour,
             QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side), m_angle);
}

} // namespace turnpike::ui
