// SPDX-License-Identifier: GPL-3.0-or-later
// The whole answer of a Responses provider to a Responses client.
#include "engine/formats/RawWalk.h"
#include "engine/formats/responses/ResponsesStream.h"
#include "engine/formats/responses/ResponsesUsage.h"

#include <utility>

namespace turnpike {

namespace {

tl::unexpected<WireBreak> broken(WireFault fault, std::string message, std::string_view error = {})
{
    return tl::unexpected(WireBreak{
        .fault = fault, .message = std::move(message), .errorObject = std::string(error)});
}

/// The provider's bytes with our usage and the members that strict clients need.
struct ResponsesResult final : WholeAnswer
{
    explicit ResponsesResult(std::string_view body)
        : edit(body)
    {}

    GatheredText body(const UsageFigures &figures) override
    {
        edit.insertAtEnd(whole, "\"usage\":" + responsesUsageJson(figures));
        return std::move(edit).gathered();
    }

    BodyEdit edit; ///< The repairs, `usage` taken out.
    RawJson whole;
};

std::int64_t textSize(RawJson token)
{
    return token.starts_with('"') ? static_cast<std::int64_t>(json::decodedSize(token)) : 0;
}

std::int64_t partsSize(RawJson parts)
{
    std::int64_t size = 0;
    json::StrictReader json(parts);
    eachElement(json, [&](std::size_t) {
        ResponsesPartFacts part;
        part.read(rawValue(json));
        size += textSize(part.text);
    });
    return size;
}

struct OutputFacts
{
    std::size_t items = 0;
    std::int64_t bytes = 0;
    bool hasCalls = false;
};

OutputFacts readOutput(RawJson output)
{
    OutputFacts facts;
    json::StrictReader json(output);
    eachElement(json, [&](std::size_t) {
        ResponsesItemFacts item;
        item.read(rawValue(json));
        ++facts.items;
        facts.bytes += textSize(item.arguments) + textSize(item.input) + partsSize(item.content)
            + partsSize(item.summary);
        facts.hasCalls
            = facts.hasCalls || item.type == "function_call" || item.type == "custom_tool_call";
    });
    return facts;
}

std::string textOf(RawJson token)
{
    return token.starts_with('"') ? json::decodedText(token).value_or(std::string())
                                  : std::string();
}

} // namespace

tl::expected<std::unique_ptr<WholeAnswer>, WireBreak> readResponsesResult(std::string_view body,
                                                                          const AnswerNames &names)
{
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return broken(WireFault::Empty, "The provider's answer is empty.");
    json::StrictReader json(body);
    const RawJson whole = json.skip().text;
    if (!json.finish() || !whole.starts_with('{'))
        return broken(WireFault::Garbage, "The provider's answer is no JSON object.");
    ResponsesObjectFacts response;
    response.read(body, whole);
    if (!response.error.empty() || plainWord(response.status) == "failed")
        return broken(WireFault::UpstreamError, "The provider reported an error in its answer.",
                      response.error.empty() ? whole : response.error);
    if (response.output.empty())
        return broken(WireFault::Garbage, "The provider's answer has no output.");
    const std::string_view status = plainWord(response.status);
    if (!status.empty() && status != "completed" && status != "incomplete")
        return broken(WireFault::Cut, "The provider's answer is not complete.");
    const OutputFacts output = readOutput(response.output);
    if (output.items == 0 && status != "incomplete")
        return broken(WireFault::Empty, "The provider's answer holds nothing.");
    auto result = std::make_unique<ResponsesResult>(body);
    result->whole = whole;
    for (const MemberSlice &usage : response.usages)
        result->edit.remove(usage);
    result->repairs[static_cast<std::size_t>(Repair::MissingMember)]
        = response.repair(result->edit, names);
    result->upstreamId = textOf(response.id);
    result->servedModel = textOf(response.model);
    result->finish = responsesFinish(response, output.hasCalls);
    const std::string_view reason = plainWord(response.incompleteReason);
    result->nativeFinishReason = reason.empty() ? status : reason;
    result->outputBytes = output.bytes;
    if (!response.usage.empty())
        result->usage = readResponsesUsage(response.usage);
    result->hasUsage = result->usage.origin() != UsageOrigin::Estimated;
    return result;
}

} // namespace turnpike
