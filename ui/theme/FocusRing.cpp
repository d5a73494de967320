// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/FocusRing.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFocusFrame>
#include <QVariant>

namespace turnpike::ui {

FocusRing::FocusRing(QApplication &application)
{
    connect(&application, &QApplication::focusChanged, this, &FocusRing::follow);
}

FocusRing::~FocusRing()
{
    delete m_frame;
}

void FocusRing::follow(QWidget *, QWidget *now)
{
    const bool isWorn
        = now && (qobject_cast<QAbstractButton *>(now) || now->property("ringRadius").isValid());
    // Pressing a control with the mouse needs no ring to find it again.
    if (!isWorn || QGuiApplication::mouseButtons() != Qt::NoButton) {
        if (m_frame)
            m_frame->setWidget(nullptr);
        return;
    }
    // A window takes its frame along when it closes: the pointer is null then.
    if (!m_frame)
        m_frame = new QFocusFrame;
    m_frame->setWidget(now);
}

void wearFocusRing(QWidget &widget, int radius)
{
    widget.setProperty("ringRadius", radius);
}

} // namespace turnpike::ui
