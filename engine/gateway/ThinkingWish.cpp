// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/ThinkingWish.h"

#include "engine/http/Message.h"

#include <algorithm>

namespace turnpike {

namespace {

// Data plane 10.2: of a medium effort.
constexpr std::int64_t leastBudget = 1'024;
constexpr std::int64_t mostBudget = 128'000;
constexpr std::size_t scannerPadding = 64; ///< As http::Request::body has it.

bool asksForThinking(const ClientRequest &request)
{
    std::string_view name = request.model;
    if (name.empty() && !request.models.empty())
        name = request.models.front();
    for (std::size_t colon = name.find(':'); colon != std::string_view::npos;) {
        name.remove_prefix(colon + 1);
        colon = name.find(':');
        if (http::sameName(name.substr(0, colon), "thinking"))
            return true;
    }
    return false;
}

std::string memberFor(const ClientRequest &request)
{
    switch (request.api) {
    case ApiType::Chat:
    case ApiType::Responses: return R"("reasoning":{"effort":"medium"})";
    case ApiType::Messages: break;
    default: return {};
    }
    const std::int64_t limit = request.maxOutput().value_or(0);
    const std::int64_t budget = std::max(std::min(limit / 2, mostBudget), leastBudget);
    if (limit <= budget)
        return {};
    return R"("thinking":{"type":"enabled","budget_tokens":)" + std::to_string(budget) + '}';
}

} // namespace

std::optional<std::string> thinkingBody(const ClientRequest &request)
{
    const bool isToldOf = request.asksReasoning || request.reasoningMember.isPresent()
        || !request.reasoningEffort.empty() || request.thinkingTokens > 0;
    if (isToldOf || !asksForThinking(request))
        return std::nullopt;
    const std::string member = memberFor(request);
    const std::size_t end = request.body.rfind('}');
    if (member.empty() || end == std::string_view::npos)
        return std::nullopt;
    std::string body;
    body.reserve(request.body.size() + member.size() + 1 + scannerPadding);
    // The model is named in it, so that there is a member before.
    body.append(request.body.substr(0, end)).append(1, ',').append(member).append(1, '}');
    return body;
}

} // namespace turnpike
