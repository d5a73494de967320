// SPDX-License-Identifier: GPL-3.0-or-later
// The events of a decoded answer as lines to compare, and a decoder's whole run over a stream.
#pragma once

#include "engine/formats/gemini/GeminiDecoder.h"
#include "engine/json/StrictReader.h"

#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// One line an event: "KIND CHOICE.INDEX member=..." with what is told.
class EventLog final : public AnswerSink
{
public:
    void take(const AnswerEvent &event) override
    {
        static constexpr std::string_view kinds[]
            = {"text",      "refusal", "reasoning",  "signature", "encrypted", "start",
               "arguments", "image",   "annotation", "logprobs",  "finish"};
        text += kinds[static_cast<std::size_t>(event.kind)];
        text += ' ' + std::to_string(event.choice) + '.' + std::to_string(event.index);
        token("text", event.text);
        token("id", event.id);
        token("name", event.name);
        token("signature", event.signature);
        token("json", event.json);
        if (!event.finish.empty())
            text.append(" finish=").append(event.finish);
        const bool isReasoning = event.kind == AnswerEvent::Kind::Reasoning
            || event.kind == AnswerEvent::Kind::Signature;
        if (isReasoning && event.family != ReasoningFamily::Gemini)
            text += " of nobody";
        text += '\n';
    }

    std::string text;
    bool isAllJson = true; ///< Every token told was one valid JSON value.

private:
    void token(std::string_view name, RawJson value)
    {
        if (value.empty())
            return;
        json::StrictReader reader(value);
        reader.skip();
        isAllJson = reader.finish() && isAllJson;
        text.append(1, ' ').append(name).append(1, '=').append(value);
    }
};

/// A stream through parser and decoder, cut where told.
struct GeminiRun
{
    explicit GeminiRun(std::string_view stream, const std::vector<std::size_t> &cuts = {},
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
        if (parser.finish(event) == sse::Step::Event)
            last = decoder.decode(event, log);
        last = decoder.end(log);
    }

    bool hasEnded() const { return last == AnswerDecoder::Progress::End; }

    GeminiDecoder decoder;
    EventLog log;
    AnswerDecoder::Progress last = AnswerDecoder::Progress::More;

private:
    void feed(sse::SseParser &parser, std::string_view bytes)
    {
        const std::string piece(bytes); // Dies after the call: a kept view shows.
        parser.feed(piece);
        for (sse::Event event; parser.next(event) == sse::Step::Event;)
            last = decoder.decode(event, log);
    }
};

} // namespace turnpike
