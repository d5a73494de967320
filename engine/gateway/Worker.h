// SPDX-License-Identifier: GPL-3.0-or-later
// One engine thread: its loop, listener, upstream pool, journal and running exchanges.
#pragma once

#include "engine/gateway/Gateway.h"
#include "engine/gateway/HealthProbe.h"
#include "engine/gateway/TrailCache.h"
#include "engine/gateway/WorkerContext.h"
#include "engine/http/Listener.h"
#include "engine/simulator/SimulatedProvider.h"
#include "engine/upstream/UpstreamPool.h"

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace turnpike {

class KeyConnections;

/// Counters that the status line adds up over the workers; written by one thread, read by any.
struct WorkerCounters
{
    std::atomic<std::uint32_t> activeRequests{0};
    std::atomic<std::uint64_t> unauthenticated{0};
};

/// Everything is called on the thread that runs run(), but for post() and counters().
class Worker final : public WorkerContext
{
public:
    struct Needs
    {
        const EngineOptions &options;
        const Clock &clock;
        BudgetGate &gate;
        Journal &journal;
        ControlApi *control;
        http::OpenConnections &connections;
        KeyConnections &keyConnections;
        HealthBook &health;
        ResponseCache &responseCache;
        std::string hopMark;
        std::function<void(EndpointId)> announceOverBound; ///< To every worker; thread-safe.
        std::uint64_t seed;
    };

    explicit Worker(Needs needs);
    ~Worker() override;
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    /// The thread's body: returns when drain() has left nothing, or stop() was posted.
    void run();
    /// Thread-safe: runs `task` on the worker's thread.
    void post(std::function<void()> task);

    void setOwnListeners(const Endpoints &own) { m_upstream.setOwnListeners(own); }
    void setTls(std::shared_ptr<const http::ServerTls> tls) { m_listener.setTls(std::move(tls)); }
    void listen(int descriptor) { m_listener.listen(descriptor); }
    void setPolicy(PolicyPointer policy, std::shared_ptr<const ModelIndex> index,
                   std::shared_ptr<const RateLimits> rateLimits);
    /// Holds until a policy was built from a ledger that knows it, too.
    void learnOverBound(EndpointId endpoint);
    void setPaused(bool paused) { m_isPaused = paused; }
    /// Ends run() once no request is left, at the latest shortly after `grace`.
    void drain(std::chrono::milliseconds grace);

    const WorkerCounters &counters() const { return m_counters; }
    WorkerCounters &counters() { return m_counters; }
    const PolicyPointer &policy() const { return m_policy; }
    bool isPaused() const { return m_isPaused; }
    ControlApi *control() const { return m_needs.control; }
    KeyConnections &keyConnections() const { return m_needs.keyConnections; }
    /// Owns it until it retires, and starts it.
    GenerationExchange &adopt(std::unique_ptr<GenerationExchange> exchange);

    boost::asio::io_context &loop() override { return m_loop; }
    const EngineOptions &options() const override { return m_needs.options; }
    const Clock &clock() const override { return m_needs.clock; }
    BudgetGate &gate() override { return m_needs.gate; }
    Journal &journal() override { return m_needs.journal; }
    ModelStatistics &statistics() override { return m_statistics; }
    RefusalMeter &refusals() override { return m_refusals; }
    GenerationId nextId(std::int64_t nowUs) override { return m_ids.next(nowUs); }
    Upstream &upstreamFor(const ProviderPolicy &provider) override;
    std::string_view hopMark() const override { return m_needs.hopMark; }
    HealthBook &health() override { return m_needs.health; }
    ResponseCache &responseCache() override { return m_needs.responseCache; }
    const ModelIndex &modelIndex() const override { return *m_modelIndex; }
    const RateLimits &rateLimits() const override { return *m_rateLimits; }
    bool isDraining() const override { return m_isDraining; }
    std::uint64_t nextSeed() override;
    std::unique_ptr<RoutePlan> takePlan() override;
    void givePlan(std::unique_ptr<RoutePlan> plan) override;
    std::shared_ptr<const std::string> trailOf(const RoutePlan &plan) override;
    std::string &scratch() override { return m_scratch; }
    std::string takeText() override;
    void giveText(std::string text) override;
    void noteOverBound(EndpointId endpoint) override;
    bool isOverBound(const EndpointPolicy &endpoint) const override;
    void retire(GenerationExchange &exchange) override;

private:
    void tick();
    void bury();
    void probe();
    void finishDrain();
    std::vector<GenerationExchange *> running() const;

    Needs m_needs;
    /// Sockets and timers are this thread's alone, so they need no locks; post() still has one.
    boost::asio::io_context m_loop{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
    boost::asio::steady_timer m_ticker;
    PolicyPointer m_policy;
    bool m_isPaused = false;
    bool m_isDraining = false;
    bool m_isListenerDrained = false;
    std::int64_t m_drainUntilNs = 0;
    GenerationIds m_ids;
    ModelStatistics m_statistics;
    RefusalMeter m_refusals;
    WorkerCounters m_counters;
    std::map<EndpointId, std::int64_t> m_overBound; ///< Since when, steady.
    std::string m_scratch;
    std::vector<std::string> m_texts; ///< Given back.
    std::shared_ptr<const ModelIndex> m_modelIndex;
    std::shared_ptr<const RateLimits> m_rateLimits;
    std::uint64_t m_seed;
    std::vector<std::unique_ptr<RoutePlan>> m_plans; ///< Given back.
    TrailCache m_trails;
    std::int64_t m_nextProbeNs = 0;

    // Order of destruction: exchanges abort their calls and leave their connections first.
    UpstreamPool m_upstream;
    SimulatedProvider m_simulator;
    std::unique_ptr<HealthProbe> m_probe; ///< Running; one at a time.
    Gateway m_gateway;
    http::Listener m_listener;
    std::unordered_map<GenerationExchange *, std::unique_ptr<GenerationExchange>> m_exchanges;
    std::vector<std::unique_ptr<GenerationExchange>> m_retired;
};

} // namespace turnpike
