// SPDX-License-Identifier: GPL-3.0-or-later
// One thing that needs attention, and the way there.
#pragma once

#include "core/Overview.h"

#include <QWidget>

class QPushButton;

namespace turnpike::ui {

class ElidedLabel;
class StateMark;
class Theme;

class AttentionRow final : public QWidget
{
    Q_OBJECT

public:
    AttentionRow(const Theme &theme, QWidget *parent);

    /// `hasWay`: there is a place to go to.
    void show(const AttentionItem &item, bool hasWay);
    void setLast(bool isLast);
    QSize sizeHint() const override;

Q_SIGNALS:
    void acted();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    StateMark *m_mark;
    ElidedLabel *m_sentence;
    ElidedLabel *m_reason;
    QPushButton *m_verb;
    bool m_isLast = false;
};

} // namespace turnpike::ui
