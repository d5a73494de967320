// SPDX-License-Identifier: GPL-3.0-or-later
// What one worker thread lends to the exchanges that run on it.
#pragma once

#include "core/Clock.h"
#include "core/Policy.h"
#include "core/ports/BudgetGate.h"
#include "core/ports/Journal.h"
#include "engine/admission/ModelStatistics.h"
#include "engine/gateway/Engine.h"
#include "engine/gateway/RefusalMeter.h"
#include "engine/routing/RoutePlan.h"
#include "engine/upstream/Upstream.h"

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace turnpike {

class GenerationExchange;
class HealthBook;
class ModelIndex;
class RateLimits;
class ResponseCache;

/// Everything here belongs to one thread, but for the budget gate, the clock and what says so.
class WorkerContext
{
public:
    virtual ~WorkerContext() = default;

    virtual boost::asio::io_context &loop() = 0;
    virtual const EngineOptions &options() const = 0;
    virtual const Clock &clock() const = 0;
    virtual BudgetGate &gate() = 0;
    virtual Journal &journal() = 0;
    virtual ModelStatistics &statistics() = 0;
    virtual RefusalMeter &refusals() = 0;
    virtual GenerationId nextId(std::int64_t nowUs) = 0;
    virtual Upstream &upstreamFor(const ProviderPolicy &provider) = 0;
    /// Marks our own requests, so that one that comes back to us is seen.
    virtual std::string_view hopMark() const = 0;
    virtual HealthBook &health() = 0;
    /// Of all workers.
    virtual ResponseCache &responseCache() = 0;
    /// Of the policy that new requests are given.
    virtual const ModelIndex &modelIndex() const = 0;
    virtual const RateLimits &rateLimits() const = 0;
    /// The program ends: nobody begins to wait any more.
    virtual bool isDraining() const = 0;
    /// A number that no other request is given: what chance decides.
    virtual std::uint64_t nextSeed() = 0;
    /// A plan to fill, with the room of an earlier one, and the way back for it.
    virtual std::unique_ptr<RoutePlan> takePlan() = 0;
    virtual void givePlan(std::unique_ptr<RoutePlan> plan) = 0;
    /// routeTrail() of the plan; kept, since decisions repeat.
    virtual std::shared_ptr<const std::string> trailOf(const RoutePlan &plan) = 0;
    /// Collects what one read of an upstream gives, so that it leaves in one write.
    virtual std::string &scratch() = 0;
    /// An empty text that may have room from an earlier use, and the way back for it.
    virtual std::string takeText() = 0;
    virtual void giveText(std::string text) = 0;
    /// Billed above its worst case: left out of hard mode from now on (money-and-journal 1.5).
    virtual void noteOverBound(EndpointId endpoint) = 0;
    virtual bool isOverBound(const EndpointPolicy &endpoint) const = 0;
    /// The exchange has ended; it is destroyed soon, but not before it returns.
    virtual void retire(GenerationExchange &exchange) = 0;
};

} // namespace turnpike
