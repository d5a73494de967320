// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ViewsButton.h"

#include "ui/panes/activity/SaveViewDialog.h"
#include "ui/panes/activity/SavedViews.h"

#include <QMenu>

namespace turnpike::ui {

ViewsButton::ViewsButton(const Theme &theme, QWidget *parent)
    : MenuButton(theme, tr("Views"), QStringLiteral("bookmark"), parent)
{
    setObjectName(QStringLiteral("viewsButton"));
    actionMenu()->setObjectName(QStringLiteral("viewsMenu"));
    rebuild();
}

void ViewsButton::setCurrent(const QVariantMap &arguments)
{
    m_current = savedViews::kept(arguments);
    rebuild();
}

void ViewsButton::rebuild()
{
    QMenu *menu = actionMenu();
    menu->clear();
    QString current;
    for (const SavedView &view : savedViews::all()) {
        QAction *action = menu->addAction(view.name);
        action->setCheckable(true);
        action->setChecked(view.arguments == m_current);
        if (action->isChecked())
            current = view.name;
        // Queued, here and below: the menu that it is chosen from is made anew.
        connect(
            action, &QAction::triggered, this, [this, view] { Q_EMIT viewChosen(view.arguments); },
            Qt::QueuedConnection);
    }
    if (!menu->isEmpty())
        menu->addSeparator();
    connect(menu->addAction(tr("Save this view…")), &QAction::triggered, this,
            &ViewsButton::askForName);
    if (current.isEmpty())
        return;
    connect(
        menu->addAction(tr("Remove “%1”").arg(current)), &QAction::triggered, this,
        [this, current] {
            savedViews::remove(current);
            rebuild();
        },
        Qt::QueuedConnection);
}

void ViewsButton::askForName()
{
    QStringList names;
    for (const SavedView &view : savedViews::all())
        names.append(view.name);
    auto *dialog = new SaveViewDialog(theme(), names, this);
    connect(dialog, &SaveViewDialog::chosen, this, [this](const QString &name) {
        savedViews::save(name, m_current);
        rebuild();
    });
    dialog->open();
}

} // namespace turnpike::ui
