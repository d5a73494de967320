// SPDX-License-Identifier: GPL-3.0-or-later
// Anthropic's recorded streams, run through machine, decoder and encoder as the gateway does.
#pragma once

#include "engine/formats/messages/AnthropicDecoder.h"
#include "engine/formats/messages/MessagesEncoder.h"
#include "engine/formats/messages/MessagesStream.h"
#include "engine/json/StrictReader.h"

#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

inline const AnswerNames messagesNames{
    .id = "gen-1", .model = "claude-sonnet-4-5-20250929", .createdS = 1700000000};

/// Feeds a stream, cut where told, to `take(event)`.
template <typename Take>
void feedStream(std::string_view stream, const std::vector<std::size_t> &cuts, Take take)
{
    sse::SseParser parser;
    const auto feed = [&](std::string_view bytes) {
        const std::string piece(bytes); // Dies after the call: a kept view shows.
        parser.feed(piece);
        for (sse::Event event; parser.next(event) == sse::Step::Event;)
            take(event);
    };
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        feed(stream.substr(begin, cut - begin));
        begin = cut;
    }
    feed(stream.substr(begin));
    if (sse::Event event; parser.finish(event) == sse::Step::Event)
        take(event);
}

/// A provider's stream to a client of the same format.
struct PassRun
{
    explicit PassRun(std::string_view stream, const std::vector<std::size_t> &cuts = {})
        : machine(messagesNames)
    {
        feedStream(stream, cuts, [this](const sse::Event &event) { take(machine.admit(event)); });
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
    bool hasEnded() const { return last == AnswerStream::Action::End; }

    MessagesStream machine;
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

/// One line an event: "KIND INDEX member=..." with what is told, families other than Anthropic's
/// by number.
class MessagesEventLog final : public AnswerSink
{
public:
    void take(const AnswerEvent &event) override
    {
        static constexpr std::string_view kinds[]
            = {"text",      "refusal", "reasoning",  "signature", "encrypted", "start",
               "arguments", "image",   "annotation", "logprobs",  "finish"};
        text.append(kinds[static_cast<std::size_t>(event.kind)]).append(1, ' ');
        text += std::to_string(event.index);
        token("text", event.text);
        token("id", event.id);
        token("name", event.name);
        token("signature", event.signature);
        token("encrypted", event.encrypted);
        token("json", event.json);
        if (!event.finish.empty())
            text.append(" finish=").append(event.finish);
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

/// A stream decoded.
struct DecodeRun
{
    explicit DecodeRun(std::string_view stream, const std::vector<std::size_t> &cuts = {})
    {
        feedStream(stream, cuts, [this](const sse::Event &event) {
            if (last == AnswerDecoder::Progress::More)
                last = decoder.decode(event, log);
        });
        if (last == AnswerDecoder::Progress::More)
            last = decoder.end(log);
    }

    bool hasEnded() const { return last == AnswerDecoder::Progress::End; }

    AnthropicDecoder decoder;
    MessagesEventLog log;
    AnswerDecoder::Progress last = AnswerDecoder::Progress::More;
};

/// An encoder's output, piece by piece.
struct EncodeRun
{
    explicit EncodeRun(bool hidesReasoning = false)
        : encoder(messagesNames, hidesReasoning)
    {}

    EncodeRun &take(const AnswerEvent &event)
    {
        encoder.take(event);
        return *this;
    }
    std::string close(const UsageFigures &figures = {})
    {
        encoder.close(figures);
        return encoder.out();
    }

    MessagesEncoder encoder;
};

} // namespace turnpike
