// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/LimitDialog.h"

#include "ui/panes/keys/KeyLimitForm.h"

#include <QVBoxLayout>

namespace turnpike::ui {

LimitDialog::LimitDialog(const Theme &theme, const Key &key, QWidget *window)
    : KeyDialog(theme, tr("Limit of %1").arg(key.name), tr("Set limit"), window)
    , m_before(key.limit)
    , m_form(new KeyLimitForm(theme, this))
{
    setObjectName(QStringLiteral("limitDialog"));
    m_form->setSpent(key.usage);
    m_form->setLimit(key.limit);
    body()->addWidget(m_form);
}

void LimitDialog::submit()
{
    const Result<std::optional<KeyLimit>> limit = m_form->checked();
    if (!limit)
        return;
    if (*limit == m_before) {
        accept();
        return;
    }
    setBusy(true);
    Q_EMIT wanted(*limit);
}

bool LimitDialog::showAtField(const Error &error)
{
    if (error.field != QStringLiteral("/limit"))
        return false;
    m_form->showError(error.message);
    return true;
}

} // namespace turnpike::ui
