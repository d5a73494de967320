// SPDX-License-Identifier: GPL-3.0-or-later
// Which workspace the panes show, below the organization.
#pragma once

#include "ui/widgets/PaintedButton.h"

namespace turnpike::ui {

class WorkspaceScope;

/// Opens a menu of all workspaces; follows `scope`.
class WorkspaceSwitcher final : public PaintedButton
{
    Q_OBJECT

public:
    WorkspaceSwitcher(const Theme &theme, WorkspaceScope &scope, QWidget *parent);

    void setRail(bool isRail);
    /// False: the pane in front covers all workspaces, and says so in the tooltip.
    void setFollowed(bool isFollowed);
    void openMenu();

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void follow();

    WorkspaceScope &m_scope;
    bool m_isRail = false;
    bool m_isFollowed = true;
};

} // namespace turnpike::ui
