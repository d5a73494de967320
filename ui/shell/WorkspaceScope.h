// SPDX-License-Identifier: GPL-3.0-or-later
// Which workspace the workspace-scoped panes show.
#pragma once

#include "core/Organization.h"

#include <QList>
#include <QObject>
#include <QString>

#include <optional>

namespace turnpike::ui {

class WorkspaceScope final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    const QList<Workspace> &all() const { return m_all; }
    /// Nothing: all workspaces.
    std::optional<WorkspaceId> current() const { return m_current; }
    /// "Platform" or "All workspaces".
    QString name() const;

    /// A current workspace that is not among them becomes all workspaces.
    void setAll(const QList<Workspace> &all);
    void setCurrent(std::optional<WorkspaceId> workspace);

Q_SIGNALS:
    void changed();

private:
    QList<Workspace> m_all;
    std::optional<WorkspaceId> m_current;
};

} // namespace turnpike::ui
