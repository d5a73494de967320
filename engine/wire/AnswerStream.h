// SPDX-License-Identifier: GPL-3.0-or-later
// The legal course of an answer, whatever formats meet in it: what the gateway sees of a stream and
// of a whole answer.
#pragma once

#include "engine/sse/SseParser.h"
#include "engine/wire/ErrorBody.h"
#include "engine/wire/GatheredText.h"
#include "engine/wire/Usage.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

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
    MissingEvent, ///< An event that the format demands was put in.
    ExtraEvent, ///< An event that has no place there was dropped.
};
inline constexpr std::size_t repairCount = 10;
using RepairCounts = std::array<std::uint32_t, repairCount>;

/// The normalised finish reason of a provider's word, or the word itself when unknown.
std::string_view normalisedFinish(std::string_view native);

/// What our own events say when the provider's never told.
struct AnswerNames
{
    std::string id; ///< The generation id.
    std::string model;
    std::int64_t createdS = 0; ///< Unix seconds.
};

/// One answer's way to the client; one thread, one attempt.
///
/// Nothing is passed on before the first substance (text, reasoning, tool call, finish): until then
/// admit() answers Nothing and the gateway may still turn to another endpoint. The provider's usage
/// and terminal event never pass: after End the gateway settles, then sends closing(), which
/// carries our own.
class AnswerStream
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

    virtual ~AnswerStream();
    AnswerStream(const AnswerStream &) = delete;
    AnswerStream &operator=(const AnswerStream &) = delete;

    virtual Step admit(const sse::Event &event) = 0;
    /// The provider's body has ended (an event that its parser's finish() gave was admitted
    /// before). End, also when the terminal event came, or Broken.
    virtual Step end() = 0;
    /// Repairs held for the end, our usage, and the format's terminal event. After End.
    virtual std::string closing(const UsageFigures &figures) = 0;
    /// The in-band error for a failure after bytes were sent; nothing follows it, so that no client
    /// takes the answer for whole. Also for a stream of which comments only were sent.
    virtual std::string failure(const ApiError &error) = 0;

    bool hasForwarded() const { return m_hasForwarded; } ///< No other endpoint may be tried.
    bool hasEnded() const { return m_hasEnded; }
    const WireBreak &broken() const { return m_break; }
    const UsageReport &usage() const { return m_usage; }
    bool hasUsage() const { return m_hasUsage; }
    std::int64_t outputBytes() const { return m_outputBytes; } ///< Decoded text, for estimates.
    /// Normalised, of the first choice; empty before it came.
    std::string_view finishReason() const
    {
        return m_finish.empty() ? normalisedFinish(m_nativeFinish) : std::string_view(m_finish);
    }
    std::string_view nativeFinishReason() const { return m_nativeFinish; }
    std::string_view upstreamId() const { return m_id; }
    std::string_view servedModel() const { return m_model; }
    const RepairCounts &repairs() const { return m_repairs; }

protected:
    AnswerStream() = default;

    /// Keeps the first fault.
    Step broke(WireFault fault, std::string message, std::string_view errorObject = {});
    void count(Repair repair) { ++m_repairs[static_cast<std::size_t>(repair)]; }

    bool m_hasUsage = false;
    bool m_hasForwarded = false;
    bool m_hasEnded = false;
    UsageReport m_usage;
    std::int64_t m_outputBytes = 0;
    std::string m_id; ///< The provider's.
    std::string m_model; ///< The provider's.
    std::string m_nativeFinish;
    std::string m_finish; ///< Where it is more than normalisedFinish() of the native one.
    RepairCounts m_repairs{};
    WireBreak m_break;
};

/// A whole answer, valid, waiting for our usage. Views may point into the provider's body, which
/// must outlive it.
struct WholeAnswer
{
    WholeAnswer() = default;
    WholeAnswer(WholeAnswer &&) = default;
    WholeAnswer &operator=(WholeAnswer &&) = default;
    virtual ~WholeAnswer();
    /// The client's body, with our usage. Once.
    virtual GatheredText body(const UsageFigures &figures) = 0;

    std::string upstreamId;
    std::string servedModel;
    std::string nativeFinishReason; ///< Of the first choice; empty when not told.
    std::string finish; ///< Where it is more than normalisedFinish() of the native one.
    UsageReport usage;
    bool hasUsage = false;
    std::int64_t outputBytes = 0;
    RepairCounts repairs{};

    std::string_view finishReason() const
    {
        return finish.empty() ? normalisedFinish(nativeFinishReason) : std::string_view(finish);
    }
};

} // namespace turnpike
