// SPDX-License-Identifier: GPL-3.0-or-later
// The catalogue's models, and which of them a list shows.
#pragma once

#include "core/Money.h"
#include "models/ModelRow.h"
#include "models/RowsModel.h"

#include <QHash>
#include <QSet>
#include <QSortFilterProxyModel>

namespace turnpike {

/// A key that models are looked at as it sees them.
struct KeyLens
{
    QString name;
    CellBadge refusal; ///< Why all its requests are refused; without text: they are not.

    friend bool operator==(const KeyLens &, const KeyLens &) = default;
};

/// IdRole is the model's row id.
class ModelsModel final : public RowsModel<ModelRow, 11>
{
    Q_OBJECT

public:
    enum Column {
        Name,
        State,
        Features,
        Context,
        Input,
        Output,
        CacheRead,
        Providers,
        Author,
        Published,
        Spend, ///< Of the last 30 days.
    };

    using RowsModel::RowsModel;

    void setModels(const QList<ModelRow> &rows) { setRows(rows); }
    int rowOf(qlonglong id) const;
    void setFavourites(const QSet<QString> &slugs);
    bool isFavourite(const ModelRow &row) const { return m_favourites.contains(row.settings.slug); }
    /// By the model's row id.
    void setSpend(const QHash<qint64, Money> &spend);
    /// The state is then that for the key.
    void setLens(const std::optional<KeyLens> &lens);

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Cell cellOf(const ModelRow &row, int column) const;
    CellBadge badgeOf(const ModelRow &row) const;
    void tellChange();

    QSet<QString> m_favourites;
    QHash<qint64, Money> m_spend;
    std::optional<KeyLens> m_lens;
};

/// Empty sets and an empty text let everything through.
class ModelFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    ModelFilterModel(ModelsModel &models, QObject *parent);

    void setSearch(const QString &text);
    void setStates(const QSet<int> &states); ///< ModelState
    void setFeatures(const QSet<int> &features); ///< ModelFeature; a model has all of them.
    void setAuthors(const QSet<QString> &authors);
    void setFavouritesOnly(bool isOnly);
    bool hasFilter() const;

    const ModelRow &model(const QModelIndex &index) const;
    QModelIndex indexOf(qlonglong id) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    ModelsModel &m_models;
    ModelSearch m_search;
    QSet<int> m_states;
    QSet<int> m_features;
    QSet<QString> m_authors;
    bool m_isFavouritesOnly = false;
};

} // namespace turnpike
