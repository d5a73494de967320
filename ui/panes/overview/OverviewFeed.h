// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the overview anew as the ledger moves, as long as somebody looks.
#pragma once

#include "core/Overview.h"
#include "core/Result.h"
#include "ui/Console.h"
#include "ui/panes/activity/ActivityView.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace turnpike::ui {

/// Reads when started, when rows reached the ledger (at most once in leastInterval), when the
/// organization changes, and once in mostInterval, since what is recent grows old by itself. Reads
/// never overlap.
class OverviewFeed final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds leastInterval{2'000};
    static constexpr std::chrono::milliseconds mostInterval{30'000};

    OverviewFeed(Console &console, QObject *parent);

    /// The span of what is read; days from its first to today.
    void setRange(DateRange range);
    void start();
    void stop();
    /// Now, or right after the read that is under way.
    void refresh();

Q_SIGNALS:
    void loaded(const turnpike::Overview &overview);
    void failed(const turnpike::Error &error);

private:
    void noteCommit();
    void read();
    void take(const Result<Overview> &overview);

    Console &m_console;
    QTimer m_soon; ///< Runs while the next read has to wait.
    QTimer m_late;
    DateRange m_range = DateRange::Days30;
    bool m_isStarted = false;
    bool m_isReading = false;
    bool m_isStale = false; ///< Rows came while waiting or reading.
    bool m_isAskedAgain = false; ///< While reading.
};

} // namespace turnpike::ui
