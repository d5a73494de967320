// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/RenameKeyDialog.h"

#include "ui/panes/keys/KeyNameField.h"
#include "ui/widgets/FormField.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace turnpike::ui {

RenameKeyDialog::RenameKeyDialog(const Theme &theme, const QString &name, const QStringList &names,
                                 QWidget *window)
    : KeyDialog(theme, tr("Rename %1").arg(name), tr("Rename"), window)
    , m_before(name)
{
    QStringList others = names;
    others.removeAll(name);
    setObjectName(QStringLiteral("renameKey"));
    m_nameField = makeKeyNameField(theme, others, this);
    m_name = m_nameField->findChild<QLineEdit *>(keyNameObject);
    m_name->setText(name);
    m_name->selectAll();
    body()->addWidget(m_nameField);
}

void RenameKeyDialog::submit()
{
    const QString name = m_name->text().trimmed();
    if (name == m_before) {
        accept();
        return;
    }
    if (!checkKeyName(*m_nameField))
        return;
    setBusy(true);
    Q_EMIT wanted(name);
}

bool RenameKeyDialog::showAtField(const Error &error)
{
    if (error.field != QStringLiteral("/name"))
        return false;
    m_nameField->setError(error.message);
    m_name->setFocus();
    return true;
}

} // namespace turnpike::ui
