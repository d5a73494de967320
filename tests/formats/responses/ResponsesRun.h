// SPDX-License-Identifier: GPL-3.0-or-later
// Streams of a Responses provider, and their whole run through a state machine or a decoder.
#pragma once

#include "engine/formats/responses/ResponsesApi.h"
#include "engine/formats/responses/ResponsesDecoder.h"
#include "engine/formats/responses/ResponsesUsage.h"
#include "engine/json/StrictReader.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/formats/EventLog.h"

namespace turnpike {

inline const AnswerNames ourNames{.id = "gen-1", .model = "a/b", .createdS = 1700000000};

/// An event with both lines. `members` begins with a comma, or is empty.
inline std::string numbered(std::string_view type, int number, std::string_view members = {})
{
    return std::string("event: ")
        .append(type)
        .append("\ndata: {\"type\":\"")
        .append(type)
        .append("\",\"sequence_number\":")
        .append(std::to_string(number))
        .append(members)
        .append("}\n\n");
}

/// A provider's response object with all that strict clients want.
inline std::string responseObject(std::string_view status, std::string_view output = {},
                                  std::string_view more = R"(,"usage":null)")
{
    return std::string(
               R"({"id":"resp_p","object":"response","created_at":5,"completed_at":null,"status":")")
        .append(status)
        .append(R"(","error":null,"frequency_penalty":null,"instructions":null,"metadata":{},)")
        .append(R"("model":"gpt","parallel_tool_calls":true,"presence_penalty":null,)")
        .append(R"("temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,"output":[)")
        .append(output)
        .append("]")
        .append(more)
        .append("}");
}

inline const std::string providerUsage
    = R"(,"incomplete_details":null,"usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":4},"output_tokens":6,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":15})";

inline std::string withResponse(std::string_view response)
{
    return std::string(R"(,"response":)").append(response);
}

inline std::string createdEvents()
{
    const std::string begun
        = responseObject("in_progress", {}, R"(,"incomplete_details":null,"usage":null)");
    return numbered("response.created", 0, withResponse(begun))
        + numbered("response.in_progress", 1, withResponse(begun));
}

inline const std::string doneMessage
    = R"({"id":"msg_p","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hé \ud83d\ude00"}]})";

/// "Hé" and a surrogate pair cut in two, from event 2 to 9.
inline std::string messageEvents()
{
    const std::string place = R"(,"item_id":"msg_p","output_index":0,"content_index":0)";
    return numbered(
               "response.output_item.added", 2,
               R"(,"output_index":0,"item":{"id":"msg_p","type":"message","status":"in_progress","content":[],"role":"assistant"})")
        + numbered(
               "response.content_part.added", 3,
               place + R"(,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":""})")
        + numbered("response.output_text.delta", 4, place + R"(,"delta":"Hé ","logprobs":[])")
        + numbered("response.output_text.delta", 5, place + R"(,"delta":"\ud83d","logprobs":[])")
        + numbered("response.output_text.delta", 6, place + R"(,"delta":"\ude00","logprobs":[])")
        + numbered("response.output_text.done", 7,
                   place + R"(,"text":"Hé \ud83d\ude00","logprobs":[])")
        + numbered(
               "response.content_part.done", 8,
               place
                   + R"(,"part":{"type":"output_text","annotations":[],"logprobs":[],"text":"Hé \ud83d\ude00"})")
        + numbered("response.output_item.done", 9, R"(,"output_index":0,"item":)" + doneMessage);
}

inline std::string completedEvent(int number, std::string_view output)
{
    return numbered("response.completed", number,
                    withResponse(responseObject("completed", output, providerUsage)));
}

/// Whether every event is strict JSON, and its numbers rise from 0 without gaps.
inline bool isLegalStream(std::string_view stream)
{
    sse::SseParser parser;
    parser.feed(stream);
    int next = 0;
    for (sse::Event event; parser.next(event) == sse::Step::Event;) {
        if (!event.hasData)
            continue;
        json::StrictReader reader(event.data);
        reader.skip();
        ResponsesEventFacts facts;
        if (!reader.finish() || !facts.read(event.data) || facts.type != event.type
            || facts.sequence != next++)
            return false;
    }
    sse::Event rest;
    return parser.finish(rest) != sse::Step::Event && next > 0;
}

/// "KIND INDEX FAMILY value...", ids and names before texts.
class EventLines final : public EventLog
{
public:
    EventLines()
        : EventLog(
            {.tellsMakers = true,
             .order = {EventLogStyle::Id, EventLogStyle::Name, EventLogStyle::Text,
                       EventLogStyle::Signature, EventLogStyle::Encrypted, EventLogStyle::Json},
             .names = {},
             .finish = ""})
    {}
};

/// Everything that a client was sent, and how it ended.
struct PassRun
{
    explicit PassRun(std::string_view stream, const std::vector<std::size_t> &cuts = {})
        : machine(responsesApi().passStream(ourNames, 1))
    {
        feedStream(stream, cuts, [this](const sse::Event &event) { take(machine->admit(event)); });
        take(machine->end());
    }

    bool hasEnded() const { return last == AnswerStream::Action::End; }
    WireFault fault() const { return machine->broken().fault; }
    std::uint32_t repairs(Repair repair) const
    {
        return machine->repairs()[static_cast<std::size_t>(repair)];
    }
    std::uint32_t allRepairs() const
    {
        std::uint32_t sum = 0;
        for (const std::uint32_t count : machine->repairs())
            sum += count;
        return sum;
    }

    std::unique_ptr<AnswerStream> machine;
    std::string sent;
    AnswerStream::Action last = AnswerStream::Action::Nothing;

private:
    void take(AnswerStream::Step step)
    {
        for (const std::string_view piece : step.pieces)
            sent += piece;
        last = step.action;
    }
};

struct DecodeRun
{
    explicit DecodeRun(std::string_view stream, const std::vector<std::size_t> &cuts = {})
    {
        feedStream(stream, cuts,
                   [this](const sse::Event &event) { last = decoder.decode(event, lines); });
        last = decoder.end(lines);
    }

    bool hasEnded() const { return last == AnswerDecoder::Progress::End; }

    ResponsesDecoder decoder;
    EventLines lines;
    AnswerDecoder::Progress last = AnswerDecoder::Progress::More;
};

/// A cut behind each byte.
inline std::vector<std::size_t> everyByte(std::string_view stream)
{
    std::vector<std::size_t> cuts;
    for (std::size_t cut = 1; cut < stream.size(); ++cut)
        cuts.push_back(cut);
    return cuts;
}

} // namespace turnpike
