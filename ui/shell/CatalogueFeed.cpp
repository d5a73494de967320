// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/CatalogueFeed.h"

#include "services/CatalogService.h"
#include "services/ControlPlane.h"
#include "services/ProviderService.h"

namespace turnpike::ui {

namespace {

struct Catalogue
{
    QList<Provider> providers;
    QList<Model> models;
};

} // namespace

CatalogueFeed::CatalogueFeed(Console &console, std::chrono::milliseconds interval, QObject *parent)
    : Feed(console, interval, parent)
{
    const auto changed = [this] {
        m_isTaken = m_isTaken && isStarted(); // What nobody saw change is read at the next start.
        follow();
    };
    connect(&console.control, &ControlPlane::providersChanged, this, changed);
    connect(&console.control, &ControlPlane::catalogChanged, this, changed);
}

void CatalogueFeed::begin()
{
    if (m_isTaken)
        tick();
    else
        refresh();
}

void CatalogueFeed::tick()
{
    if (m_isTaken)
        tell();
    wait();
}

void CatalogueFeed::read()
{
    m_console.control.run(
        this,
        [](Services &services, const Actor &actor) -> Result<Catalogue> {
            Catalogue catalogue;
            TRY_ASSIGN(catalogue.providers, services.providers.list(actor));
            TRY_ASSIGN(catalogue.models, services.catalog.list(actor));
            return catalogue;
        },
        [this](const Result<Catalogue> &catalogue) {
            if (!catalogue)
                return fail(catalogue.error());
            m_isTaken = true;
            take(catalogue->providers, catalogue->models);
            tell();
            end();
        });
}

} // namespace turnpike::ui
