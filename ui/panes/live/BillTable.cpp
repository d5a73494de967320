// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/BillTable.h"

#include "core/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QFrame>
#include <QGridLayout>
#include <QLabel>

namespace turnpike::ui {

namespace {

constexpr int rowHeight = 25;
constexpr int columns = 4;

} // namespace

BillTable::BillTable(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    setObjectName(QStringLiteral("bill"));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(theme.px(14));
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(0, 1);
}

void BillTable::setBill(const Bill &bill, const LiveRequest &request)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const BillLine &line : bill.lines)
        addRow(row++, line, false);
    if (!bill.lines.empty()) {
        auto *rule = new QFrame(this);
        rule->setFixedHeight(1);
        rule->setProperty("surface", QStringLiteral("rule"));
        QPalette ink = rule->palette();
        ink.setColor(QPalette::Window, m_theme.colours().border);
        rule->setPalette(ink);
        rule->setAutoFillBackground(true);
        m_grid->addWidget(rule, row++, 0, 1, columns);
        const std::int64_t tokens = request.usage.prompt + request.usage.completion;
        addRow(row++, {tr("Total"), format::count(tokens), {}, request.cost}, true);
    }
    if (!bill.note.isEmpty()) {
        QLabel *note = makeLabel(bill.note, "faint", this);
        note->setObjectName(QStringLiteral("billNote"));
        note->setWordWrap(true);
        note->setContentsMargins(0, m_theme.px(bill.lines.empty() ? 0 : 10), 0, 0);
        m_grid->addWidget(note, row, 0, 1, columns);
    }
}

void BillTable::addRow(int row, const BillLine &line, bool isTotal)
{
    m_grid->setRowMinimumHeight(row, m_theme.px(rowHeight));
    QLabel *label = makeLabel(line.label, isTotal ? "strong" : "small", this);
    m_grid->addWidget(label, row, 0);
    addFigure(row, 1, line.count, isTotal ? "strong" : nullptr);
    addFigure(row, 2, line.price, "faint");
    QLabel *amount
        = addFigure(row, 3, format::requestMoney(line.amount), isTotal ? "strong" : nullptr);
    amount->setAccessibleName(
        QStringLiteral("%1: %2 %3").arg(line.label, line.count, amount->text()));
    if (isTotal)
        amount->setToolTip(format::exactMoney(line.amount));
}

QLabel *BillTable::addFigure(int row, int column, const QString &text, const char *role)
{
    QLabel *figure = makeLabel(text, role, this);
    figure->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(figure, row, column);
    return figure;
}

} // namespace turnpike::ui
