// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyLimitsView.h"

#include "core/Format.h"
#include "ui/panes/keys/KeyActions.h"
#include "ui/panes/keys/KeyLimitForm.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Buttons.h"
#include "ui/widgets/KeyValueList.h"
#include "ui/widgets/Labels.h"

#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>
#include <QScopedValueRollback>

namespace turnpike::ui {

KeyLimitsView::KeyLimitsView(const Theme &theme, KeyActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_form(new KeyLimitForm(theme, this))
    , m_save(makeButton(theme, tr("Save limit"), {}, "primary", this))
    , m_revert(makeButton(theme, tr("Revert"), {}, "ghost", this))
    , m_facts(new KeyValueList(theme, this))
{
    m_form->setObjectName(QStringLiteral("keyLimitForm"));
    m_save->setObjectName(QStringLiteral("saveLimit"));
    m_revert->setObjectName(QStringLiteral("revertLimit"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme.px(16), 0, 0);
    column->setSpacing(0);
    column->addWidget(m_form);
    column->addSpacing(theme.px(14));
    auto *acts = new QHBoxLayout;
    acts->setSpacing(theme.px(8));
    acts->addWidget(m_save);
    acts->addWidget(m_revert);
    acts->addStretch(1);
    column->addLayout(acts);
    column->addSpacing(theme.px(20));
    column->addWidget(makeLabel(tr("As it stands"), "heading", this));
    column->addSpacing(theme.px(4));
    column->addWidget(m_facts);
    column->addStretch(1);
    connect(m_form, &KeyLimitForm::changed, this, [this] {
        m_isEdited = m_isEdited || !m_isFilling;
        follow();
    });
    connect(m_form, &KeyLimitForm::submitted, this, &KeyLimitsView::save);
    connect(m_save, &QPushButton::clicked, this, &KeyLimitsView::save);
    connect(m_revert, &QPushButton::clicked, this, &KeyLimitsView::fill);
}

void KeyLimitsView::show(const KeyRow &row, std::int64_t nowUs)
{
    const bool isOther = !m_row || m_row->key.id != row.key.id;
    const bool isChanged = isOther || m_row->key.limit != row.key.limit;
    m_row = row;
    {
        const QScopedValueRollback filling(m_isFilling, true);
        m_form->setSpent(row.key.usage);
    }
    if (isOther || (isChanged && !m_isEdited))
        fill();
    follow();
    showFacts(nowUs);
}

void KeyLimitsView::showFacts(std::int64_t nowUs)
{
    const Key &key = m_row->key;
    m_facts->clear();
    if (key.limit) {
        m_facts->add(
            tr("Limit"),
            tr("%1 %2").arg(limitAmount(key.limit->amount), limitPeriod(key.limit->reset)));
        m_facts->add(tr("Spent"), format::money(limitSpent(key)))
            ->setToolTip(format::exactMoney(limitSpent(key)));
        m_facts->add(tr("Left"), format::money(*key.remaining()))
            ->setToolTip(format::exactMoney(*key.remaining()));
        m_facts->add(tr("Resets"),
                     key.limit->reset == Window::Lifetime
                         ? tr("Never")
                         : tr("%1 (00:00 UTC)").arg(limitResets(key, nowUs)));
        m_facts->add(tr("At the limit"),
                     key.limit->mode == BudgetMode::Hard ? tr("Refuses what could exceed it")
                                                         : tr("Running requests finish"));
    } else {
        m_facts->add(tr("Limit"), tr("No limit"));
    }
    m_facts->add(tr("Expires"), key.expiresUs == 0 ? tr("Never") : format::date(key.expiresUs));
}

/// Puts the key's limit into the fields.
void KeyLimitsView::fill()
{
    {
        const QScopedValueRollback filling(m_isFilling, true);
        m_form->setLimit(m_row->key.limit);
    }
    m_isEdited = false;
    follow();
}

void KeyLimitsView::follow()
{
    if (!m_row)
        return;
    const Result<std::optional<KeyLimit>> wanted = m_form->value();
    if (wanted && *wanted == m_row->key.limit)
        m_isEdited = false;
    m_save->setEnabled(m_isEdited && !m_isSaving);
    m_revert->setEnabled(m_isEdited && !m_isSaving);
}

void KeyLimitsView::save()
{
    if (!m_isEdited || m_isSaving)
        return;
    const Result<std::optional<KeyLimit>> wanted = m_form->checked();
    if (!wanted)
        return;
    m_isSaving = true;
    follow();
    m_actions.changeLimit(m_row->key, *wanted,
                          [view = QPointer(this), id = m_row->key.id](const Result<Key> &changed) {
                              if (!view)
                                  return;
                              view->m_isSaving = false;
                              if (!changed && view->m_row->key.id == id)
                                  view->m_form->showError(changed.error().message);
                              view->follow();
                          });
}

} // namespace turnpike::ui
