// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesUsage.h"

#include "engine/formats/RawWalk.h"

#include <optional>

namespace turnpike {

namespace {

/// Above it a count is nonsense, and sums of counts could overflow.
constexpr std::int64_t largestCount = 1'000'000'000'000;

std::optional<std::int64_t> readCount(json::StrictReader &json)
{
    const json::Value value = json.skip();
    if (value.kind != json::Kind::Number)
        return std::nullopt;
    const std::optional<std::int64_t> count = json::integerOf(value.text);
    return count && *count >= 0 && *count <= largestCount ? count : std::nullopt;
}

void readInto(json::StrictReader &json, std::int64_t &count)
{
    count = readCount(json).value_or(count);
}

void readInputDetails(json::StrictReader &json, TokenUsage &usage)
{
    eachMember(json, [&](std::string_view name) {
        if (name == "cached_tokens")
            readInto(json, usage.cacheRead);
        else if (name == "cache_write_tokens")
            readInto(json, usage.cacheWrite);
        else if (name == "audio_tokens")
            readInto(json, usage.audioIn);
        else if (name == "image_tokens")
            readInto(json, usage.imageTokens);
        else
            json.skip();
    });
}

void readOutputDetails(json::StrictReader &json, TokenUsage &usage)
{
    eachMember(json, [&](std::string_view name) {
        if (name == "reasoning_tokens")
            readInto(json, usage.reasoning);
        else if (name == "audio_tokens")
            readInto(json, usage.audioOut);
        else
            json.skip();
    });
}

} // namespace

UsageReport readResponsesUsage(std::string_view object)
{
    UsageReport report;
    std::optional<std::int64_t> input, output;
    json::StrictReader json(object);
    eachMember(json, [&](std::string_view name) {
        if (name == "input_tokens")
            input = readCount(json);
        else if (name == "output_tokens")
            output = readCount(json);
        else if (name == "input_tokens_details")
            readInputDetails(json, report.usage);
        else if (name == "output_tokens_details")
            readOutputDetails(json, report.usage);
        else if (name == "cost") {
            if (const json::Value cost = json.skip(); cost.kind == json::Kind::Number)
                report.cost = moneyOfNumber(cost.text);
        } else
            json.skip();
    });
    report.isPromptTold = input.has_value();
    report.isCompletionTold = output.has_value();
    report.usage.prompt = input.value_or(0);
    report.usage.completion = output.value_or(0);
    return report;
}

std::string responsesUsageJson(const UsageFigures &figures)
{
    const TokenUsage &usage = figures.usage;
    const auto number = [](std::int64_t count) { return std::to_string(count); };
    std::string json;
    json.reserve(512);
    json.append(R"({"input_tokens":)").append(number(usage.prompt));
    json.append(R"(,"input_tokens_details":{"cached_tokens":)").append(number(usage.cacheRead));
    json.append(R"(,"cache_write_tokens":)");
    json.append(number(usage.cacheWrite + usage.cacheWrite1h));
    json.append(R"(},"output_tokens":)").append(number(usage.completion));
    json.append(R"(,"output_tokens_details":{"reasoning_tokens":)").append(number(usage.reasoning));
    json.append(R"(},"total_tokens":)").append(number(usage.prompt + usage.completion));
    json.append(R"(,"cost":)").append(jsonText(figures.cost));
    json.append(R"(,"is_byok":)").append(figures.isByok ? "true" : "false");
    json.append(R"(,"cost_details":{"upstream_inference_cost":)");
    json.append(figures.upstreamCost ? jsonText(*figures.upstreamCost) : "null");
    json.append(R"(,"upstream_inference_input_cost":)").append(jsonText(figures.promptPart));
    json.append(R"(,"upstream_inference_output_cost":)").append(jsonText(figures.completionPart));
    json += '}';
    if (usage.searches != 0)
        json.append(R"(,"server_tool_use_details":{"web_search_requests":)")
            .append(number(usage.searches))
            .append(1, '}');
    return json.append(1, '}');
}

} // namespace turnpike
