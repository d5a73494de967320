// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/AttentionCard.h"

#include "ui/panes/overview/AttentionRow.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Badge.h"
#include "ui/widgets/EmptyState.h"

#include <QScrollArea>
#include <QVBoxLayout>

namespace turnpike::ui {

AttentionCard::AttentionCard(const Theme &theme, QWidget *parent)
    : Card(theme, parent)
    , m_theme(theme)
    , m_count(new Badge(theme, this))
    , m_empty(new EmptyState(theme, this))
    , m_list(new QScrollArea(this))
{
    setObjectName(QStringLiteral("attention"));
    setTitle(tr("Needs attention"));
    addToHead(m_count);
    m_empty->set(QStringLiteral("circle-check"), tr("Nothing needs attention"), {});
    auto *content = new QWidget;
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addStretch(1);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Needs attention"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setWidgetResizable(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWidget(content);
    content->setAutoFillBackground(false); // Which setWidget() turns on.
    m_list->viewport()->setAutoFillBackground(false);
    body()->addWidget(m_list, 1);
    body()->addWidget(m_empty, 1);
    show({});
}

AttentionRow *AttentionCard::addRow()
{
    auto *row = new AttentionRow(m_theme, this);
    const auto index = m_rows.size();
    row->setObjectName(QStringLiteral("attention%1").arg(index));
    connect(row, &AttentionRow::acted, this,
            [this, index] { Q_EMIT placeAsked(places::attention(m_items[index])); });
    m_column->insertWidget(static_cast<int>(index), row);
    m_rows.append(row);
    return row;
}

void AttentionCard::show(const QList<AttentionItem> &items)
{
    m_items = items;
    m_count->setBadge({items.isEmpty() ? QString() : QString::number(items.size())});
    m_empty->setVisible(items.isEmpty());
    m_list->setVisible(!items.isEmpty());
    while (m_rows.size() < items.size())
        addRow();
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const bool isUsed = i < items.size();
        m_rows[i]->setVisible(isUsed);
        if (!isUsed)
            continue;
        m_rows[i]->show(items[i], places::exists(places::attention(items[i])));
        m_rows[i]->setLast(i + 1 == items.size());
    }
}

} // namespace turnpike::ui
