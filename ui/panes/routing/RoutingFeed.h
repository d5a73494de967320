// SPDX-License-Identifier: GPL-3.0-or-later
// Tells how endpoints stand, as long as somebody looks.
#pragma once

#include "models/EndpointHealthRow.h"
#include "ui/shell/CatalogueFeed.h"

#include <QHash>
#include <QList>

#include <chrono>

namespace turnpike::ui {

class RoutingFeed final : public CatalogueFeed
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds interval{1'000};

    RoutingFeed(Console &console, QObject *parent);

Q_SIGNALS:
    /// Endpoints of the catalogue that have had traffic; those of the simulator are in no
    /// catalogue.
    void loaded(const QList<turnpike::EndpointHealthRow> &rows, qint64 nowUs);
    /// Whenever they were read: slugs of all models, names of all providers.
    void named(const QStringList &models, const QStringList &providers);

private:
    struct Name
    {
        ProviderId provider;
        QString providerName;
        QString model;
        QString tag;
    };

    void take(const QList<Provider> &providers, const QList<Model> &models) override;
    void tell() override;

    QHash<std::int64_t, Name> m_names; ///< By endpoint.
};

} // namespace turnpike::ui
