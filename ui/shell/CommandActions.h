// SPDX-License-Identifier: GPL-3.0-or-later
// The commands as menu entries and keys of a window.
#pragma once

#include "ui/shell/CommandRegistry.h"

#include <QHash>

class QAction;
class QMenu;
class QWidget;

namespace turnpike::ui {

/// Keeps one action for each command of the registry, whose keys work in the whole window. The keys
/// of a command that is not available do nothing.
class CommandActions final : public QObject
{
    Q_OBJECT

public:
    CommandActions(CommandRegistry &commands, QWidget *window);

    /// Fills `menu` each time it opens, with those of `ids` that are available then; "-" is a line.
    /// `head`, if any, gives a first line that cannot be chosen.
    void fill(QMenu *menu, const QStringList &ids, std::function<QString()> head = {});

private:
    void follow();
    void refill(QMenu *menu, const QStringList &ids);
    QAction *make(const Command &command);

    CommandRegistry &m_commands;
    QWidget *m_window;
    QHash<QString, QAction *> m_actions;
};

} // namespace turnpike::ui
