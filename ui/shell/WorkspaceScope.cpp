// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/WorkspaceScope.h"

#include <algorithm>

namespace turnpike::ui {

namespace {

auto withId(const QList<Workspace> &all, WorkspaceId id)
{
    return std::ranges::find_if(all, [id](const Workspace &each) { return each.id == id; });
}

} // namespace

QString WorkspaceScope::name() const
{
    const auto found = m_current ? withId(m_all, *m_current) : m_all.end();
    return found == m_all.end() ? tr("All workspaces") : found->name;
}

void WorkspaceScope::setAll(const QList<Workspace> &all)
{
    m_all = all;
    if (m_current && withId(m_all, *m_current) == m_all.end())
        m_current.reset();
    Q_EMIT changed();
}

void WorkspaceScope::setCurrent(std::optional<WorkspaceId> workspace)
{
    if (workspace && withId(m_all, *workspace) == m_all.end())
        workspace.reset();
    if (m_current == workspace)
        return;
    m_current = workspace;
    Q_EMIT changed();
}

} // namespace turnpike::ui
