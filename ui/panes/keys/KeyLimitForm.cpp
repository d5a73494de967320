// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyLimitForm.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/FormField.h"
#include "ui/widgets/LimitField.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QVBoxLayout>

namespace turnpike::ui {

KeyLimitForm::KeyLimitForm(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_limit(new LimitField(theme))
    , m_field(new FormField(theme, tr("Spend limit"), m_limit, this))
    , m_isHard(new QCheckBox(tr("Refuse requests that could exceed the limit"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.px(10));
    column->addWidget(m_field);
    m_isHard->setObjectName(QStringLiteral("isHard"));
    m_isHard->setToolTip(tr("Off: a request that fits when it starts may end above the limit."));
    column->addWidget(m_isHard);
    const auto follow = [this] {
        m_isHard->setEnabled(!m_limit->amountEdit()->text().trimmed().isEmpty());
        m_field->setError({});
        Q_EMIT changed();
    };
    connect(m_limit, &LimitField::changed, this, follow);
    connect(m_isHard, &QCheckBox::toggled, this, &KeyLimitForm::changed);
    connect(m_limit->amountEdit(), &QLineEdit::returnPressed, this, &KeyLimitForm::submitted);
    follow();
}

void KeyLimitForm::setSpent(const std::array<Money, windowCount> &spent)
{
    m_limit->setSpent(spent);
}

void KeyLimitForm::setLimit(const std::optional<KeyLimit> &limit)
{
    m_limit->setValue(limit);
    m_isHard->setChecked(limit && limit->mode == BudgetMode::Hard);
}

Result<std::optional<KeyLimit>> KeyLimitForm::value() const
{
    Result<std::optional<KeyLimit>> limit = m_limit->value();
    if (limit && *limit)
        (*limit)->mode = m_isHard->isChecked() ? BudgetMode::Hard : BudgetMode::Soft;
    return limit;
}

Result<std::optional<KeyLimit>> KeyLimitForm::checked()
{
    Result<std::optional<KeyLimit>> limit = value();
    if (!limit)
        showError(limit.error().message);
    return limit;
}

void KeyLimitForm::showError(const QString &sentence)
{
    m_field->setError(sentence);
    m_limit->amountEdit()->setFocus();
}

} // namespace turnpike::ui
