// SPDX-License-Identifier: GPL-3.0-or-later
// A chat provider's stream through parser and decoder, cut where told, and its events as lines.
#pragma once

#include "engine/formats/chat/ChatDecoder.h"

#include <string_view>
#include <vector>

#include "tests/formats/EventLog.h"

namespace turnpike {

/// "KIND CHOICE.INDEX name=value..."
class ChatEventLog final : public EventLog
{
public:
    ChatEventLog()
        : EventLog({.tellsChoice = true,
                    .names = {"", "id=", "name=", "signature=", "data=", "json="},
                    .finish = ""})
    {}
};

struct ChatRun
{
    explicit ChatRun(std::string_view stream, const std::vector<std::size_t> &cuts = {},
                     std::int64_t choices = 1)
        : decoder(choices)
    {
        feedStream(stream, cuts, [this](const sse::Event &event) {
            if (last == AnswerDecoder::Progress::More)
                last = decoder.decode(event, log);
        });
        if (last == AnswerDecoder::Progress::More)
            last = decoder.end(log);
    }

    bool hasEnded() const { return last == AnswerDecoder::Progress::End; }

    ChatDecoder decoder;
    ChatEventLog log;
    AnswerDecoder::Progress last = AnswerDecoder::Progress::More;
};

} // namespace turnpike
