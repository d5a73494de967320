// SPDX-License-Identifier: GPL-3.0-or-later
// Help > Keyboard: every key that does something, read from the commands themselves.
#pragma once

#include "ui/widgets/DialogFrame.h"

namespace turnpike::ui {

class CommandRegistry;

class KeyboardDialog final : public DialogFrame
{
    Q_OBJECT

public:
    KeyboardDialog(const Theme &theme, const CommandRegistry &commands, QWidget *window);
};

} // namespace turnpike::ui
