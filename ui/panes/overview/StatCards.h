// SPDX-License-Identifier: GPL-3.0-or-later
// The four figures at the top of the overview.
#pragma once

#include "core/Overview.h"

#include <QWidget>

namespace turnpike::ui {

class StatCard;
class Theme;
struct Place;

class StatCards final : public QWidget
{
    Q_OBJECT

public:
    StatCards(const Theme &theme, QWidget *parent);

    /// `isCompared`: with how they have changed.
    void show(const Overview &overview, bool isCompared);

Q_SIGNALS:
    void placeAsked(const turnpike::ui::Place &place);

private:
    StatCard *addCard(const QString &name, const QString &label);
    void showMonth(const Overview &overview);
    void showYesterday(const Overview &overview);
    void showRequests(const Overview &overview);
    void showCredit(const Overview &overview);

    const Theme &m_theme;
    Period m_span;
    std::int32_t m_today = 0;
    bool m_isCompared = true;
    StatCard *m_month;
    StatCard *m_yesterday;
    StatCard *m_requests;
    StatCard *m_credit;
};

} // namespace turnpike::ui
