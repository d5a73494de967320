// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the keys and what they spent, as long as somebody looks.
#pragma once

#include "core/Result.h"
#include "models/KeyRow.h"
#include "ui/Console.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

#include <chrono>

class QTimer;

namespace turnpike {
class Actor;
struct ReadServices;
} // namespace turnpike

namespace turnpike::ui {

/// Spending moves without a signal: while started, the list is read again every two seconds, less
/// often when that takes long. Changes of keys are read at once. Reads never overlap.
class KeysFeed final : public QObject
{
    Q_OBJECT

public:
    KeysFeed(Console &console, QObject *parent);

    void setInterval(std::chrono::milliseconds interval) { m_interval = interval; }
    void start();
    void stop();
    void refresh();
    bool isReading() const { return m_isReading; }

Q_SIGNALS:
    /// API keys without management keys; `nowUs` is when they were asked for.
    void loaded(const QList<turnpike::KeyRow> &rows, qint64 nowUs);
    void failed(const turnpike::Error &error);

private:
    struct Reading;
    static Result<Reading> read(const ReadServices &services, const Actor &actor,
                                const Reading &before);
    void take(const Result<Reading> &reading);
    QList<KeyRow> rows(const QList<Key> &keys) const;

    Console &m_console;
    QTimer *m_timer;
    std::chrono::milliseconds m_interval{2000};
    std::int64_t m_askedNs = 0;
    bool m_isStarted = false;
    bool m_isReading = false;
    bool m_isStale = false; ///< Asked for again while reading.
    std::int64_t m_newestRow = 0; ///< Generations up to here are in m_lastUsedUs.
    QHash<std::int64_t, std::int64_t> m_lastUsedUs; ///< By key: what is known exactly.
    QSet<std::int64_t> m_simulatedOnly;
    std::int64_t m_simulatedReadUs = 0;
};

} // namespace turnpike::ui
