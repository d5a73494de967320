// SPDX-License-Identifier: GPL-3.0-or-later
// What policy, routing and estimates need of a request, whatever API it came by; the body itself
// stays as the client wrote it.
#pragma once

#include "core/Generation.h"
#include "core/Policy.h"
#include "core/Usage.h"
#include "engine/wire/BodyEdit.h"
#include "engine/wire/ErrorBody.h"
#include "engine/wire/ReasoningFamily.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace turnpike {

/// `provider` of the body, as data-plane names its members.
struct ProviderPreferences
{
    /// A threshold on a metric: percentiles p50, p75, p90, p99 in thousandths of its unit (tokens
    /// per second, seconds). A bare number is p50.
    using Percentiles = std::array<std::optional<std::int64_t>, 4>;
    enum class Sort : std::uint8_t { None, Price, Throughput, Latency, Exacto };

    std::vector<std::string> order;
    std::vector<std::string> only;
    std::vector<std::string> ignore;
    std::vector<std::string> quantizations;
    bool hasOrder = false; ///< Told and not empty; the same for the next two.
    bool hasOnly = false;
    bool allowsFallbacks = true;
    bool requiresParameters = false;
    bool deniesDataCollection = false;
    bool requiresZdr = false;
    bool requiresDistillableText = false;
    Sort sort = Sort::None;
    bool sortsAcrossModels = false; ///< sort.partition is "none".
    Percentiles minThroughput;
    Percentiles maxLatency;
    /// Number texts as given: USD per million tokens (prompt, completion), else per unit.
    std::string maxPromptPrice;
    std::string maxCompletionPrice;
    std::string maxRequestPrice;
    std::string maxImagePrice;
    std::string maxAudioPrice;
};

/// What the body holds that estimates need. Sizes are of decoded text.
struct ContentMeasure
{
    std::int64_t textBytes = 0; ///< Message texts, tool-call arguments, tool schemas, prompt.
    std::int64_t imageCount = 0;
    std::int64_t audioBytes = 0; ///< Of the base64 text.
    std::int64_t fileCount = 0;
    std::int64_t fileBytes = 0; ///< Of file_data texts.
    std::int64_t videoCount = 0;
    std::int64_t messageCount = 0;
    std::int64_t otherBytes
        = 0; ///< Of top-level members sent on and not counted above, as written.
    /// Who signed or encrypted the reasoning that it carries back; of several the last.
    ReasoningFamily reasoning = ReasoningFamily::Unknown;
    bool marksCaching = false; ///< cache_control or prompt_cache_breakpoint somewhere we read.
};

/// What a request for media says of what it will use, and how its body is framed.
struct MediaAsk
{
    std::string contentType; ///< Of a multipart body, boundary included; empty: JSON.
    TokenUsage usage; ///< Pictures asked for, characters, search units; audio by its length.
    bool isAudioMeasured = false; ///< usage.audioMs is no estimate: a WAV file tells its length.
};

/// The result of the walk. Texts are decoded and owned; slices are views into the body, which must
/// outlive this.
struct ClientRequest
{
    std::string_view body;
    ApiType api = ApiType::Chat; ///< The format of the body.

    std::string model; ///< Empty when absent or null.
    std::vector<std::string> models;
    bool isStreaming = false;
    bool asksUsage = false; ///< stream_options.include_usage
    std::optional<std::int64_t> maxTokens;
    std::optional<std::int64_t> maxCompletionTokens;
    std::int64_t choiceCount = 1; ///< `n`
    bool hasTools = false; ///< A tools or functions array that is not empty.
    bool hasServerTools = false; ///< A tool whose type is not "function", or web_search_options.
    bool hasPlugins = false; ///< `plugins`, told and not empty.
    std::string_view plugins; ///< Their array as written; empty when absent.
    bool hasTransforms = false; ///< `transforms`, told and not empty.
    std::int64_t thinkingTokens = 0; ///< reasoning.max_tokens
    std::string reasoningEffort; ///< reasoning.effort, or "none" where it is switched off.
    bool hasResponseFormat = false;
    bool needsJsonSchema = false; ///< It names a schema.
    std::optional<bool> sortsAcrossModels; ///< From the old `route`: "sort" true, "fallback" false.
    std::optional<ProviderPreferences> provider;
    std::string sessionId;
    std::string user;
    std::string preset;
    std::string promptCacheKey;
    std::string serviceTier;
    bool echoesUpstreamBody = false; ///< debug.echo_upstream_body
    /// Names of the sampling and feature members present, as supported_parameters spells them.
    std::vector<std::string_view> parameters;
    /// Reasoning asked for in whatever form the format has.
    bool asksReasoning = false;
    bool hidesReasoning = false; ///< Reasoning is not to be returned.
    std::int64_t inputCount = 0; ///< Of embeddings: as many vectors are asked for.
    bool wantsBase64 = false; ///< Of embeddings: vectors as base64 of little-endian float32.
    ContentMeasure content;
    MediaAsk media;
    /// Of the bytes of the first system text and of the first message: equal for every turn of one
    /// conversation, so that its turns can go where its prompt is cached. 0: none.
    std::uint64_t opening = 0;

    /// `anthropic-beta` of the request's head; not part of the body.
    std::string betas;

    // Where the members lie that upstreamBody() changes or takes out.
    MemberSlice modelMember;
    MemberSlice streamMember;
    MemberSlice maxTokensMember; ///< The format's limit: max_tokens, max_output_tokens.
    MemberSlice maxCompletionTokensMember; ///< Chat has two.
    MemberSlice streamOptionsMember;
    MemberSlice reasoningMember; ///< Chat's `reasoning` object.
    bool hasEffortMember = false; ///< Chat's `reasoning_effort` besides.
    /// Chat's messages that carry reasoning, whole, in whatever member.
    std::vector<std::string_view> reasonedMessages;
    /// Values that we made and no provider takes: null goes in their place.
    std::vector<std::string_view> nulledValues;
    MemberSlice storeMember; ///< Whether the provider may keep the answer.
    MemberSlice includeUsageMember; ///< Inside stream_options.
    /// Chat's words of OpenRouter that servers of models do not know, and OpenAI's refuse.
    std::vector<MemberSlice> routerMembers;
    MemberSlice serviceTierMember;
    std::vector<MemberSlice> gatewayMembers; ///< provider, models, plugins, user, ...

    /// The smaller of the two limits, if any was told.
    std::optional<std::int64_t> maxOutput() const;
};

/// `opening` with one more message of the beginning.
std::uint64_t openingWith(std::uint64_t opening, std::string_view message);

struct ReadLimits
{
    std::size_t depth = 128;
    std::int64_t maxChoices = 128;
};

/// What one endpoint of the client's own format needs changed.
struct UpstreamEdits
{
    std::string_view model; ///< The endpoint's own name for it.
    bool forcesUsage = true; ///< Chat streams get stream_options.include_usage = true.
    bool sendsStreamOptions = true; ///< False for servers that refuse the member: it is taken out.
    std::optional<std::int64_t> clampedMax; ///< Sets the client's limit member, or `defaultLimit`.
    std::string_view defaultLimit = "max_tokens";
    /// Chat's `reasoning` object is not this provider's: it is taken out, and `effort`, if any, is
    /// told as `reasoning_effort`.
    bool replacesReasoning = false;
    bool dropsRouterMembers = false; ///< The provider is no router.
    /// `store` is set to false: providers of Responses keep prompts and answers where it is not
    /// told.
    bool forbidsStoring = false;
    std::string_view effort = {};
    /// Where the server reads back what its model thought.
    ReasoningField reasoningField = ReasoningField::None;
};

/// The body for one endpoint: the client's bytes with exactly these changes. The members that are
/// for the gateway only are taken out: provider, models, route, plugins, preset, transforms, usage,
/// trace, session_id, debug, user; stream_options too when the request does not stream.
GatheredText upstreamBody(const ClientRequest &request, const UpstreamEdits &edits);

} // namespace turnpike
