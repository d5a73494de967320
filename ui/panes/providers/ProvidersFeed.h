// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the providers and how they do, as long as somebody looks.
#pragma once

#include "models/ProviderRow.h"
#include "ui/shell/Feed.h"

#include <QHash>
#include <QList>

namespace turnpike {
class Actor;
struct ReadServices;
} // namespace turnpike

namespace turnpike::ui {

/// While started, figures are read again every five seconds; changes of providers and models at
/// once.
class ProvidersFeed final : public Feed
{
    Q_OBJECT

public:
    ProvidersFeed(Console &console, QObject *parent);

Q_SIGNALS:
    /// Without the simulator; `nowUs` is when they were asked for.
    void loaded(const QList<turnpike::ProviderRow> &rows, qint64 nowUs);

private:
    struct Use
    {
        std::int64_t lastUsedUs = 0;
        bool isExact = false;
        Money spent;
        std::int64_t attempts = 0;
        std::int64_t failures = 0;
    };
    struct Figures
    {
        std::int64_t newestRow = 0;
        QHash<std::int64_t, Use> byProvider;
    };
    void read() override;
    static Result<Figures> readUse(const ReadServices &services, const Actor &actor,
                                   std::int64_t nowUs, std::int64_t newestRow);

    void readProblems(const QList<Provider> &providers);
    void readFigures(const QList<Provider> &providers, const QList<ProviderProblem> &problems);
    void take(const QList<Provider> &providers, const QList<ProviderProblem> &problems,
              Figures figures);

    std::int64_t m_askedUs = 0;
    std::int64_t m_newestRow = 0; ///< Generations up to here are in m_lastUsedUs.
    QHash<std::int64_t, std::int64_t> m_lastUsedUs; ///< By provider: what is known exactly.
};

} // namespace turnpike::ui
