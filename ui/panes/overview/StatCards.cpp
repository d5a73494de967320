// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/overview/StatCards.h"

#include "core/Format.h"
#include "core/Window.h"
#include "ui/panes/activity/ActivityView.h"
#include "ui/panes/overview/OverviewPlaces.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/StatCard.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>

#include <optional>

namespace turnpike::ui {

namespace {

constexpr double manyErrors = 0.05;
constexpr double fewErrors = 0.02;
constexpr int sparkDays = 15;
constexpr std::int64_t runwayWarning = 7;
/// A doubled day counts from here on, as it does for what needs attention.
constexpr Money noticeable{5'000'000'000};

QDate dateOf(std::int32_t day)
{
    return QDate(1970, 1, 1).addDays(day);
}

QString shortDate(std::int32_t day)
{
    return QLocale().toString(dateOf(day), StatCards::tr("d MMM"));
}

/// "1–23 Oct"
QString spanText(std::int32_t from, std::int32_t to)
{
    if (from == to)
        return shortDate(from);
    return StatCards::tr("%1–%2").arg(dateOf(from).day()).arg(shortDate(to));
}

/// Nothing to compare with, or nothing to divide by: no change.
std::optional<double> changeOf(Money now, const std::optional<Money> &before)
{
    if (!before || before->nanoUsd <= 0)
        return std::nullopt;
    return format::growth(now.nanoUsd, before->nanoUsd);
}

/// The spend of each day of the span.
QVector<qint64> dailySpend(const Figure &figure)
{
    QVector<qint64> daily;
    for (qsizetype day = 0; day < figure.buckets.size(); ++day)
        daily.append(figure.bucketTotal(day));
    return daily;
}

Period monthOf(std::int32_t today)
{
    const QDate date = dateOf(today);
    return Period::ofDays(today - date.day() + 1, today);
}

} // namespace

StatCards::StatCards(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.px(16));
    using Metric = ActivityQuery::Metric;
    using Group = ActivityQuery::Group;
    m_month = addCard(QStringLiteral("monthCard"), tr("Spend this month"));
    m_yesterday = addCard(QStringLiteral("yesterdayCard"), tr("Yesterday"));
    m_requests = addCard(QStringLiteral("requestsCard"), tr("Requests"));
    m_credit = addCard(QStringLiteral("creditCard"), tr("Credit left"));
    connect(m_month, &StatCard::activated, this, [this] {
        Q_EMIT placeAsked(places::activity(monthOf(m_today), Metric::Spend, Group::Model));
    });
    connect(m_yesterday, &StatCard::activated, this, [this] {
        Q_EMIT placeAsked(places::activity(Period::ofDays(m_today - 1, m_today - 1), Metric::Spend,
                                           Group::Model));
    });
    connect(m_requests, &StatCard::activated, this, [this] {
        Q_EMIT placeAsked(places::activity(m_span, Metric::Requests, Group::Model));
    });
    const Place credit{QStringLiteral("credits"), {}};
    if (places::exists(credit)) {
        connect(m_credit, &StatCard::activated, this,
                [this, credit] { Q_EMIT placeAsked(credit); });
    } else {
        m_credit->setFocusPolicy(Qt::NoFocus);
        m_credit->setCursor(Qt::ArrowCursor);
        m_credit->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
}

StatCard *StatCards::addCard(const QString &name, const QString &label)
{
    auto *card = new StatCard(m_theme, this);
    card->setObjectName(name);
    card->setLabel(label);
    layout()->addWidget(card);
    return card;
}

void StatCards::show(const Overview &overview, bool isCompared)
{
    m_today = overview.today;
    m_span = overview.span();
    m_isCompared = isCompared;
    showMonth(overview);
    showYesterday(overview);
    showRequests(overview);
    showCredit(overview);
}

void StatCards::showMonth(const Overview &overview)
{
    m_month->setValue(format::moneyShort(overview.month));
    m_month->setSpark(dailySpend(overview.spendByModel));
    const std::optional<double> change = changeOf(overview.month, overview.monthBefore);
    const bool isCompared = change && m_isCompared;
    m_month->setBadge(isCompared ? CellBadge{format::change(*change)} : CellBadge{});
    const QString span = spanText(overview.monthBeforeFrom, overview.monthBeforeTo);
    if (change && !m_isCompared)
        m_month->setNote(
            tr("since %1").arg(shortDate(overview.today - dateOf(overview.today).day() + 1)));
    else if (change)
        m_month->setNote(tr("vs %1").arg(span));
    else if (overview.monthBefore)
        m_month->setNote(tr("nothing in %1").arg(span));
    else
        m_month->setNote(tr("first request on %1").arg(shortDate(overview.firstDay)));
    m_month->setToolTip(overview.monthBefore ? tr("%1. In %2, up to this hour of the last day: %3.")
                                                   .arg(format::exactMoney(overview.month), span,
                                                        format::exactMoney(*overview.monthBefore))
                                             : format::exactMoney(overview.month));
}

void StatCards::showYesterday(const Overview &overview)
{
    m_yesterday->setValue(format::moneyShort(overview.yesterday));
    const std::optional<double> change = changeOf(overview.yesterday, overview.weekBeforeYesterday);
    const bool hasDoubled = change && *change > 1 && overview.yesterday > noticeable;
    if (hasDoubled)
        m_yesterday->setBadge({format::change(*change), Tone::Warning, Mark::Triangle});
    else
        m_yesterday->setBadge(change && m_isCompared ? CellBadge{format::change(*change)}
                                                     : CellBadge{});
    QVector<qint64> spark = dailySpend(overview.spendByModel);
    spark.removeLast(); // Today is not over.
    m_yesterday->setSpark(spark.last(std::min<qsizetype>(spark.size(), sparkDays)),
                          hasDoubled ? Tone::Warning : Tone::Accent);
    const QString today = tr("today %1").arg(format::money(overview.todaySoFar));
    m_yesterday->setNote(change && (m_isCompared || hasDoubled)
                             ? tr("vs %1 · %2").arg(shortDate(overview.today - 8), today)
                             : today);
    m_yesterday->setToolTip(overview.weekBeforeYesterday
                                ? tr("%1. A week before: %2.")
                                      .arg(format::exactMoney(overview.yesterday),
                                           format::exactMoney(*overview.weekBeforeYesterday))
                                : format::exactMoney(overview.yesterday));
}

void StatCards::showRequests(const Overview &overview)
{
    m_requests->setValue(format::countShort(overview.requests));
    m_requests->setSpark(overview.dailyRequests);
    const QString span = overview.days == 1 ? tr("today") : tr("last %1 days").arg(overview.days);
    const bool hasBefore = m_isCompared && overview.requestsBefore.value_or(0) > 0;
    m_requests->setNote(
        hasBefore
            ? tr("%1 vs %2")
                  .arg(format::change(format::growth(overview.requests, *overview.requestsBefore)),
                       periodText(m_span.before(), overview.asOfUs))
            : span);
    m_requests->setToolTip(tr("%1 requests in %2 days, %3 of them failed")
                               .arg(format::count(overview.requests), format::count(overview.days),
                                    format::count(overview.errors)));
    if (overview.requests == 0) {
        m_requests->setBadge({});
        return;
    }
    const double share
        = static_cast<double>(overview.errors) / static_cast<double>(overview.requests);
    CellBadge badge{tr("%1 errors").arg(format::percent(share))};
    if (share > manyErrors) {
        badge.tone = Tone::Warning;
        badge.mark = Mark::Triangle;
    } else if (share <= fewErrors) {
        badge.tone = Tone::Success;
        badge.mark = Mark::Check;
    }
    m_requests->setBadge(badge);
}

void StatCards::showCredit(const Overview &overview)
{
    if (!overview.isPoolOn) {
        m_credit->setValue(tr("No limit"));
        m_credit->setBadge({});
        m_credit->setNote(tr("the credit pool is off"));
        m_credit->setSpark({});
        return;
    }
    m_credit->setValue(format::moneyShort(overview.creditLeft));
    m_credit->setSpark(overview.dailyCredit);
    const std::optional<std::int64_t> days = overview.runwayDays();
    if (!days) {
        m_credit->setBadge({});
        m_credit->setNote(tr("nothing spent on the last days"));
        return;
    }
    CellBadge badge{*days == 1 ? tr("≈ 1 day") : tr("≈ %1 days").arg(format::count(*days))};
    if (*days < runwayWarning) {
        badge.tone = Tone::Warning;
        badge.mark = Mark::Clock;
    }
    m_credit->setBadge(badge);
    m_credit->setNote(tr("at %1 per day").arg(format::money(overview.creditPerDay)));
}

} // namespace turnpike::ui
