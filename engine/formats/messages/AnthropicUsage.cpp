// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicUsage.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace turnpike {

namespace {

/// Above it a count is nonsense, and sums of counts could overflow.
constexpr std::int64_t largestCount = 1'000'000'000'000;
/// Somewhat more than it usually takes.
constexpr std::size_t usageBytes = 640;

std::optional<std::int64_t> countOf(std::string_view value)
{
    if (value.empty() || value.front() < '0' || value.front() > '9')
        return std::nullopt;
    const std::optional<std::int64_t> count = json::integerOf(value);
    if (!count || *count > largestCount)
        return std::nullopt;
    return count;
}

void append(std::string &json, std::string_view name, std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    json.append(name).append(digits.data(), end);
}

/// Members that are ours to tell, whatever the provider says.
bool isOurs(std::string_view name)
{
    static constexpr std::string_view names[] = {"input_tokens",
                                                 "output_tokens",
                                                 "cache_creation_input_tokens",
                                                 "cache_read_input_tokens",
                                                 "cache_creation",
                                                 "output_tokens_details",
                                                 "cost",
                                                 "is_byok",
                                                 "cost_details"};
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

} // namespace

void AnthropicUsage::take(std::string_view object, Stage stage)
{
    if (!object.starts_with('{'))
        return;
    json::StrictReader json(object);
    eachMember(json, [&](std::string_view name) { takeMember(name, rawValue(json), stage); });
}

bool AnthropicUsage::takeCount(std::string_view name, std::string_view value, Counts &counts)
{
    std::optional<std::int64_t> *count = name == "input_tokens" ? &counts.input
        : name == "output_tokens"                               ? &counts.output
        : name == "cache_read_input_tokens"                     ? &counts.cacheRead
        : name == "cache_creation_input_tokens"                 ? &counts.cacheWrite
                                                                : nullptr;
    if (count) {
        if (const std::optional<std::int64_t> told = countOf(value))
            *count = told;
        return true;
    }
    if (name != "cache_creation")
        return false;
    json::StrictReader json(value);
    eachMember(json, [&](std::string_view part) {
        const std::optional<std::int64_t> told = countOf(rawValue(json));
        if (told && part == "ephemeral_5m_input_tokens")
            counts.cacheWrite5m = told;
        else if (told && part == "ephemeral_1h_input_tokens")
            counts.cacheWrite1h = told;
    });
    return true;
}

void AnthropicUsage::takeMember(std::string_view name, std::string_view value, Stage stage)
{
    if (value.empty() || (stage == Stage::Start && name == "output_tokens"))
        return;
    const bool isCount = takeCount(name, value, m_counts);
    m_isTold = m_isTold || m_counts.input || m_counts.output;
    if (isCount)
        return;
    if (name == "iterations") {
        takeIterations(value);
    } else if (name == "cost") {
        if (value.front() >= '0' && value.front() <= '9')
            m_cost = moneyOfNumber(value);
    } else if (name == "output_tokens_details" || name == "server_tool_use") {
        json::StrictReader json(value);
        eachMember(json, [&](std::string_view part) {
            const std::optional<std::int64_t> told = countOf(rawValue(json));
            if (told && part == "thinking_tokens")
                m_thinking = told;
            else if (told && part == "web_search_requests")
                m_searches = told;
        });
    }
}

/// The counts of a compaction are in its iteration only.
void AnthropicUsage::takeIterations(std::string_view array)
{
    m_compaction = {};
    json::StrictReader json(array);
    eachElement(json, [&](std::size_t) {
        Counts counts;
        bool isCompaction = false;
        eachMember(json, [&](std::string_view name) {
            const std::string_view value = rawValue(json);
            isCompaction = isCompaction || (name == "type" && value == R"("compaction")");
            takeCount(name, value, counts);
        });
        if (!isCompaction)
            return;
        const TokenUsage pass = summed(counts);
        m_compaction.prompt += pass.prompt;
        m_compaction.completion += pass.completion;
        m_compaction.cacheRead += pass.cacheRead;
        m_compaction.cacheWrite += pass.cacheWrite;
        m_compaction.cacheWrite1h += pass.cacheWrite1h;
    });
}

TokenUsage AnthropicUsage::summed(const Counts &counts)
{
    TokenUsage usage;
    usage.cacheRead = counts.cacheRead.value_or(0);
    usage.cacheWrite1h = counts.cacheWrite1h.value_or(0);
    const std::int64_t fiveMinutes = counts.cacheWrite5m.value_or(0);
    const std::int64_t written = counts.cacheWrite.value_or(fiveMinutes + usage.cacheWrite1h);
    usage.cacheWrite1h = std::min(usage.cacheWrite1h, written);
    usage.cacheWrite = written - usage.cacheWrite1h;
    usage.prompt = counts.input.value_or(0) + usage.cacheRead + written;
    usage.completion = counts.output.value_or(0);
    return usage;
}

UsageReport AnthropicUsage::report() const
{
    UsageReport report;
    report.usage = summed(m_counts);
    report.usage.prompt += m_compaction.prompt;
    report.usage.completion += m_compaction.completion;
    report.usage.cacheRead += m_compaction.cacheRead;
    report.usage.cacheWrite += m_compaction.cacheWrite;
    report.usage.cacheWrite1h += m_compaction.cacheWrite1h;
    report.usage.reasoning = std::min(m_thinking.value_or(0), report.usage.completion);
    report.usage.searches = m_searches.value_or(0);
    report.isPromptTold = m_counts.input.has_value();
    report.isCompletionTold = m_counts.output.has_value();
    report.cost = m_cost;
    return report;
}

std::string anthropicUsageJson(const UsageFigures &figures, std::string_view provider)
{
    const TokenUsage &usage = figures.usage;
    const std::int64_t written = usage.cacheWrite + usage.cacheWrite1h;
    std::string json;
    json.reserve(usageBytes + provider.size());
    append(json, R"({"input_tokens":)",
           std::max<std::int64_t>(usage.prompt - usage.cacheRead - written, 0));
    append(json, R"(,"cache_creation_input_tokens":)", written);
    append(json, R"(,"cache_read_input_tokens":)", usage.cacheRead);
    append(json, R"(,"cache_creation":{"ephemeral_5m_input_tokens":)", usage.cacheWrite);
    append(json, R"(,"ephemeral_1h_input_tokens":)", usage.cacheWrite1h);
    append(json, R"(},"output_tokens":)", usage.completion);
    append(json, R"(,"output_tokens_details":{"thinking_tokens":)", usage.reasoning);
    json.append(R"(},"cost":)").append(jsonText(figures.cost));
    json.append(R"(,"is_byok":)").append(figures.isByok ? "true" : "false");
    json.append(R"(,"cost_details":{"upstream_inference_cost":)");
    json.append(figures.upstreamCost ? jsonText(*figures.upstreamCost) : "null");
    json.append(R"(,"upstream_inference_prompt_cost":)").append(jsonText(figures.promptPart));
    json.append(R"(,"upstream_inference_completions_cost":)");
    json.append(jsonText(figures.completionPart)).append(1, '}');

    bool hasServerTools = false, hasTier = false, hasGeo = false;
    if (provider.starts_with('{')) {
        json::StrictReader reader(provider);
        eachMember(reader, [&](std::string_view name) {
            const std::string_view value = reader.skip().text;
            if (isOurs(name))
                return;
            hasServerTools = hasServerTools || name == "server_tool_use";
            hasTier = hasTier || name == "service_tier";
            hasGeo = hasGeo || name == "inference_geo";
            json.append(",\"").append(name).append("\":").append(value);
        });
    }
    // Keys that the published schema requires, null allowed (data plane 14.4).
    if (!hasServerTools && usage.searches > 0) {
        append(json, R"(,"server_tool_use":{"web_search_requests":)", usage.searches);
        json.append(R"(,"web_fetch_requests":0})");
    } else if (!hasServerTools) {
        json.append(R"(,"server_tool_use":null)");
    }
    if (!hasTier)
        json.append(R"(,"service_tier":null)");
    if (!hasGeo)
        json.append(R"(,"inference_geo":null)");
    return json.append(1, '}');
}

} // namespace turnpike
