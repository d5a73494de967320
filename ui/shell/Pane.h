// SPDX-License-Identifier: GPL-3.0-or-later
// What the window shows in its middle: one per entry of the sidebar.
#pragma once

#include "ui/Console.h"

#include <QVariantMap>
#include <QWidget>

#include <functional>

namespace turnpike::ui {

/// Made when it is first entered, and kept. What a key or menu entry asks for arrives through the
/// virtual functions; supports() says which of them mean anything here, so that menus tell the
/// truth.
class Pane : public QWidget
{
    Q_OBJECT

public:
    enum class Act : quint8 {
        Create, ///< Ctrl+N
        Filter, ///< Ctrl+F and /
        Refresh, ///< F5 and Ctrl+R
        Inspect, ///< Ctrl+I
        Export, ///< Ctrl+E
    };

    Pane(Console &console, QWidget *parent);

    /// "API keys": the heading of the window's header.
    virtual QString title() const = 0;
    /// The chip beside the title: the workspace, "Organization-wide", or empty.
    virtual QString scope() const { return {}; }
    /// False: the workspace switcher is greyed while this pane shows.
    virtual bool followsWorkspace() const { return true; }

    /// Comes on screen. `arguments` are those of the place, or what state() gave when the place was
    /// left: panes take both alike and ignore what they do not know.
    virtual void enter(const QVariantMap &arguments) { Q_UNUSED(arguments) }
    /// Goes off screen; stop timers and watching here.
    virtual void leave() {}
    /// Filter, selection and scroll position, for going back.
    virtual QVariantMap state() const { return {}; }

    virtual bool supports(Act act) const
    {
        Q_UNUSED(act)
        return false;
    }
    virtual void create() {}
    virtual void focusFilter() {}
    virtual void refresh() {}
    virtual void toggleInspector() {}
    virtual void exportView() {}

    /// What F6 jumps between inside the pane, in reading order: toolbar, content, inspector,
    /// footer. Hidden ones are left out by the window. Each is focusable or holds what is.
    virtual QList<QWidget *> regions() { return {this}; }

Q_SIGNALS:
    /// title(), scope() or supports() answer differently now.
    void titleChanged();

protected:
    Console &console() const { return m_console; }

private:
    Console &m_console;
};

/// One entry of the sidebar. Entries without a pane do not exist.
struct PaneEntry
{
    QString id; ///< "keys", as in Place::pane.
    QString title; ///< "API keys"
    QString icon; ///< Name in resources/icons.
    QString group; ///< "ACCESS"; empty: above all groups.
    std::function<Pane *(Console &, QWidget *parent)> make;
    /// What the palette knows of it before it was ever opened; goes with `owner`. May be empty.
    std::function<void(Console &, QObject *owner)> addCommands;
};

} // namespace turnpike::ui
