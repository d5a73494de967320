// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/AnswerStream.h"

#include <utility>

namespace turnpike {

std::string_view normalisedFinish(std::string_view native)
{
    // Data plane 3.6.1.
    static constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"end_turn", "stop"},
        {"stop_sequence", "stop"},
        {"pause_turn", "stop"},
        {"eos", "stop"},
        {"STOP", "stop"},
        {"OTHER", "stop"},
        {"FINISH_REASON_UNSPECIFIED", "stop"},
        {"max_tokens", "length"},
        {"model_context_window_exceeded", "length"},
        {"MAX_TOKENS", "length"},
        {"function_call", "tool_calls"},
        {"tool_use", "tool_calls"},
        {"refusal", "content_filter"},
        {"SAFETY", "content_filter"},
        {"RECITATION", "content_filter"},
        {"PROHIBITED_CONTENT", "content_filter"},
        {"BLOCKLIST", "content_filter"},
        {"SPII", "content_filter"},
        {"IMAGE_SAFETY", "content_filter"},
        {"MALFORMED_FUNCTION_CALL", "error"},
    };
    for (const auto &[theirs, ours] : words)
        if (native == theirs)
            return ours;
    return native;
}

AnswerStream::~AnswerStream() = default;
WholeAnswer::~WholeAnswer() = default;

AnswerStream::Step AnswerStream::broke(WireFault fault, std::string message,
                                       std::string_view errorObject)
{
    if (m_break.fault == WireFault::None)
        m_break = {
            .fault = fault, .message = std::move(message), .errorObject = std::string(errorObject)};
    return {.action = Action::Broken, .pieces = {}};
}

} // namespace turnpike
