// SPDX-License-Identifier: GPL-3.0-or-later
// Anthropic's recorded streams, run through machine, decoder and encoder as the gateway does.
#pragma once

#include "engine/formats/messages/AnthropicDecoder.h"
#include "engine/formats/messages/MessagesEncoder.h"
#include "engine/formats/messages/MessagesStream.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/formats/EventLog.h"

namespace turnpike {

inline const AnswerNames messagesNames{
    .id = "gen-1", .model = "claude-sonnet-4-5-20250929", .createdS = 1700000000};

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
    EventLog log;
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
