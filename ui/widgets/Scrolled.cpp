// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Scrolled.h"

#include <QScrollArea>

namespace turnpike::ui {

QScrollArea *makeScrolled(QWidget *page, QWidget *parent)
{
    auto *scroll = new QScrollArea(parent);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false); // setWidget() turned it on.
    return scroll;
}

} // namespace turnpike::ui
