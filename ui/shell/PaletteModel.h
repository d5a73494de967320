// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of the palette: headings, and what can be chosen below them.
#pragma once

#include "ui/shell/CommandRegistry.h"

#include <QAbstractListModel>
#include <QList>

namespace turnpike::ui {

class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IsHeadingRole = Qt::UserRole + 1,
        ContextRole,
        IconRole, ///< Name of the icon.
        ShortcutRole,
        LettersRole, ///< QList<int>: positions in the title that matched.
    };

    /// An item and how it matched.
    struct Found
    {
        PaletteItem item;
        double score = 0;
        QList<int> letters;
    };

    using QAbstractListModel::QAbstractListModel;

    /// Groups in the fixed order of the design, unknown ones after; within each the best first, at
    /// most `mostPerGroup`. `keepOrder`: groups and items stand as they were given.
    void setFound(QList<Found> found, bool keepOrder = false);
    /// Null for a heading.
    const PaletteItem *item(const QModelIndex &index) const;
    /// The next row that can be chosen from `row` on in steps of `step`; -1 when there is none.
    int selectable(int row, int step) const;
    int foundCount() const { return m_count; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    static constexpr int mostPerGroup = 8;

private:
    struct Row
    {
        QString heading; ///< Of a heading; empty for an item.
        Found found;
    };
    QList<Row> m_rows;
    int m_count = 0;
};

} // namespace turnpike::ui
