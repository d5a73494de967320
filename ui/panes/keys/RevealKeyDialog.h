// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the secret of a new key, the only time there is.
#pragma once

#include "core/Key.h"
#include "core/Result.h"
#include "ui/Console.h"
#include "ui/widgets/DialogFrame.h"

class QCheckBox;
class QLabel;
class QPushButton;
class QTimer;

namespace turnpike::ui {

class LimitBar;
class SecretText;

/// Asks before it closes unless the secret was copied, saved, or is said to be stored. Deletes
/// itself when closed.
class RevealKeyDialog final : public DialogFrame
{
    Q_OBJECT

public:
    RevealKeyDialog(Console &console, const IssuedKey &issued, QWidget *window);

    void reject() override;
    /// A new or overwritten file that only its owner may read. Errors: Unavailable.
    static Result<> save(const Secret &secret, const QString &path);

Q_SIGNALS:
    void toolWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildHead();
    void buildSecret();
    void buildWarning();
    void buildButtons();
    void buildFooter();
    void copy();
    void countDown();
    void askForFile();
    void showSaved(const QString &path, const Result<> &saved);

    Console &m_console;
    IssuedKey m_issued;
    SecretText *m_secret = nullptr;
    QPushButton *m_copy = nullptr;
    QWidget *m_countdown = nullptr;
    LimitBar *m_left = nullptr;
    QLabel *m_leftText = nullptr;
    QLabel *m_fileText = nullptr;
    QCheckBox *m_isStored = nullptr;
    QTimer *m_tick = nullptr;
};

} // namespace turnpike::ui
