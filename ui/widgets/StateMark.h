// SPDX-License-Identifier: GPL-3.0-or-later
// A state's shape beside its words; the words are a label's.
#pragma once

#include "models/Cell.h"

#include <QTimer>
#include <QWidget>

namespace turnpike::ui {

class Theme;

class StateMark : public QWidget
{
    Q_OBJECT
public:
    /// `size` of the mark in px at 100 %.
    explicit StateMark(const Theme &theme, QWidget *parent = nullptr, int size = 8);

    void setMark(Mark mark, Tone tone);
    /// A soft ring of 15 px around a running state's dot.
    void setHalo(bool isOn);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void turn();

    const Theme &m_theme;
    int m_size;
    Mark m_mark = Mark::None;
    Tone m_tone = Tone::Success;
    bool m_hasHalo = false;
    qreal m_angle = 0;
    QTimer m_spin;
};

} // namespace turnpike::ui
