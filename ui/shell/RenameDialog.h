// SPDX-License-Identifier: GPL-3.0-or-later
// Asks for a name, and keeps asking until the services take it.
#pragma once

#include "core/Result.h"
#include "ui/widgets/DialogFrame.h"

#include <functional>

class QLineEdit;
class QPushButton;

namespace turnpike::ui {

class FormField;

class RenameDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// Calls the function with the outcome, on the GUI thread.
    using Answer = std::function<void(Result<>)>;
    /// Tries the name; must call the answer once, or never when the dialog is gone.
    using Save = std::function<void(QObject *context, const QString &name, Answer)>;

    RenameDialog(const Theme &theme, const QString &title, const QString &label,
                 const QString &name, Save save, QWidget *window);

private:
    void save();

    Save m_save;
    QLineEdit *m_name;
    FormField *m_field;
    QPushButton *m_button = nullptr;
};

} // namespace turnpike::ui
