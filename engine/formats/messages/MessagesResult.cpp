// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesResult.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/messages/AnthropicUsage.h"
#include "engine/formats/messages/MessagesStream.h"

#include <string>
#include <utility>

namespace turnpike {

namespace {

tl::unexpected<WireBreak> broken(WireFault fault, std::string message, std::string_view error = {})
{
    return tl::unexpected(WireBreak{
        .fault = fault, .message = std::move(message), .errorObject = std::string(error)});
}

std::string textOf(RawJson string)
{
    return string.starts_with('"') ? json::decodedText(string).value_or(std::string())
                                   : std::string();
}

} // namespace

tl::expected<MessagesResult, WireBreak> readMessagesResult(std::string_view body,
                                                           const AnswerNames &names)
{
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return broken(WireFault::Empty, "The provider's answer is empty.");
    MessagesResult result;
    AnthropicMessage &message = result.message;
    if (const std::string_view problem = readAnthropicMessage(body, message); !problem.empty())
        return broken(WireFault::Garbage,
                      "The provider's answer is none: " + std::string(problem) + '.');
    if (isTold(message.error))
        return broken(WireFault::UpstreamError, "The provider reported an error in its answer.",
                      message.error);
    bool isLegal = true, hasTools = false, hasBlocks = false;
    json::StrictReader content(message.content);
    eachElement(content, [&](std::size_t) {
        AnthropicBlock block;
        isLegal = readAnthropicBlock(content.skip().text, block) && isLegal;
        result.outputBytes += block.outputBytes();
        hasTools = hasTools || block.kind == AnthropicBlock::Kind::ToolUse;
        hasBlocks = true;
    });
    if (!isLegal)
        return broken(WireFault::Garbage,
                      "The provider's answer holds a content block that is none.");
    result.nativeFinishReason = textOf(message.stopReason);
    if (!hasBlocks && result.nativeFinishReason.empty())
        return broken(WireFault::Empty, "The provider's answer holds nothing.");
    result.edit = BodyEdit(body);
    repairMessage(message, names, false, result.edit, result.repairs);
    if (result.nativeFinishReason.empty()) {
        std::string word = hasTools ? R"("tool_use")" : R"("end_turn")";
        if (message.stopReason.empty())
            result.edit.insertAtEnd(body, "\"stop_reason\":" + word);
        else
            result.edit.replace(message.stopReason, std::move(word));
        ++result.repairs[static_cast<std::size_t>(Repair::MissingFinish)];
    }
    result.upstreamId = textOf(message.id);
    result.servedModel = textOf(message.model);
    AnthropicUsage usage;
    usage.take(message.usage, AnthropicUsage::Stage::End);
    result.usage = usage.report();
    result.hasUsage = usage.isTold();
    return result;
}

GatheredText MessagesResult::body(const UsageFigures &figures)
{
    if (message.usage.empty())
        edit.insertAtEnd(message.object, "\"usage\":" + anthropicUsageJson(figures));
    else
        edit.replace(message.usage, anthropicUsageJson(figures, message.usage));
    return std::move(edit).gathered();
}

} // namespace turnpike
