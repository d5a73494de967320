// SPDX-License-Identifier: GPL-3.0-or-later
// An endpoint that has had traffic as lists show it, and the words for how it stands.
#pragma once

#include "core/EndpointHealth.h"
#include "models/Cell.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace turnpike {

/// The most important first where several hold. Values are filters of a place: never renumber.
enum class EndpointState : quint8 {
    Out = 0, ///< Its circuit is open: tried last.
    Trial = 1, ///< Its back-off has passed; the next request decides.
    Limited = 2, ///< In the back-off of a 429.
    Down = 3, ///< Fewer than 80 % of at least 100 attempts succeeded.
    Degraded = 4, ///< 80 to 95 % of these.
    Failing = 5, ///< Its last attempt failed.
    Answering = 6,
    Idle = 7, ///< Nothing in the last five minutes.
};
inline constexpr int endpointStates = 8;

struct EndpointHealthRow
{
    EndpointHealthView view;
    ProviderId provider;
    QString providerName;
    QString model; ///< Slug.
    QString tag; ///< "birch", "birch/fp8"
};

EndpointState endpointState(const EndpointHealthView &view, std::int64_t nowUs);
/// Out of the usual order just now: behind others until its back-off ends.
bool isOut(EndpointState state);
/// The state's own words: "Out", "Rate limited".
CellBadge endpointStateBadge(EndpointState state);
/// "Server error 503, 3 in a row"; empty when nothing is wrong.
QString endpointReason(const EndpointHealthView &view, std::int64_t nowUs);
/// When it went out; 0: it is not.
std::int64_t outSinceUs(const EndpointHealthView &view, std::int64_t nowUs);
/// When its back-off ends; 0: it is in none.
std::int64_t outUntilUs(const EndpointHealthView &view, std::int64_t nowUs);
/// "42 s", "4 m 30 s": what is left of a back-off.
QString remaining(std::int64_t us);
/// Of the last five minutes; nothing without an attempt.
std::optional<double> uptime(const EndpointHealthView &view);

/// "85.2 tok/s"; a dash for 0.
QString throughputText(std::int64_t milliTokensPerSecond);

} // namespace turnpike
