// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the keys and what they spent, as long as somebody looks.
#pragma once

#include "models/KeyRow.h"
#include "ui/shell/Feed.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <chrono>

namespace turnpike {
class Actor;
struct ReadServices;
} // namespace turnpike

namespace turnpike::ui {

/// Spending moves without a signal: while started, the list is read again every two seconds, less
/// often when that takes long. Changes of keys are read at once.
class KeysFeed final : public Feed
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds leastInterval{2'000};

    KeysFeed(Console &console, QObject *parent);

    void setInterval(std::chrono::milliseconds interval) { m_least = m_interval = interval; }

Q_SIGNALS:
    /// API keys without management keys; `nowUs` is when they were asked for.
    void loaded(const QList<turnpike::KeyRow> &rows, qint64 nowUs);

private:
    struct Reading;
    void read() override;
    static Result<Reading> readKeys(const ReadServices &services, const Actor &actor,
                                    const Reading &before);
    void take(const Result<Reading> &reading);
    QList<KeyRow> rows(const QList<Key> &keys) const;

    std::chrono::milliseconds m_least = leastInterval;
    std::int64_t m_askedNs = 0;
    std::int64_t m_newestRow = 0; ///< Generations up to here are in m_lastUsedUs.
    QHash<std::int64_t, std::int64_t> m_lastUsedUs; ///< By key: what is known exactly.
    QSet<std::int64_t> m_simulatedOnly;
    std::int64_t m_simulatedReadUs = 0;
};

} // namespace turnpike::ui
