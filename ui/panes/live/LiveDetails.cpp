// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/live/LiveDetails.h"

#include "core/Cost.h"
#include "core/Format.h"
#include "models/LiveCells.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace turnpike::ui {

namespace {

constexpr std::int64_t shownStep = 1'000; ///< Nano-dollars: six decimals.
constexpr int mostPhases = 6;

QString text(const char *source)
{
    return QCoreApplication::translate("live", source);
}

/// What an error status means for the route (docs/routing.md, "What follows a failure").
QString statusWords(int status)
{
    switch (status) {
    case 401:
    case 402: return text("%1 credential refused").arg(status);
    case 403: return text("403 forbidden");
    case 404: return text("404 not found");
    case 408: return text("408 timed out");
    case 413: return text("413 too large");
    case 429: return text("429 rate limited");
    default: break;
    }
    if (status >= 500)
        return text("%1 server error").arg(status);
    return status >= 400 ? text("%1 request refused").arg(status)
                         : text("answered %1 with an error").arg(status);
}

QString outcomeWords(const AttemptRecord &attempt)
{
    switch (attempt.outcome) {
    case AttemptOutcome::Succeeded:
        return attempt.status > 0 ? text("answered %1").arg(attempt.status) : text("answered");
    case AttemptOutcome::Status: return statusWords(attempt.status);
    case AttemptOutcome::ConnectFailed: return text("could not be reached");
    case AttemptOutcome::TimedOut: return text("timed out");
    case AttemptOutcome::Cut: return text("broke off");
    case AttemptOutcome::Garbage: return text("answered nonsense");
    case AttemptOutcome::ClientLeft: return text("the client left");
    case AttemptOutcome::SkippedBudget: return text("skipped: over budget");
    case AttemptOutcome::Interrupted: return text("interrupted");
    }
    return {};
}

QString orDash(const QString &name)
{
    return name.isEmpty() ? format::dash : name;
}

QString timingOf(std::int64_t startedUs)
{
    return startedUs > 0 ? text("began after %1").arg(format::latency(startedUs))
                         : text("began at once");
}

AttemptLine onlyAttempt(const LiveDetails &details)
{
    const LiveRequest &request = details.request;
    AttemptLine line;
    line.endpoint = liveProvider(request, details.names);
    line.startedUs = request.waitedUs;
    line.timing = timingOf(line.startedUs);
    line.durationUs = std::max<std::int64_t>(request.totalUs - request.waitedUs, 0);
    line.isSuccess = request.state == GenerationState::Complete && !request.isRunning();
    line.lost = request.lost;
    if (request.isRunning())
        line.words = liveNote(request);
    else if (line.isSuccess)
        line.words = text("answered %1").arg(request.httpStatus);
    else
        line.words = orDash(liveNote(request));
    return line;
}

void addFailedAttempts(const QList<AttemptLine> &attempts, QList<LivePhaseBar> &phases, int room)
{
    const auto failed = static_cast<int>(attempts.size()) - 1;
    const int shown = failed <= room ? failed : room - 1;
    for (int i = 0; i < shown; ++i) {
        const AttemptLine &one = attempts[i];
        phases.append({LivePhaseBar::Kind::FailedAttempt,
                       text("%1 · attempt %2").arg(one.endpoint).arg(i + 1),
                       text("%1 in %2").arg(one.words, format::latency(one.durationUs)),
                       one.startedUs, one.durationUs});
    }
    if (shown == failed)
        return;
    const std::int64_t start = attempts[shown].startedUs;
    const AttemptLine &last = attempts[failed - 1];
    const std::int64_t length = last.startedUs + last.durationUs - start;
    phases.append({LivePhaseBar::Kind::FailedAttempt, text("%1 more attempts").arg(failed - shown),
                   format::latency(length), start, length});
}

QString streamText(const LiveRequest &request, std::int64_t lengthUs)
{
    const double rate = tokensPerSecond(request);
    if (rate <= 0)
        return format::latency(lengthUs);
    return text("%1 · %2 tok/s").arg(format::latency(lengthUs), QLocale().toString(rate, 'f', 0));
}

QString unitName(PriceUnit unit)
{
    switch (unit) {
    case PriceUnit::Prompt: return text("Input");
    case PriceUnit::Completion: return text("Output");
    case PriceUnit::Request: return text("Request");
    case PriceUnit::Image: return text("Images");
    case PriceUnit::ImageToken: return text("Image input");
    case PriceUnit::ImageOutput: return text("Images made");
    case PriceUnit::CacheRead: return text("Cached input");
    case PriceUnit::CacheWrite: return text("Cache write");
    case PriceUnit::CacheWrite1h: return text("Cache write, 1 h");
    case PriceUnit::Reasoning: return text("Reasoning");
    case PriceUnit::WebSearch: return text("Web search");
    case PriceUnit::Audio: return text("Audio input");
    case PriceUnit::AudioOutput: return text("Audio output");
    case PriceUnit::AudioCacheRead: return text("Cached audio");
    case PriceUnit::Character: return text("Characters spoken");
    case PriceUnit::AudioSecond: return text("Seconds of audio");
    case PriceUnit::SearchUnit: return text("Search units");
    }
    return {};
}

/// Input before output, and each kind below what it is a part of.
int placeOf(const CostPart &part)
{
    static constexpr std::array order{
        PriceUnit::Request,        PriceUnit::Prompt,       PriceUnit::CacheRead,
        PriceUnit::CacheWrite,     PriceUnit::CacheWrite1h, PriceUnit::Audio,
        PriceUnit::AudioCacheRead, PriceUnit::AudioSecond,  PriceUnit::Character,
        PriceUnit::Image,          PriceUnit::ImageToken,   PriceUnit::Completion,
        PriceUnit::Reasoning,      PriceUnit::AudioOutput,  PriceUnit::ImageOutput,
        PriceUnit::WebSearch,      PriceUnit::SearchUnit,
    };
    static_assert(order.size() == priceUnitCount);
    return int(std::find(order.begin(), order.end(), part.unit) - order.begin());
}

/// Audio is counted in milliseconds and priced by seconds.
QString countOf(const CostPart &part)
{
    constexpr std::int64_t msPerSecond = 1'000;
    if (part.unit != PriceUnit::AudioSecond || part.count % msPerSecond == 0)
        return format::count(part.unit == PriceUnit::AudioSecond ? part.count / msPerSecond
                                                                 : part.count);
    return QLocale().toString(double(part.count) / double(msPerSecond), 'f', 3);
}

bool isPiece(PriceUnit unit)
{
    return unit == PriceUnit::Request || unit == PriceUnit::Image || unit == PriceUnit::ImageOutput
        || unit == PriceUnit::WebSearch || unit == PriceUnit::AudioSecond
        || unit == PriceUnit::SearchUnit;
}

/// "$0.60", of a million or of one; with what decimals it has, four at most.
QString priceOf(PriceUnit unit, FemtoUsd price)
{
    constexpr FemtoUsd femtoPerNano = 1'000'000;
    constexpr std::int64_t nanoPerCent = 10'000'000;
    // Femto-dollars for one are nano-dollars for a million.
    const Money shown{isPiece(unit) ? price / femtoPerNano : price};
    if (shown.nanoUsd % nanoPerCent == 0)
        return format::money(shown);
    QString digits = format::requestMoney(shown);
    while (digits.endsWith(QLatin1Char('0')))
        digits.chop(1);
    return digits;
}

Money atShownStep(Money amount)
{
    return {(amount.nanoUsd + shownStep / 2) / shownStep * shownStep};
}

void explainDifference(const LiveRequest &request, Money sum, Bill &bill)
{
    const Money rest = atShownStep(request.cost) - sum;
    if (rest == Money{})
        return;
    QString label = text("Difference");
    if (request.has(GenerationFlag::Byok))
        label = text("Paid with your own key");
    else if (request.cost == Money{})
        label = text("Not charged");
    bill.lines.push_back({label, {}, {}, rest});
}

} // namespace

QList<AttemptLine> attemptsOf(const LiveDetails &details)
{
    QList<AttemptLine> lines;
    if (!details.row || details.row->attempts.empty()) {
        if (details.request.attemptCount > 0)
            lines.append(onlyAttempt(details));
        return lines;
    }
    for (const AttemptRow &attempt : details.row->attempts)
        lines.append({orDash(attempt.provider), outcomeWords(attempt.record),
                      timingOf(attempt.record.startedUs), attempt.record.startedUs,
                      attempt.record.durationUs, attempt.record.lost,
                      attempt.record.outcome == AttemptOutcome::Succeeded});
    return lines;
}

QList<LivePhaseBar> phasesOf(const LiveDetails &details)
{
    using Kind = LivePhaseBar::Kind;
    const LiveRequest &request = details.request;
    QList<LivePhaseBar> phases;
    if (request.waitedUs > 0)
        phases.append({Kind::Waiting, text("Waiting in turn"), format::latency(request.waitedUs), 0,
                       request.waitedUs});
    const QList<AttemptLine> attempts = attemptsOf(details);
    if (attempts.isEmpty()) {
        if (!request.isRunning())
            phases.append({Kind::Waiting, text("Refused"), format::latency(request.totalUs), 0,
                           request.totalUs});
        return phases;
    }
    constexpr int afterAttempts = 3;
    addFailedAttempts(attempts, phases, mostPhases - afterAttempts - int(phases.size()));
    const AttemptLine &last = attempts.back();
    std::int64_t at = last.startedUs;
    if (request.connectUs > 0) {
        phases.append({Kind::Connect, text("%1 · connect").arg(last.endpoint),
                       format::latency(request.connectUs), at, request.connectUs});
        at += request.connectUs;
    }
    if (request.firstTokenUs > at) {
        phases.append({Kind::FirstToken, text("First token"), format::latency(request.firstTokenUs),
                       at, request.firstTokenUs - at});
        at = request.firstTokenUs;
    }
    const std::int64_t end = std::max(request.totalUs, last.startedUs + last.durationUs);
    if (end <= at)
        return phases;
    const bool isStream = request.has(GenerationFlag::Streamed);
    if (last.isSuccess)
        phases.append({Kind::Stream, isStream ? text("Stream") : text("Answer"),
                       streamText(request, end - at), at, end - at});
    else
        phases.append({Kind::FailedAttempt, last.endpoint,
                       text("%1 after %2").arg(last.words, format::latency(last.durationUs)), at,
                       end - at});
    return phases;
}

QString remarkOf(const LiveDetails &details)
{
    const LiveRequest &request = details.request;
    if (request.isRunning())
        return {};
    if (request.state != GenerationState::Complete)
        return request.errorText.isEmpty() ? liveNote(request) : request.errorText;
    const QList<AttemptLine> attempts = attemptsOf(details);
    if (attempts.size() > 1)
        return text("%1: %2, so %3 took over.")
            .arg(attempts.front().endpoint, attempts.front().words, attempts.back().endpoint);
    if (request.usageOrigin == UsageOrigin::Estimated)
        return text("The provider did not tell the usage: the tokens are estimated.");
    if (request.usageOrigin == UsageOrigin::Partial)
        return text("The provider told a part of the usage: the rest is estimated.");
    return {};
}

Bill billOf(const LiveDetails &details)
{
    const LiveRequest &request = details.request;
    Bill bill;
    if (request.isRunning()) {
        bill.note = text("Charged when the answer is complete.");
        return bill;
    }
    if (request.has(GenerationFlag::Unpriced)) {
        bill.note = text("Unpriced: this endpoint had no price when the request ran.");
        return bill;
    }
    if (request.cost == Money{} && !request.priceSheet) {
        bill.note = text("Nothing was sent, nothing is charged.");
        return bill;
    }
    if (!details.prices) {
        bill.note = details.problem.isEmpty() ? text("Reading prices…") : details.problem;
        return bill;
    }
    Money sum;
    std::vector<CostPart> parts
        = costParts(request.usage, details.prices->prices, request.admittedUs, shownStep);
    std::sort(parts.begin(), parts.end(),
              [](const CostPart &a, const CostPart &b) { return placeOf(a) < placeOf(b); });
    for (const CostPart &part : parts) {
        bill.lines.push_back(
            {unitName(part.unit), countOf(part), priceOf(part.unit, part.price), part.amount});
        sum += part.amount;
    }
    explainDifference(request, sum, bill);
    bill.note = request.has(GenerationFlag::Simulated)
        ? text("Simulated: never charged, in no total.")
        : text("Prices per 1M tokens, list of %1").arg(format::date(details.prices->createdUs));
    if (request.lost > Money{})
        bill.note += QLatin1Char('\n')
            + text("Failed attempts may have cost the provider's account up to %1 more.")
                  .arg(format::requestMoney(request.lost));
    return bill;
}

} // namespace turnpike::ui
