// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/RenameDialog.h"

#include "ui/theme/Theme.h"
#include "ui/widgets/FormField.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

RenameDialog::RenameDialog(const Theme &theme, const QString &title, const QString &label,
                           const QString &name, Save save, QWidget *window)
    : DialogFrame(theme, title, window)
    , m_save(std::move(save))
    , m_name(new QLineEdit(name, this))
    , m_field(new FormField(theme, label, m_name, this))
{
    m_name->setObjectName(QStringLiteral("newName"));
    m_name->selectAll();
    body()->addWidget(m_field);
    addCancel();
    m_button = addPrimary(tr("Save"));
    connect(m_button, &QPushButton::clicked, this, &RenameDialog::save);
    setFirstFocus(m_name);
}

void RenameDialog::save()
{
    m_button->setEnabled(false);
    m_save(this, m_name->text().trimmed(), [this](Result<> saved) {
        m_button->setEnabled(true);
        if (saved)
            return accept();
        m_field->setError(saved.error().message);
        m_name->setFocus();
    });
}

} // namespace turnpike::ui
