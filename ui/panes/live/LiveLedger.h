// SPDX-License-Identifier: GPL-3.0-or-later
// What the list of live requests reads from the ledger: names, older rows, details.
#pragma once

#include "core/LedgerNames.h"
#include "core/LiveRequest.h"
#include "ui/panes/live/LiveDetails.h"

#include <QObject>

#include <optional>

namespace turnpike {
class LedgerReads;
}

namespace turnpike::ui {

/// Asks off this thread; at most one page and one set of names at a time.
class LiveLedger final : public QObject
{
    Q_OBJECT

public:
    static constexpr int pageSize = 200;

    LiveLedger(LedgerReads &reads, QObject *parent);

    void readNames();
    /// The rows before `last`, of `key` alone unless it is 0; without `last` the newest.
    void readOlder(const std::optional<LiveRequest> &last, KeyId key);
    bool isReadingOlder() const { return m_isReadingOlder; }
    /// The row of a request with attempts, trail and prices, once it ended. Of several questions
    /// only the last is answered.
    void readDetails(const LiveRequest &request);

Q_SIGNALS:
    void namesRead(const turnpike::LedgerNames &names);
    /// `isEnd`: there are no older ones. `problem` is empty when all went well.
    void olderRead(const QList<turnpike::LiveRequest> &older, bool isEnd, const QString &problem);
    void detailsRead(const turnpike::ui::LiveDetails &details);

private:
    LedgerReads &m_reads;
    bool m_isReadingNames = false;
    bool m_isReadingOlder = false;
    QString m_wanted; ///< Id of the last details asked for.
};

} // namespace turnpike::ui
