// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/GenerationsModel.h"

#include "core/Format.h"
#include "models/Cell.h"

#include <QDateTime>
#include <QLocale>

namespace turnpike {

namespace {

LiveColumn columnOf(int section)
{
    return static_cast<LiveColumn>(section);
}

/// With its day: a period is rarely today.
QString timeText(std::int64_t us)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(us / 1000),
                              QStringLiteral("d MMM HH:mm:ss"));
}

} // namespace

void GenerationsModel::restart()
{
    beginResetModel();
    m_rows.clear();
    m_names = {};
    m_isAtEnd = false;
    m_isWaiting = true;
    endResetModel();
    Q_EMIT pageWanted(0);
}

void GenerationsModel::append(const QList<GenerationRow> &page)
{
    m_isWaiting = false;
    m_isAtEnd = page.size() < pageSize;
    if (page.isEmpty())
        return;
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + page.size()) - 1);
    for (const GenerationRow &row : page) {
        noteNames(row);
        m_rows.append(liveRequest(row));
    }
    endInsertRows();
}

void GenerationsModel::giveUp()
{
    m_isWaiting = false;
}

void GenerationsModel::noteNames(const GenerationRow &row)
{
    m_names.keys.insert(row.key.value, row.keyName);
    m_names.models.insert(row.model.value, row.modelSlug);
    m_names.providers.insert(row.provider.value, row.providerName);
    m_names.endpoints.insert(row.endpoint.value, row.endpointTag);
}

int GenerationsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int GenerationsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : liveColumns;
}

QVariant GenerationsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LiveRequest &request = m_rows[index.row()];
    const LiveColumn column = columnOf(index.column());
    if (role == IdRole)
        return request.id;
    if (role == Qt::ToolTipRole) {
        if (column == LiveColumn::Time)
            return format::dateTime(request.admittedUs);
        return liveToolTip(request, column);
    }
    Cell cell = liveCell(request, column, m_names, request.admittedUs);
    if (column == LiveColumn::Time)
        cell.text = timeText(request.admittedUs);
    return cellData(cell, role);
}

QVariant GenerationsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= liveColumns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumberColumn(columnOf(section)) ? Qt::AlignRight : Qt::AlignLeft)
                   | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(liveHeading(columnOf(section))) : QVariant();
}

bool GenerationsModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isAtEnd && !m_isWaiting && !m_rows.isEmpty();
}

void GenerationsModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isWaiting = true;
    Q_EMIT pageWanted(m_rows.last().rowId);
}

} // namespace turnpike
