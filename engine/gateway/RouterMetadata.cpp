// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/RouterMetadata.h"

#include "engine/json/Writer.h"
#include "engine/routing/RouteTrail.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::string_view memberName = R"(,"openrouter_metadata":)";
constexpr int succeeded = 200;
/// What an attempt without an answer is told as.
constexpr int unavailable = 502;

bool isEnabled(std::string_view value)
{
    return http::sameName(value, "enabled");
}

const Candidate *candidateOf(const RoutePlan &plan, EndpointId endpoint)
{
    const auto found = std::find_if(
        plan.candidates.begin(), plan.candidates.end(),
        [endpoint](const Candidate &candidate) { return candidate.endpoint->id == endpoint; });
    return found == plan.candidates.end() ? nullptr : &*found;
}

int statusOf(const AttemptRecord &attempt)
{
    if (attempt.outcome == AttemptOutcome::Succeeded)
        return succeeded;
    return attempt.outcome == AttemptOutcome::Status ? attempt.status : unavailable;
}

/// Puts the member before the bracket that stands `brackets` brackets before the end of the text,
/// whose tail is `tail`.
void insertBefore(std::string &text, std::string_view tail, std::string_view metadata)
{
    if (!text.ends_with(tail))
        return;
    std::string member(memberName);
    text.insert(text.size() - tail.size(), member.append(metadata));
}

} // namespace

bool asksForMetadata(const http::Headers &headers)
{
    return isEnabled(http::findHeader(headers, "x-openrouter-metadata"))
        || isEnabled(http::findHeader(headers, "x-openrouter-experimental-metadata"));
}

std::string routerMetadata(const RoutePlan &plan, std::string_view requested,
                           std::span<const AttemptRecord> attempts, EndpointId served, bool isByok)
{
    const Candidate *const chosen = candidateOf(plan, served);
    json::Writer json;
    json.beginObject().member("requested", requested).member("strategy", wordOf(plan.strategy));
    json.key("region").null();
    std::string summary = "available=" + std::to_string(plan.candidates.size());
    if (chosen)
        summary += ", selected=" + chosen->provider->name;
    json.member("summary", std::string_view(summary));
    json.member("attempt", attempts.size()).member("is_byok", isByok);
    json.key("endpoints").beginObject().member("total", plan.candidates.size());
    json.key("available").beginArray();
    for (const Candidate &candidate : plan.candidates) {
        json.beginObject().member("provider", candidate.provider->name);
        json.member("model", candidate.model->slug);
        json.member("selected", candidate.endpoint->id == served).endObject();
    }
    json.endArray().endObject().key("attempts").beginArray();
    for (const AttemptRecord &attempt : attempts) {
        const Candidate *const candidate = candidateOf(plan, attempt.endpoint);
        if (!candidate)
            continue;
        json.beginObject().member("provider", candidate->provider->name);
        json.member("model", candidate->model->slug);
        json.member("status", statusOf(attempt)).endObject();
    }
    return std::move(json.endArray().endObject()).text();
}

void addMetadata(ApiType api, std::string &closing, std::string_view metadata)
{
    switch (api) {
    case ApiType::Chat:
    case ApiType::Completions: return insertBefore(closing, "}\n\ndata: [DONE]\n\n", metadata);
    case ApiType::Responses:
        return insertBefore(closing, "}}\n\n", metadata); // Into the response, the last member.
    case ApiType::Messages: return insertBefore(closing, "}\n\n", metadata);
    default: break; // Embeddings are never streamed, and media have no place for it.
    }
}

GatheredText withMetadata(const GatheredText &body, std::string_view metadata)
{
    GatheredText text;
    std::size_t left = body.size();
    for (std::string_view piece : body.pieces()) {
        left -= piece.size();
        const std::size_t end = piece.find_last_of('}');
        if (left == 0 && end != std::string_view::npos)
            piece = piece.substr(0, end);
        text.borrow(piece);
    }
    text.own(std::string(memberName).append(metadata).append(1, '}'));
    return text;
}

} // namespace turnpike
