// SPDX-License-Identifier: GPL-3.0-or-later
// One request, below the list: Summary, Route, Content, Raw.
#pragma once

#include "ui/panes/live/LiveDetails.h"
#include "ui/widgets/Card.h"

class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace turnpike::ui {

class LiveRoute;
class LiveSummary;
class TabBar;

class LiveInspector final : public Card
{
    Q_OBJECT

public:
    explicit LiveInspector(const Theme &theme, QWidget *parent = nullptr);

    void setDetails(const LiveDetails &details, std::int64_t nowUs);
    const LiveDetails &details() const { return m_details; }
    TabBar *tabs() const { return m_tabs; }

Q_SIGNALS:
    void copyCurlAsked();
    void openKeyAsked();
    void closeAsked();

private:
    QWidget *buildHead();
    QWidget *buildContent();

    const Theme &m_theme;
    LiveDetails m_details;
    TabBar *m_tabs;
    QPushButton *m_openKey = nullptr;
    QStackedWidget *m_pages;
    LiveSummary *m_summary;
    LiveRoute *m_route;
    QPlainTextEdit *m_raw;
};

} // namespace turnpike::ui
