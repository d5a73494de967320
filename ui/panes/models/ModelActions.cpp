// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/ModelActions.h"

#include "services/CatalogService.h"
#include "services/ControlPlane.h"
#include "ui/panes/models/PricesDialog.h"
#include "ui/shell/Navigation.h"
#include "ui/shell/Notices.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPointer>
#include <QWidget>

#include <algorithm>

namespace turnpike::ui {

namespace {

const QString banner = QStringLiteral("models.change");

} // namespace

ModelActions::ModelActions(Console &console, QWidget &host)
    : QObject(&host)
    , m_console(console)
    , m_host(host)
{}

void ModelActions::change(const QString &slug, EndpointId endpoint, Edit edit,
                          std::function<void(const Result<Model> &)> done)
{
    m_console.control.run(
        this,
        [slug, endpoint, edit = std::move(edit)](Services &services,
                                                 const Actor &actor) -> Result<Model> {
            TRY_ASSIGN(const Model model, services.catalog.find(actor, slug));
            ModelDraft draft = model.settings;
            bool isFound = false;
            for (const Endpoint &each : model.endpoints) {
                draft.endpoints.push_back(each.settings);
                if (each.id == endpoint) {
                    edit(draft.endpoints.back());
                    isFound = true;
                }
            }
            if (!isFound)
                return fail(ErrorCode::NotFound,
                            QStringLiteral("The endpoint was removed meanwhile."));
            return services.catalog.set(actor, draft);
        },
        std::move(done));
}

void ModelActions::changeOrTell(const QString &slug, EndpointId endpoint, Edit edit,
                                std::function<void()> done)
{
    change(slug, endpoint, std::move(edit),
           [this, slug, done = std::move(done)](const Result<Model> &changed) {
               if (changed) {
                   m_console.notices.clearBanner(banner);
                   done();
                   return;
               }
               m_console.notices.setBanner(
                   banner, Tone::Danger, QStringLiteral("circle-x"),
                   tr("%1 could not be changed: %2").arg(slug, changed.error().message), {}, {},
                   true);
           });
}

void ModelActions::setEnabled(const ModelRow &row, const ModelRow::Place &place, bool isEnabled)
{
    const auto switched
        = [](bool isOn) { return [isOn](EndpointDraft &draft) { draft.isEnabled = isOn; }; };
    const QString slug = row.settings.slug;
    const EndpointId endpoint = place.endpoint.id;
    const QString text = isEnabled
        ? tr("%1 is used at %2 again.").arg(slug, place.providerName)
        : tr("%1 is not used at %2 any more.").arg(slug, place.providerName);
    changeOrTell(slug, endpoint, switched(isEnabled), [=, this] {
        m_console.notices.toast(text, [=, self = QPointer(this)] {
            if (self)
                self->changeOrTell(slug, endpoint, switched(!isEnabled), [] {});
        });
    });
}

void ModelActions::setPrices(const ModelRow &row, const ModelRow::Place &place)
{
    auto *dialog = new PricesDialog(m_console.theme, row.settings.slug, place, &m_host);
    const PriceTable before = place.endpoint.settings.prices.prices;
    connect(dialog, &PricesDialog::wanted, this,
            [this, dialog, before, slug = row.settings.slug,
             endpoint = place.endpoint.id](const PriceTable &prices) {
                const auto priced = [](const PriceTable &table) {
                    return [table](EndpointDraft &draft) { draft.prices.prices = table; };
                };
                change(slug, endpoint, priced(prices),
                       [this, slug, endpoint, priced, before,
                        dialog = QPointer(dialog)](const Result<Model> &changed) {
                           if (dialog)
                               dialog->finish(changed ? std::nullopt
                                                      : std::optional(changed.error()));
                           if (!changed)
                               return;
                           m_console.notices.toast(
                               tr("Prices of %1 changed.").arg(slug), [=, self = QPointer(this)] {
                                   if (self)
                                       self->changeOrTell(slug, endpoint, priced(before), [] {});
                               });
                       });
            });
    dialog->open();
}

void ModelActions::copySlug(const ModelRow &row)
{
    QGuiApplication::clipboard()->setText(row.settings.slug);
    m_console.notices.toast(tr("%1 copied.").arg(row.settings.slug));
}

void ModelActions::previewRoute(const ModelRow &row)
{
    m_console.navigation.go(
        {QStringLiteral("routing"),
         {{QStringLiteral("model"), row.settings.slug}, {QStringLiteral("preview"), true}}});
}

void ModelActions::openProvider(const ModelRow::Place &place)
{
    m_console.navigation.go(
        {QStringLiteral("providers"),
         {{QStringLiteral("provider"), qlonglong(place.endpoint.provider.value)}}});
}

} // namespace turnpike::ui
