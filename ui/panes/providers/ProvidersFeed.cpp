// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/providers/ProvidersFeed.h"

#include "core/Clock.h"
#include "core/Window.h"
#include "core/ports/GatewayControl.h"
#include "services/ActivityService.h"
#include "services/ControlPlane.h"
#include "services/GenerationService.h"
#include "services/LedgerReads.h"
#include "services/ProviderHealthService.h"

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr std::chrono::seconds interval{5};
constexpr std::int32_t days = 30;
constexpr std::int64_t usPerDay = 86'400'000'000;
constexpr int newestRequests = 500;

} // namespace

ProvidersFeed::ProvidersFeed(Console &console, QObject *parent)
    : Feed(console, interval, parent)
{
    const auto changed = [this] { follow(); };
    connect(&console.control, &ControlPlane::providersChanged, this, changed);
    connect(&console.control, &ControlPlane::catalogChanged, this, changed);
    console.gateway.onChange(this, changed); // The vault may have opened.
}

void ProvidersFeed::read()
{
    m_askedUs = m_console.clock.nowUs();
    m_console.control.run(
        this, [](Services &services, const Actor &actor) { return services.providers.list(actor); },
        [this](const Result<QList<Provider>> &providers) {
            if (providers)
                readProblems(*providers);
            else
                fail(providers.error());
        });
}

void ProvidersFeed::readProblems(const QList<Provider> &providers)
{
    m_console.control.problems(this, [this, providers](const QList<ProviderProblem> &problems) {
        readFigures(providers, problems);
    });
}

void ProvidersFeed::readFigures(const QList<Provider> &providers,
                                const QList<ProviderProblem> &problems)
{
    m_console.reads.run(
        this,
        [now = m_askedUs, newest = m_newestRow](const ReadServices &services, const Actor &actor) {
            return readUse(services, actor, now, newest);
        },
        [this, providers, problems](const Result<Figures> &figures) {
            if (figures)
                take(providers, problems, *figures);
            else
                fail(figures.error());
        });
}

Result<ProvidersFeed::Figures> ProvidersFeed::readUse(const ReadServices &services,
                                                      const Actor &actor, std::int64_t nowUs,
                                                      std::int64_t newestRow)
{
    Figures figures;
    figures.newestRow = newestRow;
    const std::int32_t today = dayOf(nowUs);
    TRY_ASSIGN(const QList<ActivityCell> cells,
               services.activity.cells(actor,
                                       {.step = ActivityCut::Step::Day,
                                        .by = {ActivityDimension::Provider},
                                        .from = today - days + 1,
                                        .to = today}));
    for (const ActivityCell &cell : cells) {
        Use &use = figures.byProvider[cell.first];
        use.spent += cell.cost;
        if (cell.requests > cell.refusals)
            use.lastUsedUs = std::max(use.lastUsedUs, cell.at * usPerDay);
    }
    TRY_ASSIGN(
        const QList<GenerationRow> newest,
        services.generations.list(
            actor, {.beforeRow = 0, .afterRow = newestRow, .key = {}, .limit = newestRequests}));
    for (const GenerationRow &generation : newest) {
        Use &use = figures.byProvider[generation.provider.value];
        use.lastUsedUs
            = use.isExact ? std::max(use.lastUsedUs, generation.admittedUs) : generation.admittedUs;
        use.isExact = true;
        figures.newestRow = std::max(figures.newestRow, generation.rowId);
    }
    TRY_ASSIGN(const ProviderHealthService::Health health, services.health.lastHour(actor));
    for (const ProviderHealth &provider : health.providers) {
        Use &use = figures.byProvider[provider.id.value];
        use.attempts = provider.attempts;
        use.failures = provider.failures;
    }
    return figures;
}

void ProvidersFeed::take(const QList<Provider> &providers, const QList<ProviderProblem> &problems,
                         Figures figures)
{
    m_newestRow = figures.newestRow;
    QList<ProviderRow> rows;
    for (const Provider &provider : providers) {
        const Use use = figures.byProvider.value(provider.id.value);
        std::int64_t &exact = m_lastUsedUs[provider.id.value];
        if (use.isExact)
            exact = std::max(exact, use.lastUsedUs);
        ProviderRow row;
        row.provider = provider;
        row.isLastUseExact = exact != 0;
        row.lastUsedUs = exact != 0 ? exact : use.lastUsedUs;
        row.spent = use.spent;
        row.attempts = use.attempts;
        row.failures = use.failures;
        for (const ProviderProblem &problem : problems) {
            if (provider.hasCredential && problem.provider == provider.id)
                row.problem = problem.sentence;
        }
        rows.append(row);
    }
    end();
    Q_EMIT loaded(rows, m_askedUs);
}

} // namespace turnpike::ui
