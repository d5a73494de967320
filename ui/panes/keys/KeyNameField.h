// SPDX-License-Identifier: GPL-3.0-or-later
// The field for a key's name, with what it says about itself.
#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace turnpike::ui {

class FormField;
class Theme;

inline const QString keyNameObject = QStringLiteral("keyNameEdit"); ///< Its QLineEdit.

/// Warns of a name that is among `names`, which is allowed.
FormField *makeKeyNameField(const Theme &theme, const QStringList &names, QWidget *parent);
/// False, with the error shown and the focus there, when the name is empty.
bool checkKeyName(FormField &field);

} // namespace turnpike::ui
