// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProviderActions.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "core/Period.h"
#include "core/Window.h"
#include "services/ControlPlane.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/panes/providers/ProviderDialog.h"
#include "ui/panes/providers/ProviderKeyForm.h"
#include "ui/panes/providers/ProviderTests.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ConfirmDialog.h"

#include <QMenu>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr std::int32_t days = 30;
constexpr qsizetype mostNamed = 4;
const QString problemId = QStringLiteral("providers.problem");

/// Models that nobody else serves.
QStringList orphans(const QList<Model> &models, ProviderId provider)
{
    QStringList slugs;
    for (const Model &model : models) {
        const bool isServed = !model.endpoints.empty()
            && std::ranges::all_of(model.endpoints, [provider](const Endpoint &endpoint) {
                   return endpoint.provider == provider;
               });
        if (isServed)
            slugs.append(model.settings.slug);
    }
    return slugs;
}

QString orphanText(const QStringList &slugs)
{
    if (slugs.isEmpty())
        return ProviderActions::tr("Every model that it serves has another endpoint.");
    const qsizetype rest = slugs.size() - mostNamed;
    const QString named = slugs.first(std::min(slugs.size(), mostNamed)).join(QStringLiteral(", "));
    if (slugs.size() == 1)
        return ProviderActions::tr("%1 loses its only endpoint.").arg(named);
    return rest > 0 ? ProviderActions::tr("%1 and %2 more lose their only endpoint.")
                          .arg(named, format::count(rest))
                    : ProviderActions::tr("%1 lose their only endpoint.").arg(named);
}

} // namespace

QString savedText(const QString &name, int models)
{
    if (models == 0)
        return ProviderActions::tr("Key of %1 saved.").arg(name);
    return models == 1
        ? ProviderActions::tr("Key of %1 saved; 1 model added.").arg(name)
        : ProviderActions::tr("Key of %1 saved; %2 models added.").arg(name, format::count(models));
}

ProviderActions::ProviderActions(Console &console, ProviderTests &tests, QWidget &host)
    : QObject(&host)
    , m_console(console)
    , m_tests(tests)
    , m_host(host)
{}

void ProviderActions::showProblem(const QString &sentence)
{
    m_console.notices.setBanner(problemId, Tone::Danger, QStringLiteral("circle-x"), sentence, {},
                                {}, true);
}

void ProviderActions::add(const QString &slug)
{
    open(std::nullopt, slug);
}

void ProviderActions::replaceKey(const Provider &provider)
{
    open(provider, {});
}

void ProviderActions::open(const std::optional<Provider> &provider, const QString &slug)
{
    auto *dialog = new ProviderDialog(m_console, provider, m_host.window());
    if (!slug.isEmpty())
        dialog->form().preselect(slug);
    connect(dialog, &ProviderDialog::saved, this, &ProviderActions::tellSaved);
    dialog->open();
}

void ProviderActions::tellSaved(ProviderId provider, const QString &name, int models)
{
    m_tests.forget(provider);
    m_console.notices.toast(savedText(name, models));
    Q_EMIT saved(provider);
}

void ProviderActions::setEnabled(const Provider &provider, bool isEnabled)
{
    changeEnabled(provider, isEnabled, [this, provider, isEnabled] {
        m_console.notices.toast(
            (isEnabled ? tr("%1 enabled.") : tr("%1 disabled.")).arg(provider.settings.name),
            [this, provider, isEnabled] { changeEnabled(provider, !isEnabled, {}); });
    });
}

void ProviderActions::changeEnabled(const Provider &provider, bool isEnabled,
                                    std::function<void()> done)
{
    m_console.control.run(
        this,
        [id = provider.id, isEnabled](Services &services, const Actor &actor) {
            return services.providers.setEnabled(actor, id, isEnabled);
        },
        [this, done = std::move(done)](const Result<Provider> &changed) {
            if (!changed)
                return showProblem(changed.error().message);
            m_console.notices.clearBanner(problemId);
            if (done)
                done();
        });
}

void ProviderActions::remove(const Provider &provider)
{
    if (m_isAsking)
        return;
    m_isAsking = true;
    m_console.control.run(
        this, [](Services &services, const Actor &actor) { return services.catalog.list(actor); },
        [this, provider](const Result<QList<Model>> &models) {
            m_isAsking = false;
            askToRemove(provider, models);
        });
}

void ProviderActions::askToRemove(const Provider &provider, const Result<QList<Model>> &models)
{
    const QString loss = models ? orphanText(orphans(*models, provider.id))
                                : tr("Which models lose their only endpoint could not be read: %1")
                                      .arg(models.error().message);
    auto *dialog = new ConfirmDialog(
        m_console.theme, tr("Remove %1?").arg(provider.settings.name),
        tr("%1 Its key is deleted and cannot be brought back. Its usage stays in reports.")
            .arg(loss),
        tr("Remove provider"), provider.settings.isEnabled ? tr("Disable instead") : QString(),
        m_host.window());
    dialog->setObjectName(QStringLiteral("removeProvider"));
    connect(dialog, &ConfirmDialog::confirmed, this, [this, provider] { removeNow(provider); });
    connect(dialog, &ConfirmDialog::softerChosen, this,
            [this, provider] { setEnabled(provider, false); });
    dialog->open();
}

void ProviderActions::removeNow(const Provider &provider)
{
    m_console.control.run(
        this,
        [id = provider.id](Services &services, const Actor &actor) {
            return services.providers.remove(actor, id);
        },
        [this, provider](const Result<> &removed) {
            if (!removed)
                return showProblem(removed.error().message);
            m_console.notices.clearBanner(problemId);
            m_tests.forget(provider.id);
            m_console.notices.toast(tr("%1 removed.").arg(provider.settings.name));
        });
}

void ProviderActions::showActivity(const Provider &provider)
{
    const std::int32_t today = dayOf(m_console.clock.nowUs());
    m_console.navigation.go(
        places::activity(Period::ofDays(today - days + 1, today), ActivityQuery::Metric::Spend,
                         ActivityQuery::Group::Model,
                         ActivityCut::Filter{ActivityDimension::Provider, provider.id.value}));
}

void ProviderActions::showRequests(const Provider &provider)
{
    m_console.navigation.go(places::requests(provider.id));
}

void ProviderActions::fillMenu(QMenu &menu, const Provider &provider)
{
    const auto add = [&](const char *icon, const QString &text, const QKeySequence &shortcut,
                         auto act) {
        QAction *action = menu.addAction(m_console.theme.icon(QString::fromLatin1(icon)), text);
        action->setShortcut(shortcut);
        connect(action, &QAction::triggered, this, act);
    };
    const bool isEnabled = provider.settings.isEnabled;
    add("activity", tr("Test"), {}, [this, provider] { m_tests.start(provider.id); });
    add("rotate", provider.hasCredential ? tr("Replace key…") : tr("Add key…"), Qt::Key_F2,
        [this, provider] { replaceKey(provider); });
    add(isEnabled ? "ban" : "power", isEnabled ? tr("Disable") : tr("Enable"), {},
        [this, provider, isEnabled] { setEnabled(provider, !isEnabled); });
    menu.addSeparator();
    add("chart-column", tr("Show activity"), {}, [this, provider] { showActivity(provider); });
    add("radio", tr("Show requests"), {}, [this, provider] { showRequests(provider); });
    menu.addSeparator();
    add("trash", tr("Remove…"), Qt::Key_Delete, [this, provider] { remove(provider); });
}

} // namespace turnpike::ui
