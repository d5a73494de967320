// SPDX-License-Identifier: GPL-3.0-or-later
// The response object of our own making, and its output items: every member that strict clients
// want, null where nothing is told (data plane 13.4).
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/responses/ResponsesTools.h"
#include "engine/wire/ClientRequest.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

struct ResponsesMembers;

/// What a response object says of its request; where that is not at hand, that nothing was told.
class ResponseFrame
{
public:
    /// `id`: of the response.
    ResponseFrame(const AnswerNames &names, std::string_view id);
    /// Copies what it needs.
    ResponseFrame(const AnswerNames &names, const ClientRequest &request);

    /// How a response stands. `error` and `usage` are JSON; empty: null.
    struct Standing
    {
        std::string_view status; ///< "in_progress", "completed", "incomplete", "failed"
        std::string_view incompleteReason = {};
        std::string_view error = {};
        std::string_view errorType = {}; ///< Beside the error, in our vocabulary.
        std::string_view usage = {};
    };
    /// `output`: the items, written, with commas between.
    void append(std::string &out, const Standing &standing, std::string_view output) const;

    /// "msg_" and what the answer's id ends in, and the item's number: unique in the answer.
    std::string itemId(std::string_view prefix, std::size_t index) const;
    bool showsEncrypted() const { return m_showsEncrypted; } ///< `include` asks for it.
    const ToolNames &tools() const { return m_tools; }

private:
    void start(const AnswerNames &names, std::string_view id);
    void echo(const ResponsesMembers &asked);

    std::string m_head; ///< From the brace to created_at.
    std::string m_suffix; ///< Of ids.
    std::string m_echo; ///< Members of the request and the model, from a comma on.
    bool m_showsEncrypted = false;
    ToolNames m_tools;
};

/// One output item. Texts are the inside of string tokens.
struct OutputItem
{
    enum class Kind : std::uint8_t { Message, Reasoning, Function, Custom, Image };
    enum class Part : std::uint8_t { None, Text, Refusal };

    Kind kind = Kind::Message;
    std::string id = {}; ///< Of the item.
    std::string callId = {}, name = {}, space = {}; ///< Of a call, as the client knows its tool.
    std::string text = {}; ///< Of the part at hand, arguments, input, reasoning, an image's base64.
    std::string encrypted = {};
    bool isSummary = false; ///< Reasoning as a summary, not as the text itself.
    bool hasText = false; ///< Of reasoning.
    bool isUnwrapped = false; ///< A custom call that comes as a function's arguments.

    Part part = Part::None;
    std::size_t partCount = 0;
    std::string parts = {}; ///< The message's closed parts, written, with commas between.
    std::string annotations = {}; ///< Of the part at hand, written.
    std::size_t annotationCount = 0;
    std::string logprobs = {}; ///< Of the part at hand, written.

    std::string written = {}; ///< The whole item; empty while it is open.
};

/// The part at hand as it stands.
void appendOutputPart(std::string &out, const OutputItem &item);
void appendReasoningPart(std::string &out, const OutputItem &item);
/// Moves the part at hand to the closed ones.
void closeOutputPart(OutputItem &item);
/// `status`: "in_progress", "completed", "incomplete".
void appendOutputItem(std::string &out, const OutputItem &item, std::string_view status);

/// A citation in the flat form of Responses; empty for what is none. `chat`: chat's shape.
std::string flatAnnotation(RawJson chat);
/// The elements of chat's `logprobs.content`, with commas between.
std::string_view logprobElements(RawJson chat);

/// {"code","message"} of a failed response, and the type beside it.
std::string responseError(const ApiError &error);
std::string_view responseErrorType(const ApiError &error);

} // namespace turnpike
