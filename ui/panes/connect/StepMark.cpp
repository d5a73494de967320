// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/StepMark.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

StepMark::StepMark(const Theme &theme, int number, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_number(number)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    name();
}

void StepMark::setDone(bool isDone)
{
    m_isDone = isDone;
    name();
    update();
}

void StepMark::name()
{
    setAccessibleName(m_isDone ? tr("Step %1, done").arg(m_number) : tr("Step %1").arg(m_number));
}

QSize StepMark::sizeHint() const
{
    return {m_theme.px(24), m_theme.px(24)};
}

void StepMark::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_isDone ? colours.successTint : colours.infoTint);
    painter.drawEllipse(rect());
    if (m_isDone) {
        const int size = m_theme.px(14);
        painter.drawPixmap(
            (width() - size) / 2, (height() - size) / 2,
            m_theme.pixmap(QStringLiteral("check"), size, colours.success, devicePixelRatioF()));
        return;
    }
    QFont font = m_theme.font(Theme::Font::Small);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(colours.info);
    painter.drawText(rect(), Qt::AlignCenter, QString::number(m_number));
}

} // namespace turnpike::ui
