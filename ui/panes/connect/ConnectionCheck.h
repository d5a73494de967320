// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a key's requests arrive: told by the ledger's events, never by time alone.
#pragma once

#include "core/GenerationRow.h"
#include "core/Key.h"
#include "core/LiveRequest.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>

namespace turnpike {
class Clock;
class GatewayControl;
class LedgerReads;
class LiveFeed;
struct TestAnswer;
} // namespace turnpike

namespace turnpike::ui {

class ConnectionCheck final : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 {
        NoKey, ///< Nothing to wait for.
        GatewayDown, ///< Nothing can arrive.
        Waiting,
        Quiet, ///< Waiting, and nothing came for so long that hints help.
        Receiving, ///< A request is running.
        Connected, ///< The newest request was answered.
        Refused, ///< The newest request was not, see problem().
    };

    struct Sources
    {
        LiveFeed &live;
        LedgerReads &reads;
        GatewayControl &gateway;
        const Clock &clock;
    };

    explicit ConnectionCheck(const Sources &sources, QObject *parent,
                             std::chrono::milliseconds patience = std::chrono::seconds(60));
    ~ConnectionCheck() override;

    /// Waits for requests of this key from now on; nothing: for none.
    void watch(const std::optional<Key> &key);
    /// The wait counts from now: the lines were copied.
    void restart();
    /// What a test request of ours was told; the ledger tells the rest.
    void note(const TestAnswer &answer);

    State state() const;
    /// The newest request of the key that was seen.
    const std::optional<LiveRequest> &request() const { return m_request; }
    /// The same as the ledger has it, with names; a moment later.
    const std::optional<GenerationRow> &row() const { return m_row; }
    /// From restart() or watch() to the newest request.
    std::chrono::microseconds waited() const;
    /// One sentence, when Refused.
    QString problem() const;

Q_SIGNALS:
    void changed();

private:
    void see(const LiveRequest &request);
    void readRow();

    Sources m_sources;
    std::optional<Key> m_key;
    std::unique_ptr<QObject> m_watch; ///< Its end is the end of the watching.
    std::optional<LiveRequest> m_request;
    std::optional<GenerationRow> m_row;
    QString m_testProblem; ///< Of a test request that reached no key.
    std::int64_t m_sinceUs = 0;
    QTimer m_patience;
    bool m_isQuiet = false;
    bool m_isReading = false;
    bool m_isStale = false; ///< Something was committed while reading.
};

} // namespace turnpike::ui
