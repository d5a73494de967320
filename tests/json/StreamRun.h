// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a provider's stream through parser and state machine as the gateway does.
#pragma once

#include "engine/formats/chat/ChatStream.h"

#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

inline const AnswerNames ourNames{.id = "gen-1", .model = "a/b", .createdS = 1700000000};

/// Everything that a client was sent, and how it ended.
struct StreamRun
{
    explicit StreamRun(std::string_view stream, const std::vector<std::size_t> &cuts = {},
                       std::int64_t choiceCount = 1, ChatDialect dialect = ChatDialect::Chat)
        : machine(ourNames, choiceCount, dialect)
    {
        sse::SseParser parser;
        std::size_t begin = 0;
        for (const std::size_t cut : cuts) {
            feed(parser, stream.substr(begin, cut - begin));
            begin = cut;
        }
        feed(parser, stream.substr(begin));
        sse::Event event;
        if (parser.finish(event) == sse::Step::Event)
            take(machine.admit(event));
        take(machine.end());
    }

    std::uint32_t repairs(Repair repair) const
    {
        return machine.repairs()[static_cast<std::size_t>(repair)];
    }
    std::uint32_t allRepairs() const
    {
        std::uint32_t sum = 0;
        for (const std::uint32_t count : machine.repairs())
            sum += count;
        return sum;
    }
    bool hasEnded() const { return last == ChatStream::Action::End; }

    ChatStream machine;
    std::string sent;
    ChatStream::Action last = ChatStream::Action::Nothing;

private:
    void feed(sse::SseParser &parser, std::string_view bytes)
    {
        const std::string piece(bytes); // Dies after the call: a kept view shows.
        parser.feed(piece);
        for (sse::Event event; parser.next(event) == sse::Step::Event;)
            take(machine.admit(event));
    }

    void take(ChatStream::Step step)
    {
        for (const std::string_view piece : step.pieces)
            sent += piece;
        last = step.action;
    }
};

/// A well-formed chunk with one choice.
inline std::string chunk(std::string_view delta, std::string_view finish = "null",
                         std::string_view more = {}, int index = 0)
{
    return R"(data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"gpt","choices":[{"index":)"
        + std::to_string(index) + R"(,"delta":)" + std::string(delta) + R"(,"finish_reason":)"
        + std::string(finish) + "}]" + std::string(more) + "}\n\n";
}

inline const std::string done = "data: [DONE]\n\n";
inline const std::string roleChunk = chunk(R"({"role":"assistant","content":""})");
inline const std::string usageChunk
    = R"(data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"gpt","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}})"
      "\n\n";
inline const std::string ourClosing
    = R"(data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"gpt","choices":[],"usage":)"
    + usageJson({})
    + "}"
      "\n\ndata: [DONE]\n\n";

} // namespace turnpike
