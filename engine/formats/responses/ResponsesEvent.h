// SPDX-License-Identifier: GPL-3.0-or-later
// What a Responses provider's events, items and response objects say, read where it matters.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/BodyEdit.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

enum class ResponsesEventKind : std::uint8_t {
    Other, ///< Passes if it stands in an answer: progress of hosted tools, what is new.
    Created,
    ItemAdded,
    ItemDone,
    PartAdded,
    PartDone,
    TextDelta,
    TextDone,
    RefusalDelta,
    RefusalDone,
    ReasoningDelta,
    ReasoningDone,
    SummaryAdded,
    SummaryDone,
    SummaryDelta,
    SummaryTextDone,
    ArgumentsDelta,
    ArgumentsDone,
    InputDelta,
    InputDone,
    Annotation,
    Completed,
    Incomplete,
    Failed,
    Error,
};

/// One event's data. Views into it; empty where absent or null.
struct ResponsesEventFacts
{
    ResponsesEventKind kind = ResponsesEventKind::Other;
    std::string_view type; ///< Without quotes.
    std::optional<std::int64_t> sequence, outputIndex, contentIndex, summaryIndex;
    RawJson delta; ///< A string token.
    RawJson item, part, response, annotation, error; ///< Values.
    RawJson sequenceText, logprobs, name; ///< As written, null too; empty where absent.

    /// False: no JSON object with a type.
    bool read(std::string_view data);
};

/// An output item.
struct ResponsesItemFacts
{
    std::string_view type; ///< Without quotes.
    RawJson id, callId, name, arguments, input, encrypted, result, outputFormat;
    RawJson content, summary; ///< Arrays.

    void read(RawJson item);
};

/// A part of a message or of reasoning.
struct ResponsesPartFacts
{
    std::string_view type; ///< Without quotes.
    RawJson text; ///< Or the refusal.
    RawJson annotations, logprobs; ///< Arrays.

    void read(RawJson part);
};

/// A response object. Members that strict clients want are seen; see repair().
struct ResponsesObjectFacts
{
    bool isObject = false;
    RawJson whole, id, model, createdAt, error, status, incompleteReason;
    RawJson usage; ///< An object.
    RawJson output; ///< An array.
    std::vector<MemberSlice> usages; ///< Where `usage` stands.
    std::uint32_t seen = 0; ///< Bits of the members that must be there.

    /// `text` holds the object; slices are relative to it.
    void read(std::string_view text, RawJson object);
    /// Puts in the members that are missing, some by `names`; how many.
    std::uint32_t repair(BodyEdit &edit, const AnswerNames &names) const;
};

/// The id of a response of ours, by the generation's: "gen-1" is "resp_1".
std::string responseId(std::string_view generationId);

/// A string token's text if it is plain, as names and words of the format are; else empty.
std::string_view plainWord(RawJson token);

} // namespace turnpike
