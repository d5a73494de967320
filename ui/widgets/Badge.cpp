// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Badge.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Paint.h"

#include <QPainter>

namespace turnpike::ui {

Badge::Badge(const Theme &theme, QWidget *parent)
    : QLabel(parent)
    , m_theme(theme)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] {
        updateGeometry();
        update();
    });
    hide();
}

void Badge::setBadge(const CellBadge &badge)
{
    m_badge = badge;
    setText(badge.text); // The accessible name of a label.
    setVisible(!badge.text.isEmpty());
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return badgeSize(m_theme, m_badge);
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawBadge(painter, m_theme, rect(), m_badge);
}

} // namespace turnpike::ui
