// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ProvidersModel.h"

#include <algorithm>

namespace turnpike {

void ProvidersModel::setProviders(const QList<ProviderRow> &rows, std::int64_t nowUs)
{
    m_all = rows;
    m_nowUs = nowUs;
    show();
}

void ProvidersModel::setFilter(const QString &words)
{
    m_words = words.trimmed();
    show();
}

QList<ProvidersModel::Item> ProvidersModel::items() const
{
    QList<Item> with;
    QList<Item> without;
    for (const ProviderRow &row : m_all) {
        const ProviderDraft &settings = row.provider.settings;
        if (!settings.name.contains(m_words, Qt::CaseInsensitive)
            && !settings.slug.contains(m_words, Qt::CaseInsensitive))
            continue;
        (row.isSimulator() || row.provider.hasCredential ? with : without).append({{}, row});
    }
    if (!without.isEmpty())
        with.append({tr("Without a key"), {}});
    return with + without;
}

/// Changes in place where the same providers stand at the same places.
void ProvidersModel::show()
{
    QList<Item> now = items();
    const bool isSame = std::ranges::equal(now, m_items, [](const Item &a, const Item &b) {
        return a.heading == b.heading && a.row.provider.id == b.row.provider.id;
    });
    if (!isSame)
        beginResetModel();
    m_items = std::move(now);
    if (!isSame)
        endResetModel();
    else if (!m_items.isEmpty())
        Q_EMIT dataChanged(index(0), index(int(m_items.size()) - 1));
}

const ProviderRow *ProvidersModel::provider(int row) const
{
    if (row < 0 || row >= m_items.size() || !m_items[row].heading.isEmpty())
        return nullptr;
    return &m_items[row].row;
}

int ProvidersModel::rowOf(std::int64_t id) const
{
    for (int row = 0; row < m_items.size(); ++row) {
        const ProviderRow *found = provider(row);
        if (found && found->provider.id.value == id)
            return row;
    }
    return -1;
}

int ProvidersModel::selectable(int row, int step) const
{
    for (; row >= 0 && row < m_items.size(); row += step) {
        if (provider(row))
            return row;
    }
    return -1;
}

int ProvidersModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant ProvidersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Item &item = m_items[index.row()];
    if (role == IsHeadingRole)
        return !item.heading.isEmpty();
    if (!item.heading.isEmpty())
        return role == Qt::DisplayRole ? QVariant(item.heading) : QVariant();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: return item.row.provider.settings.name;
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3")
            .arg(item.row.provider.settings.name, providerSubtitle(item.row, m_nowUs),
                 providerBadge(item.row).text);
    case IdRole: return qlonglong(item.row.provider.id.value);
    default: return {};
    }
}

Qt::ItemFlags ProvidersModel::flags(const QModelIndex &index) const
{
    return provider(index.row()) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace turnpike
