// SPDX-License-Identifier: GPL-3.0-or-later
// The catalogue's models, and which of them a list shows.
#pragma once

#include "models/ModelRow.h"
#include "models/RowsModel.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace turnpike {

/// IdRole is the model's row id.
class ModelsModel final : public RowsModel<ModelRow, 10>
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
    };

    using RowsModel::RowsModel;

    void setModels(const QList<ModelRow> &rows) { setRows(rows); }
    int rowOf(qlonglong id) const;

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
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
};

} // namespace turnpike
