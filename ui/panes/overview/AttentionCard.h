// SPDX-License-Identifier: GPL-3.0-or-later
// What needs attention, the gravest first.
#pragma once

#include "core/Overview.h"
#include "ui/widgets/Card.h"

class QScrollArea;

namespace turnpike::ui {

class AttentionRow;
class Badge;
class EmptyState;
struct Place;

class AttentionCard final : public Card
{
    Q_OBJECT

public:
    AttentionCard(const Theme &theme, QWidget *parent);

    void show(const QList<AttentionItem> &items);

Q_SIGNALS:
    void placeAsked(const turnpike::ui::Place &place);

private:
    AttentionRow *addRow();

    const Theme &m_theme;
    QList<AttentionItem> m_items;
    Badge *m_count;
    EmptyState *m_empty;
    QScrollArea *m_list;
    QVBoxLayout *m_column;
    QList<AttentionRow *> m_rows; ///< Kept, so that the keyboard stays where it is.
};

} // namespace turnpike::ui
