// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/SampleRows.h"

#include <array>
#include <cstdio>

namespace turnpike::bench {

namespace {

constexpr std::array<std::string_view, 5> titles{"Editor", "Terminal agent", "Chat", "Batch", "CI"};
constexpr std::array<std::string_view, 3> agents{"openai/js 5.8.2", "python/1.99 openai",
                                                 "editor/2.1 (linux)"};

} // namespace

SampleRows::SampleRows(std::uint64_t seed, UpstreamIds upstreamIds)
    : m_random(seed)
    , m_ids(seed)
    , m_upstreamIds(upstreamIds)
{}

int SampleRows::keyOf()
{
    constexpr int busy = keys / 5;
    return below(100) < 80 ? below(busy) : busy + below(keys - busy);
}

int SampleRows::modelOf(int key)
{
    const int choice = below(100);
    const int which = choice < 55 ? 0 : choice < 80 ? 1 : choice < 93 ? 2 : 3;
    return (key * 7 + which * 11) % models;
}

const GenerationRecord &SampleRows::next(std::int64_t admittedUs)
{
    const int key = keyOf();
    const int model = modelOf(key);
    m_row = {};
    m_row.id = m_ids.next(admittedUs);
    m_row.admittedUs = admittedUs;
    ++m_count;
    describe(key, model);
    const int fate = below(100);
    if (fate == 0) {
        m_row.state = GenerationState::Refused;
        m_row.httpStatus = 429;
        m_row.errorType = "rate_limit_exceeded";
        m_row.endpoint = {};
        m_row.provider = {};
        m_row.priceSheet = {};
        m_row.attemptCount = 0;
    } else if (fate == 1) {
        m_row.state = GenerationState::Failed;
        m_row.httpStatus = 502;
        m_row.errorType = "provider_unavailable";
    } else {
        charge(model);
    }
    return m_row;
}

void SampleRows::describe(int key, int model)
{
    m_row.organization = {1};
    m_row.workspace = {1 + key % 10};
    m_row.key = {1 + key};
    m_row.person = {1 + key % 60};
    m_row.model = {1 + model};
    m_row.endpoint = {1 + model};
    m_row.provider = {1 + model % providers};
    m_row.priceSheet = {1 + model};
    m_row.flags = below(4) > 0 ? GenerationFlag::Streamed : 0;
    m_row.held = {5'000'000};
    m_row.scopes[0] = {ScopeKind::KeyLimit, 1 + key};
    m_row.scopes[1] = {ScopeKind::CreditPool, 1};
    m_row.scopeCount = 2;
    m_row.attemptCount = 1;
    m_slug = "author/model-" + std::to_string(model);
    m_row.requestedModel = m_slug;
    m_row.title = titles[static_cast<std::size_t>(key) % titles.size()];
    m_row.userAgent = agents[static_cast<std::size_t>(key) % agents.size()];
    m_row.trail = R"({"candidates":[{"provider":"first","chosen":true}]})";
}

void SampleRows::charge(int model)
{
    std::array<char, 40> id{};
    const std::uint64_t number = m_upstreamIds == UpstreamIds::Growing ? m_count : m_random();
    std::snprintf(id.data(), id.size(), "chatcmpl-%020llu",
                  static_cast<unsigned long long>(number));
    m_upstreamId = id.data();
    m_row.upstreamId = m_upstreamId;
    m_row.httpStatus = 200;
    m_row.finishReason = "stop";
    m_row.nativeFinishReason = "stop";
    m_row.usage.prompt = 200 + below(6000);
    m_row.usage.cacheRead = below(3) == 0 ? m_row.usage.prompt / 2 : 0;
    m_row.usage.completion = 20 + below(1200);
    m_row.usage.reasoning = below(4) == 0 ? m_row.usage.completion / 3 : 0;
    m_row.promptCost = {m_row.usage.prompt * (100 + model * 20)};
    m_row.completionCost = {m_row.usage.completion * (400 + model * 80)};
    m_row.cost = m_row.promptCost + m_row.completionCost;
    m_row.counted = m_row.cost;
    m_row.connectUs = 150;
    m_row.firstTokenUs = 90'000 + below(900'000);
    m_row.totalUs = m_row.firstTokenUs + m_row.usage.completion * 9000;
}

GenerationRecord SampleRows::admitted() const
{
    GenerationRecord row = m_row;
    row.state = GenerationState::Complete;
    row.httpStatus = 0;
    row.usage = {};
    row.cost = row.promptCost = row.completionCost = row.counted = {};
    row.connectUs = row.firstTokenUs = row.totalUs = 0;
    row.finishReason = row.nativeFinishReason = row.errorType = row.upstreamId = {};
    return row;
}

} // namespace turnpike::bench
