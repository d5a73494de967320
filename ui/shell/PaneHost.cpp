// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/PaneHost.h"

#include "ui/shell/Navigation.h"

#include <algorithm>

namespace turnpike::ui {

PaneHost::PaneHost(Navigation &navigation, QList<PaneEntry> entries, QWidget *parent)
    : QStackedWidget(parent)
    , m_navigation(navigation)
    , m_entries(std::move(entries))
{
    setObjectName(QStringLiteral("panes"));
    connect(&navigation, &Navigation::leaving, this, &PaneHost::rememberState);
    connect(&navigation, &Navigation::wentTo, this, &PaneHost::show);
}

void PaneHost::setConsole(Console *console)
{
    if (!console) {
        rememberState();
        if (m_current)
            m_current->leave();
        m_current = nullptr;
        m_commands.reset();
        qDeleteAll(std::exchange(m_panes, {}));
        m_console = nullptr;
        Q_EMIT currentChanged();
        return;
    }
    m_console = console;
    m_commands = std::make_unique<QObject>();
    for (const PaneEntry &entry : m_entries)
        if (entry.addCommands)
            entry.addCommands(*console, m_commands.get());
    show(m_navigation.current());
}

bool PaneHost::has(const QString &id) const
{
    return std::ranges::any_of(m_entries, [&](const PaneEntry &each) { return each.id == id; });
}

void PaneHost::rememberState()
{
    if (m_current)
        m_navigation.remember(m_current->state());
}

void PaneHost::show(const Place &place)
{
    Pane *next = m_console ? paneFor(place.pane) : nullptr;
    if (!next)
        return;
    if (m_current && m_current != next)
        m_current->leave();
    m_current = next;
    setCurrentWidget(next);
    next->enter(place.arguments);
    Q_EMIT currentChanged();
}

Pane *PaneHost::paneFor(const QString &id)
{
    if (Pane *made = m_panes.value(id))
        return made;
    const auto entry
        = std::ranges::find_if(m_entries, [&](const PaneEntry &each) { return each.id == id; });
    if (entry == m_entries.cend())
        return nullptr;
    Pane *pane = entry->make(*m_console, this);
    addWidget(pane);
    m_panes.insert(id, pane);
    connect(pane, &Pane::titleChanged, this, [this, pane] {
        if (pane == m_current)
            Q_EMIT currentChanged();
    });
    return pane;
}

} // namespace turnpike::ui
