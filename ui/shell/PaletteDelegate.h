// SPDX-License-Identifier: GPL-3.0-or-later
// Paints the rows of the palette.
#pragma once

#include <QStyledItemDelegate>

namespace turnpike::ui {

class Theme;

/// A key as it stands on a key cap, right-aligned in `box`; returns the room it took.
int paintKeyCap(QPainter &painter, const Theme &theme, const QRect &box, const QString &key);

class PaletteDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    PaletteDelegate(const Theme &theme, QObject *parent);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    int paintTitle(QPainter &painter, const QRect &line, const QModelIndex &index) const;

    const Theme &m_theme;
};

} // namespace turnpike::ui
