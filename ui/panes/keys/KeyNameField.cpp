// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyNameField.h"

#include "ui/widgets/FormField.h"

#include <QCoreApplication>
#include <QLineEdit>

namespace turnpike::ui {

namespace {

constexpr int longestName = 128;

QString words(const char *text)
{
    return QCoreApplication::translate("KeyNameField", text);
}

} // namespace

FormField *makeKeyNameField(const Theme &theme, const QStringList &names, QWidget *parent)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(keyNameObject);
    edit->setMaxLength(longestName);
    auto *field = new FormField(theme, words("Name"), edit, parent);
    const QString help = words("Say where it will be used. You will see this name in reports.");
    field->setRequired(true);
    field->setHelp(help);
    QObject::connect(
        edit, &QLineEdit::textChanged, field, [field, names, help](const QString &text) {
            const bool isTaken = names.contains(text.trimmed());
            field->setError({});
            field->setHelp(isTaken ? words("Another key has this name already.") : help);
        });
    return field;
}

bool checkKeyName(FormField &field)
{
    auto *edit = field.findChild<QLineEdit *>(keyNameObject);
    if (!edit->text().trimmed().isEmpty())
        return true;
    field.setError(words("A key needs a name."));
    edit->setFocus();
    return false;
}

} // namespace turnpike::ui
