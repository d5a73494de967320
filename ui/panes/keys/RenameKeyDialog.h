// SPDX-License-Identifier: GPL-3.0-or-later
// Another name for a key.
#pragma once

#include "ui/panes/keys/KeyDialog.h"

#include <QStringList>

class QLineEdit;

namespace turnpike::ui {

class FormField;

/// Asks for another name of a key.
class RenameKeyDialog final : public KeyDialog
{
    Q_OBJECT

public:
    RenameKeyDialog(const Theme &theme, const QString &name, const QStringList &names,
                    QWidget *window);

Q_SIGNALS:
    void wanted(const QString &name);

protected:
    void submit() override;
    bool showAtField(const Error &error) override;

private:
    QString m_before;
    QLineEdit *m_name;
    FormField *m_nameField;
};

} // namespace turnpike::ui
