// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/Feed.h"

namespace turnpike::ui {

Feed::Feed(Console &console, std::chrono::milliseconds interval, QObject *parent)
    : QObject(parent)
    , m_console(console)
    , m_interval(interval)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { tick(); });
}

void Feed::start()
{
    m_isStarted = true;
    begin();
}

void Feed::stop()
{
    m_isStarted = false;
    m_timer.stop();
}

void Feed::refresh()
{
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    m_isReading = true;
    m_isStale = false;
    m_timer.stop();
    read();
}

void Feed::end()
{
    m_isReading = false;
    if (m_isStale)
        refresh();
    else if (m_isStarted)
        wait();
}

void Feed::fail(const Error &error)
{
    end();
    Q_EMIT failed(error);
}

void Feed::follow()
{
    if (m_isStarted)
        refresh();
}

} // namespace turnpike::ui
