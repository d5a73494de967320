// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/EndpointHealthRow.h"

#include "core/Format.h"

#include <QCoreApplication>
#include <QLocale>

namespace turnpike {

namespace {

constexpr std::int64_t usPerSecond = 1'000'000;
constexpr std::int64_t attemptsToJudge = 100; ///< As the gateway does.

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::EndpointHealthRow", text);
}

QString failureText(FailureClass failure, int status)
{
    const auto with = [status](const QString &text) {
        return status == 0 ? text : QStringLiteral("%1 %2").arg(text).arg(status);
    };
    switch (failure) {
    case FailureClass::None: return {};
    case FailureClass::Connect: return say("Not reached");
    case FailureClass::Timeout: return say("Timed out");
    case FailureClass::ServerError: return with(say("Server error"));
    case FailureClass::Credential: return with(say("Key refused"));
    case FailureClass::NotFound: return with(say("Model not known there"));
    case FailureClass::RateLimited: return with(say("Rate limited"));
    case FailureClass::Forbidden: return with(say("Forbidden"));
    case FailureClass::Cut: return say("Answer broke off");
    case FailureClass::Garbage: return say("Answer made no sense");
    case FailureClass::ErrorFinish: return say("Answer ended in an error");
    case FailureClass::Empty: return say("Answer was empty");
    case FailureClass::RequestFault: return with(say("Request refused"));
    case FailureClass::TooLarge: return with(say("Request too large"));
    case FailureClass::Declined: return say("Declined");
    }
    return {};
}

bool isLimited(const EndpointHealthView &view, std::int64_t nowUs)
{
    return view.record.rateLimitedUntilUs > nowUs;
}

} // namespace

EndpointState endpointState(const EndpointHealthView &view, std::int64_t nowUs)
{
    const EndpointHealthRecord &record = view.record;
    if (record.circuit == Circuit::HalfOpen
        || (record.circuit == Circuit::Open && record.untilUs <= nowUs))
        return EndpointState::Trial;
    if (record.circuit == Circuit::Open)
        return EndpointState::Out;
    if (isLimited(view, nowUs))
        return EndpointState::Limited;
    if (view.attempts == 0)
        return EndpointState::Idle;
    if (view.attempts >= attemptsToJudge && view.failures * 5 > view.attempts)
        return EndpointState::Down;
    if (view.attempts >= attemptsToJudge && view.failures * 20 > view.attempts)
        return EndpointState::Degraded;
    return record.failuresInARow > 0 ? EndpointState::Failing : EndpointState::Answering;
}

bool isOut(EndpointState state)
{
    return state == EndpointState::Out || state == EndpointState::Trial
        || state == EndpointState::Limited;
}

CellBadge endpointStateBadge(EndpointState state)
{
    switch (state) {
    case EndpointState::Out: return {say("Out"), Tone::Danger, Mark::Cross};
    case EndpointState::Trial: return {say("Trial due"), Tone::Warning, Mark::Clock};
    case EndpointState::Limited: return {say("Rate limited"), Tone::Warning, Mark::Clock};
    case EndpointState::Down: return {say("Down"), Tone::Danger, Mark::Triangle};
    case EndpointState::Degraded: return {say("Degraded"), Tone::Warning, Mark::Triangle};
    case EndpointState::Failing: return {say("Failed last"), Tone::Warning, Mark::Triangle};
    case EndpointState::Answering: return {say("Answering"), Tone::Success, Mark::Dot};
    case EndpointState::Idle: break;
    }
    return {say("Not used lately"), Tone::Neutral, Mark::Ring};
}

QString endpointReason(const EndpointHealthView &view, std::int64_t nowUs)
{
    const EndpointHealthRecord &record = view.record;
    const auto inARow = [](const QString &reason, std::uint32_t times) {
        return times > 1 ? say("%1, %2 in a row").arg(reason, format::count(times)) : reason;
    };
    switch (endpointState(view, nowUs)) {
    case EndpointState::Out:
    case EndpointState::Trial:
    case EndpointState::Failing:
        return inARow(failureText(record.lastFailure, record.lastStatus), record.failuresInARow);
    case EndpointState::Limited: return inARow(QStringLiteral("429"), record.rateLimitsInARow);
    case EndpointState::Down:
    case EndpointState::Degraded:
        return say("%1 of %2 failed")
            .arg(format::count(view.failures), format::count(view.attempts));
    case EndpointState::Answering:
    case EndpointState::Idle: break;
    }
    return {};
}

std::int64_t outSinceUs(const EndpointHealthView &view, std::int64_t nowUs)
{
    const EndpointState state = endpointState(view, nowUs);
    if (!isOut(state))
        return 0;
    return state == EndpointState::Limited ? view.record.rateLimitedSinceUs : view.record.sinceUs;
}

std::int64_t outUntilUs(const EndpointHealthView &view, std::int64_t nowUs)
{
    switch (endpointState(view, nowUs)) {
    case EndpointState::Out: return view.record.untilUs;
    case EndpointState::Limited: return view.record.rateLimitedUntilUs;
    default: return 0;
    }
}

QString remaining(std::int64_t us)
{
    // Up: a back-off that goes on for 300 ms is not over.
    const std::int64_t seconds = (us + usPerSecond - 1) / usPerSecond;
    if (seconds < 60)
        return say("%1 s").arg(format::count(seconds));
    return say("%1 m %2 s").arg(format::count(seconds / 60), format::count(seconds % 60));
}

std::optional<double> uptime(const EndpointHealthView &view)
{
    if (view.attempts == 0)
        return std::nullopt;
    return 1.0 - double(view.failures) / double(view.attempts);
}

QString throughputText(std::int64_t milliTokensPerSecond)
{
    if (milliTokensPerSecond == 0)
        return format::dash;
    const double tokens = double(milliTokensPerSecond) / 1'000;
    return say("%1 tok/s").arg(QLocale().toString(tokens, 'f', tokens < 100 ? 1 : 0));
}

} // namespace turnpike
