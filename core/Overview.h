// SPDX-License-Identifier: GPL-3.0-or-later
// What the overview shows: what needs attention, how providers do, and the figures of the cards.
#pragma once

#include "core/Figure.h"
#include "core/Id.h"
#include "core/Money.h"
#include "core/Period.h"

#include <QList>
#include <QString>
#include <QVector>

#include <cstdint>
#include <optional>

namespace turnpike {

/// The gravest first.
enum class Severity : quint8 { Danger, Warning, Notice };

/// In the order in which those of one severity and amount are listed.
enum class AttentionKind : quint8 {
    KeyOverLimit, ///< Spent its whole limit.
    KeyNearLimit, ///< Spent 80 % of its limit.
    SpendAnomaly, ///< A day that costs more than twice what is usual.
    ProviderFailing,
    CreditLow,
    ModelUnpriced,
    KeyExpiring,
    KeyUnused,
};

/// One thing that somebody should look at, in words, with what it is about.
struct AttentionItem
{
    AttentionKind kind = AttentionKind::KeyOverLimit;
    Severity severity = Severity::Warning;
    Money amount{}; ///< What is at stake, for the order; 0 when that is not money.
    QString sentence{}; ///< "eval-batch is over its limit"
    QString reason{}; ///< "$82.10 of $80.00 per day"
    QString verb{}; ///< "Raise": what to do about it.
    QList<KeyId> keys{};
    ProviderId provider{};
    ModelId model{};
    std::int32_t day = 0; ///< UTC, of an anomaly.

    friend bool operator==(const AttentionItem &, const AttentionItem &) = default;
};

/// How one attempt at a provider went.
struct RecentAttempt
{
    ProviderId provider{};
    bool isFailure = false; ///< The provider's, not the client's or ours.
    std::int64_t endedUs = 0; ///< Wall clock, UTC.
    std::int64_t firstTokenUs = 0; ///< From the attempt's start; 0 when none came.
};

/// The newest attempts of a span of time.
struct RecentAttempts
{
    QList<RecentAttempt> attempts;
    bool isWhole = true; ///< False: the span holds more than was read.
};

struct ProviderHealth
{
    ProviderId id;
    QString name;
    bool isEnabled = true;
    bool isSimulator = false;
    std::int64_t attempts = 0;
    std::int64_t failures = 0;
    std::optional<std::int64_t> firstTokenP50Us{}; ///< Nothing without an answer.

    /// Nothing without attempts.
    std::optional<double> success() const
    {
        if (attempts == 0)
            return std::nullopt;
        return static_cast<double>(attempts - failures) / static_cast<double>(attempts);
    }
};

/// Which of the first steps are done.
struct FirstSteps
{
    bool hasProvider = false; ///< Besides the simulator.
    bool hasKey = false;
    bool hasTool = false; ///< A request came that is not the console's own.
    bool hasRequest = false; ///< Any request that was admitted, simulated ones too.
    bool hasLimit = false;
    bool hasActivity = false; ///< A request that enters the totals.
};

/// Days are UTC, amounts without what was simulated.
struct Overview
{
    static constexpr int defaultDays = 30;

    int days = defaultDays; ///< Of the span, today included.
    std::int64_t asOfUs = 0;
    std::int32_t today = 0;
    std::int32_t firstDay = 0; ///< Of the oldest request; today when there is none.
    FirstSteps steps;

    Figure spendByModel; ///< Of the span, by day.
    Figure spendByKey;
    QVector<qint64> dailyRequests; ///< One a day of the span, oldest first.
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    Money spend; ///< Of the span.
    /// Of as many days just before the span; nothing when the ledger does not go back that far.
    std::optional<Money> spendBefore;
    std::optional<std::int64_t> requestsBefore;

    Money month; ///< Since the first of the month.
    /// Of the month before, up to the same day and hour; nothing when the ledger does not go back
    /// to its first day.
    std::optional<Money> monthBefore;
    std::int32_t monthBeforeFrom = 0; ///< Day.
    std::int32_t monthBeforeTo = 0; ///< Day; the last of a shorter month.

    Money yesterday;
    std::optional<Money> weekBeforeYesterday; ///< Nothing when the ledger does not go back there.
    Money todaySoFar;

    bool isPoolOn = false;
    Money creditLeft;
    Money creditPerDay; ///< Mean of the last seven whole days, or of as many as there are.
    QVector<qint64> dailyCredit; ///< Nano-dollars left at the end of each day of the span.

    QList<ProviderHealth> providers;
    bool isHealthWhole = true; ///< False: of the newest attempts of the hour only.
    QList<AttentionItem> attention;

    Period span() const { return Period::ofDays(today - days + 1, today); }

    /// Days that the credit lasts at the mean spend; nothing when that cannot be told.
    std::optional<std::int64_t> runwayDays() const
    {
        if (!isPoolOn || creditPerDay.nanoUsd <= 0)
            return std::nullopt;
        return creditLeft.nanoUsd <= 0 ? 0 : creditLeft.nanoUsd / creditPerDay.nanoUsd;
    }
};

} // namespace turnpike
