// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/CommandRegistry.h"

#include <algorithm>

namespace turnpike::ui {

struct CommandRegistry::Entry
{
    const QObject *owner;
    Command command;
};

struct CommandRegistry::SourceEntry
{
    const QObject *owner;
    std::unique_ptr<PaletteSource> source;
};

CommandRegistry::CommandRegistry(QObject *parent)
    : QObject(parent)
{}

CommandRegistry::~CommandRegistry() = default;

void CommandRegistry::add(QObject *owner, Command command)
{
    forgetWith(owner);
    const auto same = std::ranges::find_if(
        m_entries, [&](const Entry &each) { return each.command.id == command.id; });
    if (same == m_entries.end())
        m_entries.push_back({owner, std::move(command)});
    else
        *same = {owner, std::move(command)};
    Q_EMIT changed();
}

void CommandRegistry::addSource(QObject *owner, std::unique_ptr<PaletteSource> source)
{
    forgetWith(owner);
    m_sources.push_back({owner, std::move(source)});
}

QList<Command> CommandRegistry::commands() const
{
    QList<Command> all;
    for (const Entry &entry : m_entries)
        all.append(entry.command);
    return all;
}

std::vector<PaletteSource *> CommandRegistry::sources() const
{
    std::vector<PaletteSource *> all;
    for (const SourceEntry &entry : m_sources)
        all.push_back(entry.source.get());
    return all;
}

bool CommandRegistry::run(const QString &id) const
{
    const auto found
        = std::ranges::find_if(m_entries, [&](const Entry &each) { return each.command.id == id; });
    if (found == m_entries.end())
        return false;
    const Command command = found->command; // It may change the registry.
    if (command.isAvailable && !command.isAvailable())
        return false;
    command.run();
    return true;
}

void CommandRegistry::forgetWith(QObject *owner)
{
    const auto isOwned = [owner](const auto &each) { return each.owner == owner; };
    if (std::ranges::none_of(m_entries, isOwned) && std::ranges::none_of(m_sources, isOwned))
        connect(owner, &QObject::destroyed, this, [this, owner] { forget(owner); });
}

void CommandRegistry::forget(const QObject *owner)
{
    std::erase_if(m_entries, [owner](const Entry &each) { return each.owner == owner; });
    std::erase_if(m_sources, [owner](const SourceEntry &each) { return each.owner == owner; });
    Q_EMIT changed();
}

} // namespace turnpike::ui
