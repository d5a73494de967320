// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/CommandActions.h"

#include <QAction>
#include <QMenu>
#include <QSet>

namespace turnpike::ui {

CommandActions::CommandActions(CommandRegistry &commands, QWidget *window)
    : QObject(window)
    , m_commands(commands)
    , m_window(window)
{
    connect(&commands, &CommandRegistry::changed, this, &CommandActions::follow);
    follow();
}

void CommandActions::follow()
{
    QSet<QString> gone(m_actions.keyBegin(), m_actions.keyEnd());
    for (const Command &command : m_commands.commands()) {
        gone.remove(command.id);
        QAction *&action = m_actions[command.id];
        if (!action)
            action = make(command);
        action->setText(command.title);
        action->setCheckable(static_cast<bool>(command.isChecked));
        action->setShortcuts(
            QKeySequence::listFromString(command.shortcut, QKeySequence::PortableText));
    }
    for (const QString &id : std::as_const(gone))
        delete m_actions.take(id);
}

QAction *CommandActions::make(const Command &command)
{
    auto *action = new QAction(this);
    action->setObjectName(command.id);
    action->setAutoRepeat(false);
    m_window->addAction(action);
    connect(action, &QAction::triggered, this, [this, id = command.id] { m_commands.run(id); });
    return action;
}

void CommandActions::fill(QMenu *menu, const QStringList &ids, std::function<QString()> head)
{
    connect(menu, &QMenu::aboutToShow, this, [this, menu, ids, head = std::move(head)] {
        menu->clear();
        if (head) {
            menu->addAction(head())->setEnabled(false);
            menu->addSeparator();
        }
        refill(menu, ids);
    });
}

void CommandActions::refill(QMenu *menu, const QStringList &ids)
{
    QHash<QString, Command> byId;
    for (const Command &command : m_commands.commands())
        byId.insert(command.id, command);
    for (const QString &id : ids) {
        if (id == QLatin1String("-")) {
            menu->addSeparator(); // Qt folds those at the ends and side by side.
            continue;
        }
        const Command command = byId.value(id);
        if (command.id.isEmpty() || (command.isAvailable && !command.isAvailable()))
            continue;
        if (command.isChecked)
            m_actions.value(id)->setChecked(command.isChecked());
        menu->addAction(m_actions.value(id));
    }
}

} // namespace turnpike::ui
