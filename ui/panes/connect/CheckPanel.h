// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of the check in one coloured box: mark, title, sentence, and the request line.
#pragma once

#include "models/Cell.h"

#include <QFrame>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace turnpike::ui {

class StateMark;
class Theme;

class CheckPanel final : public QFrame
{
    Q_OBJECT

public:
    CheckPanel(const Theme &theme, QWidget *parent);

    void show(Tone tone, Mark mark, const QString &title, const QString &sentence,
              const QString &requestLine = {});

    /// At the end of the words, or below them where there is no room for both. Takes the button.
    void setAct(QPushButton *act);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    const Theme &m_theme;
    QBoxLayout *m_parts;
    QPushButton *m_act = nullptr;
    Tone m_tone = Tone::Neutral;
    bool m_isDone = false;
    StateMark *m_mark;
    QLabel *m_title;
    QLabel *m_sentence;
    QLabel *m_requestLine;
};

} // namespace turnpike::ui
