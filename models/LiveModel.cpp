// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/LiveModel.h"

#include <algorithm>
#include <utility>

namespace turnpike {

void LiveModel::apply(const LiveBatch &batch)
{
    if (batch.isReset)
        clear();
    if (m_hold == Hold::Everything) {
        for (const LiveRequest &request : batch.changed) {
            if (m_numbers.contains(request.id))
                m_waitingChanges.insert(request.id, request);
        }
    } else {
        change(batch.changed);
    }
    if (m_hold == Hold::Nothing)
        insert(batch.added);
    else
        wait(batch);
}

/// One signal for all of them: the rows between are painted anew, which is cheaper than many
/// signals.
void LiveModel::change(const QList<LiveRequest> &changed)
{
    int first = static_cast<int>(m_rows.size());
    int last = -1;
    for (const LiveRequest &request : changed) {
        const int row = rowOf(request.id);
        if (row < 0)
            continue;
        m_rows[static_cast<std::size_t>(row)] = request;
        noteNames(request);
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first, 0), index(last, liveColumns - 1));
}

void LiveModel::wait(const LiveBatch &batch)
{
    const std::int64_t first = m_waitingCount - static_cast<std::int64_t>(m_waiting.size());
    for (const LiveRequest &request : batch.changed) {
        const auto found = m_waitingNumbers.find(request.id);
        if (found != m_waitingNumbers.end())
            m_waiting[static_cast<std::size_t>(*found - first)] = request;
    }
    for (const LiveRequest &request : batch.added) {
        m_waitingNumbers.insert(request.id, m_waitingCount++);
        m_waiting.push_back(request);
    }
    while (m_waiting.size() > kept) {
        m_waitingNumbers.remove(m_waiting.front().id);
        m_waiting.pop_front();
    }
    if (!batch.added.isEmpty() || !batch.changed.isEmpty())
        Q_EMIT waitingChanged();
}

/// `added` oldest first, as they came.
void LiveModel::insert(QList<LiveRequest> added)
{
    // The ledger may have told one before its journal did.
    added.erase(std::remove_if(
                    added.begin(), added.end(),
                    [this](const LiveRequest &request) { return m_numbers.contains(request.id); }),
                added.end());
    if (added.size() > static_cast<qsizetype>(kept))
        added.remove(0, added.size() - static_cast<qsizetype>(kept));
    if (added.isEmpty())
        return;
    beginInsertRows({}, 0, static_cast<int>(added.size()) - 1);
    for (LiveRequest &request : added) {
        noteNames(request);
        m_numbers.insert(request.id, ++m_top);
        m_rows.push_front(std::move(request));
    }
    endInsertRows();
    trim();
}

void LiveModel::trim()
{
    if (m_rows.size() <= kept)
        return;
    beginRemoveRows({}, static_cast<int>(kept), static_cast<int>(m_rows.size()) - 1);
    while (m_rows.size() > kept) {
        m_numbers.remove(m_rows.back().id);
        m_rows.pop_back();
    }
    endRemoveRows();
}

int LiveModel::appendOlder(const QList<LiveRequest> &older)
{
    QList<LiveRequest> taken;
    for (const LiveRequest &request : older) {
        if (!m_numbers.contains(request.id) && !m_waitingNumbers.contains(request.id))
            taken.append(request);
    }
    const auto room = static_cast<qsizetype>(most - std::min(m_rows.size(), most));
    taken = taken.first(std::min(taken.size(), room));
    if (taken.isEmpty())
        return 0;
    const int first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(taken.size()) - 1);
    for (LiveRequest &request : taken) {
        noteNames(request);
        m_numbers.insert(request.id, m_top - static_cast<std::int64_t>(m_rows.size()));
        m_rows.push_back(std::move(request));
    }
    endInsertRows();
    return static_cast<int>(taken.size());
}

void LiveModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_numbers.clear();
    m_lacksNames = false;
    endResetModel();
    forgetWaiting();
}

void LiveModel::forgetWaiting()
{
    m_waiting.clear();
    m_waitingNumbers.clear();
    m_waitingChanges.clear();
    m_waitingCount = 0;
    Q_EMIT waitingChanged();
}

void LiveModel::setHold(Hold hold)
{
    const Hold before = std::exchange(m_hold, hold);
    if (before == Hold::Everything && hold != Hold::Everything)
        change(std::exchange(m_waitingChanges, {}).values());
    if (hold != Hold::Nothing || before == Hold::Nothing)
        return;
    const QList<LiveRequest> arrived(m_waiting.begin(), m_waiting.end());
    forgetWaiting();
    insert(arrived);
    trim();
}

void LiveModel::setNames(const LedgerNames &names)
{
    m_names = names;
    m_lacksNames = false;
    for (const LiveRequest &request : m_rows)
        noteNames(request);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, liveColumns - 1));
}

void LiveModel::noteNames(const LiveRequest &request)
{
    const auto lacks = [](const QHash<std::int64_t, QString> &names, std::int64_t id) {
        return id != 0 && !names.contains(id);
    };
    m_lacksNames = m_lacksNames || lacks(m_names.keys, request.key.value)
        || lacks(m_names.models, request.model.value)
        || lacks(m_names.providers, request.provider.value)
        || lacks(m_names.endpoints, request.endpoint.value);
}

void LiveModel::tick(std::int64_t nowUs)
{
    if (m_hold == Hold::Everything)
        return;
    m_nowUs = nowUs;
    int first = -1;
    int last = -1;
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (!m_rows[row].isRunning())
            continue;
        first = first < 0 ? static_cast<int>(row) : first;
        last = static_cast<int>(row);
    }
    constexpr int status = static_cast<int>(LiveColumn::Status);
    if (first >= 0)
        Q_EMIT dataChanged(index(first, status), index(last, status));
}

bool LiveModel::hasRunning() const
{
    return std::any_of(m_rows.begin(), m_rows.end(), std::mem_fn(&LiveRequest::isRunning));
}

int LiveModel::rowOf(const QString &id) const
{
    const auto found = m_numbers.find(id);
    return found == m_numbers.end() ? -1 : static_cast<int>(m_top - *found);
}

int LiveModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int LiveModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : liveColumns;
}

QVariant LiveModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LiveRequest &request = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<LiveColumn>(index.column());
    switch (role) {
    case IdRole: return request.id;
    case SortRole: return QVariant::fromValue(m_top - index.row());
    case Qt::ToolTipRole: return liveToolTip(request, column);
    default: return cellData(liveCell(request, column, m_names, m_nowUs), role);
    }
}

QVariant LiveModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= liveColumns)
        return {};
    const auto column = static_cast<LiveColumn>(section);
    if (role == Qt::TextAlignmentRole)
        return int((isNumberColumn(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(liveHeading(column)) : QVariant();
}

} // namespace turnpike
