// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Scrim.h"

#include "ui/theme/Theme.h"

#include <QEvent>
#include <QPainter>

namespace turnpike::ui {

Scrim::Scrim(const Theme &theme, QWidget *window)
    : QWidget(window)
    , m_theme(theme)
{
    window->installEventFilter(this);
    setGeometry(window->rect());
    raise();
    show();
}

bool Scrim::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void Scrim::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), m_theme.colours().scrim);
}

} // namespace turnpike::ui
