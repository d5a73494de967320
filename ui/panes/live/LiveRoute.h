// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector's second tab: what was tried, what was considered, and why.
#pragma once

#include "ui/panes/live/LiveDetails.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace turnpike::ui {

class Theme;

class LiveRoute final : public QWidget
{
    Q_OBJECT

public:
    explicit LiveRoute(const Theme &theme, QWidget *parent = nullptr);

    void setDetails(const LiveDetails &details);

private:
    QWidget *buildAttempts();
    QWidget *buildCandidates();
    void showAttempts(const LiveDetails &details);
    void showCandidates(const LiveDetails &details);

    const Theme &m_theme;
    QLabel *m_total = nullptr;
    QWidget *m_attempts = nullptr;
    QVBoxLayout *m_attemptLines = nullptr;
    QLabel *m_heading = nullptr;
    QWidget *m_candidates = nullptr;
    QGridLayout *m_candidateGrid = nullptr;
    QLabel *m_sentence = nullptr;
};

} // namespace turnpike::ui
