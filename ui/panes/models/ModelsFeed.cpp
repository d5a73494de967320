// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/ModelsFeed.h"

#include "core/Clock.h"
#include "core/ports/GatewayControl.h"

#include <utility>

namespace turnpike::ui {

ModelsFeed::ModelsFeed(Console &console, QObject *parent)
    : CatalogueFeed(console, interval, parent)
{}

void ModelsFeed::take(const QList<Provider> &providers, const QList<Model> &models)
{
    QHash<std::int64_t, const Provider *> byId;
    for (const Provider &provider : providers)
        byId.insert(provider.id.value, &provider);
    m_rows.clear();
    for (const Model &model : models) {
        ModelRow row;
        row.id = model.id;
        row.settings = model.settings;
        for (const Endpoint &endpoint : model.endpoints) {
            const Provider *provider = byId.value(endpoint.provider.value);
            row.places.append(
                {.endpoint = endpoint,
                 .providerName = provider ? provider->settings.name : endpoint.settings.provider,
                 .isProviderEnabled = provider && provider->settings.isEnabled});
        }
        m_rows.append(row);
    }
    m_isFresh = true;
}

QHash<qint64, EndpointHealthView> ModelsFeed::health() const
{
    QHash<qint64, EndpointHealthView> byEndpoint;
    for (const EndpointHealthView &view : m_console.gateway.endpointHealth())
        byEndpoint.insert(view.record.endpoint.value, view);
    return byEndpoint;
}

bool ModelsFeed::markOut(const QHash<qint64, EndpointHealthView> &health, std::int64_t nowUs)
{
    bool hasChanged = false;
    for (ModelRow &row : m_rows) {
        for (ModelRow::Place &place : row.places) {
            const auto view = health.constFind(place.endpoint.id.value);
            const bool isOut = view != health.constEnd() && view->isOut(nowUs);
            hasChanged |= std::exchange(place.isOut, isOut) != isOut;
        }
    }
    return hasChanged;
}

void ModelsFeed::tell()
{
    const auto now = health();
    const std::int64_t nowUs = m_console.clock.nowUs();
    const bool hasChanged = markOut(now, nowUs);
    if (std::exchange(m_isFresh, false) || hasChanged)
        Q_EMIT loaded(m_rows);
    Q_EMIT measured(now, nowUs);
}

} // namespace turnpike::ui
