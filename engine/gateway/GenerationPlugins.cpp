// SPDX-License-Identifier: GPL-3.0-or-later
// What plugins change of a generation (data plane 12.3 to 12.5): a prompt made shorter on its way
// to the provider, and an answer's JSON put right on its way back.
#include "engine/formats/plugins/JsonHealing.h"
#include "engine/formats/plugins/MiddleOut.h"
#include "engine/gateway/GenerationExchange.h"
#include "engine/routing/ModelIndex.h"

#include <algorithm>
#include <limits>

namespace turnpike {

namespace {

/// Up to here compression needs no asking for.
constexpr std::int64_t smallContext = 8192;
/// Of the context, where the client and the catalogue say nothing of the output.
constexpr std::int64_t usualOutputShare = 4;
/// What Anthropic takes in one request.
constexpr std::int64_t mostAnthropicTurns = 1000;

std::int64_t mostTurns(const Candidate &candidate)
{
    return candidate.endpoint->formatAt(*candidate.provider) == ProviderFormat::Anthropic
        ? mostAnthropicTurns
        : std::numeric_limits<std::int64_t>::max();
}

bool makesOnlyImages(const ModelPolicy &model)
{
    return model.outputModalities.size() == 1 && model.outputModalities.front() == "image";
}

/// Tokens of the context that are for the answer.
std::int64_t outputRoom(const EndpointPolicy &endpoint, std::optional<std::int64_t> asked)
{
    const std::int64_t context = endpoint.contextLength;
    if (asked)
        return std::min(*asked, context / 2);
    const std::int64_t usual = context / usualOutputShare;
    return endpoint.maxOutput > 0 ? std::min(endpoint.maxOutput, usual) : usual;
}

} // namespace

/// A prompt that is to be made shorter need not fit: an endpoint will do that has room for half of
/// prompt and answer. Where none has, the one with the longest context is first.
void GenerationExchange::planModels(std::span<const std::string_view> models)
{
    RouteQuestion question = routeQuestion(models);
    if (m_plugins.compresses) // The filter takes two thirds of it.
        question.promptTokens = (question.promptTokens + question.maxOutput) * 3 / 4;
    const auto plan = [&] {
        turnpike::planRoute(*m_policy, m_worker.modelIndex(), question, m_worker.health(), *m_plan);
    };
    plan();
    if (m_plan->problem == RouteProblem::FilteredOut
        && (m_plan->filters & filterBit(RouteFilter::OutputLength)) != 0) {
        // Agents ask for more than many a model can say: what it can is better than nothing.
        question.maxOutput = 0;
        plan();
    }
    if (!m_plugins.compresses || m_plan->problem == RouteProblem::None)
        return;
    question.promptTokens = 0;
    plan();
    std::vector<Candidate> &candidates = m_plan->candidates;
    const auto longest = std::max_element(
        candidates.begin(), candidates.end(), [](const Candidate &a, const Candidate &b) {
            return a.endpoint->contextLength < b.endpoint->contextLength;
        });
    if (longest != candidates.end())
        std::rotate(candidates.begin(), longest, longest + 1);
}

/// How many bytes of text the candidate has room for; nothing where the request fits, or must not
/// be made shorter.
std::optional<std::int64_t> GenerationExchange::compressedBytes(const Candidate &candidate) const
{
    const std::int64_t context = candidate.endpoint->contextLength;
    const bool isDefault = context > 0 && context <= smallContext && !m_plugins.refusesCompression;
    const bool isTalk = m_route.api == ApiType::Chat || m_route.api == ApiType::Messages
        || m_route.api == ApiType::Responses;
    if (!isTalk || (!m_plugins.compresses && !isDefault) || makesOnlyImages(*candidate.model))
        return std::nullopt;
    const std::int64_t room = context == 0
        ? std::numeric_limits<std::int64_t>::max()
        : (context - outputRoom(*candidate.endpoint, m_request->maxOutput()))
            * m_worker.statistics().milliBytesPerToken(candidate.model->id) / 1000;
    const ContentMeasure &content = m_request->content;
    if (content.textBytes <= room && content.messageCount <= mostTurns(candidate))
        return std::nullopt;
    return room;
}

bool GenerationExchange::mustTranslate(const Candidate &candidate) const
{
    // Servers of chat completions have no word for "think, but do not show it": routers have.
    const bool mustHide = m_request->hidesReasoning && m_route.api == ApiType::Chat
        && (candidate.provider->alsoServes & apiBit(ApiType::Messages)) == 0;
    return m_route.isCursor || mustHide || Pairing::needsForm(*m_request, *candidate.provider)
        || compressedBytes(candidate).has_value();
}

tl::expected<std::unique_ptr<Conversation>, ApiError>
GenerationExchange::compressed(const Candidate &candidate, std::int64_t mostBytes)
{
    if (!m_talk) {
        auto talk = m_api.converse(*m_request);
        if (!talk)
            return tl::unexpected(std::move(talk.error()));
        m_talk = std::make_unique<Conversation>(std::move(*talk));
    }
    // Tool schemas are no part of the turns, and stay.
    const std::int64_t fixed
        = std::max<std::int64_t>(m_request->content.textBytes - textBytesOf(*m_talk), 0);
    auto shorter = std::make_unique<Conversation>(
        middleOut(*m_talk, std::max<std::int64_t>(mostBytes - fixed, 0),
                  static_cast<std::size_t>(mostTurns(candidate))));
    return shorter;
}

GatheredText GenerationExchange::healed(GatheredText body, std::string_view finishReason) const
{
    // What the limit cut off cannot be known.
    if (!m_plugins.heals || !m_request->hasResponseFormat || finishReason == "length")
        return body;
    std::optional<std::string> better = healedAnswer(m_route.api, body.joined());
    if (!better)
        return body;
    GatheredText text;
    text.own(*std::move(better));
    return text;
}

} // namespace turnpike
