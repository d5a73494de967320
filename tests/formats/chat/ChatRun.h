// SPDX-License-Identifier: GPL-3.0-or-later
// A chat provider's stream through parser and decoder, cut where told, and its events as lines.
#pragma once

#include "engine/formats/chat/ChatDecoder.h"
#include "engine/sse/SseParser.h"

#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// One line an event: "KIND CHOICE.INDEX member=..." with what is told.
class ChatEventLog final : public AnswerSink
{
public:
    void take(const AnswerEvent &event) override
    {
        static constexpr std::string_view kinds[]
            = {"text",      "refusal", "reasoning",  "signature", "encrypted", "start",
               "arguments", "image",   "annotation", "logprobs",  "finish"};
        text += kinds[static_cast<std::size_t>(event.kind)];
        text += ' ' + std::to_string(event.choice) + '.' + std::to_string(event.index);
        add("", event.text);
        add("id=", event.id);
        add("name=", event.name);
        add("signature=", event.signature);
        add("data=", event.encrypted);
        add("json=", event.json);
        add("", event.finish);
        text += '\n';
    }

    std::string text;

private:
    void add(std::string_view name, std::string_view value)
    {
        if (!value.empty())
            text.append(1, ' ').append(name).append(value);
    }
};

struct ChatRun
{
    explicit ChatRun(std::string_view stream, const std::vector<std::size_t> &cuts = {},
                     std::int64_t choices = 1)
        : decoder(choices)
    {
        sse::SseParser parser;
        std::size_t begin = 0;
        for (const std::size_t cut : cuts) {
            feed(parser, stream.substr(begin, cut - begin));
            begin = cut;
        }
        feed(parser, stream.substr(begin));
        sse::Event event;
        if (last == AnswerDecoder::Progress::More && parser.finish(event) == sse::Step::Event)
            last = decoder.decode(event, log);
        if (last == AnswerDecoder::Progress::More)
            last = decoder.end(log);
    }

    bool hasEnded() const { return last == AnswerDecoder::Progress::End; }

    ChatDecoder decoder;
    ChatEventLog log;
    AnswerDecoder::Progress last = AnswerDecoder::Progress::More;

private:
    void feed(sse::SseParser &parser, std::string_view bytes)
    {
        const std::string piece(bytes); // Dies after the call: a kept view shows.
        parser.feed(piece);
        for (sse::Event event; parser.next(event) == sse::Step::Event;)
            if (last == AnswerDecoder::Progress::More)
                last = decoder.decode(event, log);
    }
};

} // namespace turnpike
