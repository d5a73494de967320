// SPDX-License-Identifier: GPL-3.0-or-later
// Which live requests are in sight.
#pragma once

#include "core/Id.h"
#include "models/LiveCells.h"

#include <QList>
#include <QSet>
#include <QSortFilterProxyModel>

#include <optional>

namespace turnpike {

class LiveModel;

/// Empty lists and texts accept everything.
struct LiveFilter
{
    QString words{}; ///< Each must be in key, model, provider, app, session, path, error or id.
    QSet<int> outcomes{}; ///< LiveOutcome
    QSet<std::int64_t> keys{};
    QSet<QString> models{}; ///< Slugs, as liveModel() gives them.
    QSet<std::int64_t> providers{};
    QSet<QString> apps{}; ///< As liveApp() gives them.
    QSet<QString> paths{}; ///< As livePath() gives them.
    QSet<QString> finishes{}; ///< Finish reasons.
    std::optional<WorkspaceId> workspace{};

    bool isEmpty() const;
    bool accepts(const LiveRequest &request, const LedgerNames &names) const;

    friend bool operator==(const LiveFilter &, const LiveFilter &) = default;
};

class LiveFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit LiveFilterModel(LiveModel &model, QObject *parent = nullptr);

    void setFilter(const LiveFilter &filter);
    const LiveFilter &filter() const { return m_filter; }
    const LiveRequest &request(int row) const;
    /// Row of the generation here; -1 when it is not in sight.
    int rowOf(const QString &id) const;
    /// Of those that wait, how many would be in sight.
    std::int64_t waitingCount() const;

protected:
    bool filterAcceptsRow(int sourceRow, const QModelIndex &sourceParent) const override;

private:
    LiveModel &m_model;
    LiveFilter m_filter;
};

} // namespace turnpike
