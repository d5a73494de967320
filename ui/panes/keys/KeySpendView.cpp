// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeySpendView.h"

#include "core/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Labels.h"
#include "ui/widgets/LimitBar.h"
#include "ui/widgets/MiniBars.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace turnpike::ui {

namespace {

int partOf(Money part, Money whole)
{
    // Of at least a thousand nano-dollars; less fills no pixel.
    return whole.nanoUsd < 1000 ? 0 : static_cast<int>(part.nanoUsd / (whole.nanoUsd / 1000));
}

} // namespace

KeySpendView::KeySpendView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(8));
    auto *head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Spend, 30 days"), "heading", this), 1);
    m_total = makeLabel({}, "heading", this);
    m_total->setObjectName(QStringLiteral("keySpend"));
    head->addWidget(m_total);
    column->addLayout(head);
    m_days = new MiniBars(theme, this);
    m_days->setFixedHeight(theme.px(56));
    column->addWidget(m_days);
    m_problem = makeLabel({}, "error", this);
    m_problem->setWordWrap(true);
    column->addWidget(m_problem);
    m_models = new QWidget(this);
    column->addWidget(m_models);
    m_modelRows = new QGridLayout(m_models);
    m_modelRows->setContentsMargins(0, theme.px(8), 0, 0);
    m_modelRows->setHorizontalSpacing(theme.px(12));
    m_modelRows->setVerticalSpacing(theme.px(9));
    m_modelRows->setColumnStretch(0, 1);
    clear();
}

void KeySpendView::clear()
{
    m_total->clear();
    m_days->setValues({});
    m_problem->hide();
    m_models->hide();
}

void KeySpendView::show(const Result<KeyFigures> &figures, const std::optional<KeyLimit> &limit)
{
    clear();
    if (!figures) {
        m_problem->setText(figures.error().message);
        m_problem->show();
        return;
    }
    m_total->setText(format::money(figures->spent));
    m_total->setToolTip(format::exactMoney(figures->spent));
    QVector<Tone> tones;
    const bool isDaily = limit && limit->reset == Window::Day;
    for (const qint64 spent : figures->spentByDay)
        tones.append(isDaily && spent >= limit->amount.nanoUsd ? Tone::Warning : Tone::Accent);
    m_days->setValues(figures->spentByDay, tones);
    m_days->setAccessibleName(
        tr("Spend per day, 30 days, total %1").arg(format::spokenMoney(figures->spent)));
    showModels(*figures);
}

void KeySpendView::showModels(const KeyFigures &figures)
{
    while (QLayoutItem *item = m_modelRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (figures.topModels.isEmpty())
        return;
    m_modelRows->addWidget(makeLabel(tr("Top models"), "heading", m_models), 0, 0, 1, 2);
    m_modelRows->addWidget(makeLabel(tr("30 days"), "small", m_models), 0, 2, Qt::AlignRight);
    int line = 1;
    for (const KeyFigures::Model &model : figures.topModels) {
        auto *slug
            = new ElidedLabel(model.slug.isEmpty() ? tr("Unknown model") : model.slug, m_models);
        auto *bar = new LimitBar(m_theme, m_models);
        bar->setFixedWidth(m_theme.px(80));
        bar->setShare(partOf(model.spent, figures.spent));
        bar->setTone(Tone::Accent);
        auto *spent = makeLabel(format::money(model.spent), nullptr, m_models);
        spent->setToolTip(format::exactMoney(model.spent));
        m_modelRows->addWidget(slug, line, 0);
        m_modelRows->addWidget(bar, line, 1, Qt::AlignVCenter);
        m_modelRows->addWidget(spent, line, 2, Qt::AlignRight);
        ++line;
    }
    m_models->show();
}

} // namespace turnpike::ui
