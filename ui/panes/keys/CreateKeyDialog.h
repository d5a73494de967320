// SPDX-License-Identifier: GPL-3.0-or-later
// A new key.
#pragma once

#include "core/Key.h"
#include "ui/panes/keys/KeyDialog.h"

#include <QStringList>

class QComboBox;
class QDateEdit;
class QLineEdit;

namespace turnpike {
class Clock;
}

namespace turnpike::ui {

class FormField;
class KeyLimitForm;

/// Asks for what a new key is made from.
class CreateKeyDialog final : public KeyDialog
{
    Q_OBJECT

public:
    /// `names` are those in use: one twice is warned of.
    CreateKeyDialog(const Theme &theme, const Clock &clock, const QStringList &names,
                    QWidget *window);

Q_SIGNALS:
    void wanted(const turnpike::KeyDraft &draft);

protected:
    void submit() override;
    bool showAtField(const Error &error) override;

private:
    void buildExpiry(const Theme &theme);
    std::int64_t expiresUs() const; ///< 0 never.

    const Clock &m_clock;
    FormField *m_nameField;
    QLineEdit *m_name;
    KeyLimitForm *m_limit;
    QComboBox *m_expires = nullptr;
    FormField *m_expiresField = nullptr;
    QDateEdit *m_date = nullptr;
};

} // namespace turnpike::ui
