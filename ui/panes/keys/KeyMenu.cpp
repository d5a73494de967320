// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyMenu.h"

#include "ui/panes/keys/KeyActions.h"
#include "ui/theme/Theme.h"

#include <QMenu>

namespace turnpike::ui {

void fillKeyMenu(QMenu &menu, const Theme &theme, KeyActions &actions, const Key &key,
                 std::function<void()> rename)
{
    const auto add
        = [&](const char *icon, const QString &text, const QKeySequence &shortcut, auto act) {
              QAction *action = menu.addAction(theme.icon(QString::fromLatin1(icon)), text);
              action->setShortcut(shortcut);
              QObject::connect(action, &QAction::triggered, &actions, act);
          };
    add("pencil", KeyActions::tr("Rename…"), Qt::Key_F2, std::move(rename));
    add("wallet", KeyActions::tr("Set limit…"), {}, [&actions, key] { actions.setLimit(key); });
    add(key.isDisabled ? "power" : "ban",
        key.isDisabled ? KeyActions::tr("Enable") : KeyActions::tr("Disable"), {},
        [&actions, key] { actions.setDisabled({key}, !key.isDisabled); });
    menu.addSeparator();
    add("copy", KeyActions::tr("Copy id"), QKeySequence::Copy,
        [&actions, key] { actions.copyId(key); });
    add("plug", KeyActions::tr("Connect a tool with this"), {},
        [&actions, key] { actions.connectTool(key); });
    add("chart-column", KeyActions::tr("Show activity"), {},
        [&actions, key] { actions.showActivity(key); });
    menu.addSeparator();
    add("trash", KeyActions::tr("Delete…"), Qt::Key_Delete,
        [&actions, key] { actions.remove(key); });
}

} // namespace turnpike::ui
