// SPDX-License-Identifier: GPL-3.0-or-later
// The gateway as the rest of the program sees it: start, publish a policy, drain, stop.
#pragma once

#include "core/Policy.h"
#include "core/Result.h"
#include "core/ports/Journal.h"
#include "core/ports/PolicySink.h"
#include "engine/http/Limits.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace turnpike {

namespace http {
class ServerTls;
}

class Clock;
class ControlApi;
class BudgetGate;
class HealthBook;

struct EngineOptions
{
    /// Literals, at least one; all with the same port. Beyond loopback only with `tls` and
    /// `allowedHosts`.
    std::vector<std::string> addresses{"127.0.0.1"};
    std::uint16_t port = 4417; ///< 0 picks a free one.
    unsigned threads = 1; ///< Workers, each with its connections, journal and upstream pool.
    std::shared_ptr<const http::ServerTls> tls; ///< Null: plain HTTP, at every address.
    http::Limits limits;
    std::uint32_t maxConnectionsPerKey = 2'048; ///< With a request under way; one more gets 429.
    std::size_t responseCacheBytes = std::size_t{64} << 20U; ///< Of answers kept by header.
    std::vector<std::string> allowedHosts; ///< Accepted in Host besides loopback names.
    std::chrono::milliseconds heldMoneyWait{10'000}; ///< In turn for held money, then 429.
    /// For places of a key and of providers together: then 429, or the next endpoint, or 503.
    std::chrono::milliseconds queueWait{10'000};
    std::size_t queueLength = 100; ///< Requests of one key that may wait at one turnstile.
    std::chrono::milliseconds commentAfter{10'000}; ///< First SSE comment of a silent stream.
    std::chrono::milliseconds unseenDrain{60'000}; ///< For usage, after the client left.
};

/// What the engine is doing at an instant; for the proxy pill.
struct EngineStatus
{
    bool isListening = false;
    bool isPaused = false;
    std::uint32_t activeRequests = 0;
    std::uint32_t openConnections = 0;
    std::uint64_t unauthenticated = 0; ///< Refusals without a key, counters since start.
};

/// Owns the worker threads. Functions are called from one thread at a time, outside the workers;
/// port() and status() from any thread at any time.
class Engine final : public PolicySink
{
public:
    /// `journals` has one per thread; everything must outlive the engine.
    Engine(EngineOptions options, const Clock &clock, BudgetGate &gate,
           std::vector<Journal *> journals, ControlApi *control);
    ~Engine() override;
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    /// Listens and serves. A policy must have been published before.
    /// Errors: InvalidArgument for an address beyond loopback without TLS or allowed hosts;
    /// Conflict when the port is taken.
    Result<> start();
    /// Returns when every worker uses the new picture: from then on a deleted key is refused.
    void publish(PolicyPointer policy) override;
    /// Shown to clients that connect from now on. Not for an engine that speaks plain HTTP.
    void setTls(std::shared_ptr<const http::ServerTls> tls);
    /// New requests get 503 with Retry-After until resumed; running ones go on.
    void setPaused(bool paused);
    /// Stops accepting, lets running requests end until the deadline, then cuts them (each is
    /// settled by what is known). Returns when no request is left; the workers have then ended.
    void drain(std::chrono::milliseconds deadline);

    /// Thread-safe. To be restored before start().
    HealthBook &health() const;

    std::uint16_t port() const; ///< The real one, after start().
    EngineStatus status() const;

private:
    class Body;
    std::unique_ptr<Body> m_body;
};

} // namespace turnpike
