// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/PlainBar.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

namespace turnpike::ui {

PlainBar::PlainBar(const Theme &theme, QWidget *parent, int height)
    : QWidget(parent)
    , m_theme(theme)
    , m_height(height)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, &PlainBar::updateGeometry);
}

void PlainBar::setPart(int perMille, Tone tone)
{
    m_perMille = perMille;
    m_tone = tone;
    update();
}

QSize PlainBar::sizeHint() const
{
    return {m_theme.px(72), m_theme.px(m_height)};
}

void PlainBar::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colours &colours = m_theme.colours();
    drawBar(painter, rect(), m_perMille, colours.barTrack, colours.bar(m_tone));
}

} // namespace turnpike::ui
