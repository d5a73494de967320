// SPDX-License-Identifier: GPL-3.0-or-later
// Requests as they happen, the newest on top.
#pragma once

#include "core/LedgerNames.h"
#include "core/LiveRequest.h"
#include "models/LiveCells.h"

#include <QAbstractTableModel>
#include <QHash>

#include <deque>

namespace turnpike {

/// A ring: with each batch rows come in at the top and the oldest go, in one step each. While held,
/// rows wait outside. Older rows of the ledger can be appended while somebody looks at the end.
/// IdRole is the generation's id.
class LiveModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr std::size_t kept = 2'000; ///< Rows that live batches leave.
    static constexpr std::size_t most = 20'000; ///< With older rows.

    enum class Hold : quint8 {
        Nothing,
        Rows, ///< New rows wait; rows in sight go on.
        Everything, ///< What is in sight stays as it is.
    };

    using QAbstractTableModel::QAbstractTableModel;

    void apply(const LiveBatch &batch);
    /// Appends rows of the ledger, newest first, leaving out those that are here already. Returns
    /// how many it took.
    int appendOlder(const QList<LiveRequest> &older);
    bool canTakeOlder() const { return m_rows.size() < most; }
    /// Empties the view; what waits, too.
    void clear();

    /// Letting go shows what waited.
    void setHold(Hold hold);
    Hold hold() const { return m_hold; }
    /// The newest of the rows that wait, oldest first.
    const std::deque<LiveRequest> &waiting() const { return m_waiting; }
    /// All that came since the hold, those included that are forgotten already.
    std::int64_t waitingCount() const { return m_waitingCount; }

    void setNames(const LedgerNames &names);
    const LedgerNames &names() const { return m_names; }
    /// True when a key, model or provider in sight has no name yet.
    bool lacksNames() const { return m_lacksNames; }
    /// Moves the age of running requests on.
    void tick(std::int64_t nowUs);
    bool hasRunning() const;

    const LiveRequest &request(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// -1 when it is not here.
    int rowOf(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void waitingChanged();

private:
    void change(const QList<LiveRequest> &changed);
    void wait(const LiveBatch &batch);
    void insert(QList<LiveRequest> added);
    void trim();
    void noteNames(const LiveRequest &request);
    void forgetWaiting();

    std::deque<LiveRequest> m_rows;
    /// Row r has the number m_top - r, which no insertion changes.
    std::int64_t m_top = -1;
    QHash<QString, std::int64_t> m_numbers;
    Hold m_hold = Hold::Nothing;
    std::deque<LiveRequest> m_waiting;
    QHash<QString, std::int64_t> m_waitingNumbers; ///< Counted from the hold on.
    QHash<QString, LiveRequest> m_waitingChanges; ///< Of rows in sight, held with everything.
    std::int64_t m_waitingCount = 0;
    LedgerNames m_names;
    std::int64_t m_nowUs = 0;
    bool m_lacksNames = false;
};

} // namespace turnpike
