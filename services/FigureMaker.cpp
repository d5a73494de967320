// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/FigureMaker.h"

#include "core/Window.h"
#include "ledger/Session.h"
#include "ledger/repositories/NameRepository.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Query = ActivityQuery;

QString text(const char *source)
{
    return QCoreApplication::translate("figure", source);
}

std::int64_t stepUsOf(Query::Step step)
{
    switch (step) {
    case Query::Step::Hour: return Period::hourUs;
    case Query::Step::Week: return 7 * Period::dayUs;
    case Query::Step::Day:
    case Query::Step::Auto: break;
    }
    return Period::dayUs;
}

QString titleOf(const Query &query)
{
    switch (query.metric) {
    case Query::Metric::Tokens: return text("Tokens");
    case Query::Metric::Requests: return text("Requests");
    case Query::Metric::Spend: break;
    }
    return text("Spend");
}

FigureUnit unitOf(Query::Metric metric)
{
    switch (metric) {
    case Query::Metric::Tokens: return FigureUnit::Tokens;
    case Query::Metric::Requests: return FigureUnit::Requests;
    case Query::Metric::Spend: break;
    }
    return FigureUnit::NanoUsd;
}

QString unknownName(Query::Group group)
{
    switch (group) {
    case Query::Group::Model: return text("(unknown model)");
    case Query::Group::Key: return text("(unknown key)");
    case Query::Group::Provider: return text("(no provider)");
    case Query::Group::None: break;
    }
    return text("All");
}

using Names = QHash<std::int64_t, NameRepository::Named>;

Result<Names> namesOf(Session &session, Query::Group group, const QList<std::int64_t> &ids)
{
    const auto dimension = FigureMaker::dimensionOf(group);
    if (!dimension)
        return Names{};
    return NameRepository::of(session, *dimension, ids);
}

FigureSeries otherOf(const std::vector<FigureSeries> &all)
{
    FigureSeries other;
    other.isOther = true;
    other.name = text("Other");
    other.values.resize(all.front().values.size());
    for (std::size_t i = Figure::maxSeries; i < all.size(); ++i) {
        ++other.memberCount;
        for (qsizetype bucket = 0; bucket < other.values.size(); ++bucket)
            other.values[bucket] += all[i].values[bucket];
    }
    return other;
}

} // namespace

FigureMaker::FigureMaker(const ActivityQuery &query, std::int64_t nowUs)
    : m_query(query)
    , m_step(query.resolvedStep())
    , m_nowUs(nowUs)
    , m_firstUs(query.period.fromUs)
    , m_stepUs(stepUsOf(m_step))
{
    if (m_step == Query::Step::Week)
        m_firstUs = windowKey(Window::Week, m_firstUs) * Period::dayUs;
    m_bucketCount = (query.period.toUs - m_firstUs + m_stepUs - 1) / m_stepUs;
}

std::optional<ActivityDimension> FigureMaker::dimensionOf(ActivityQuery::Group group)
{
    switch (group) {
    case Query::Group::Model: return ActivityDimension::Model;
    case Query::Group::Key: return ActivityDimension::Key;
    case Query::Group::Provider: return ActivityDimension::Provider;
    case Query::Group::None: break;
    }
    return {};
}

std::int64_t FigureMaker::valueOf(ActivityQuery::Metric metric, const ActivitySums &sums)
{
    switch (metric) {
    case Query::Metric::Tokens: return tokensOf(sums);
    case Query::Metric::Requests: return sums.requests;
    case Query::Metric::Spend: break;
    }
    return sums.cost.nanoUsd;
}

void FigureMaker::add(ActivitySums &into, const ActivitySums &more)
{
    into.requests += more.requests;
    into.errors += more.errors;
    into.refusals += more.refusals;
    into.promptTokens += more.promptTokens;
    into.cachedTokens += more.cachedTokens;
    into.cacheWriteTokens += more.cacheWriteTokens;
    into.completionTokens += more.completionTokens;
    into.reasoningTokens += more.reasoningTokens;
    into.cost += more.cost;
    into.lost += more.lost;
}

QList<FigureBucket> FigureMaker::buckets() const
{
    const QLocale locale;
    QList<FigureBucket> list;
    for (std::int64_t i = 0; i < m_bucketCount; ++i) {
        FigureBucket bucket;
        bucket.startUs = std::max(m_firstUs + i * m_stepUs, m_query.period.fromUs);
        bucket.endUs = std::min(m_firstUs + (i + 1) * m_stepUs, m_query.period.toUs);
        bucket.isRunning = bucket.startUs <= m_nowUs && m_nowUs < bucket.endUs;
        const QDateTime start = QDateTime::fromMSecsSinceEpoch(bucket.startUs / 1000, Qt::UTC);
        if (m_step == Query::Step::Hour) {
            bucket.label = start.toString(u"HH:mm"_s);
            bucket.fullLabel = locale.toString(start, u"dddd d MMMM, HH:mm"_s);
        } else {
            bucket.label = locale.toString(start.date(), u"d MMM"_s);
            bucket.fullLabel = locale.toString(start.date(), u"dddd d MMMM"_s);
        }
        if (m_step == Query::Step::Week)
            bucket.fullLabel = text("Week of %1").arg(locale.toString(start.date(), u"d MMMM"_s));
        list.append(bucket);
    }
    return list;
}

std::int64_t FigureMaker::bucketOf(std::int64_t at) const
{
    const bool isHour = m_step == Query::Step::Hour;
    return (at * (isHour ? Period::hourUs : Period::dayUs) - m_firstUs) / m_stepUs;
}

Result<Figure> FigureMaker::make(Session &session, const QList<ActivityCell> &cells) const
{
    Figure figure;
    figure.title = titleOf(m_query);
    figure.unit = unitOf(m_query.metric);
    figure.zone = u"UTC"_s;
    figure.asOfUs = m_nowUs;
    figure.buckets = buckets();

    QHash<std::int64_t, std::size_t> places;
    std::vector<FigureSeries> all;
    for (const ActivityCell &cell : cells) {
        const auto [place, isNew] = [&] {
            const auto found = places.constFind(cell.first);
            if (found != places.constEnd())
                return std::pair{*found, false};
            places.insert(cell.first, all.size());
            return std::pair{all.size(), true};
        }();
        if (isNew) {
            all.emplace_back();
            all.back().rowId = cell.first;
            all.back().values.resize(figure.buckets.size());
        }
        all[place].values[bucketOf(cell.at)] += valueOf(m_query.metric, cell);
    }
    std::ranges::stable_sort(all, std::greater<>(), &FigureSeries::total);
    std::erase_if(all, [](const FigureSeries &series) { return series.total() == 0; });

    const std::size_t shown = std::min<std::size_t>(all.size(), Figure::maxSeries);
    QList<std::int64_t> ids;
    for (std::size_t i = 0; i < shown; ++i)
        ids.append(all[i].rowId);
    TRY_ASSIGN(const Names names, namesOf(session, m_query.group, ids));
    for (std::size_t i = 0; i < shown; ++i) {
        const NameRepository::Named named = names.value(all[i].rowId);
        all[i].name = named.name.isEmpty() ? unknownName(m_query.group) : named.name;
        all[i].id = named.publicId;
        figure.series.append(all[i]);
    }
    if (all.size() > shown)
        figure.series.append(otherOf(all));
    return figure;
}

Result<QList<ActivityRow>> FigureMaker::rows(Session &session, const ActivityQuery &query,
                                             const QList<ActivityCell> &now,
                                             const QList<ActivityCell> &before)
{
    QList<ActivityRow> rows;
    if (query.group == Query::Group::None)
        return rows;
    QHash<std::int64_t, qsizetype> places;
    QList<std::int64_t> ids;
    for (const ActivityCell &cell : now) {
        if (!places.contains(cell.first)) {
            places.insert(cell.first, rows.size());
            ids.append(cell.first);
            rows.append({{}, {}, cell.first, {}, {}});
        }
        add(rows[places.value(cell.first)].now, cell);
    }
    for (const ActivityCell &cell : before) {
        const auto place = places.constFind(cell.first);
        if (place != places.constEnd())
            add(rows[*place].before, cell);
    }
    TRY_ASSIGN(const Names names, namesOf(session, query.group, ids));
    for (ActivityRow &row : rows) {
        const NameRepository::Named named = names.value(row.rowId);
        row.name = named.name.isEmpty() ? unknownName(query.group) : named.name;
        row.id = named.publicId;
    }
    std::ranges::stable_sort(rows, std::greater<>(), [&query](const ActivityRow &row) {
        return valueOf(query.metric, row.now);
    });
    return rows;
}

} // namespace turnpike
