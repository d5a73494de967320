// SPDX-License-Identifier: GPL-3.0-or-later
// The legal course of a chat stream: what may pass to the client, when, and in which repair.
#pragma once

#include "engine/sse/SseParser.h"
#include "engine/wire/BodyEdit.h"
#include "engine/wire/ChatRequest.h"
#include "engine/wire/ErrorBody.h"
#include "engine/wire/Usage.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// Why an answer is not one.
enum class WireFault : std::uint8_t {
    None,
    UpstreamError, ///< The provider reported an error inside a 200.
    Garbage, ///< Not the protocol: no JSON, no choices, a choice that was not asked for.
    Order, ///< Legal pieces in an illegal order.
    Cut, ///< It ended before it was complete.
    Empty, ///< It ended in order, with nothing in it.
};

/// A broken answer. For UpstreamError `errorObject` is the provider's error value, raw; the rest is
/// ours and safe to show.
struct WireBreak
{
    WireFault fault = WireFault::None;
    std::string message; ///< One sentence.
    std::string errorObject;
};

/// What was put right so that strict clients accept the stream; one counter each.
enum class Repair : std::uint8_t {
    NullMember, ///< usage, system_fingerprint, role, tool_calls ... : null was taken out.
    UsageMoved, ///< A usage object on a chunk with choices; it comes in the closing chunk instead.
    MissingMember, ///< id, object, created, model, index, finish_reason or delta was put in.
    BadMember, ///< created that is no integer, an empty finish_reason.
    MissingRole, ///< A role chunk was put before the first delta.
    MissingToolType, ///< "type":"function" was put into a first tool delta.
    MissingFinish, ///< A finish chunk was put before the end.
    RepeatedFinish, ///< A second finish for the same choice was dropped.
};
inline constexpr std::size_t repairCount = 8;
using RepairCounts = std::array<std::uint32_t, repairCount>;

/// The normalised finish reason of a provider's word, or the word itself when unknown.
std::string_view normalisedFinish(std::string_view native);

/// What our own chunks say when the provider's never told.
struct StreamNames
{
    std::string id; ///< The generation id.
    std::string model;
    std::int64_t createdS = 0; ///< Unix seconds.
};

struct AnswerFacts;
struct ChoiceFacts;

/// One answer's state machine; one thread, one attempt.
///
/// Nothing is passed on before the first substance (text, reasoning, tool call, finish): until then
/// admit() answers Nothing and the gateway may still turn to another endpoint. `usage` never
/// passes: after End the gateway settles, then sends closing(), which carries our own.
class ChatStream
{
public:
    enum class Action : std::uint8_t {
        Nothing, ///< Taken in, dropped or held back.
        Forward, ///< Send `pieces` now.
        End, ///< The answer is complete: settle, then send closing().
        Broken, ///< See broken(). Nothing more may be fed.
    };
    /// `pieces` are valid until the next call and as long as the event's bytes.
    struct Step
    {
        Action action = Action::Nothing;
        std::span<const std::string_view> pieces;
    };

    explicit ChatStream(StreamNames names, std::int64_t choiceCount = 1,
                        ChatDialect dialect = ChatDialect::Chat);
    ChatStream(ChatStream &&) noexcept;
    ChatStream &operator=(ChatStream &&) noexcept;
    ~ChatStream();

    Step admit(const sse::Event &event);
    /// The provider's body has ended (an event that its parser's finish() gave was admitted
    /// before). End, also when [DONE] came, or Broken.
    Step end();

    /// Repairs held for the end, the usage chunk with `usageJson`, and `[DONE]`. After End.
    std::string closing(std::string_view usageJson);
    /// The in-band error event for a failure after bytes were sent; the stream then ends without
    /// `[DONE]`, so that no client takes it for whole.
    std::string failure(const ApiError &error) const;

    bool hasForwarded() const { return m_hasForwarded; } ///< No other endpoint may be tried.
    bool hasEnded() const { return m_hasEnded; }
    const WireBreak &broken() const { return m_break; }
    const UsageReport &usage() const { return m_usage; }
    bool hasUsage() const { return m_hasUsage; }
    std::int64_t outputBytes() const { return m_outputBytes; } ///< Decoded text, for estimates.
    std::string_view finishReason() const; ///< Normalised, of choice 0; empty before it came.
    std::string_view nativeFinishReason() const { return m_nativeFinish; }
    std::string_view upstreamId() const { return m_id; }
    std::string_view servedModel() const { return m_model; }
    const RepairCounts &repairs() const { return m_repairs; }

private:
    struct Choice
    {
        bool hasRole = false;
        bool hasSubstance = false;
        bool hasFinished = false;
        std::vector<bool> toolsSeen; ///< By tool-call index.
    };

    Step broke(WireFault fault, std::string message, std::string_view errorObject = {});
    Step admitChunk(const sse::Event &event);
    Step pass(const sse::Event &event, BodyEdit &&edit);
    bool repairTools(ChoiceFacts &facts, Choice &choice, BodyEdit &edit);
    bool takeChoices(BodyEdit &edit);
    void takeNames();
    void takeUsage();
    void count(Repair repair) { ++m_repairs[static_cast<std::size_t>(repair)]; }
    std::string ownChunk(std::string_view choices, std::string_view more = {}) const;
    std::string ownChoice(std::size_t index, std::string_view delta, std::string_view finish) const;
    bool isComplete() const;

    StreamNames m_names;
    ChatDialect m_dialect;
    std::vector<Choice> m_choices; ///< By index, of those that were asked for.
    std::string m_id;
    std::string m_model;
    std::int64_t m_createdS = 0;
    std::string m_nativeFinish;
    UsageReport m_usage;
    bool m_hasUsage = false;
    bool m_hasForwarded = false;
    bool m_hasEnded = false;
    std::int64_t m_outputBytes = 0;
    std::string m_held; ///< Events without substance, until the first with some.
    std::string m_flat; ///< Data of several lines, made one.
    std::unique_ptr<AnswerFacts> m_facts; ///< Of the chunk at hand; kept for its memory.
    GatheredText m_out;
    RepairCounts m_repairs{};
    WireBreak m_break;
};

} // namespace turnpike
