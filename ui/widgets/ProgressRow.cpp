// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/ProgressRow.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/Labels.h"

#include <QBoxLayout>
#include <QProgressBar>
#include <QPushButton>

namespace turnpike::ui {

ProgressRow::ProgressRow(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_text(makeLabel({}, "strong"))
    , m_count(makeLabel({}, "small"))
    , m_cancel(makeButton(theme, tr("Cancel"), {}, "link"))
    , m_bar(new QProgressBar)
{
    auto *line = new QHBoxLayout;
    line->setSpacing(theme.px(20));
    line->addWidget(m_text);
    line->addStretch();
    line->addWidget(m_count);
    line->addWidget(m_cancel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(6));
    column->addLayout(line);
    column->addWidget(m_bar);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    connect(m_cancel, &QPushButton::clicked, this, &ProgressRow::cancelled);
}

void ProgressRow::setText(const QString &text)
{
    m_text->setText(text);
    m_bar->setAccessibleName(text);
    m_cancel->setAccessibleName(tr("Cancel %1").arg(text));
}

void ProgressRow::setCount(const QString &text)
{
    m_count->setText(text);
}

void ProgressRow::setProgress(int perMille)
{
    m_bar->setRange(0, perMille < 0 ? 0 : 1000);
    if (perMille >= 0)
        m_bar->setValue(perMille);
}

void ProgressRow::setCancellable(bool isCancellable)
{
    m_cancel->setVisible(isCancellable);
}

} // namespace turnpike::ui
