// SPDX-License-Identifier: GPL-3.0-or-later
// The number of a step, or the check mark of one that is done.
#pragma once

#include <QWidget>

namespace turnpike::ui {

class Theme;

class StepMark final : public QWidget
{
    Q_OBJECT

public:
    StepMark(const Theme &theme, int number, QWidget *parent);

    void setDone(bool isDone);
    bool isDone() const { return m_isDone; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void name();

    const Theme &m_theme;
    int m_number;
    bool m_isDone = false;
};

} // namespace turnpike::ui
