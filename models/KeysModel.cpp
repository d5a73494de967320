// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/KeysModel.h"

#include "core/Format.h"

#include <QSet>

#include <algorithm>
#include <limits>

namespace turnpike {

namespace {

constexpr qint64 centsBelow = 10'000'000'000; ///< Whole dollars from here on in the limit column,
constexpr qint64 smallLimit = 100'000'000'000; ///< unless the limit is below this.
constexpr qint64 nanoPerDollar = 1'000'000'000;

bool isNumber(int column)
{
    return column == KeysModel::Today || column == KeysModel::ThisMonth;
}

QString shortPeriod(Window reset)
{
    switch (reset) {
    case Window::Day: return KeysModel::tr("/ day");
    case Window::Week: return KeysModel::tr("/ wk");
    case Window::Month: return KeysModel::tr("/ mo");
    case Window::Lifetime: break;
    }
    return KeysModel::tr("in total");
}

/// Narrow where it is harmless: cents count when little is spent or little is left.
QString spentOfLimit(const Key &key)
{
    const Money spent = limitSpent(key);
    const bool showsCents = spent.nanoUsd < centsBelow || key.limit->amount.nanoUsd < smallLimit
        || limitTone(key) != Tone::Accent;
    if (showsCents)
        return format::money(spent);
    return limitAmount({(spent.nanoUsd + nanoPerDollar / 2) / nanoPerDollar * nanoPerDollar});
}

} // namespace

void KeysModel::setKeys(const QList<KeyRow> &rows, std::int64_t nowUs)
{
    m_nowUs = nowUs;
    removeMissing(rows);
    QList<KeyRow> added;
    for (const KeyRow &row : rows) {
        if (const int at = rowOf(row.key.id); at >= 0)
            m_rows[at] = row;
        else
            added.append(row);
    }
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, columns - 1));
    if (added.isEmpty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + added.size()) - 1);
    m_rows.append(added);
    readRows();
    endInsertRows();
}

void KeysModel::removeMissing(const QList<KeyRow> &rows)
{
    QSet<std::int64_t> kept;
    for (const KeyRow &row : rows)
        kept.insert(row.key.id.value);
    for (int row = int(m_rows.size()) - 1; row >= 0; --row) {
        if (kept.contains(m_rows[row].key.id.value))
            continue;
        beginRemoveRows({}, row, row);
        m_rows.removeAt(row);
        readRows();
        endRemoveRows();
    }
}

void KeysModel::readRows()
{
    m_rowById.clear();
    for (int row = 0; row < m_rows.size(); ++row)
        m_rowById.insert(m_rows[row].key.id.value, row);
}

const KeyRow *KeysModel::find(KeyId id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_rows[row];
}

int KeysModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int KeysModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant KeysModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const KeyRow &row = m_rows[index.row()];
    switch (role) {
    case IdRole: return qlonglong(row.key.id.value);
    case SortRole: return sortValue(row, index.column());
    case Qt::ToolTipRole: return toolTip(row, index.column());
    default: return cellData(cell(row, index.column()), role);
    }
}

QVariant KeysModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[columns] = {tr("Name"),       tr("Key"),     tr("Owner"),  tr("Today"),
                                    tr("This month"), tr("Limit"),   tr("Resets"), tr("Last used"),
                                    tr("Created"),    tr("Expires"), tr("Hash")};
    return names[section];
}

Cell KeysModel::cell(const KeyRow &row, int column) const
{
    const Key &key = row.key;
    Cell cell;
    cell.tone = Tone::Quiet;
    switch (column) {
    case Name: return nameCell(row);
    case Today: return moneyCell(row, Window::Day);
    case ThisMonth: return moneyCell(row, Window::Month);
    case Limit: return limitCell(row);
    case Label:
        cell.text = printedLabel(key);
        cell.isMono = true;
        cell.isElidedInMiddle = true;
        break;
    case Owner: cell.text = key.creatorName.isEmpty() ? format::dash : key.creatorName; break;
    case Resets:
        cell.text = limitResets(key, m_nowUs);
        if (cell.text == format::dash)
            cell.spoken = tr("never resets");
        break;
    case LastUsed: cell.text = lastUsed(row, m_nowUs); break;
    case Created: cell.text = format::date(key.createdUs); break;
    case Expires: cell.text = key.expiresUs == 0 ? tr("Never") : format::date(key.expiresUs); break;
    case Hash:
        cell.text = key.hash;
        cell.isMono = true;
        cell.isElidedInMiddle = true;
        break;
    default: break;
    }
    return cell;
}

Cell KeysModel::nameCell(const KeyRow &row) const
{
    const KeyState state = keyState(row, m_nowUs);
    const CellBadge badge = keyStateBadge(state);
    Cell cell;
    cell.text = row.key.name;
    cell.isStrong = true;
    cell.mark = badge.mark;
    cell.markTone
        = state == KeyState::Unused || state == KeyState::Disabled ? Tone::Faint : badge.tone;
    if (state == KeyState::Disabled || state == KeyState::Expired)
        cell.tone = Tone::Quiet;
    if (state == KeyState::Simulated) // The others say it by their mark; names need the room.
        cell.badge = badge;
    cell.spoken = tr("%1, %2").arg(row.key.name, badge.text);
    return cell;
}

Cell KeysModel::moneyCell(const KeyRow &row, Window window) const
{
    const Money spent = row.key.usage[static_cast<std::size_t>(window)];
    Cell cell;
    cell.isNumber = true;
    if (row.isSimulatedOnly && spent == Money{}) {
        cell.text = format::dash;
        cell.tone = Tone::Faint;
        cell.spoken = tr("simulated only");
        return cell;
    }
    cell.text = format::money(spent);
    cell.spoken = format::spokenMoney(spent);
    const bool isLimited = row.key.limit && row.key.limit->reset == window;
    if (isLimited && limitTone(row.key) == Tone::Danger)
        cell.tone = Tone::Danger;
    return cell;
}

Cell KeysModel::limitCell(const KeyRow &row) const
{
    const Key &key = row.key;
    Cell cell;
    if (!key.limit) {
        cell.text = tr("No limit");
        cell.tone = Tone::Quiet;
        return cell;
    }
    cell.text = spentOfLimit(key);
    cell.detail = tr("of %1 %2").arg(limitAmount(key.limit->amount), shortPeriod(key.limit->reset));
    cell.barPerMille = std::min(limitPerMille(key), 1000);
    cell.barTone = limitTone(key);
    if (cell.barTone != Tone::Accent)
        cell.tone = cell.barTone;
    const KeyState state = keyState(row, m_nowUs);
    cell.spoken = tr("spent %1").arg(spokenLimit(key));
    if (state == KeyState::Near || state == KeyState::Over)
        cell.spoken = tr("%1, %2").arg(cell.spoken, keyStateBadge(state).text);
    return cell;
}

QVariant KeysModel::sortValue(const KeyRow &row, int column) const
{
    constexpr qlonglong never = std::numeric_limits<qlonglong>::max();
    const Key &key = row.key;
    switch (column) {
    case Name: return key.name;
    case Label: return key.label;
    case Owner: return key.creatorName;
    case Today: return qlonglong(key.usage[static_cast<std::size_t>(Window::Day)].nanoUsd);
    case ThisMonth: return qlonglong(key.usage[static_cast<std::size_t>(Window::Month)].nanoUsd);
    case Limit: return key.limit ? limitPerMille(key) : -1;
    case Resets:
        return key.limit && key.limit->reset != Window::Lifetime
            ? qlonglong(windowEnd(key.limit->reset, m_nowUs))
            : never;
    case LastUsed: return qlonglong(row.lastUsedUs);
    case Created: return qlonglong(key.createdUs);
    case Expires: return key.expiresUs == 0 ? never : qlonglong(key.expiresUs);
    case Hash: return key.hash;
    default: return {};
    }
}

QString KeysModel::toolTip(const KeyRow &row, int column) const
{
    const Key &key = row.key;
    switch (column) {
    case Name: return tr("%1, %2").arg(key.name, keyStateBadge(keyState(row, m_nowUs)).text);
    case Label: return printedLabel(key);
    case Today: return format::exactMoney(key.usage[static_cast<std::size_t>(Window::Day)]);
    case ThisMonth: return format::exactMoney(key.usage[static_cast<std::size_t>(Window::Month)]);
    case Limit:
        return key.limit
            ? tr("%1 of %2 %3")
                  .arg(format::exactMoney(limitSpent(key)), format::exactMoney(key.limit->amount),
                       limitPeriod(key.limit->reset))
            : QString();
    case Resets:
        return key.limit && key.limit->reset != Window::Lifetime
            ? format::dateTime(windowEnd(key.limit->reset, m_nowUs))
            : QString();
    case LastUsed:
        return row.isLastUseExact && row.lastUsedUs != 0 ? format::dateTime(row.lastUsedUs)
                                                         : QString();
    case Created: return format::dateTime(key.createdUs);
    case Expires: return key.expiresUs == 0 ? QString() : format::dateTime(key.expiresUs);
    case Hash: return key.hash;
    default: return {};
    }
}

} // namespace turnpike
