// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/OrganizationHead.h"

#include "services/ControlPlane.h"
#include "ui/shell/Notices.h"
#include "ui/shell/OrganizationSwitcher.h"
#include "ui/shell/RenameDialog.h"
#include "ui/shell/WorkspaceScope.h"
#include "ui/theme/Theme.h"

#include <QGuiApplication>
#include <QMenu>

namespace turnpike::ui {

OrganizationHead::OrganizationHead(Console &console, OrganizationSwitcher &switcher,
                                   QObject *parent)
    : QObject(parent)
    , m_console(console)
    , m_switcher(switcher)
{
    connect(&console.control, &ControlPlane::organizationChanged, this, &OrganizationHead::reload);
    reload();
}

OrganizationHead::~OrganizationHead()
{
    m_switcher.setNames({}, {});
}

void OrganizationHead::reload()
{
    m_console.control.run(
        this,
        [](Services &services, const Actor &actor) -> Result<Names> {
            Names names;
            TRY_ASSIGN(names.organization, services.organization.current(actor));
            TRY_ASSIGN(names.owner, services.organization.owner(actor));
            TRY_ASSIGN(names.workspaces, services.organization.workspaces(actor));
            return names;
        },
        [this](const Result<Names> &names) {
            if (names)
                show(*names);
            else
                m_console.notices.setBanner(QStringLiteral("organization"), Tone::Danger,
                                            QStringLiteral("circle-x"), names.error().message,
                                            tr("Try again"), [this] { reload(); });
        });
}

void OrganizationHead::show(const Names &names)
{
    m_names = names;
    m_console.notices.clearBanner(QStringLiteral("organization"));
    m_switcher.setNames(names.organization ? names.organization->name : QString(),
                        tr("%1 · Admin").arg(names.owner.name));
    m_console.scope.setAll(names.workspaces);
    markDemonstration(names.organization && names.organization->isDemonstration);
}

/// The ledger says it of itself, so a copy of one that was made by --demo is marked, too.
void OrganizationHead::markDemonstration(bool isOne)
{
    const QString title = isOne ? tr("Turnpike - Demonstration") : QStringLiteral("Turnpike");
    m_switcher.window()->setWindowTitle(title);
    // What the title does not end with would be written behind it.
    QGuiApplication::setApplicationDisplayName(title);
    const QString id = QStringLiteral("demonstration");
    if (isOne)
        m_console.notices.setBanner(id, Tone::Info, QStringLiteral("info"),
                                    tr("This is a demonstration. Its figures are samples, and its "
                                       "providers do not exist: only the simulator answers."));
    else
        m_console.notices.clearBanner(id);
}

void OrganizationHead::openMenu()
{
    auto *menu = new QMenu(&m_switcher);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("organizationMenu"));
    menu->setAccessibleName(tr("Organization"));
    menu->setMinimumWidth(m_console.theme.px(300));
    QAction *current = menu->addAction(m_switcher.text());
    current->setCheckable(true);
    current->setChecked(true);
    menu->addSeparator();
    connect(menu->addAction(tr("Rename organization…")), &QAction::triggered, this,
            &OrganizationHead::rename);
    connect(menu->addAction(tr("Change your name…")), &QAction::triggered, this,
            &OrganizationHead::renamePerson);
    menu->popup(m_switcher.mapToGlobal(QPoint(0, m_switcher.height() + m_console.theme.px(4))));
}

void OrganizationHead::rename()
{
    const auto save = [this](QObject *context, const QString &name, RenameDialog::Answer answer) {
        m_console.control.run(
            context,
            [name](Services &services, const Actor &actor) {
                return services.organization.rename(actor, name);
            },
            std::move(answer));
    };
    (new RenameDialog(m_console.theme, tr("Rename organization"), tr("Name"), m_switcher.text(),
                      save, m_switcher.window()))
        ->open();
}

void OrganizationHead::renamePerson()
{
    const auto save = [this, email = m_names.owner.email](QObject *context, const QString &name,
                                                          RenameDialog::Answer answer) {
        m_console.control.run(
            context,
            [name, email](Services &services, const Actor &actor) {
                return services.organization.changeOwner(actor, name, email);
            },
            std::move(answer));
    };
    (new RenameDialog(m_console.theme, tr("Your name"), tr("Name"), m_names.owner.name, save,
                      m_switcher.window()))
        ->open();
}

} // namespace turnpike::ui
