// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatResult.h"

#include "engine/formats/chat/ChatAnswerReader.h"

#include <utility>

namespace turnpike {

namespace {

std::string textOf(std::string_view string)
{
    return string.empty() ? std::string() : json::decodedText(string).value_or(std::string());
}

tl::unexpected<WireBreak> broken(WireFault fault, std::string message, std::string_view error = {})
{
    return tl::unexpected(WireBreak{
        .fault = fault, .message = std::move(message), .errorObject = std::string(error)});
}

} // namespace

tl::expected<ChatResult, WireBreak> readChatResult(std::string_view body, const AnswerNames &names,
                                                   ChatDialect dialect)
{
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return broken(WireFault::Empty, "The provider's answer is empty.");
    ChatResult result;
    result.text = body;
    result.edit = BodyEdit(body);
    AnswerFacts facts;
    AnswerReader reader(body, AnswerShape::Whole, dialect, names, result.edit, facts);
    const bool isRead = reader.read();
    if (!facts.error.empty())
        return broken(WireFault::UpstreamError, "The provider reported an error in its answer.",
                      facts.error);
    if (!isRead)
        return broken(WireFault::Garbage,
                      "The provider's answer is none: " + std::string(reader.problem()) + '.');
    if (!facts.hasChoices)
        return broken(WireFault::Garbage, "The provider's answer has no choices.");
    if (facts.choices.empty())
        return broken(WireFault::Empty, "The provider's answer holds no choice.");
    result.upstreamId = textOf(facts.id);
    result.servedModel = textOf(facts.model);
    result.nativeFinishReason = facts.choices.front().finish;
    result.choiceCount = static_cast<std::int64_t>(facts.choices.size());
    for (const ChoiceFacts &choice : facts.choices) {
        result.outputBytes += choice.outputBytes;
        for (const ToolFacts &tool : choice.tools)
            if (!tool.hasType) {
                result.edit.insertAtEnd(tool.object, R"("type":"function")");
                ++facts.repairs[static_cast<std::size_t>(Repair::MissingToolType)];
            }
    }
    if (!facts.usage.empty())
        result.usage = readUsage(facts.usage);
    result.hasUsage = result.usage.origin() != UsageOrigin::Estimated;
    result.repairs = facts.repairs;
    return result;
}

GatheredText ChatResult::body(const UsageFigures &figures)
{
    edit.insertAtEnd(text, "\"usage\":" + usageJson(figures));
    return std::move(edit).gathered();
}

} // namespace turnpike
