// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/routing/RoutingFeed.h"

#include "core/Clock.h"
#include "core/ports/GatewayControl.h"
#include "services/CatalogService.h"
#include "services/ControlPlane.h"
#include "services/ProviderService.h"

#include <QTimer>

namespace turnpike::ui {

namespace {

/// As the policy's endpoints have it.
QString tagOf(const EndpointDraft &endpoint)
{
    return endpoint.variant.isEmpty()
        ? endpoint.provider
        : QStringLiteral("%1/%2").arg(endpoint.provider, endpoint.variant);
}

struct Catalogue
{
    QList<Provider> providers;
    QList<Model> models;
};

} // namespace

RoutingFeed::RoutingFeed(Console &console, QObject *parent)
    : QObject(parent)
    , m_console(console)
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(interval);
    connect(m_timer, &QTimer::timeout, this, &RoutingFeed::tell);
    const auto follow = [this] {
        if (m_isStarted)
            refresh();
        else
            m_hasNames = false;
    };
    connect(&console.control, &ControlPlane::providersChanged, this, follow);
    connect(&console.control, &ControlPlane::catalogChanged, this, follow);
}

void RoutingFeed::start()
{
    m_isStarted = true;
    if (m_hasNames)
        tell();
    else
        refresh();
    m_timer->start();
}

void RoutingFeed::stop()
{
    m_isStarted = false;
    m_timer->stop();
}

void RoutingFeed::refresh()
{
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    m_isReading = true;
    m_isStale = false;
    m_console.control.run(
        this,
        [](Services &services, const Actor &actor) -> Result<Catalogue> {
            Catalogue catalogue;
            TRY_ASSIGN(catalogue.providers, services.providers.list(actor));
            TRY_ASSIGN(catalogue.models, services.catalog.list(actor));
            return catalogue;
        },
        [this](const Result<Catalogue> &catalogue) {
            if (catalogue)
                take(catalogue->providers, catalogue->models);
            end();
            if (!catalogue)
                Q_EMIT failed(catalogue.error());
        });
}

void RoutingFeed::take(const QList<Provider> &providers, const QList<Model> &models)
{
    QHash<std::int64_t, QString> providerNames;
    QStringList names;
    for (const Provider &provider : providers) {
        providerNames[provider.id.value] = provider.settings.name;
        names.append(provider.settings.slug);
    }
    m_names.clear();
    QStringList slugs;
    for (const Model &model : models) {
        slugs.append(model.settings.slug);
        for (const Endpoint &endpoint : model.endpoints)
            m_names.insert(endpoint.id.value,
                           {.provider = endpoint.provider,
                            .providerName = providerNames.value(endpoint.provider.value),
                            .model = model.settings.slug,
                            .tag = tagOf(endpoint.settings)});
    }
    m_hasNames = true;
    Q_EMIT named(slugs, names);
    tell();
}

void RoutingFeed::end()
{
    m_isReading = false;
    if (m_isStale)
        refresh();
}

void RoutingFeed::tell()
{
    if (!m_hasNames)
        return;
    QList<EndpointHealthRow> rows;
    for (const EndpointHealthView &view : m_console.gateway.endpointHealth()) {
        const auto name = m_names.constFind(view.record.endpoint.value);
        if (name == m_names.constEnd())
            continue;
        rows.append({.view = view,
                     .provider = name->provider,
                     .providerName = name->providerName,
                     .model = name->model,
                     .tag = name->tag});
    }
    Q_EMIT loaded(rows, m_console.clock.nowUs());
}

} // namespace turnpike::ui
