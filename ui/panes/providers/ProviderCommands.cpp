// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderCommands.h"

#include "models/ProviderRow.h"
#include "services/ControlPlane.h"
#include "ui/Console.h"
#include "ui/shell/CommandRegistry.h"
#include "ui/shell/Navigation.h"

#include <QCoreApplication>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int mostItems = 50;

QString words(const char *text)
{
    return QCoreApplication::translate("ProviderCommands", text);
}

bool fits(const Provider &provider, const QStringList &wanted)
{
    return std::ranges::all_of(wanted, [&](const QString &word) {
        return provider.settings.name.contains(word, Qt::CaseInsensitive)
            || provider.settings.slug.contains(word, Qt::CaseInsensitive)
            || words("Open provider").contains(word, Qt::CaseInsensitive);
    });
}

PaletteItem item(const Provider &provider, Navigation &navigation)
{
    PaletteItem item;
    item.id = QStringLiteral("provider:") + provider.settings.slug;
    item.title = words("Open provider %1").arg(provider.settings.name);
    item.context = !provider.settings.isEnabled ? words("disabled")
        : provider.hasCredential                ? keyTail(provider)
                                                : words("no key");
    item.icon = QStringLiteral("lock");
    item.group = words("Providers");
    item.run = [&navigation, id = provider.id.value] {
        navigation.go({QStringLiteral("providers"), {{QStringLiteral("provider"), qlonglong(id)}}});
    };
    return item;
}

class ProviderSource final : public PaletteSource
{
public:
    explicit ProviderSource(const Console &console)
        : m_control(console.control)
        , m_navigation(console.navigation)
    {}

    void find(QObject *context, const QString &text,
              std::function<void(QList<PaletteItem>)> done) override
    {
        m_control.run(
            context,
            [](Services &services, const Actor &actor) { return services.providers.list(actor); },
            [&navigation = m_navigation, wanted = text.split(QLatin1Char(' '), Qt::SkipEmptyParts),
             done = std::move(done)](const Result<QList<Provider>> &providers) {
                // A palette without providers is the whole of the harm; their pane tells why.
                QList<PaletteItem> found;
                for (const Provider &provider : providers.value_or(QList<Provider>())) {
                    if (found.size() < mostItems && fits(provider, wanted))
                        found.append(item(provider, navigation));
                }
                done(found);
            });
    }

private:
    ControlPlane &m_control;
    Navigation &m_navigation;
};

void addCommand(Console &console, QObject *owner, const char *id, const QString &title,
                const char *icon, const char *argument)
{
    Command command;
    command.id = QLatin1String(id);
    command.title = title;
    command.icon = QLatin1String(icon);
    command.group = words("Actions");
    command.run = [&navigation = console.navigation, name = QString::fromLatin1(argument)] {
        navigation.go({QStringLiteral("providers"), {{name, true}}});
    };
    console.commands.add(owner, command);
}

} // namespace

void addProviderCommands(Console &console, QObject *owner)
{
    addCommand(console, owner, "providers.add", words("Add provider key…"), "lock", "add");
    addCommand(console, owner, "providers.test", words("Test all providers"), "activity", "test");
    console.commands.addSource(owner, std::make_unique<ProviderSource>(console));
}

} // namespace turnpike::ui
