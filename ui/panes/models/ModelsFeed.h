// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the catalogue, and which of it is out, as long as somebody looks.
#pragma once

#include "core/EndpointHealth.h"
#include "core/Provider.h"
#include "core/Result.h"
#include "models/ModelRow.h"
#include "ui/Console.h"

#include <QHash>
#include <QList>
#include <QObject>

#include <chrono>

class QTimer;

namespace turnpike::ui {

/// While started, health is asked for every few seconds, which waits for nothing, and told only
/// when an endpoint went out or came back; models are read again after changes. Reads never
/// overlap.
class ModelsFeed final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds interval{3'000};

    ModelsFeed(Console &console, QObject *parent);

    void start();
    void stop();
    void refresh();

Q_SIGNALS:
    /// Without the built-in simulator models.
    void loaded(const QList<turnpike::ModelRow> &rows);
    /// By endpoint; with loaded(), and every few seconds.
    void measured(const QHash<qint64, turnpike::EndpointHealthView> &health, qint64 nowUs);
    void failed(const turnpike::Error &error);

private:
    void take(const QList<Provider> &providers, const QList<Model> &models);
    void tick();
    bool markOut(const QHash<qint64, EndpointHealthView> &health, std::int64_t nowUs);
    QHash<qint64, EndpointHealthView> health() const;
    void end();

    Console &m_console;
    QTimer *m_timer;
    QList<ModelRow> m_rows;
    bool m_isStarted = false;
    bool m_isLoaded = false;
    bool m_isReading = false;
    bool m_isStale = false; ///< Asked for again while reading.
};

} // namespace turnpike::ui
