// SPDX-License-Identifier: GPL-3.0-or-later
// A Gemini provider's stream through parser and decoder, cut where told, and its events as lines.
#pragma once

#include "engine/formats/gemini/GeminiDecoder.h"

#include <string_view>
#include <vector>

#include "tests/formats/EventLog.h"

namespace turnpike {

/// "KIND CHOICE.INDEX name=value...", and whether reasoning is told as another family's.
class GeminiEventLog final : public EventLog
{
public:
    GeminiEventLog()
        : EventLog({.tellsChoice = true})
    {}

private:
    void addRemark(const AnswerEvent &event) override
    {
        const bool isReasoning = event.kind == AnswerEvent::Kind::Reasoning
            || event.kind == AnswerEvent::Kind::Signature;
        if (isReasoning && event.family != ReasoningFamily::Gemini)
            text += " of nobody";
    }
};

/// A stream through parser and decoder, cut where told.
struct GeminiRun
{
    explicit GeminiRun(std::string_view stream, const std::vector<std::size_t> &cuts = {},
                       std::int64_t choices = 1)
        : decoder(choices)
    {
        feedStream(stream, cuts,
                   [this](const sse::Event &event) { last = decoder.decode(event, log); });
        last = decoder.end(log);
    }

    bool hasEnded() const { return last == AnswerDecoder::Progress::End; }

    GeminiDecoder decoder;
    GeminiEventLog log;
    AnswerDecoder::Progress last = AnswerDecoder::Progress::More;
};

} // namespace turnpike
