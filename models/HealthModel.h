// SPDX-License-Identifier: GPL-3.0-or-later
// How providers answered in the last hour, one a row.
#pragma once

#include "core/Overview.h"
#include "models/RowsModel.h"

namespace turnpike {

struct Cell;

/// The first of those that are given, at most mostRows, by name, so that rows do not jump about;
/// the simulator last. IdRole is the provider's row id.
class HealthModel final : public RowsModel<ProviderHealth, 3>
{
    Q_OBJECT

public:
    enum Column { Name, Success, FirstToken };
    static constexpr int mostRows = 5;

    using RowsModel::RowsModel;

    void setProviders(const QList<ProviderHealth> &providers);

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
};

} // namespace turnpike
