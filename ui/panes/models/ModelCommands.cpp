// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/ModelCommands.h"

#include "services/CatalogService.h"
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
    return QCoreApplication::translate("ModelCommands", text);
}

bool fits(const ModelDraft &model, const QStringList &wanted)
{
    return std::ranges::all_of(wanted, [&](const QString &word) {
        return model.name.contains(word, Qt::CaseInsensitive)
            || model.slug.contains(word, Qt::CaseInsensitive)
            || words("Open model").contains(word, Qt::CaseInsensitive);
    });
}

class ModelSource final : public PaletteSource
{
public:
    explicit ModelSource(const Console &console)
        : m_control(console.control)
        , m_navigation(console.navigation)
    {}

    QChar prefix() const override { return QLatin1Char('/'); }

    void find(QObject *context, const QString &text,
              std::function<void(QList<PaletteItem>)> done) override
    {
        m_control.run(
            context,
            [](Services &services, const Actor &actor) { return services.catalog.list(actor); },
            [&navigation = m_navigation, wanted = text.split(QLatin1Char(' '), Qt::SkipEmptyParts),
             done = std::move(done)](const Result<QList<Model>> &models) {
                // A palette without models is the whole of the harm; their pane tells why.
                QList<PaletteItem> found;
                for (const Model &model : models.value_or(QList<Model>())) {
                    if (found.size() < mostItems && fits(model.settings, wanted))
                        found.append(item(model.settings, navigation));
                }
                done(found);
            });
    }

private:
    static PaletteItem item(const ModelDraft &model, Navigation &navigation)
    {
        PaletteItem item;
        item.id = QStringLiteral("model:") + model.slug;
        item.title = words("Open model %1").arg(model.name);
        item.context = model.slug;
        item.icon = QStringLiteral("library");
        item.group = words("Models");
        item.run = [&navigation, slug = model.slug] {
            navigation.go({QStringLiteral("models"), {{QStringLiteral("model"), slug}}});
        };
        return item;
    }

    ControlPlane &m_control;
    Navigation &m_navigation;
};

} // namespace

void addModelCommands(Console &console, QObject *owner)
{
    Command command;
    command.id = QStringLiteral("models.refresh");
    command.title = words("Refresh the catalogue of models…");
    command.icon = QStringLiteral("refresh");
    command.group = words("Actions");
    command.run = [&navigation = console.navigation] {
        navigation.go({QStringLiteral("models"), {{QStringLiteral("refresh"), true}}});
    };
    console.commands.add(owner, command);
    console.commands.addSource(owner, std::make_unique<ModelSource>(console));
}

} // namespace turnpike::ui
