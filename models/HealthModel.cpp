// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/HealthModel.h"

#include "core/Format.h"
#include "core/ProviderFailure.h"
#include "models/Cell.h"

#include <algorithm>

namespace turnpike {

namespace {

struct State
{
    QString word;
    Mark mark;
    Tone tone;
};

/// Half is an outage.
State stateOf(const ProviderHealth &provider)
{
    if (provider.isSimulator)
        return {HealthModel::tr("simulated"), Mark::Diamond, Tone::Simulated};
    if (!provider.isEnabled)
        return {HealthModel::tr("disabled"), Mark::Ring, Tone::Neutral};
    if (provider.attempts == 0)
        return {HealthModel::tr("not used"), Mark::Ring, Tone::Neutral};
    if (isFailing(provider.failures, provider.attempts)
        && provider.failures * 2 >= provider.attempts)
        return {HealthModel::tr("failing"), Mark::Cross, Tone::Danger};
    if (isFailing(provider.failures, provider.attempts))
        return {HealthModel::tr("failing now and then"), Mark::Triangle, Tone::Warning};
    return {HealthModel::tr("answering"), Mark::Dot, Tone::Success};
}

QString successText(double share)
{
    return format::percent(share, share == 1 ? 0 : 1);
}

Cell cellOf(const ProviderHealth &provider, int column)
{
    Cell cell;
    const State state = stateOf(provider);
    const std::optional<double> success = provider.success();
    cell.isNumber = column != HealthModel::Name;
    switch (column) {
    case HealthModel::Name:
        cell.text = provider.name;
        cell.isStrong = true;
        cell.mark = state.mark;
        cell.markTone = state.tone;
        cell.spoken = HealthModel::tr("%1, %2").arg(provider.name, state.word);
        break;
    case HealthModel::Success:
        cell.text = success ? successText(*success) : format::dash;
        if (state.tone == Tone::Warning || state.tone == Tone::Danger)
            cell.tone = state.tone;
        break;
    case HealthModel::FirstToken:
        cell.text
            = provider.firstTokenP50Us ? format::latency(*provider.firstTokenP50Us) : format::dash;
        break;
    default: break;
    }
    return cell;
}

} // namespace

void HealthModel::setProviders(const QList<ProviderHealth> &providers)
{
    QList<ProviderHealth> rows = providers.first(std::min<qsizetype>(providers.size(), mostRows));
    std::ranges::stable_sort(rows, [](const ProviderHealth &a, const ProviderHealth &b) {
        return a.isSimulator != b.isSimulator ? b.isSimulator
                                              : a.name.localeAwareCompare(b.name) < 0;
    });
    setRows(std::move(rows));
}

QVariant HealthModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ProviderHealth &provider = row(index.row());
    switch (role) {
    case IdRole: return qlonglong(provider.id.value);
    case SortRole: return index.row();
    case Qt::ToolTipRole:
        return index.column() == Success
            ? tr("%1 of %2 attempts failed")
                  .arg(format::count(provider.failures), format::count(provider.attempts))
            : QString();
    default: return cellData(cellOf(provider, index.column()), role);
    }
}

QVariant HealthModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Name ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Provider");
    case Success: return tr("Success");
    case FirstToken: return tr("TTFT p50");
    default: return {};
    }
}

} // namespace turnpike
