// SPDX-License-Identifier: GPL-3.0-or-later
// The left edge of the window: organization, workspace, the panes, and the gateway's state.
#pragma once

#include "ui/shell/Pane.h"

#include <QHash>

class QScrollArea;
class QVBoxLayout;

namespace turnpike::ui {

class NavRow;
class OrganizationSwitcher;
class ProxyPill;
class WorkspaceSwitcher;

class Sidebar final : public QWidget
{
    Q_OBJECT

public:
    Sidebar(const Theme &theme, WorkspaceScope &scope, QWidget *parent);

    /// Groups in the order in which they first appear.
    void setEntries(const QList<PaneEntry> &entries);
    void setCurrent(const QString &id);
    /// Trailing figure of an entry: "42/min".
    void setFigure(const QString &id, const QString &figure);
    /// 56 px of icons instead of 232 px.
    void setRail(bool isRail);
    bool isRail() const { return m_isRail; }
    /// The keyboard comes here by F6: the current entry takes it.
    void focusCurrent();

    OrganizationSwitcher &organization() { return *m_organization; }
    WorkspaceSwitcher &workspace() { return *m_workspace; }
    ProxyPill &pill() { return *m_pill; }

Q_SIGNALS:
    void entryChosen(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeHeading(const QString &text);
    void applySizes();

    const Theme &m_theme;
    OrganizationSwitcher *m_organization;
    WorkspaceSwitcher *m_workspace;
    QScrollArea *m_scroll;
    QWidget *m_list = nullptr;
    ProxyPill *m_pill;
    QVBoxLayout *m_layout;
    QHash<QString, NavRow *> m_rows;
    QList<QWidget *> m_headings;
    QString m_current;
    bool m_isRail = false;
};

} // namespace turnpike::ui
