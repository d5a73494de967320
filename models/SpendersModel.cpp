// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/SpendersModel.h"

#include "core/Format.h"
#include "models/Cell.h"

namespace turnpike {

namespace {

Cell cellOf(const FigureSeries &series, std::int64_t total, int column)
{
    Cell cell;
    const Money spend{series.total()};
    cell.isNumber = column == SpendersModel::Spend || column == SpendersModel::Share;
    switch (column) {
    case SpendersModel::Name:
        cell.text = series.name;
        cell.isStrong = true;
        break;
    case SpendersModel::Days: cell.spark = series.values; break;
    case SpendersModel::Spend:
        cell.text = format::money(spend);
        cell.spoken = format::spokenMoney(spend);
        break;
    case SpendersModel::Share:
        cell.text
            = format::percent(static_cast<double>(series.total()) / static_cast<double>(total));
        cell.tone = Tone::Quiet;
        break;
    default: break;
    }
    return cell;
}

} // namespace

void SpendersModel::setFigure(const Figure &figure)
{
    QList<FigureSeries> rows;
    for (const FigureSeries &series : figure.series) {
        if (!series.isOther && series.total() > 0 && rows.size() < mostRows)
            rows.append(series);
    }
    m_total = figure.total();
    setRows(std::move(rows));
    if (m_days == figure.buckets.size())
        return;
    m_days = figure.buckets.size();
    Q_EMIT headerDataChanged(Qt::Horizontal, Days, Days);
}

QVariant SpendersModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const FigureSeries &series = row(index.row());
    switch (role) {
    case IdRole: return qlonglong(series.rowId);
    case SortRole: return qlonglong(series.total());
    case Qt::ToolTipRole:
        return index.column() == Spend ? format::exactMoney({series.total()}) : QString();
    default: return cellData(cellOf(series, m_total, index.column()), role);
    }
}

QVariant SpendersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Spend ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Name");
    case Days: return m_days == 1 ? tr("1 day") : tr("%1 days").arg(m_days);
    case Spend: return tr("Spend");
    case Share: return tr("Share");
    default: return {};
    }
}

} // namespace turnpike
