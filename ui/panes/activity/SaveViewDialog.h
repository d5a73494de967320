// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for the name of a view.
#pragma once

#include "ui/widgets/DialogFrame.h"

class QLineEdit;

namespace turnpike::ui {

class FormField;

class SaveViewDialog final : public DialogFrame
{
    Q_OBJECT

public:
    SaveViewDialog(const Theme &theme, const QStringList &names, QWidget *window);

Q_SIGNALS:
    void chosen(const QString &name);

private:
    void submit();
    void tellWhetherReplaced();

    QStringList m_names;
    QLineEdit *m_name;
    FormField *m_field;
};

} // namespace turnpike::ui
