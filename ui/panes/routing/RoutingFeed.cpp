// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/routing/RoutingFeed.h"

#include "core/Clock.h"
#include "core/ports/GatewayControl.h"

namespace turnpike::ui {

namespace {

/// As the policy's endpoints have it.
QString tagOf(const EndpointDraft &endpoint)
{
    return endpoint.variant.isEmpty()
        ? endpoint.provider
        : QStringLiteral("%1/%2").arg(endpoint.provider, endpoint.variant);
}

} // namespace

RoutingFeed::RoutingFeed(Console &console, QObject *parent)
    : CatalogueFeed(console, interval, parent)
{}

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
    Q_EMIT named(slugs, names);
}

void RoutingFeed::tell()
{
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
