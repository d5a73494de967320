// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/models/ModelsFeed.h"

#include "core/Clock.h"
#include "core/ports/GatewayControl.h"
#include "services/CatalogService.h"
#include "services/ControlPlane.h"
#include "services/ProviderService.h"

#include <QTimer>

#include <utility>

namespace turnpike::ui {

namespace {

struct Catalogue
{
    QList<Provider> providers;
    QList<Model> models;
};

} // namespace

ModelsFeed::ModelsFeed(Console &console, QObject *parent)
    : QObject(parent)
    , m_console(console)
    , m_timer(new QTimer(this))
{
    m_timer->setInterval(interval);
    connect(m_timer, &QTimer::timeout, this, &ModelsFeed::tick);
    const auto follow = [this] {
        if (m_isStarted)
            refresh();
    };
    connect(&console.control, &ControlPlane::providersChanged, this, follow);
    connect(&console.control, &ControlPlane::catalogChanged, this, follow);
}

void ModelsFeed::start()
{
    m_isStarted = true;
    refresh();
    m_timer->start();
}

void ModelsFeed::stop()
{
    m_isStarted = false;
    m_timer->stop();
}

void ModelsFeed::refresh()
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
    m_isLoaded = true;
    const auto now = health();
    const std::int64_t nowUs = m_console.clock.nowUs();
    markOut(now, nowUs);
    Q_EMIT loaded(m_rows);
    Q_EMIT measured(now, nowUs);
}

void ModelsFeed::end()
{
    m_isReading = false;
    if (m_isStale)
        refresh();
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

void ModelsFeed::tick()
{
    if (!m_isLoaded)
        return;
    const auto now = health();
    const std::int64_t nowUs = m_console.clock.nowUs();
    if (markOut(now, nowUs))
        Q_EMIT loaded(m_rows);
    Q_EMIT measured(now, nowUs);
}

} // namespace turnpike::ui
