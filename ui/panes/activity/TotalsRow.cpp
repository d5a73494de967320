// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/TotalsRow.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/DataTable.h"
#include "ui/widgets/Paint.h"

#include <QAbstractItemModel>
#include <QHeaderView>
#include <QPainter>

namespace turnpike::ui {

namespace {

constexpr int rowHeight = 38;

} // namespace

TotalsRow::TotalsRow(const Theme &theme, const QAbstractItemModel &model, DataTable &table,
                     std::function<Cell(int column)> totalCell, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(model)
    , m_totalCell(std::move(totalCell))
    , m_table(table)
{
    setObjectName(QStringLiteral("totalsRow"));
    const auto follow = [this] {
        setFixedHeight(m_theme.px(rowHeight));
        update();
    };
    connect(&theme, &Theme::changed, this, follow);
    follow();
    const QHeaderView *header = table.horizontalHeader();
    for (const auto moved : {&QHeaderView::sectionResized, &QHeaderView::sectionMoved})
        connect(header, moved, this, qOverload<>(&QWidget::update));
    connect(header, &QHeaderView::geometriesChanged, this, qOverload<>(&QWidget::update));
    connect(&model, &QAbstractItemModel::modelReset, this, &TotalsRow::tellName);
    connect(&model, &QAbstractItemModel::headerDataChanged, this, &TotalsRow::tellName);
    tellName();
}

void TotalsRow::tellName()
{
    QStringList parts;
    for (int column = 0; column < m_model.columnCount(); ++column) {
        const Cell cell = m_totalCell(column);
        if (cell.text.isEmpty())
            continue;
        const QString said = cell.spoken.isEmpty() ? cell.text : cell.spoken;
        parts.append(column == 0 ? said
                                 : QStringLiteral("%1 %2").arg(
                                     m_model.headerData(column, Qt::Horizontal).toString(), said));
    }
    setAccessibleName(parts.join(QStringLiteral(", ")));
    update();
}

void TotalsRow::paintEvent(QPaintEvent *)
{
    const Colours &colours = m_theme.colours();
    QPainter painter(this);
    painter.setPen(QPen(colours.border, 1));
    painter.drawLine(0, 0, width(), 0);
    QFont font = m_theme.font(Theme::Font::Strong);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    const QHeaderView *header = m_table.horizontalHeader();
    const int left
        = m_table.viewport()->mapTo(m_table.window(), QPoint()).x() - mapTo(window(), QPoint()).x();
    for (int column = 0; column < m_model.columnCount(); ++column) {
        if (header->isSectionHidden(column))
            continue;
        const QRect cell(left + header->sectionViewportPosition(column), 0,
                         header->sectionSize(column), height());
        const Cell content = m_totalCell(column);
        painter.setPen(colours.of(content.tone == Tone::Quiet ? Tone::Normal : content.tone));
        const QRect room = m_table.contentRect(cell, column);
        if (content.isNumber)
            drawNumber(painter, room, Qt::AlignRight, content.text);
        else
            painter.drawText(room, Qt::AlignVCenter | Qt::AlignLeft, content.text);
    }
}

} // namespace turnpike::ui
