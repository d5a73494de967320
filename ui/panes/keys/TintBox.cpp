// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/TintBox.h"

#include "ui/theme/Theme.h"

#include <QLabel>
#include <QPainter>

namespace turnpike::ui {

TintBox::TintBox(const Theme &theme, Tone tone, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tone(tone)
{
    connect(&theme, &Theme::changed, this, &TintBox::follow);
    follow();
}

void TintBox::setTone(Tone tone)
{
    m_tone = tone;
    follow();
}

void TintBox::addText(QLabel *label)
{
    m_texts.append(label);
    follow();
}

void TintBox::follow()
{
    for (QLabel *label : m_texts) {
        QPalette colours = label->palette();
        colours.setColor(QPalette::WindowText, m_theme.colours().of(m_tone));
        label->setPalette(colours);
    }
    update();
}

void TintBox::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const Colours &colours = m_theme.colours();
    painter.setBrush(m_tone == Tone::Normal ? colours.surface2 : colours.tint(m_tone));
    painter.drawRoundedRect(rect(), m_theme.px(8), m_theme.px(8));
}

} // namespace turnpike::ui
