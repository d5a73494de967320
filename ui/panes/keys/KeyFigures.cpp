// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/keys/KeyFigures.h"

#include "services/ActivityService.h"
#include "services/LedgerReader.h"
#include "services/OrganizationService.h"

#include <QHash>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr std::int64_t usPerHour = 3'600'000'000;
constexpr int topModels = 3;
constexpr int auditPage = 500;
constexpr int auditPages = 20; ///< How far back the history looks.

Result<> readDays(const ReadServices &services, const Actor &actor, std::int64_t today,
                  KeyFigures &figures)
{
    TRY_ASSIGN(const QList<ActivityCell> cells,
               services.activity.cells(
                   actor,
                   {.step = ActivityCut::Step::Day,
                    .filter = ActivityCut::Filter{ActivityDimension::Key, figures.key.value},
                    .from = today - KeyFigures::days + 1,
                    .to = today}));
    figures.spentByDay.fill(0, KeyFigures::days);
    for (const ActivityCell &cell : cells) {
        figures.spentByDay[KeyFigures::days - 1 - (today - cell.at)] += cell.cost.nanoUsd;
        figures.spent += cell.cost;
        if (cell.at == today)
            figures.refusedToday += cell.refusals;
    }
    return {};
}

Result<> readModels(const ReadServices &services, const Actor &actor, std::int32_t today,
                    KeyFigures &figures)
{
    const std::int32_t from = today - KeyFigures::days + 1;
    TRY_ASSIGN(QList<ActivityCell> cells,
               services.activity.cells(
                   actor,
                   {.step = ActivityCut::Step::Whole,
                    .by = {ActivityDimension::Model},
                    .filter = ActivityCut::Filter{ActivityDimension::Key, figures.key.value},
                    .from = from,
                    .to = today}));
    cells.removeIf([](const ActivityCell &cell) { return cell.cost == Money{}; });
    std::sort(cells.begin(), cells.end(),
              [](const ActivityCell &a, const ActivityCell &b) { return a.cost > b.cost; });
    if (cells.isEmpty())
        return {};
    TRY_ASSIGN(const QList<ActivityTotals> models,
               services.activity.totals(actor, ActivityDimension::Model, {from, today}));
    QHash<std::int64_t, QString> slugs;
    for (const ActivityTotals &model : models)
        slugs.insert(model.id, model.name);
    for (const ActivityCell &cell : cells.first(std::min<qsizetype>(cells.size(), topModels)))
        figures.topModels.append({slugs.value(cell.first), cell.cost});
    return {};
}

} // namespace

Result<KeyFigures> readKeyFigures(const ReadServices &services, const Actor &actor, KeyId key,
                                  std::int64_t nowUs)
{
    KeyFigures figures;
    figures.key = key;
    const std::int32_t today = dayOf(nowUs);
    TRY(readDays(services, actor, today, figures));
    TRY(readModels(services, actor, today, figures));
    const std::int64_t hour = nowUs / usPerHour;
    TRY_ASSIGN(
        const QList<ActivityCell> hours,
        services.activity.cells(actor,
                                {.step = ActivityCut::Step::Hour,
                                 .filter = ActivityCut::Filter{ActivityDimension::Key, key.value},
                                 .from = hour - 24,
                                 .to = hour,
                                 .includesSimulated = true}));
    for (const ActivityCell &cell : hours)
        figures.requestsLastDay += cell.requests;
    return figures;
}

Result<QList<KeyEvent>> readKeyHistory(const ReadServices &services, const Actor &actor,
                                       const QString &hash)
{
    TRY_ASSIGN(const Person owner, services.organization.owner(actor));
    QList<KeyEvent> events;
    std::int64_t before = 0;
    for (int page = 0; page < auditPages; ++page) {
        TRY_ASSIGN(const QList<AuditEntry> entries,
                   services.organization.auditLog(actor, before, auditPage));
        for (const AuditEntry &entry : entries) {
            if (entry.subject == hash)
                events.append({entry, entry.actor == owner.publicId ? owner.name : entry.actor});
        }
        if (entries.size() < auditPage)
            break;
        before = entries.last().id;
    }
    return events;
}

} // namespace turnpike::ui
