// SPDX-License-Identifier: GPL-3.0-or-later
// What changed most between two periods, one model, key or provider a row.
#pragma once

#include "core/ActivityMovers.h"
#include "models/Cell.h"
#include "models/RowsModel.h"

namespace turnpike {

/// "more requests", "shorter requests"; `amount` is not zero.
QString causeText(SpendCause cause, Money amount);
/// "+$4.10", "−$2.56", "$0.00": a change of spend.
QString changeMoney(Money change);
/// Causes of a change in words, the largest that go its way first: "New", "More requests, longer".
QString causesText(const ActivityMover &mover);
/// How a change of spend looks: less is a success.
Tone changeTone(Money change);

/// IdRole is the row id; SortRole sorts numbers by their size, changes by how large they are.
class MoversModel final : public RowsModel<ActivityMover, 7>
{
    Q_OBJECT

public:
    enum Column { Name, Before, Now, Change, Share, Requests, Why };

    using RowsModel::RowsModel;

    /// `before`, `now`: what the two periods are called.
    void setMovers(const ActivityMovers &movers, const QString &before, const QString &now);
    const ActivityMovers &movers() const { return m_movers; }
    /// "Model", "API key", "Provider"
    void setHeading(const QString &heading);
    /// The line below the rows.
    Cell totalCell(int column) const;

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    ActivityMovers m_movers;
    // As they are until it is known what is compared.
    QString m_heading = tr("Name");
    QString m_beforeName = tr("Before");
    QString m_nowName = tr("Now");
};

} // namespace turnpike
