// SPDX-License-Identifier: GPL-3.0-or-later
// Shows what writing would change in a tool's settings file, and asks.
#pragma once

#include "services/SettingsFiles.h"
#include "ui/widgets/DialogFrame.h"

namespace turnpike::ui {

/// Writes nothing itself. Deletes itself when closed.
class WriteFileDialog final : public DialogFrame
{
    Q_OBJECT

public:
    WriteFileDialog(const Theme &theme, const FileChange &change, QWidget *window);

Q_SIGNALS:
    void writeAsked();
};

} // namespace turnpike::ui
