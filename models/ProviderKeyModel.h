// SPDX-License-Identifier: GPL-3.0-or-later
// The key of one provider, as the row of a table.
#pragma once

#include "models/ProviderRow.h"
#include "models/RowsModel.h"

namespace turnpike {

class ProviderKeyModel final : public RowsModel<ProviderRow, 6>
{
    Q_OBJECT

public:
    enum Column { Name, Key, UsedFor, Spent, LastUsed, State };

    using RowsModel::RowsModel;

    void setProvider(const ProviderRow &row, std::int64_t nowUs);
    void clear();

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Cell cell(const ProviderRow &row, int column) const;

    std::int64_t m_nowUs = 0;
};

} // namespace turnpike
