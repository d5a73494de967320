// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/OverviewFeed.h"

#include "core/Clock.h"
#include "core/Window.h"
#include "services/ControlPlane.h"
#include "services/LedgerReads.h"
#include "services/LiveFeed.h"
#include "services/OverviewService.h"

#include <utility>

namespace turnpike::ui {

OverviewFeed::OverviewFeed(Console &console, QObject *parent)
    : QObject(parent)
    , m_console(console)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(leastInterval);
    m_late.setSingleShot(true);
    m_late.setInterval(mostInterval);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        if (m_isStale)
            read();
    });
    connect(&m_late, &QTimer::timeout, this, &OverviewFeed::read);
    connect(&console.live, &LiveFeed::committed, this, &OverviewFeed::noteCommit);
    for (const auto signal : {&ControlPlane::organizationChanged, &ControlPlane::creditsChanged,
                              &ControlPlane::keysChanged, &ControlPlane::providersChanged,
                              &ControlPlane::catalogChanged})
        connect(&console.control, signal, this, &OverviewFeed::refresh);
}

void OverviewFeed::setRange(DateRange range)
{
    if (range == m_range)
        return;
    m_range = range;
    refresh();
}

void OverviewFeed::start()
{
    m_isStarted = true;
    refresh();
}

void OverviewFeed::stop()
{
    m_isStarted = false;
    m_soon.stop();
    m_late.stop();
}

void OverviewFeed::refresh()
{
    m_soon.stop();
    m_isAskedAgain = m_isReading;
    if (m_isStarted)
        read();
}

void OverviewFeed::noteCommit()
{
    m_isStale = true;
    if (m_isStarted && !m_soon.isActive())
        read();
}

void OverviewFeed::read()
{
    if (m_isReading)
        return;
    m_isReading = true;
    m_isStale = false;
    m_late.stop();
    const std::int64_t nowUs = m_console.clock.nowUs();
    const int days = dayOf(nowUs) - periodOf(m_range, nowUs)->firstDay() + 1;
    m_console.reads.run(
        this,
        [days](const ReadServices &services, const Actor &actor) {
            return services.overview.read(actor, days);
        },
        [this](const Result<Overview> &overview) { take(overview); });
}

void OverviewFeed::take(const Result<Overview> &overview)
{
    m_isReading = false;
    const bool isAskedAgain = std::exchange(m_isAskedAgain, false);
    if (m_isStarted && isAskedAgain) {
        read();
    } else if (m_isStarted) {
        m_soon.start();
        m_late.start();
    }
    if (overview)
        Q_EMIT loaded(*overview);
    else
        Q_EMIT failed(overview.error());
}

} // namespace turnpike::ui
