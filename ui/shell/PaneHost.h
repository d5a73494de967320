// SPDX-License-Identifier: GPL-3.0-or-later
// Holds the panes and shows the one that the navigation names.
#pragma once

#include "ui/shell/Pane.h"

#include <QHash>
#include <QStackedWidget>

#include <memory>

namespace turnpike::ui {

struct Place;

class PaneHost final : public QStackedWidget
{
    Q_OBJECT

public:
    PaneHost(Navigation &navigation, QList<PaneEntry> entries, QWidget *parent);

    /// From now on panes can be made. A null console destroys them; the place is kept.
    void setConsole(Console *console);
    /// Null while there is none.
    Pane *current() const { return m_current; }
    const QList<PaneEntry> &entries() const { return m_entries; }
    bool has(const QString &id) const;

Q_SIGNALS:
    /// Another pane is in front, or what it calls itself changed.
    void currentChanged();

private:
    void show(const Place &place);
    Pane *paneFor(const QString &id);
    void rememberState();

    Navigation &m_navigation;
    QList<PaneEntry> m_entries;
    Console *m_console = nullptr;
    QHash<QString, Pane *> m_panes;
    Pane *m_current = nullptr;
    std::unique_ptr<QObject> m_commands; ///< Owns what the entries told the palette.
};

} // namespace turnpike::ui
