// SPDX-License-Identifier: GPL-3.0-or-later
// The limit of a key.
#pragma once

#include "core/Key.h"
#include "ui/panes/keys/KeyDialog.h"

namespace turnpike::ui {

class KeyLimitForm;

/// Asks for the limit of a key.
class LimitDialog final : public KeyDialog
{
    Q_OBJECT

public:
    LimitDialog(const Theme &theme, const Key &key, QWidget *window);

Q_SIGNALS:
    void wanted(const std::optional<turnpike::KeyLimit> &limit);

protected:
    void submit() override;
    bool showAtField(const Error &error) override;

private:
    std::optional<KeyLimit> m_before;
    KeyLimitForm *m_form;
};

} // namespace turnpike::ui
