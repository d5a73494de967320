// SPDX-License-Identifier: GPL-3.0-or-later
// Which keys the list shows, and in which order.
#pragma once

#include "models/KeysModel.h"

#include <QSet>
#include <QSortFilterProxyModel>

#include <optional>

namespace turnpike::ui {

/// Empty sets and an empty text let everything through.
class KeyFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    KeyFilterModel(KeysModel &keys, QObject *parent);

    /// Every word must occur in the name, key, owner or hash.
    void setText(const QString &text);
    void setStates(const QSet<int> &states); ///< KeyState
    void setOwners(const QSet<QString> &owners);
    void setWorkspace(std::optional<WorkspaceId> workspace);
    bool hasFilter() const;

    const KeyRow &key(const QModelIndex &index) const;
    QModelIndex indexOf(KeyId id) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool hasWords(const Key &key) const;

    KeysModel &m_keys;
    QStringList m_words;
    QSet<int> m_states;
    QSet<QString> m_owners;
    std::optional<WorkspaceId> m_workspace;
};

} // namespace turnpike::ui
