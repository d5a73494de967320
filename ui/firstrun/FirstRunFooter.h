// SPDX-License-Identifier: GPL-3.0-or-later
// How far the assistant is, and the way out of it.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class Theme;

class FirstRunFooter final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int steps = 3;

    FirstRunFooter(const Theme &theme, QWidget *parent);

    /// `step` from 1; 0: not begun, and nothing is said.
    void setStep(int step, const QString &name);
    void setBack(bool isThere);
    void setSkip(bool isThere);

Q_SIGNALS:
    void backAsked();
    void skipAsked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void follow();
    void fit();

    const Theme &m_theme;
    int m_step = 0;
    QWidget *m_room; ///< The segments are painted there.
    QLabel *m_words;
    QPushButton *m_back;
    QPushButton *m_skip;
};

} // namespace turnpike::ui
