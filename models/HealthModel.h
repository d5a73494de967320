// SPDX-License-Identifier: GPL-3.0-or-later
// How providers answered in the last hour, one a row.
#pragma once

#include "core/Overview.h"

#include <QAbstractTableModel>

namespace turnpike {

struct Cell;

/// The first of those that are given, at most mostRows, by name, so that rows do not jump about;
/// the simulator last. IdRole is the provider's row id.
class HealthModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Success, FirstToken, columns };
    static constexpr int mostRows = 5;

    using QAbstractTableModel::QAbstractTableModel;

    void setProviders(const QList<ProviderHealth> &providers);
    const ProviderHealth &provider(int row) const { return m_rows[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<ProviderHealth> m_rows;
};

} // namespace turnpike
