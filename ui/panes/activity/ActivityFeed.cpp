// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ActivityFeed.h"

#include "services/ActivityService.h"
#include "services/GenerationService.h"
#include "services/LedgerReads.h"

#include <QElapsedTimer>

#include <algorithm>

namespace turnpike::ui {

namespace {

template <typename T>
struct Timed
{
    T value;
    qint64 ms = 0;
};

struct FigureAndSummary
{
    Figure figure;
    ActivitySummary summary;
    QList<qint64> before;
};

Result<FigureAndSummary> figureAndSummary(const ActivityService &activity, const Actor &actor,
                                          const ActivityQuery &query, bool isCompared)
{
    FigureAndSummary both;
    TRY_ASSIGN(both.figure, activity.figure(actor, query));
    TRY_ASSIGN(both.summary, activity.summary(actor, query));
    if (!isCompared)
        return both;
    ActivityQuery before = query;
    before.period = query.periodBefore();
    before.step = query.resolvedStep();
    before.group = ActivityQuery::Group::None;
    TRY_ASSIGN(const Figure figure, activity.figure(actor, before));
    // A month before may have fewer days, or more: the first of them stand side by side.
    const qsizetype shown = std::min(figure.buckets.size(), both.figure.buckets.size());
    for (qsizetype bucket = 0; bucket < shown; ++bucket)
        both.before.append(figure.bucketTotal(bucket));
    return both;
}

} // namespace

ActivityFeed::ActivityFeed(LedgerReads &reads, QObject *parent)
    : QObject(parent)
    , m_reads(reads)
{}

/// `take(value, error)`: exactly one of them, and only of what was asked last.
template <typename Read, typename Take>
void ActivityFeed::run(quint64 &ticket, Read read, Take take)
{
    using Value =
        typename std::invoke_result_t<Read, const ReadServices &, const Actor &>::value_type;
    const quint64 mine = ++ticket;
    m_reads.run(
        this,
        [read](const ReadServices &services, const Actor &actor) -> Result<Timed<Value>> {
            QElapsedTimer clock;
            clock.start();
            Timed<Value> answer;
            TRY_ASSIGN(answer.value, read(services, actor));
            answer.ms = clock.elapsed();
            return answer;
        },
        [this, mine, &ticket, take](const Result<Timed<Value>> &answer) {
            if (mine != ticket)
                return;
            if (answer) {
                take(&answer->value);
                Q_EMIT timed(answer->ms);
            } else {
                take(nullptr);
                Q_EMIT failed(answer.error());
            }
        });
}

void ActivityFeed::readFigure(const ActivityQuery &query, bool isCompared)
{
    run(
        m_figureTicket,
        [query, isCompared](const ReadServices &services, const Actor &actor) {
            return figureAndSummary(services.activity, actor, query, isCompared);
        },
        [this](const FigureAndSummary *both) {
            if (both)
                Q_EMIT figureRead(both->figure, both->summary, both->before);
        });
}

void ActivityFeed::readMovers(const ActivityQuery &query)
{
    run(
        m_moversTicket,
        [query](const ReadServices &services, const Actor &actor) {
            return services.activity.movers(actor, query);
        },
        [this](const ActivityMovers *movers) {
            if (movers)
                Q_EMIT moversRead(*movers);
        });
}

void ActivityFeed::readBreakdown(const ActivityQuery &query)
{
    run(
        m_breakdownTicket,
        [query](const ReadServices &services, const Actor &actor) {
            return services.activity.breakdown(actor, query);
        },
        [this](const ActivityBreakdown *breakdown) {
            if (breakdown)
                Q_EMIT breakdownRead(*breakdown);
        });
}

void ActivityFeed::readRequests(const ActivityQuery &query, std::int64_t beforeRow, int limit)
{
    const ActivityPage page{beforeRow, limit};
    run(
        m_requestsTicket,
        [query, page](const ReadServices &services, const Actor &actor) {
            return services.activity.requests(actor, query, page);
        },
        [this](const QList<GenerationRow> *rows) {
            if (rows)
                Q_EMIT requestsRead(*rows);
            else
                Q_EMIT requestsFailed();
        });
}

void ActivityFeed::readNames()
{
    run(
        m_namesTicket,
        [](const ReadServices &services, const Actor &actor) {
            return services.generations.names(actor);
        },
        [this](const LedgerNames *names) {
            if (names)
                Q_EMIT namesRead(*names);
        });
}

} // namespace turnpike::ui
