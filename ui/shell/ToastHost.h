// SPDX-License-Identifier: GPL-3.0-or-later
// The toast over the foot of the content, with its time running out below it.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QTimer;
class QToolButton;

namespace turnpike::ui {

class Notices;
class Theme;

/// A child of what it floats over: keeps itself at the bottom centre of its parent.
class ToastHost final : public QWidget
{
    Q_OBJECT

public:
    ToastHost(const Theme &theme, Notices &notices, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();
    void dress();
    void place();
    void hold();

    const Theme &m_theme;
    Notices &m_notices;
    QLabel *m_text;
    QPushButton *m_undo;
    QToolButton *m_close;
    QTimer *m_tick;
};

} // namespace turnpike::ui
