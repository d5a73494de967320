// SPDX-License-Identifier: GPL-3.0-or-later
// The providers of the ledger as a list: those with a key, then those without one.
#pragma once

#include "models/ProviderRow.h"

#include <QAbstractListModel>
#include <QList>

namespace turnpike {

/// IdRole is the provider's row id; a heading has none and cannot be chosen.
class ProvidersModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int IsHeadingRole = Qt::UserRole + 20;

    using QAbstractListModel::QAbstractListModel;

    /// In the order to show within each group. The simulator counts as one with a key.
    void setProviders(const QList<ProviderRow> &rows, std::int64_t nowUs);
    /// Shows names and slugs that hold the words.
    void setFilter(const QString &words);

    /// Null for a heading.
    const ProviderRow *provider(int row) const;
    /// -1 when it is not shown.
    int rowOf(std::int64_t id) const;
    /// The first row from `row` on in steps of `step` that can be chosen; -1 when there is none.
    int selectable(int row, int step) const;
    std::int64_t nowUs() const { return m_nowUs; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Item
    {
        QString heading; ///< Empty for a provider.
        ProviderRow row;
    };
    QList<Item> items() const;
    void show();

    QList<ProviderRow> m_all;
    QList<Item> m_items;
    QString m_words;
    std::int64_t m_nowUs = 0;
};

} // namespace turnpike
