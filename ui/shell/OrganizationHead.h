// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the head of the sidebar in step with the organization, and renames it.
#pragma once

#include "core/Organization.h"
#include "ui/Console.h"

#include <QList>
#include <QObject>

#include <optional>

namespace turnpike::ui {

class OrganizationSwitcher;

/// Lives as long as a console is open.
class OrganizationHead final : public QObject
{
    Q_OBJECT

public:
    OrganizationHead(Console &console, OrganizationSwitcher &switcher, QObject *parent);
    ~OrganizationHead() override;

    void openMenu();

private:
    struct Names
    {
        std::optional<Organization> organization;
        Person owner;
        QList<Workspace> workspaces;
    };
    void reload();
    void show(const Names &names);
    void markDemonstration(bool isOne);
    void rename();
    void renamePerson();

    Console &m_console;
    OrganizationSwitcher &m_switcher;
    Names m_names;
};

} // namespace turnpike::ui
