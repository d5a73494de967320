// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/GenerationJson.h"

#include "api/JsonWriter.h"
#include "core/Timestamp.h"

#include <algorithm>

namespace turnpike {

namespace {

/// In the words of the compatible API.
const char *apiTypeOf(ApiType api)
{
    switch (api) {
    case ApiType::Embeddings: return "embeddings";
    case ApiType::Images:
    case ApiType::ImageEdits: return "image";
    case ApiType::Speech: return "tts";
    case ApiType::Transcriptions:
    case ApiType::Translations: return "stt";
    case ApiType::Rerank: return "rerank";
    case ApiType::Chat:
    case ApiType::Messages:
    case ApiType::Responses:
    case ApiType::Completions: break;
    }
    return "completions";
}

/// No provider was asked; upstreamId is then the generation that the answer is from.
bool isFromCache(const GenerationRow &g)
{
    return g.has(GenerationFlag::FromCache);
}

void writeIdentity(JsonWriter &json, const GenerationRow &g)
{
    json.name("id").text(g.id.toStdString());
    json.name("request_id").null();
    json.name("upstream_id").textOrNull(isFromCache(g) ? QString() : g.upstreamId);
    json.name("session_id").textOrNull(g.session);
    json.name("external_user").textOrNull(g.endUser);
    json.name("app_id");
    g.appId == 0 ? json.null() : json.whole(g.appId);
    json.name("preset_id").null();
    json.name("workspace_id").textOrNull(g.workspaceUuid);
    json.name("origin").text(g.referer.toStdString());
    json.name("http_referer").textOrNull(g.referer);
    json.name("user_agent").textOrNull(g.userAgent);
    json.name("api_type").text(apiTypeOf(g.api));
}

void writeAttempt(JsonWriter &json, const GenerationRow &g, const AttemptRow &attempt)
{
    json.beginObject();
    json.name("endpoint_id").text(std::to_string(attempt.record.endpoint.value));
    json.name("id").text(g.id.toStdString());
    json.name("is_byok").flag(g.has(GenerationFlag::Byok));
    json.name("latency").milliseconds(attempt.record.durationUs);
    json.name("model_permaslug").text(g.modelSlug.toStdString());
    if (!attempt.provider.isEmpty())
        json.name("provider_name").text(attempt.provider.toStdString());
    json.name("status");
    attempt.record.status == 0 ? json.null() : json.whole(attempt.record.status);
    json.endObject();
}

/// The ledger keeps attempts from the second on; a single one is the row itself.
std::vector<AttemptRow> attemptsOf(const GenerationRow &g)
{
    if (!g.attempts.empty() || g.attemptCount == 0)
        return g.attempts;
    AttemptRow only;
    only.record.endpoint = g.endpoint;
    only.record.durationUs = g.totalUs - g.waitedUs;
    only.record.status
        = static_cast<std::uint16_t>(g.state == GenerationState::Complete ? g.httpStatus : 0);
    only.provider = g.providerName;
    return {only};
}

void writeRouting(JsonWriter &json, const GenerationRow &g)
{
    json.name("model").text(g.modelSlug.toStdString());
    json.name("provider_name").textOrNull(g.providerName);
    json.name("router").null();
    json.name("service_tier").null();
    json.name("data_region").text("global");
    json.name("provider_responses").beginArray();
    for (const AttemptRow &attempt : attemptsOf(g))
        writeAttempt(json, g, attempt);
    json.endArray();
    json.name("is_byok").flag(g.has(GenerationFlag::Byok));
    json.name("response_cache_source_id").textOrNull(isFromCache(g) ? g.upstreamId : QString());
}

void writeTimesAndState(JsonWriter &json, const GenerationRow &g)
{
    json.name("created_at").text(timestampText(g.admittedUs));
    json.name("latency").milliseconds(g.totalUs);
    json.name("generation_time")
        .milliseconds(std::max<std::int64_t>(0, g.totalUs - g.firstTokenUs));
    json.name("moderation_latency").null();
    json.name("streamed").flag(g.has(GenerationFlag::Streamed));
    json.name("cancelled").flag(g.state == GenerationState::Cancelled);
    json.name("finish_reason").textOrNull(g.finishReason);
    json.name("native_finish_reason").textOrNull(g.nativeFinishReason);
}

void writeTokens(JsonWriter &json, const TokenUsage &usage)
{
    json.name("tokens_prompt").whole(usage.prompt);
    json.name("tokens_completion").whole(usage.completion);
    json.name("native_tokens_prompt").whole(usage.prompt);
    json.name("native_tokens_completion").whole(usage.completion);
    json.name("native_tokens_reasoning").whole(usage.reasoning);
    json.name("native_tokens_cached").whole(usage.cacheRead);
    json.name("native_tokens_completion_images").null();
    json.name("num_media_prompt").whole(usage.images);
    json.name("num_media_completion").whole(usage.imagesOut);
    json.name("num_input_audio_prompt").null();
    json.name("num_search_results").whole(usage.searches);
    json.name("num_fetches").null();
    json.name("web_search_engine").null();
}

void writeMoney(JsonWriter &json, const GenerationRow &g)
{
    json.name("total_cost").money(g.cost);
    json.name("usage").money(g.cost);
    json.name("cache_discount").null();
    json.name("upstream_inference_cost");
    g.upstreamCost ? json.money(*g.upstreamCost) : json.null();
}

} // namespace

std::string generationJson(const GenerationRow &generation)
{
    JsonWriter json;
    json.beginObject().name("data").beginObject();
    writeIdentity(json, generation);
    writeRouting(json, generation);
    writeTimesAndState(json, generation);
    writeTokens(json, generation.usage);
    writeMoney(json, generation);
    json.endObject().endObject();
    return json.take();
}

} // namespace turnpike
