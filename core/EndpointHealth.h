// SPDX-License-Identifier: GPL-3.0-or-later
// How an endpoint has answered lately: what is shown of it, and what outlives a restart.
#pragma once

#include "core/Id.h"

#include <array>
#include <cstdint>

namespace turnpike {

/// Why an attempt did not give an answer (docs/routing.md says what follows each). Values are
/// stored: never renumber.
enum class FailureClass : std::uint8_t {
    None = 0,
    Connect = 1, ///< Name, address, TCP, TLS or the proxy.
    Timeout = 2, ///< Any of the time-outs of a call; 408.
    ServerError = 3, ///< 5xx.
    Credential = 4, ///< 401, 402: our key is bad or broke.
    NotFound = 5, ///< 404: the provider does not know the model.
    RateLimited = 6, ///< 429.
    Forbidden = 7, ///< 403 and other 4xx: a region, mostly.
    Cut = 8, ///< The connection ended before the answer did.
    Garbage = 9, ///< What came was not the protocol.
    ErrorFinish = 10, ///< 200, and then an error inside or as the finish reason.
    Empty = 11, ///< 200 without anything in it.
    RequestFault = 12, ///< 400, 422.
    TooLarge = 13, ///< 413.
    Declined = 14, ///< Moderation or a refusal before any output.
};

/// Values are stored: never renumber.
enum class Circuit : std::uint8_t {
    Closed = 0,
    Open = 1, ///< Tried last until `untilUs`.
    HalfOpen = 2, ///< The back-off has passed; one request or probe decides.
};

/// What is kept of an endpoint across restarts. Times: microseconds UTC, 0 never.
struct EndpointHealthRecord
{
    EndpointId endpoint;
    Circuit circuit = Circuit::Closed;
    std::uint32_t trips = 0; ///< Times in a row that it opened: its back-off doubles with each.
    std::uint32_t failuresInARow = 0;
    std::int64_t sinceUs = 0; ///< When the circuit opened.
    std::int64_t untilUs = 0; ///< When its back-off ends.
    FailureClass lastFailure = FailureClass::None;
    std::uint16_t lastStatus = 0; ///< HTTP status of the last failure, 0 if none came.
    std::int64_t lastFailureUs = 0;
    std::uint32_t rateLimitsInARow = 0;
    std::int64_t rateLimitedSinceUs = 0; ///< The first 429 in a row.
    std::int64_t rateLimitedUntilUs = 0;
    std::int64_t latencyMs = 0; ///< The last median known; 0 none.
    std::int64_t milliTokensPerSecond = 0; ///< The same.

    friend bool operator==(const EndpointHealthRecord &, const EndpointHealthRecord &) = default;
};

/// Percentiles p50, p75, p90 and p99: that share of requests did as well or better.
using HealthPercentiles = std::array<std::int64_t, 4>;

/// An endpoint that has had traffic, as the console shows it.
struct EndpointHealthView
{
    EndpointHealthRecord record;
    std::int64_t attempts = 0; ///< In the last five minutes, without those that were limited.
    std::int64_t failures = 0; ///< Of these.
    std::int64_t rateLimited = 0; ///< Besides these.
    bool hasPercentiles = false; ///< In the last five minutes.
    HealthPercentiles latencyMs{}; ///< To the first token.
    HealthPercentiles milliTokensPerSecond{}; ///< Output over the whole time of an answer.

    bool isOut(std::int64_t nowUs) const
    {
        return record.circuit != Circuit::Closed || record.rateLimitedUntilUs > nowUs;
    }
};

} // namespace turnpike
