// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ProviderKeyModel.h"

#include "core/Format.h"

namespace turnpike {

void ProviderKeyModel::setProvider(const ProviderRow &row, std::int64_t nowUs)
{
    m_nowUs = nowUs;
    setRows({row});
}

void ProviderKeyModel::clear()
{
    setRows({});
}

Cell ProviderKeyModel::cell(const ProviderRow &row, int column) const
{
    Cell cell;
    switch (column) {
    case Name:
        cell.text = row.provider.settings.name;
        cell.isStrong = true;
        break;
    case Key:
        cell.text = keyTail(row.provider);
        cell.isMono = row.provider.hasCredential;
        cell.tone = row.provider.hasCredential ? Tone::Quiet : Tone::Faint;
        cell.spoken = row.provider.hasCredential ? tr("key %1").arg(row.provider.credentialLabel)
                                                 : tr("no key");
        break;
    case UsedFor:
        cell.text = row.provider.modelCount == 0 ? tr("no models yet")
            : row.provider.modelCount == 1
            ? tr("1 model, all API keys")
            : tr("%1 models, all API keys").arg(format::count(row.provider.modelCount));
        cell.tone = row.provider.modelCount == 0 ? Tone::Warning : Tone::Quiet;
        break;
    case Spent:
        cell.text = row.spent == Money{} ? format::dash : format::money(row.spent);
        cell.isNumber = true;
        cell.spoken = format::spokenMoney(row.spent);
        break;
    case LastUsed:
        cell.text = lastUsed(row, m_nowUs);
        cell.tone = Tone::Quiet;
        break;
    case State: cell.badge = providerBadge(row); break;
    default: break;
    }
    return cell;
}

QVariant ProviderKeyModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ProviderRow &provider = row(index.row());
    switch (role) {
    case IdRole: return qlonglong(provider.provider.id.value);
    case SortRole: return index.row();
    case Qt::ToolTipRole:
        if (index.column() == Spent)
            return format::exactMoney(provider.spent);
        if (index.column() == Key)
            return provider.provider.credentialLabel;
        return index.column() == State ? provider.problem : QString();
    default: return cellData(cell(provider, index.column()), role);
    }
}

QVariant ProviderKeyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Spent ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name: return tr("Name");
    case Key: return tr("Key");
    case UsedFor: return tr("Used for");
    case Spent: return tr("Spend 30 d");
    case LastUsed: return tr("Last used");
    case State: return tr("State");
    default: return {};
    }
}

} // namespace turnpike
