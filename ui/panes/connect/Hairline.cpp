// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/connect/Hairline.h"

#include "ui/theme/Theme.h"

#include <QPainter>

namespace turnpike::ui {

Hairline::Hairline(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFixedHeight(1);
    connect(&theme, &Theme::changed, this, QOverload<>::of(&QWidget::update));
}

void Hairline::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.colours().hairline);
}

} // namespace turnpike::ui
