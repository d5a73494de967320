// SPDX-License-Identifier: GPL-3.0-or-later
// A request as every format means it: what a client API is read into, and what a provider's format
// is written from, when the two are not the same. N readers and M writers, never N x M.
//
// Values stay as the client wrote them: texts are JSON string tokens with their quotes, schemas and
// numbers raw slices of the body, so that escapes, lone surrogates, key order and number text
// survive, and nothing is copied that need not be.
#pragma once

#include "engine/wire/ErrorBody.h"
#include "engine/wire/ReasoningFamily.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// A valid JSON value as it was written; a string with its quotes. Empty: not told (also for null).
using RawJson = std::string_view;

/// One piece of a message.
struct ContentPart
{
    enum class Kind : std::uint8_t {
        Text, ///< `text`
        Refusal, ///< `text`: what the model said instead of an answer.
        Image, ///< media
        Audio, ///< media
        Video, ///< media
        File, ///< media; mostly PDF
        Reasoning, ///< `text` with `signature`, or `encrypted`; and `isSummary`
        ToolCall, ///< `id`, `name`, `arguments`; `signature` where the family signs calls
        ToolResult, ///< `id` of the call, `result`, `isError`; `name` where it was told
    };
    enum class Source : std::uint8_t {
        None,
        Url, ///< `data` is a RawJson string: http(s).
        Base64, ///< `data` is base64 text without quotes and without a data: prefix.
        FileId, ///< `data` is a RawJson string: an id at the provider.
    };

    Kind kind = Kind::Text;

    RawJson text = {};

    Source source = Source::None;
    std::string_view data = {};
    std::string_view mediaType
        = {}; ///< "image/png", "audio/wav", "application/pdf"; plain, no quotes.
    RawJson fileName = {};
    RawJson detail = {}; ///< Of an image: "low", "high", ...

    RawJson id = {};
    RawJson name = {};
    /// Of a call: an object, or a string that holds one (chat and Responses write them so).
    RawJson arguments = {};
    bool isCustom = false; ///< A call of a custom tool: `arguments` is a string of free text.
    std::vector<ContentPart> result = {}; ///< Text, Image, File.
    bool isError = false;

    RawJson signature = {};
    RawJson encrypted = {}; ///< Reasoning that only its maker can read.
    bool isSummary = false;
    ReasoningFamily family = ReasoningFamily::Unknown; ///< Of reasoning and signatures.

    /// The cache marker on this part: an object such as {"type":"ephemeral","ttl":"1h"}.
    RawJson cacheControl = {};
};

struct Turn
{
    enum class Role : std::uint8_t { System, Developer, User, Assistant, Tool };

    Role role = Role::User;
    std::vector<ContentPart> parts = {};
    RawJson name = {}; ///< Of the speaker.
};

struct ToolDefinition
{
    enum class Kind : std::uint8_t {
        Function,
        Custom, ///< Free text in, by a grammar: `format` (Responses).
    };

    Kind kind = Kind::Function;
    RawJson name = {};
    RawJson description = {};
    RawJson schema = {}; ///< An object; empty: takes nothing.
    RawJson format = {};
    std::optional<bool> strict = {};
    RawJson cacheControl = {};
};

struct ToolChoice
{
    enum class Kind : std::uint8_t { NotTold, Auto, None, Required, Named };

    Kind kind = Kind::NotTold;
    RawJson name = {}; ///< Of Named.
    std::vector<RawJson> allowed = {}; ///< Names; empty: all tools.
};

struct ResponseShape
{
    enum class Kind : std::uint8_t { Text, JsonObject, JsonSchema };

    Kind kind = Kind::Text;
    RawJson name = {};
    RawJson description = {};
    RawJson schema = {};
    std::optional<bool> strict = {};
};

/// What was asked about reasoning, in the union of all formats' words (data plane 10).
struct ReasoningWish
{
    enum class Effort : std::uint8_t { NotTold, None, Minimal, Low, Medium, High, XHigh, Max };

    bool isTold = false; ///< Anything at all was said.
    std::optional<bool> isEnabled = {}; ///< On or off was said outright.
    bool isAdaptive = false; ///< Anthropic's "adaptive": the model decides.
    Effort effort = Effort::NotTold;
    std::optional<std::int64_t> maxTokens = {}; ///< Budget.
    bool isHidden = false; ///< Reason, but do not return it.
    RawJson summary = {}; ///< "auto", "concise", "detailed"
};

/// Views into the request's body and into `texts`; the body must outlive it.
struct Conversation
{
    std::vector<Turn> turns
        = {}; ///< System and developer messages stand where the client put them.
    std::vector<ToolDefinition> tools = {};
    ToolChoice toolChoice;
    std::optional<bool> isParallel = {}; ///< Several tool calls at once.
    ResponseShape shape;
    ReasoningWish reasoning;

    std::optional<std::int64_t> maxOutput = {};
    std::int64_t choices = 1;
    bool isStreaming = false;
    std::vector<RawJson> stops = {}; ///< Strings.
    // Numbers as written.
    RawJson temperature, topP, topK, minP, topA, frequencyPenalty, presencePenalty,
        repetitionPenalty, seed;
    RawJson logitBias = {}; ///< Object.
    RawJson logprobs = {}; ///< true or false.
    RawJson topLogprobs = {};
    RawJson verbosity = {}; ///< String.
    RawJson serviceTier = {}; ///< String.
    RawJson cacheControl = {}; ///< Automatic prompt caching of the whole request.
    RawJson promptCacheKey = {}; ///< String.
    RawJson modalities = {}; ///< What is to come out, besides or instead of text: an array.
    RawJson audio = {}; ///< Chat's `audio`: voice and format of what is spoken.

    /// The answer is to be spoken, which chat completions alone can say.
    bool asksAudio() const;

    /// Texts that no body holds. A deque: views into it stay valid.
    std::deque<std::string> texts;
    /// Keeps `text` and gives a view of it.
    std::string_view keep(std::string text) { return texts.emplace_back(std::move(text)); }
};

/// `text` as a JSON string token, kept by the conversation.
RawJson keepString(Conversation &conversation, std::string_view text);

/// The text of a string token, without quotes, when no escape stands in it; else decoded and kept.
/// Lone surrogates become U+FFFD: for names, ids and media, not for prompt text.
std::string_view plainText(Conversation &conversation, RawJson string);

/// Tool arguments as an object. A string that does not hold an object (a model may have written
/// anything) becomes {"arguments": THE STRING}, and an empty one {}.
RawJson argumentsObject(Conversation &conversation, RawJson arguments);
/// Tool arguments as a string token; nothing told becomes "{}".
RawJson argumentsString(Conversation &conversation, RawJson arguments);

/// 400 of a format that has no words for spoken answers.
ApiError spokenAnswerRefused();

/// Whether a text can stand between quotes as it is: no quote, backslash or control character,
/// which an escape may have hidden.
bool isQuotable(std::string_view text);

/// Splits "data:image/png;base64,AAAA" (a string token) into media type and base64 text. False:
/// it is no base64 data URL. Both parts are quotable.
bool splitDataUrl(Conversation &conversation, RawJson url, std::string_view &mediaType,
                  std::string_view &base64);

/// Appends what stands between the quotes of a string token.
void appendInner(std::string &out, RawJson string);
/// Appends decoded text as the content of a JSON string, without quotes; as it is where it can be.
void appendContent(std::string &out, std::string_view text);
/// Appends valid JSON text as the content of a JSON string, escaped, without quotes.
void appendEscaped(std::string &out, std::string_view text);

/// Effort words, lowercase; and back. NotTold for unknown words.
std::string_view effortWord(ReasoningWish::Effort effort);
ReasoningWish::Effort effortOf(std::string_view word);
/// The thinking budget that an effort stands for (data plane 10.2): a share of `maxTokens`, at
/// least 1,024, at most 128,000. 0 for None.
std::int64_t budgetOf(ReasoningWish::Effort effort, std::int64_t maxTokens);
/// The nearest effort of a budget, by the same table.
ReasoningWish::Effort effortOfBudget(std::int64_t budget, std::int64_t maxTokens);

} // namespace turnpike
