// SPDX-License-Identifier: GPL-3.0-or-later
// The dearest keys or models of a figure, one a row.
#pragma once

#include "core/Figure.h"
#include "models/RowsModel.h"

namespace turnpike {

/// Rows are the first series of a figure of amounts, the dearest first, without Other and without
/// those that cost nothing. IdRole is the series' row id.
class SpendersModel final : public RowsModel<FigureSeries, 4>
{
    Q_OBJECT

public:
    enum Column { Name, Days, Spend, Share };
    static constexpr int mostRows = 5;

    using RowsModel::RowsModel;

    void setFigure(const Figure &figure); ///< A bucket is a day.

    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::int64_t m_total = 0;
    qsizetype m_days = 0;
};

} // namespace turnpike
