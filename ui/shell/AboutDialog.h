// SPDX-License-Identifier: GPL-3.0-or-later
// Help > About: name, version and licence.
#pragma once

#include "ui/widgets/DialogFrame.h"

namespace turnpike::ui {

class AboutDialog final : public DialogFrame
{
    Q_OBJECT

public:
    AboutDialog(const Theme &theme, QWidget *window);
};

} // namespace turnpike::ui
