// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/PaletteModel.h"

#include <algorithm>

namespace turnpike::ui {

namespace {

int placeOf(const QString &group)
{
    static const QStringList order{
        PaletteModel::tr("Actions"), PaletteModel::tr("Go to"),     PaletteModel::tr("API keys"),
        PaletteModel::tr("Members"), PaletteModel::tr("Models"),    PaletteModel::tr("Guardrails"),
        PaletteModel::tr("Presets"), PaletteModel::tr("Providers"), PaletteModel::tr("Requests"),
        PaletteModel::tr("Usage"),   PaletteModel::tr("Settings"),  PaletteModel::tr("Help")};
    const qsizetype at = order.indexOf(group);
    return static_cast<int>(at < 0 ? order.size() : at);
}

QString spoken(const PaletteItem &item)
{
    QStringList parts{item.title, item.context, item.shortcut};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

} // namespace

void PaletteModel::setFound(QList<Found> found, bool keepOrder)
{
    if (!keepOrder)
        std::ranges::stable_sort(found, [](const Found &a, const Found &b) {
            const int left = placeOf(a.item.group);
            const int right = placeOf(b.item.group);
            if (left != right)
                return left < right;
            if (a.item.group != b.item.group)
                return a.item.group < b.item.group;
            return a.score > b.score;
        });
    beginResetModel();
    m_rows.clear();
    m_count = 0;
    int inGroup = 0;
    QString group;
    for (Found &each : found) {
        if (m_rows.isEmpty() || each.item.group != group) {
            group = each.item.group;
            inGroup = 0;
            m_rows.append({group, {}});
        }
        if (++inGroup > mostPerGroup)
            continue;
        ++m_count;
        m_rows.append({{}, std::move(each)});
    }
    endResetModel();
}

const PaletteItem *PaletteModel::item(const QModelIndex &index) const
{
    if (!index.isValid() || !m_rows.at(index.row()).heading.isEmpty())
        return nullptr;
    return &m_rows.at(index.row()).found.item;
}

int PaletteModel::selectable(int row, int step) const
{
    for (; row >= 0 && row < m_rows.size(); row += step)
        if (m_rows.at(row).heading.isEmpty())
            return row;
    return -1;
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows.at(index.row());
    const PaletteItem &item = row.found.item;
    const bool isHeading = !row.heading.isEmpty();
    switch (role) {
    case Qt::DisplayRole: return isHeading ? row.heading : item.title;
    case Qt::AccessibleTextRole: return isHeading ? row.heading : spoken(item);
    case IsHeadingRole: return isHeading;
    case ContextRole: return item.context;
    case IconRole: return item.icon;
    case ShortcutRole: return item.shortcut;
    case LettersRole: return QVariant::fromValue(row.found.letters);
    default: return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    return item(index) ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace turnpike::ui
