// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the catalogue, and which of it is out, as long as somebody looks.
#pragma once

#include "core/EndpointHealth.h"
#include "models/ModelRow.h"
#include "ui/shell/CatalogueFeed.h"

#include <QHash>
#include <QList>

#include <chrono>

namespace turnpike::ui {

/// Rows are told after each read, and when an endpoint went out or came back.
class ModelsFeed final : public CatalogueFeed
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds interval{3'000};

    ModelsFeed(Console &console, QObject *parent);

Q_SIGNALS:
    /// Without the built-in simulator models.
    void loaded(const QList<turnpike::ModelRow> &rows);
    /// By endpoint; with loaded(), and every few seconds.
    void measured(const QHash<qint64, turnpike::EndpointHealthView> &health, qint64 nowUs);

private:
    void take(const QList<Provider> &providers, const QList<Model> &models) override;
    void tell() override;
    bool markOut(const QHash<qint64, EndpointHealthView> &health, std::int64_t nowUs);
    QHash<qint64, EndpointHealthView> health() const;

    QList<ModelRow> m_rows;
    bool m_isFresh = false; ///< Read, and not told yet.
};

} // namespace turnpike::ui
