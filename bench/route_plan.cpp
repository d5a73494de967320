// SPDX-License-Identifier: GPL-3.0-or-later
// What a plan costs: nanoseconds and allocations with 20 endpoints to choose from.
#include "engine/routing/HealthBook.h"
#include "engine/routing/ModelIndex.h"
#include "engine/routing/RoutePlan.h"
#include "engine/routing/RouteQuestion.h"
#include "engine/routing/RouteTrail.h"
#include "engine/wire/ClientRequest.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string>

namespace {

std::atomic<std::uint64_t> allocations{0};

} // namespace

void *operator new(std::size_t size)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void *memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace {

using namespace turnpike;

constexpr std::uint32_t endpointCount = 20;
constexpr std::int64_t nowNs = 1'000'000'000'000;
constexpr int batches = 21;
constexpr int plansInBatch = 20'000;

PolicySnapshot policyOf(std::uint32_t count)
{
    PolicySnapshot policy;
    ModelPolicy model;
    model.slug = "lab/large-model";
    model.type = "chat";
    model.contextLength = 200'000;
    model.inputModalities = {"text", "image"};
    for (std::uint32_t i = 0; i < count; ++i) {
        ProviderPolicy provider;
        provider.id = {i + 1};
        provider.slug = "provider-" + std::to_string(i);
        provider.name = "Provider " + std::to_string(i);
        policy.providers.push_back(std::move(provider));
        EndpointPolicy endpoint;
        endpoint.id = {i + 1};
        endpoint.provider = i;
        endpoint.tag = policy.providers.back().slug;
        endpoint.supportedParameters = {"tools", "max_tokens", "temperature", "response_format"};
        endpoint.prices.prices[static_cast<std::size_t>(PriceUnit::Prompt)]
            = 1'000'000'000 + i * 100'000'000;
        endpoint.prices.prices[static_cast<std::size_t>(PriceUnit::Completion)]
            = 4'000'000'000 + i * 300'000'000;
        model.endpoints.push_back(std::move(endpoint));
    }
    policy.models.push_back(std::move(model));
    policy.modelBySlug.emplace("lab/large-model", 0);
    return policy;
}

/// Five minutes of answers everywhere, and failures at every fourth endpoint.
void fill(HealthBook &health)
{
    for (std::int64_t second = 300; second > 0; --second) {
        for (std::int64_t i = 1; i <= endpointCount; ++i) {
            const std::int64_t endedNs = nowNs - second * 1'000'000'000;
            health.succeeded({i},
                             {.startedNs = endedNs - 2'000'000'000,
                              .firstTokenNs = endedNs - 2'000'000'000 + i * 50'000'000,
                              .endedNs = endedNs,
                              .outputTokens = 100 + i});
            if (i % 4 == 0 && second % 20 == 0)
                health.failed({i}, FailureClass::ServerError, 503, endedNs, endedNs);
        }
    }
}

void measure(const char *name, const PolicySnapshot &policy, RouteQuestion question,
             const HealthBook &health)
{
    const ModelIndex index(policy);
    const std::array<std::string_view, 1> models{"lab/large-model"};
    question.models = models;
    RoutePlan plan;
    planRoute(policy, index, question, health, plan);
    std::array<double, batches> nanoseconds{};
    const std::uint64_t before = allocations.load();
    for (double &batch : nanoseconds) {
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < plansInBatch; ++i) {
            ++question.seed;
            planRoute(policy, index, question, health, plan);
        }
        const std::chrono::duration<double, std::nano> took
            = std::chrono::steady_clock::now() - start;
        batch = took.count() / plansInBatch;
    }
    const std::uint64_t made = allocations.load() - before;
    std::nth_element(nanoseconds.begin(), nanoseconds.begin() + batches / 2, nanoseconds.end());
    std::printf("%-34s %6zu endpoints %8.0f ns a plan %8.3f allocations\n", name,
                plan.candidates.size(), nanoseconds[batches / 2],
                static_cast<double>(made) / (batches * plansInBatch));
}

void measureTrail(const PolicySnapshot &policy, RouteQuestion question, const HealthBook &health)
{
    const ModelIndex index(policy);
    const std::array<std::string_view, 1> models{"lab/large-model"};
    question.models = models;
    RoutePlan plan;
    planRoute(policy, index, question, health, plan);
    const auto start = std::chrono::steady_clock::now();
    std::size_t bytes = 0;
    for (int i = 0; i < plansInBatch; ++i)
        bytes += routeTrail(plan).size();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    std::printf("%-34s %6zu bytes     %8.0f ns\n", "its trail as text", bytes / plansInBatch,
                took.count() / plansInBatch);
}

} // namespace

int main()
{
    const PolicySnapshot policy = policyOf(endpointCount);
    const PolicySnapshot single = policyOf(1);
    const HealthBook idle;
    HealthBook busy;
    fill(busy);
    const std::array<std::string_view, 3> parameters{"tools", "max_tokens", "temperature"};
    const RouteQuestion plain{.parameters = parameters,
                              .hasTools = true,
                              .promptTokens = 2000,
                              .maxOutput = 1000,
                              .nowNs = nowNs,
                              .nowUs = 1'782'950'400'000'000};
    measure("one endpoint", single, plain, idle);
    measure("drawn, no traffic yet", policy, plain, idle);
    measure("drawn", policy, plain, busy);
    RouteQuestion sticky = plain;
    sticky.stickyKey = 42;
    measure("sticky", policy, sticky, busy);
    ProviderPreferences preferences;
    RouteQuestion told = plain;
    told.preferences = &preferences;
    preferences.sort = ProviderPreferences::Sort::Throughput;
    measure("by throughput", policy, told, busy);
    preferences = {};
    preferences.maxLatency[2] = 500;
    preferences.requiresParameters = true;
    preferences.maxPromptPrice = "5";
    preferences.ignore = {"provider-3"};
    preferences.order = {"provider-7", "provider-5"};
    preferences.hasOrder = true;
    measure("order, ignore, price, latency", policy, told, busy);
    measureTrail(policy, plain, busy);
    return 0;
}
