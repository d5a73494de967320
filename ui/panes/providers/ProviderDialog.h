// SPDX-License-Identifier: GPL-3.0-or-later
// "Add provider key" and "Replace key of …".
#pragma once

#include "core/Provider.h"
#include "ui/Console.h"
#include "ui/widgets/DialogFrame.h"

#include <optional>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class ElidedLabel;
class ProviderKeyForm;
class TintBox;

/// Closes when everything is saved; not while it is being written. Cancelling ends a test that is
/// waited for.
class ProviderDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// `provider`: another key for this one; otherwise any can be chosen.
    ProviderDialog(Console &console, const std::optional<Provider> &provider, QWidget *window);

    ProviderKeyForm &form() { return *m_form; }
    void reject() override;

Q_SIGNALS:
    void saved(turnpike::ProviderId provider, const QString &name, int models);

private:
    void buildFooter();
    void followVault();
    void followForm();

    Console &m_console;
    ProviderKeyForm *m_form;
    TintBox *m_locked;
    QLabel *m_lockedText;
    QPushButton *m_retry;
    QLabel *m_hintIcon;
    ElidedLabel *m_hint;
    QPushButton *m_cancel;
    QPushButton *m_save;
};

/// "the keychain", "the file master.key": without the folders.
QString vaultPlace(const GatewayControl &gateway);
/// "Encrypted; master key in the keychain", or why nothing can be saved.
QString vaultHint(const GatewayControl &gateway);

} // namespace turnpike::ui
