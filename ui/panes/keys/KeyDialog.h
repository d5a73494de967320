// SPDX-License-Identifier: GPL-3.0-or-later
// A dialog that asks for something about a key and stays until the answer is known.
#pragma once

#include "core/Result.h"
#include "ui/widgets/DialogFrame.h"

#include <optional>

class QLabel;
class QPushButton;

namespace turnpike::ui {

/// Enter and the primary button submit(); the dialog then waits for finish() and cannot be closed
/// meanwhile. Deletes itself when closed.
class KeyDialog : public DialogFrame
{
    Q_OBJECT

public:
    /// An error is shown and the dialog stays; without one it closes.
    void finish(const std::optional<Error> &error);
    void reject() override;

protected:
    KeyDialog(const Theme &theme, const QString &title, const QString &verb, QWidget *window);

    /// Checks the fields; emits what is wanted after setBusy() when they are right.
    virtual void submit() = 0;
    /// Shows the error at its field; false when it belongs to none.
    virtual bool showAtField(const Error &error) = 0;
    void setBusy(bool isBusy);
    void showProblem(const QString &sentence);

private:
    void submitUnlessBusy();

    QPushButton *m_cancel;
    QPushButton *m_primary;
    QLabel *m_problem;
    bool m_isBusy = false;
};

} // namespace turnpike::ui
