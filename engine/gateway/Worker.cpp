// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/Worker.h"

#include "engine/gateway/GenerationExchange.h"
#include "engine/routing/HealthBook.h"

#include <boost/asio/post.hpp>

namespace turnpike {

using namespace std::chrono_literals;

namespace {

constexpr auto tickInterval = 100ms;
constexpr std::int64_t nsPerMs = 1'000'000;
constexpr std::int64_t probeIntervalNs = 1'000'000'000;
constexpr std::int64_t overBoundCommittedNs = 5'000'000'000;
/// Plans kept for their room: as many as are made before their requests have an answer.
constexpr std::size_t mostPlans = 256;
/// What is worth keeping of an answer's text: the allocator is quick with smaller ones.
constexpr std::size_t leastTextRoom = 512;
constexpr std::size_t mostTextRoom = std::size_t{16} << 10U;
constexpr std::size_t mostTexts = 64;

} // namespace

Worker::Worker(Needs needs)
    : m_needs(std::move(needs))
    , m_ticker(m_loop)
    , m_ids(m_needs.seed)
    , m_seed(m_needs.seed)
    , m_upstream(m_loop, m_needs.clock, {})
    , m_simulator(m_loop, m_needs.clock)
    , m_gateway(*this)
    , m_listener(m_loop, m_needs.options.limits, m_gateway, m_needs.clock, m_needs.connections)
{}

Worker::~Worker() = default;

void Worker::run()
{
    tick();
    m_loop.run();
    m_refusals.flush(m_needs.journal, INT64_MAX);
    m_exchanges.clear();
    m_retired.clear();
    m_probe.reset();
}

void Worker::post(std::function<void()> task)
{
    boost::asio::post(m_loop, std::move(task));
}

void Worker::setPolicy(PolicyPointer policy, std::shared_ptr<const ModelIndex> index,
                       std::shared_ptr<const RateLimits> rateLimits)
{
    m_policy = std::move(policy);
    m_modelIndex = std::move(index);
    m_rateLimits = std::move(rateLimits);
    m_trails.clear();
    if (m_overBound.empty())
        return;
    for (const ModelPolicy &model : m_policy->models) {
        for (const EndpointPolicy &endpoint : model.endpoints) {
            if (endpoint.isFlaggedOverBound)
                m_overBound.erase(endpoint.id);
        }
    }
    // A policy this much later was built with the row committed: its silence is an admin's word.
    const std::int64_t known = m_needs.clock.steadyNs() - overBoundCommittedNs;
    std::erase_if(m_overBound, [known](const auto &entry) { return entry.second < known; });
}

void Worker::learnOverBound(EndpointId endpoint)
{
    m_overBound.emplace(endpoint, m_needs.clock.steadyNs());
}

void Worker::noteOverBound(EndpointId endpoint)
{
    learnOverBound(endpoint);
    m_needs.announceOverBound(endpoint);
}

bool Worker::isOverBound(const EndpointPolicy &endpoint) const
{
    return endpoint.isFlaggedOverBound || m_overBound.contains(endpoint.id);
}

Upstream &Worker::upstreamFor(const ProviderPolicy &provider)
{
    if (provider.format == ProviderFormat::Simulator)
        return m_simulator;
    return m_upstream;
}

/// SplitMix64: every step is another number.
std::uint64_t Worker::nextSeed()
{
    std::uint64_t mixed = m_seed += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
}

std::unique_ptr<RoutePlan> Worker::takePlan()
{
    if (m_plans.empty())
        return std::make_unique<RoutePlan>();
    std::unique_ptr<RoutePlan> plan = std::move(m_plans.back());
    m_plans.pop_back();
    return plan;
}

void Worker::givePlan(std::unique_ptr<RoutePlan> plan)
{
    if (plan && m_plans.size() < mostPlans)
        m_plans.push_back(std::move(plan));
}

std::shared_ptr<const std::string> Worker::trailOf(const RoutePlan &plan)
{
    return m_trails.textOf(plan);
}

std::string Worker::takeText()
{
    if (m_texts.empty())
        return {};
    std::string text = std::move(m_texts.back());
    m_texts.pop_back();
    return text;
}

void Worker::giveText(std::string text)
{
    if (text.capacity() < leastTextRoom || text.capacity() > mostTextRoom
        || m_texts.size() >= mostTexts)
        return;
    text.clear();
    m_texts.push_back(std::move(text));
}

GenerationExchange &Worker::adopt(std::unique_ptr<GenerationExchange> exchange)
{
    bury();
    GenerationExchange &running = *exchange;
    m_exchanges.emplace(&running, std::move(exchange));
    m_counters.activeRequests.fetch_add(1, std::memory_order_relaxed);
    return running;
}

void Worker::retire(GenerationExchange &exchange)
{
    const auto found = m_exchanges.find(&exchange);
    if (found == m_exchanges.end())
        return;
    m_counters.activeRequests.fetch_sub(1, std::memory_order_relaxed);
    m_retired.push_back(std::move(found->second));
    m_exchanges.erase(found);
}

void Worker::bury()
{
    m_retired.clear();
}

/// Endpoints that are out are asked about once a second at most, and one after the other.
void Worker::probe()
{
    if (m_probe && m_probe->hasEnded())
        m_probe.reset();
    const std::int64_t nowNs = m_needs.clock.steadyNs();
    if (m_probe || m_isDraining || !m_policy || nowNs < m_nextProbeNs)
        return;
    m_nextProbeNs = nowNs + probeIntervalNs;
    if (const auto endpoint = m_needs.health.claimProbe(nowNs))
        m_probe = HealthProbe::start(*endpoint, m_policy, m_upstream, m_needs.hopMark,
                                     m_needs.health, m_needs.clock);
}

void Worker::tick()
{
    bury();
    probe();
    m_refusals.flush(m_needs.journal, m_needs.clock.nowUs());
    m_needs.responseCache.sweep(m_needs.clock.steadyNs());
    const bool isOver = m_isDraining && m_needs.clock.steadyNs() > m_drainUntilNs;
    for (GenerationExchange *exchange : running()) {
        if (isOver)
            exchange->stop();
        else
            exchange->tick();
    }
    finishDrain();
    m_ticker.expires_after(tickInterval);
    m_ticker.async_wait([this](const boost::system::error_code &error) {
        if (!error)
            tick();
    });
}

/// A copy: an exchange that ends leaves the map.
std::vector<GenerationExchange *> Worker::running() const
{
    std::vector<GenerationExchange *> running;
    running.reserve(m_exchanges.size());
    for (const auto &[exchange, owner] : m_exchanges)
        running.push_back(exchange);
    return running;
}

void Worker::drain(std::chrono::milliseconds grace)
{
    m_isDraining = true;
    m_drainUntilNs = m_needs.clock.steadyNs() + grace.count() * nsPerMs;
    for (GenerationExchange *exchange : running())
        exchange->onDrain();
    m_listener.drain(grace, [this] {
        m_isListenerDrained = true;
        finishDrain();
    });
}

/// The listener's clients are gone, and so are the exchanges that outlived theirs.
void Worker::finishDrain()
{
    if (m_isDraining && m_isListenerDrained && m_exchanges.empty())
        m_loop.stop();
}

} // namespace turnpike
