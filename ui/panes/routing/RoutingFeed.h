// SPDX-License-Identifier: GPL-3.0-or-later
// Tells how endpoints stand, as long as somebody looks.
#pragma once

#include "core/Catalog.h"
#include "core/Provider.h"
#include "core/Result.h"
#include "models/EndpointHealthRow.h"
#include "ui/Console.h"

#include <QHash>
#include <QList>
#include <QObject>

#include <chrono>

class QTimer;

namespace turnpike::ui {

/// While started, health is asked for every second, which waits for nothing; names are read again
/// after changes of providers and models. Reads never overlap.
class RoutingFeed final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds interval{1'000};

    RoutingFeed(Console &console, QObject *parent);

    void start();
    void stop();
    /// Names, too.
    void refresh();

Q_SIGNALS:
    /// Endpoints of the catalogue that have had traffic; those of the simulator are in no
    /// catalogue.
    void loaded(const QList<turnpike::EndpointHealthRow> &rows, qint64 nowUs);
    /// Whenever they were read: slugs of all models, names of all providers.
    void named(const QStringList &models, const QStringList &providers);
    void failed(const turnpike::Error &error);

private:
    struct Name
    {
        ProviderId provider;
        QString providerName;
        QString model;
        QString tag;
    };

    void take(const QList<Provider> &providers, const QList<Model> &models);
    void tell();
    void end();

    Console &m_console;
    QTimer *m_timer;
    QHash<std::int64_t, Name> m_names; ///< By endpoint.
    bool m_isStarted = false;
    bool m_hasNames = false;
    bool m_isReading = false;
    bool m_isStale = false; ///< Asked for again while reading.
};

} // namespace turnpike::ui
