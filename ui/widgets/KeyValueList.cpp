// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/KeyValueList.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"

#include <QGridLayout>

namespace turnpike::ui {

KeyValueList::KeyValueList(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(0);
    m_grid->setColumnStretch(1, 1);
    connect(&theme, &Theme::changed, this, &KeyValueList::follow);
    follow();
}

void KeyValueList::clear()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows = 0;
}

QLabel *KeyValueList::add(const QString &label, const QString &value, bool mono)
{
    QLabel *name = makeLabel(label, "faint", this);
    auto *shown = new ElidedLabel(value, this);
    shown->setMode(mono ? Qt::ElideMiddle : Qt::ElideRight);
    if (mono)
        shown->setFont(m_theme.font(Theme::Font::Mono));
    shown->setProperty("mono", mono);
    shown->setAccessibleName(label + QStringLiteral(": ") + value);
    m_grid->addWidget(name, m_rows, 0);
    m_grid->addWidget(shown, m_rows, 1);
    m_grid->setRowMinimumHeight(m_rows, m_theme.px(26));
    ++m_rows;
    return shown;
}

void KeyValueList::setLabelWidth(int at100)
{
    m_labelWidth = at100;
    follow();
}

void KeyValueList::follow()
{
    m_grid->setColumnMinimumWidth(0, m_theme.px(m_labelWidth));
    for (int row = 0; row < m_rows; ++row) {
        m_grid->setRowMinimumHeight(row, m_theme.px(26));
        if (QLayoutItem *item = m_grid->itemAtPosition(row, 1);
            item && item->widget()->property("mono").toBool())
            item->widget()->setFont(m_theme.font(Theme::Font::Mono));
    }
}

} // namespace turnpike::ui
