// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/OverviewPlaces.h"

#include "models/KeyRow.h"
#include "ui/panes/activity/ActivityView.h"
#include "ui/shell/Panes.h"

#include <algorithm>

namespace turnpike::ui::places {

namespace {

Place keysIn(KeyState state)
{
    return {QStringLiteral("keys"),
            {{QStringLiteral("states"), QVariantList{static_cast<int>(state)}}}};
}

/// What moved since the same day a week before.
Place explanation(const Period &day)
{
    Place place = activity(day, ActivityQuery::Metric::Spend, ActivityQuery::Group::Key);
    place.arguments.insert(QStringLiteral("tab"), int(ActivityView::Tab::Movers));
    place.arguments.insert(QStringLiteral("compare"), int(ActivityView::Compare::WeekBefore));
    return place;
}

} // namespace

bool exists(const Place &place)
{
    const QList<PaneEntry> panes = allPanes();
    return std::ranges::any_of(panes,
                               [&](const PaneEntry &entry) { return entry.id == place.pane; });
}

Place activity(const Period &period, ActivityQuery::Metric metric, ActivityQuery::Group group,
               const std::optional<ActivityCut::Filter> &filter)
{
    QVariantMap arguments{{QStringLiteral("from"), qlonglong(period.fromUs)},
                          {QStringLiteral("to"), qlonglong(period.toUs)},
                          {QStringLiteral("metric"), static_cast<int>(metric)},
                          {QStringLiteral("group"), static_cast<int>(group)}};
    if (filter)
        arguments.insert(argumentOf(filter->dimension), qlonglong(filter->id));
    return {QStringLiteral("activity"), arguments};
}

Place key(KeyId key)
{
    return {QStringLiteral("keys"), {{QStringLiteral("key"), qlonglong(key.value)}}};
}

Place requests(ProviderId provider)
{
    return {QStringLiteral("live"),
            {{QStringLiteral("providers"), QVariantList{qlonglong(provider.value)}}}};
}

Place attention(const AttentionItem &item)
{
    switch (item.kind) {
    case AttentionKind::KeyOverLimit:
    case AttentionKind::KeyNearLimit: return key(item.keys.value(0));
    case AttentionKind::KeyExpiring:
        return item.keys.size() == 1 ? key(item.keys.first()) : keysIn(KeyState::Expiring);
    case AttentionKind::KeyUnused:
        return item.keys.size() == 1 ? key(item.keys.first()) : keysIn(KeyState::Unused);
    case AttentionKind::SpendAnomaly: return explanation(Period::ofDays(item.day, item.day));
    case AttentionKind::ProviderFailing: return requests(item.provider);
    case AttentionKind::CreditLow: return {QStringLiteral("credits"), {}};
    case AttentionKind::ModelUnpriced: return {QStringLiteral("models"), {}};
    }
    return {};
}

} // namespace turnpike::ui::places
