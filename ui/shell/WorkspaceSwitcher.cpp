// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/WorkspaceSwitcher.h"

#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"

#include <QActionGroup>
#include <QMenu>
#include <QPainter>

namespace turnpike::ui {

WorkspaceSwitcher::WorkspaceSwitcher(const Theme &theme, WorkspaceScope &scope, QWidget *parent)
    : PaintedButton(theme, parent)
    , m_scope(scope)
{
    setObjectName(QStringLiteral("workspaceSwitcher"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &WorkspaceSwitcher::openMenu);
    connect(&scope, &WorkspaceScope::changed, this, &WorkspaceSwitcher::follow);
    follow();
}

void WorkspaceSwitcher::setRail(bool isRail)
{
    m_isRail = isRail;
    follow();
}

void WorkspaceSwitcher::setFollowed(bool isFollowed)
{
    m_isFollowed = isFollowed;
    follow();
}

void WorkspaceSwitcher::follow()
{
    setText(m_scope.name());
    setEnabled(m_isFollowed && !m_scope.all().isEmpty());
    setAccessibleName(tr("Workspace: %1").arg(text()));
    if (!m_isFollowed)
        setToolTip(tr("This page covers all workspaces"));
    else
        setToolTip(m_isRail ? text() : QString());
    update();
}

void WorkspaceSwitcher::openMenu()
{
    if (!isEnabled())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Workspaces"));
    menu->setMinimumWidth(width());
    auto *choices = new QActionGroup(menu);
    const auto add = [&](const QString &name, std::optional<WorkspaceId> workspace) {
        QAction *action = menu->addAction(name);
        action->setCheckable(true);
        action->setChecked(m_scope.current() == workspace);
        choices->addAction(action);
        connect(action, &QAction::triggered, &m_scope,
                [this, workspace] { m_scope.setCurrent(workspace); });
    };
    add(tr("All workspaces"), std::nullopt);
    menu->addSeparator();
    for (const Workspace &workspace : m_scope.all())
        add(workspace.name, workspace.id);
    menu->popup(mapToGlobal(QPoint(0, height() + theme().px(4))));
}

QSize WorkspaceSwitcher::sizeHint() const
{
    return {theme().px(36), theme().px(32)};
}

void WorkspaceSwitcher::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Colours &colours = theme().colours();
    paintBox(painter, isHovered() ? colours.hover : colours.surface, colours.border, 6);
    const QColor ink = isEnabled() ? colours.text : colours.disabled;
    paintIcon(painter, QStringLiteral("boxes"), 10, 16, 16,
              isEnabled() ? colours.text2 : colours.disabled);
    if (m_isRail)
        return;
    paintIcon(painter, QStringLiteral("chevrons-up-down"), 188, 16, 14,
              isEnabled() ? colours.text2 : colours.disabled);
    const QRect line = rect().adjusted(theme().px(34), 0, -theme().px(30), 0);
    painter.setFont(theme().font(Theme::Font::Strong));
    painter.setPen(ink);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
}

} // namespace turnpike::ui
