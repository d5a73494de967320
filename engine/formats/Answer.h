// SPDX-License-Identifier: GPL-3.0-or-later
// An answer as every format means it: the events that a provider's decoder gives and a client's
// encoder takes, and the same events collected into a whole.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/sse/SseParser.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/ErrorBody.h"
#include "engine/wire/Usage.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// One thing that a provider said. Views are valid during the call that hands it over.
///
/// Order that every decoder keeps: `index` numbers the calls of a choice, and the reasoning parts
/// of a choice, from 0 each, without gaps; a call's ToolStart comes before its ToolArguments, and
/// arguments of several calls may interleave; a reasoning part's Reasoning events come before its
/// Signature, and those of two parts never interleave; Finish comes once per choice, last.
struct AnswerEvent
{
    enum class Kind : std::uint8_t {
        Text, ///< `text`: a piece of the answer.
        Refusal, ///< `text`: a piece of a refusal.
        Reasoning, ///< `text`: a piece of reasoning part `index`; `isSummary`, `family`
        Signature, ///< `signature` of reasoning part `index`, which is complete with it; `family`
        Encrypted, ///< Reasoning part `index`, whole: `encrypted`, `family`; `id` where it has one
        ToolStart, ///< Call `index`: `id`, `name`; `signature` where the family signs calls
        ToolArguments, ///< Call `index`: `text`, a piece of the arguments' text
        Image, ///< `text`: URL of a generated image, mostly a data URL.
        Annotation, ///< `json`: a citation in chat's shape (data plane 3.8).
        Logprobs, ///< `json`: chat's `logprobs` value.
        Audio, ///< `json`: a piece of chat's `audio` object, as it came.
        Finish, ///< `finish`
    };

    Kind kind = Kind::Text;
    std::int32_t choice = 0;
    std::int32_t index = 0;
    RawJson text = {}; ///< A string token: escapes pass from format to format as they are.
    RawJson id = {}; ///< A string token.
    RawJson name = {}; ///< A string token.
    RawJson signature = {}; ///< A string token.
    RawJson encrypted = {}; ///< A string token.
    RawJson json = {};
    bool isSummary = false;
    bool isCustom = false; ///< A call of a custom tool: its text is free text, not JSON.
    ReasoningFamily family = ReasoningFamily::Unknown;
    std::string_view finish = {}; ///< Chat's word: stop, length, tool_calls, content_filter, error.
};

class AnswerSink
{
public:
    virtual ~AnswerSink() = default;
    virtual void take(const AnswerEvent &event) = 0;
};

/// A provider's answer, decoded; one answer, one thread, no I/O. Strict: what is not the protocol
/// is broken, never guessed. What it learns on the way is read by accessors.
class AnswerDecoder
{
public:
    enum class Progress : std::uint8_t { More, End, Broken };

    virtual ~AnswerDecoder();
    AnswerDecoder(const AnswerDecoder &) = delete;
    AnswerDecoder &operator=(const AnswerDecoder &) = delete;

    /// End: the provider's terminal event came; what comes after it is not read.
    virtual Progress decode(const sse::Event &event, AnswerSink &sink) = 0;
    /// The provider's body has ended. End or Broken.
    virtual Progress end(AnswerSink &sink) = 0;
    /// A whole body. End or Broken.
    virtual Progress decodeWhole(std::string_view body, AnswerSink &sink) = 0;

    const WireBreak &broken() const { return m_break; }
    const UsageReport &usage() const { return m_usage; }
    bool hasUsage() const { return m_hasUsage; }
    std::int64_t outputBytes() const { return m_outputBytes; } ///< Decoded text, for estimates.
    std::string_view nativeFinishReason() const { return m_nativeFinish; } ///< Of choice 0.
    std::string_view finishReason() const { return m_finish; } ///< Chat's word, of choice 0.
    std::string_view upstreamId() const { return m_id; }
    std::string_view servedModel() const { return m_model; }
    const RepairCounts &repairs() const { return m_repairs; }

protected:
    AnswerDecoder() = default;

    /// Keeps the first fault.
    Progress broke(WireFault fault, std::string message, std::string_view errorObject = {});
    void count(Repair repair) { ++m_repairs[static_cast<std::size_t>(repair)]; }

    bool m_hasUsage = false;
    UsageReport m_usage;
    std::int64_t m_outputBytes = 0;
    std::string m_id;
    std::string m_model;
    std::string m_nativeFinish;
    std::string m_finish;
    RepairCounts m_repairs{};
    WireBreak m_break;
};

/// A client's stream, written. Legal whatever order the events come in that AnswerEvent allows.
class AnswerEncoder : public AnswerSink
{
public:
    /// Appends the client's bytes to out(); the first call writes the stream's beginning before.
    void take(const AnswerEvent &event) override = 0;
    /// The end: open parts closed, finish and usage told, the format's terminal event. Once, after
    /// the last event. Also legal when no event came at all.
    virtual void close(const UsageFigures &figures) = 0;
    /// The in-band error; nothing follows it. Legal at any moment, also before the first event.
    virtual void fail(const ApiError &error) = 0;

    std::string &out() { return m_out; }

protected:
    std::string m_out;
};

/// A part of a collected answer. Texts are the inside of string tokens, without quotes.
struct CollectedPart
{
    AnswerEvent::Kind kind = AnswerEvent::Kind::Text; ///< Text, Refusal, Reasoning, Encrypted,
                                                      ///< ToolStart (a whole call), Image.
    std::string text = {}; ///< Of a call: its arguments.
    std::string id, name, signature, encrypted;
    bool isSummary = false;
    bool isCustom = false;
    ReasoningFamily family = ReasoningFamily::Unknown;
};

struct CollectedChoice
{
    std::vector<CollectedPart> parts
        = {}; ///< In order; neighbouring pieces of one part are joined.
    std::vector<std::string> annotations = {}; ///< Chat's shape.
    std::string logprobs = {}; ///< Empty when not told.
    std::string audio = {}; ///< Chat's object; empty when not told.
    std::string finish = {};
};

/// Takes events until the answer is whole.
class AnswerCollector final : public AnswerSink
{
public:
    void take(const AnswerEvent &event) override;
    const std::vector<CollectedChoice> &choices() const { return m_choices; }
    bool isEmpty() const { return m_choices.empty(); }

private:
    std::vector<CollectedChoice> m_choices;
};

} // namespace turnpike
