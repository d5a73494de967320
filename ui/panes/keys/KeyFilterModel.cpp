// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyFilterModel.h"

#include <algorithm>

namespace turnpike::ui {

KeyFilterModel::KeyFilterModel(KeysModel &keys, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_keys(keys)
{
    setSortRole(SortRole);
    setSourceModel(&keys);
}

void KeyFilterModel::setText(const QString &text)
{
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
}

void KeyFilterModel::setStates(const QSet<int> &states)
{
    m_states = states;
    invalidateFilter();
}

void KeyFilterModel::setOwners(const QSet<QString> &owners)
{
    m_owners = owners;
    invalidateFilter();
}

void KeyFilterModel::setWorkspace(std::optional<WorkspaceId> workspace)
{
    m_workspace = workspace;
    invalidateFilter();
}

bool KeyFilterModel::hasFilter() const
{
    return !m_words.isEmpty() || !m_states.isEmpty() || !m_owners.isEmpty();
}

const KeyRow &KeyFilterModel::key(const QModelIndex &index) const
{
    return m_keys.keys().at(mapToSource(index).row());
}

QModelIndex KeyFilterModel::indexOf(KeyId id) const
{
    const int row = m_keys.rowOf(id);
    return row < 0 ? QModelIndex() : mapFromSource(m_keys.index(row, 0));
}

bool KeyFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    const Key &key = m_keys.keys().at(row).key;
    return (!m_workspace || key.workspace == *m_workspace)
        && (m_states.isEmpty() || m_states.contains(int(m_keys.state(row))))
        && (m_owners.isEmpty() || m_owners.contains(key.creatorName)) && hasWords(key);
}

bool KeyFilterModel::hasWords(const Key &key) const
{
    const QString label = printedLabel(key);
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) {
        return key.name.contains(word, Qt::CaseInsensitive)
            || label.contains(word, Qt::CaseInsensitive)
            || key.creatorName.contains(word, Qt::CaseInsensitive)
            || key.hash.startsWith(word, Qt::CaseInsensitive);
    });
}

bool KeyFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(SortRole);
    const QVariant b = right.data(SortRole);
    if (a.typeId() != QMetaType::QString && a != b)
        return a.toLongLong() < b.toLongLong();
    const bool isText = a.typeId() == QMetaType::QString;
    const int order = isText ? QString::localeAwareCompare(a.toString(), b.toString())
                             : QString::localeAwareCompare(m_keys.keys().at(left.row()).key.name,
                                                           m_keys.keys().at(right.row()).key.name);
    if (order != 0)
        return order < 0;
    return left.data(IdRole).toLongLong() < right.data(IdRole).toLongLong();
}

} // namespace turnpike::ui
