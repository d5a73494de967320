// SPDX-License-Identifier: GPL-3.0-or-later
// What reads for a pane as long as somebody looks.
#pragma once

#include "core/Result.h"
#include "ui/Console.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace turnpike::ui {

/// Reads never overlap: one that is asked for while another is under way comes right after it.
/// While started, tick() comes an interval after each read and each tick.
class Feed : public QObject
{
    Q_OBJECT

public:
    void start();
    void stop();
    /// Reads now, or right after the read that is under way.
    void refresh();
    bool isReading() const { return m_isReading; }

Q_SIGNALS:
    void failed(const turnpike::Error &error);

protected:
    Feed(Console &console, std::chrono::milliseconds interval, QObject *parent);

    /// Asks for what the pane shows, and calls end() or fail() when it has come.
    virtual void read() = 0;
    /// What starting does first.
    virtual void begin() { refresh(); }
    virtual void tick() { refresh(); }
    void end();
    void fail(const Error &error);
    /// refresh(), unless nobody looks.
    void follow();
    void wait() { m_timer.start(m_interval); }

    bool isStarted() const { return m_isStarted; }

    Console &m_console;
    std::chrono::milliseconds m_interval;

private:
    QTimer m_timer;
    bool m_isStarted = false;
    bool m_isReading = false;
    bool m_isStale = false; ///< Asked for again while reading.
};

} // namespace turnpike::ui
