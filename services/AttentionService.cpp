// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/AttentionService.h"

#include "core/Clock.h"
#include "core/Format.h"
#include "core/Key.h"
#include "core/ProviderFailure.h"
#include "ledger/Session.h"
#include "ledger/repositories/ActivityRepository.h"
#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/OverviewRepository.h"
#include "services/Actor.h"
#include "services/CreditRunway.h"
#include "services/ProviderHealthService.h"

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <tuple>

namespace turnpike {

namespace {

constexpr std::int64_t usPerMinute = 60'000'000;
constexpr std::int64_t usPerHour = 60 * usPerMinute;
constexpr std::int64_t usPerDay = 24 * usPerHour;
constexpr std::int64_t nanoPerDollar = 1'000'000'000;
constexpr int nearPerMille = 800;
constexpr int centsLength = 3; ///< ".00"
constexpr qsizetype namesShown = 3;

QString say(const char *text)
{
    return AttentionService::tr(text);
}

/// "40 min", "9 h", "3 days".
QString spanText(std::int64_t us)
{
    if (us < usPerHour)
        return say("%1 min").arg(std::max<std::int64_t>(us / usPerMinute, 1));
    if (us < 2 * usPerDay)
        return say("%1 h").arg(us / usPerHour);
    return say("%1 days").arg(us / usPerDay);
}

QString windowText(Window window)
{
    switch (window) {
    case Window::Day: return say(" per day");
    case Window::Week: return say(" per week");
    case Window::Month: return say(" per month");
    case Window::Lifetime: break;
    }
    return {};
}

/// Without cents where there are none.
QString shortLimit(Money limit)
{
    QString text = format::money(limit);
    if (limit.nanoUsd % nanoPerDollar == 0)
        text.chop(centsLength);
    return text;
}

QString namesText(const QStringList &names)
{
    if (names.size() <= namesShown)
        return names.join(say(", "));
    return say("%1 and %2 more")
        .arg(names.first(namesShown - 1).join(say(", ")))
        .arg(names.size() - namesShown + 1);
}

std::optional<AttentionItem> limitItem(const Key &key, std::int64_t nowUs)
{
    if (!key.limit || key.limit->amount.nanoUsd <= 0)
        return std::nullopt;
    const Money limit = key.limit->amount;
    const Money spent = key.usage[static_cast<std::size_t>(key.limit->reset)];
    const bool isOver = spent >= limit;
    // In steps of a thousandth of the limit, so that nothing overflows.
    const std::int64_t step = std::max<std::int64_t>(limit.nanoUsd / 1000, 1);
    const std::int64_t perMille = isOver ? 1000 : spent.nanoUsd / step;
    if (perMille < nearPerMille)
        return std::nullopt;
    AttentionItem item{.kind = isOver ? AttentionKind::KeyOverLimit : AttentionKind::KeyNearLimit,
                       .severity = isOver ? Severity::Danger : Severity::Warning,
                       .amount = spent,
                       .verb = say("Raise"),
                       .keys = {key.id}};
    if (spent > limit)
        item.sentence = say("%1 is over its limit").arg(key.name);
    else if (isOver)
        item.sentence = say("%1 has reached its limit").arg(key.name);
    else
        item.sentence
            = say("%1 at %2 % of %3").arg(key.name).arg(perMille / 10).arg(shortLimit(limit));
    item.reason = say("%1 of %2").arg(format::money(spent), format::money(limit))
        + windowText(key.limit->reset);
    if (const std::int64_t end = windowEnd(key.limit->reset, nowUs); end != 0)
        item.reason += say(" · resets in %1").arg(spanText(end - nowUs));
    return item;
}

void addExpiring(QList<Key> keys, std::int64_t nowUs, QList<AttentionItem> &items)
{
    if (keys.isEmpty())
        return;
    std::ranges::stable_sort(keys, {}, &Key::expiresUs);
    AttentionItem item{
        .kind = AttentionKind::KeyExpiring, .severity = Severity::Notice, .verb = say("View")};
    QStringList names;
    for (const Key &key : keys) {
        names.append(key.name);
        item.keys.append(key.id);
    }
    const QString soonest = spanText(keys.first().expiresUs - nowUs);
    if (keys.size() == 1) {
        item.sentence = say("%1 expires in %2").arg(names.first(), soonest);
        item.reason = say("requests with it are refused then");
    } else {
        item.sentence = say("%1 keys expire within a week").arg(keys.size());
        item.reason = namesText(names);
    }
    items.append(item);
}

void addUnused(const QList<Key> &keys, QList<AttentionItem> &items)
{
    if (keys.isEmpty())
        return;
    AttentionItem item{
        .kind = AttentionKind::KeyUnused, .severity = Severity::Notice, .verb = say("Review")};
    QStringList names;
    for (const Key &key : keys) {
        names.append(key.name);
        item.keys.append(key.id);
    }
    item.sentence = keys.size() == 1 ? say("%1 is not used any more").arg(names.first())
                                     : say("%1 keys are not used any more").arg(keys.size());
    const QString since = say("not in %1 days").arg(AttentionService::unusedDays);
    item.reason = keys.size() == 1 ? since : namesText(names);
    items.append(item);
}

Money median(QList<Money> values)
{
    std::ranges::sort(values);
    const qsizetype middle = values.size() / 2;
    if (values.size() % 2 == 1)
        return values[middle];
    return {(values[middle - 1].nanoUsd + values[middle].nanoUsd) / 2};
}

/// The model whose cost grew the most from a week before, if that is half of `growth`; else empty.
Result<QString> culprit(Session &session, std::int32_t day, Money growth)
{
    const auto costs = [&](std::int32_t of) {
        return ActivityRepository::totals(session, ActivityDimension::Model,
                                          {.fromDay = of, .toDay = of});
    };
    TRY_ASSIGN(const QList<ActivityTotals> now, costs(day));
    TRY_ASSIGN(const QList<ActivityTotals> before, costs(day - 7));
    QHash<std::int64_t, Money> was;
    for (const ActivityTotals &model : before)
        was.insert(model.id, model.cost);
    QString name;
    Money most;
    for (const ActivityTotals &model : now) {
        const Money grown = model.cost - was.value(model.id);
        if (grown > most) {
            most = grown;
            name = model.name;
        }
    }
    return most.nanoUsd >= growth.nanoUsd / 2 ? name : QString();
}

QString anomalySentence(bool isToday, Money spent, Money usual)
{
    if (usual.nanoUsd == 0)
        return isToday ? say("Unusual spend today") : say("Unusual spend yesterday");
    const std::int64_t times = spent.nanoUsd / usual.nanoUsd;
    if (times < 3)
        return isToday ? say("Spend doubled today") : say("Spend doubled yesterday");
    return (isToday ? say("Spend is %1 times the usual today")
                    : say("Spend was %1 times the usual yesterday"))
        .arg(times);
}

} // namespace

Result<QList<AttentionItem>> AttentionService::list(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ViewAllUsage));
    QList<AttentionItem> items;
    TRY(addKeys(actor, items));
    TRY(addAnomaly(items));
    TRY(addProviders(actor, items));
    TRY(addCredit(actor, items));
    TRY(addUnpriced(items));
    std::ranges::stable_sort(items, [](const AttentionItem &a, const AttentionItem &b) {
        return std::tuple(a.severity, -a.amount, a.kind)
            < std::tuple(b.severity, -b.amount, b.kind);
    });
    return items;
}

Result<> AttentionService::addKeys(const Actor &actor, QList<AttentionItem> &items) const
{
    TRY(authorize(actor, Permission::ManageKeys));
    const std::int64_t nowUs = m_clock.nowUs();
    TRY_ASSIGN(const QList<Key> keys, KeyRepository::list(m_session, nowUs));
    QList<Key> expiring;
    QList<Key> unused;
    for (const Key &key : keys) {
        const bool isExpired = key.expiresUs != 0 && key.expiresUs <= nowUs;
        if (key.deletedUs != 0 || key.isDisabled || key.isManagement || isExpired)
            continue;
        if (const std::optional<AttentionItem> item = limitItem(key, nowUs))
            items.append(*item);
        if (key.expiresUs != 0 && key.expiresUs - nowUs <= expiryDays * usPerDay)
            expiring.append(key);
        if (nowUs - std::max(key.lastUsedUs, key.createdUs) > unusedDays * usPerDay)
            unused.append(key);
    }
    addExpiring(expiring, nowUs, items);
    addUnused(unused, items);
    return {};
}

Result<> AttentionService::addAnomaly(QList<AttentionItem> &items) const
{
    const std::int32_t today = dayOf(m_clock.nowUs());
    TRY_ASSIGN(const std::optional<std::int32_t> first, OverviewRepository::firstDay(m_session));
    if (!first)
        return {};
    TRY_ASSIGN(
        const QList<ActivityTotals> days,
        ActivityRepository::totals(m_session, ActivityDimension::Day,
                                   {.fromDay = today - 1 - 7 * weeksLookedAt, .toDay = today}));
    QHash<std::int64_t, Money> costs;
    for (const ActivityTotals &day : days)
        costs.insert(day.id, day.cost);
    for (const std::int32_t day : {today, today - 1}) {
        const Money spent = costs.value(day);
        QList<Money> weekdays;
        for (int week = 1; week <= weeksLookedAt && day - 7 * week >= *first; ++week)
            weekdays.append(costs.value(day - 7 * week));
        if (spent <= leastAnomaly || weekdays.size() < leastWeeks)
            continue;
        const Money usual = median(weekdays);
        const Money growth = spent - usual;
        if (growth <= usual)
            continue;
        TRY_ASSIGN(const QString model, culprit(m_session, day, growth));
        AttentionItem item{.kind = AttentionKind::SpendAnomaly,
                           .severity = Severity::Warning,
                           .amount = growth,
                           .sentence = anomalySentence(day == today, spent, usual),
                           .reason = tr("+%1").arg(format::money(growth)),
                           .verb = tr("Explain"),
                           .day = day};
        if (!model.isEmpty())
            item.reason += tr(", mostly %1").arg(model);
        items.append(item);
    }
    return {};
}

Result<> AttentionService::addProviders(const Actor &actor, QList<AttentionItem> &items) const
{
    TRY_ASSIGN(const auto health,
               ProviderHealthService(m_session, m_clock).of(actor, failingSpanUs));
    for (const ProviderHealth &provider : health.providers) {
        if (provider.isSimulator || !isFailing(provider.failures, provider.attempts))
            continue;
        const double share
            = static_cast<double>(provider.failures) / static_cast<double>(provider.attempts);
        const bool isMostly = provider.failures * 2 >= provider.attempts;
        items.append(
            {.kind = AttentionKind::ProviderFailing,
             .severity = isMostly ? Severity::Danger : Severity::Warning,
             .sentence = tr("%1 is failing %2").arg(provider.name, format::percent(share, 0)),
             .reason = tr("last 5 min, %1 of %2 attempts")
                           .arg(format::count(provider.failures), format::count(provider.attempts)),
             .verb = tr("View"),
             .provider = provider.id});
    }
    return {};
}

Result<> AttentionService::addCredit(const Actor &actor, QList<AttentionItem> &items) const
{
    const std::int32_t today = dayOf(m_clock.nowUs());
    TRY_ASSIGN(const CreditRunway credit,
               CreditRunway::read(m_session, actor.organization(), today));
    if (!credit.isPoolOn)
        return {};
    AttentionItem item{.kind = AttentionKind::CreditLow, .verb = tr("Add")};
    if (credit.left.nanoUsd <= 0) {
        item.severity = Severity::Danger;
        item.sentence = tr("The credit is used up");
        item.reason = tr("requests are refused with 402");
    } else if (credit.left.nanoUsd / runwayDays < credit.perDay.nanoUsd) {
        const std::int64_t days = credit.left.nanoUsd / credit.perDay.nanoUsd;
        item.severity = Severity::Warning;
        item.sentence = days == 0 ? tr("Credit runs out today")
            : days == 1           ? tr("Credit runs out in a day")
                                  : tr("Credit runs out in %1 days").arg(days);
        item.reason = tr("%1 left").arg(format::money(credit.left));
    } else {
        return {};
    }
    items.append(item);
    return {};
}

Result<> AttentionService::addUnpriced(QList<AttentionItem> &items) const
{
    const std::int64_t nowUs = m_clock.nowUs();
    TRY_ASSIGN(const auto models,
               OverviewRepository::unpricedModels(m_session, nowUs - unpricedDays * usPerDay));
    if (models.isEmpty())
        return {};
    QStringList names;
    for (const auto &model : models)
        names.append(model.slug.isEmpty() ? tr("an unknown model") : model.slug);
    AttentionItem item{.kind = AttentionKind::ModelUnpriced,
                       .severity = Severity::Warning,
                       .verb = tr("View"),
                       .model = models.first().model};
    if (models.size() == 1) {
        item.sentence = tr("%1 has no price").arg(names.first());
        item.reason = tr("cost unknown, used %1").arg(format::ago(models.first().lastUs, nowUs));
    } else {
        item.sentence = tr("%1 models have no price").arg(models.size());
        item.reason = namesText(names);
    }
    items.append(item);
    return {};
}

} // namespace turnpike
