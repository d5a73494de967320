// SPDX-License-Identifier: GPL-3.0-or-later
// "Live  42 per min  3 in flight …": the figures above the list, and what holds it.
#pragma once

#include "core/LiveRequest.h"

#include <QWidget>

#include <array>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class StateMark;
class Theme;

class LiveStatusLine final : public QWidget
{
    Q_OBJECT

public:
    enum class State : quint8 { Live, Held, Idle };

    explicit LiveStatusLine(const Theme &theme, QWidget *parent = nullptr);

    void setState(State state);
    void setStatistics(const LiveStatistics &statistics);

Q_SIGNALS:
    void pauseAsked();
    void clearAsked();

private:
    static constexpr int figures = 5;

    const Theme &m_theme;
    StateMark *m_mark;
    QLabel *m_word;
    std::array<QLabel *, figures> m_values{};
    std::array<QLabel *, figures> m_units{};
    QPushButton *m_pause;
    State m_state = State::Live;
};

} // namespace turnpike::ui
