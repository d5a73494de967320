// SPDX-License-Identifier: GPL-3.0-or-later
// One ring around whatever button, card or bar has the keyboard; fields and lists show the focus
// themselves.
#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;
class QWidget;

namespace turnpike::ui {

class FocusRing : public QObject
{
    Q_OBJECT
public:
    explicit FocusRing(QApplication &application);
    ~FocusRing() override;

private:
    void follow(QWidget *before, QWidget *now);

    QPointer<QFocusFrame> m_frame;
};

/// Marks a focusable widget of another kind as one that gets the ring; `radius` is its corner in px
/// at 100 %.
void wearFocusRing(QWidget &widget, int radius);

} // namespace turnpike::ui
