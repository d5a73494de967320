// SPDX-License-Identifier: GPL-3.0-or-later
// One step of the checklist: pressing it goes to where it is done.
#pragma once

#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

class StepMark;

class FirstStepRow final : public PaintedButton
{
    Q_OBJECT

public:
    FirstStepRow(const Theme &theme, int number, const QString &title, const QString &sentence,
                 QWidget *parent);

    void setDone(bool isDone);
    bool isDone() const;
    /// The first one that is not done.
    void setNext(bool isNext);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void tellName();

    QString m_sentence;
    StepMark *m_mark;
    bool m_isNext = false;
};

} // namespace turnpike::ui
