// SPDX-License-Identifier: GPL-3.0-or-later
// How a table's columns are kept from one run to the next.
#include "ui/widgets/DataTable.h"
#include "ui/widgets/TableHeader.h"

#include <QSettings>

namespace turnpike::ui {

void DataTable::setStateKey(const QString &key)
{
    m_stateKey = QStringLiteral("header/") + key;
    restoreState();
}

void DataTable::resetColumns()
{
    m_columns = m_defaults;
    hideDefaults();
    for (int i = 0; i < m_header->count(); ++i)
        m_header->moveSection(m_header->visualIndex(i), i);
    m_header->setSortIndicator(-1, Qt::AscendingOrder);
    layOutColumns();
    m_saveTimer.stop();
    if (!m_stateKey.isEmpty())
        QSettings().remove(m_stateKey);
}

void DataTable::saveState()
{
    if (m_stateKey.isEmpty() || m_columns.isEmpty() || m_header->count() != m_columns.size())
        return;
    QVariantList columns;
    for (int i = 0; i < int(m_columns.size()); ++i) {
        const QVariantMap column{{QStringLiteral("width"), m_columns[i].width},
                                 {QStringLiteral("stretch"), m_columns[i].stretch},
                                 {QStringLiteral("place"), m_header->visualIndex(i)},
                                 {QStringLiteral("hidden"), bool(m_hiddenByUser[std::size_t(i)])}};
        columns.append(column);
    }
    QSettings settings;
    settings.setValue(m_stateKey + QStringLiteral("/columns"), columns);
    settings.setValue(m_stateKey + QStringLiteral("/sort"), m_header->sortIndicatorSection());
    settings.setValue(m_stateKey + QStringLiteral("/descending"),
                      m_header->sortIndicatorOrder() == Qt::DescendingOrder);
}

bool DataTable::restoreState()
{
    if (m_stateKey.isEmpty() || m_columns.isEmpty() || m_header->count() != m_columns.size())
        return false;
    const QSettings settings;
    const QVariantList columns = settings.value(m_stateKey + QStringLiteral("/columns")).toList();
    if (columns.size() != m_columns.size())
        return false;
    std::vector<int> order(std::size_t(columns.size()), -1);
    for (int i = 0; i < int(columns.size()); ++i) {
        const QVariantMap column = columns[i].toMap();
        const int place = column[QStringLiteral("place")].toInt();
        if (place >= 0 && place < int(order.size()))
            order[std::size_t(place)] = i;
        m_columns[i].width = qBound(24, column[QStringLiteral("width")].toInt(), 2000);
        m_columns[i].stretch = column[QStringLiteral("stretch")].toBool();
        m_hiddenByUser[std::size_t(i)] = i > 0 && column[QStringLiteral("hidden")].toBool();
    }
    for (int place = 0; place < int(order.size()); ++place) {
        if (order[std::size_t(place)] >= 0)
            m_header->moveSection(m_header->visualIndex(order[std::size_t(place)]), place);
    }
    const bool isDescending = settings.value(m_stateKey + QStringLiteral("/descending")).toBool();
    m_header->setSortIndicator(settings.value(m_stateKey + QStringLiteral("/sort"), -1).toInt(),
                               isDescending ? Qt::DescendingOrder : Qt::AscendingOrder);
    layOutColumns();
    m_saveTimer.stop();
    return true;
}

} // namespace turnpike::ui
