// SPDX-License-Identifier: GPL-3.0-or-later
// Asks before something that cannot be undone: the title is the question, the body tells what will
// happen, Cancel has the focus.
#pragma once

#include "ui/widgets/DialogFrame.h"

class QLabel;

namespace turnpike::ui {

class ConfirmDialog : public DialogFrame
{
    Q_OBJECT
public:
    /// `softerLink` offers a milder act at the left; empty: none.
    ConfirmDialog(const Theme &theme, const QString &title, const QString &body,
                  const QString &verb, const QString &softerLink, QWidget *window);

    void setBody(const QString &body); ///< Once live facts are there.
    /// The verb works only after this name was typed.
    void setRequiredName(const QString &name);

Q_SIGNALS:
    void confirmed();
    void softerChosen();

private:
    QLabel *m_text;
    QPushButton *m_verb;
};

} // namespace turnpike::ui
