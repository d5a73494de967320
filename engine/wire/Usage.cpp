// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/Usage.h"

#include "core/Money.h"
#include "engine/json/StrictReader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

namespace turnpike {

namespace {

/// Above it a count is nonsense, and sums of counts could overflow.
constexpr std::int64_t largestCount = 1'000'000'000'000;

/// A count as providers write it; "12.0" is one, -1 and "many" are not.
std::optional<std::int64_t> countOf(const json::Value &value)
{
    if (value.kind != json::Kind::Number)
        return std::nullopt;
    std::string_view digits = value.text;
    if (const std::size_t point = digits.find('.'); point != std::string_view::npos
        && digits.find_first_not_of('0', point + 1) == std::string_view::npos)
        digits = digits.substr(0, point);
    const std::optional<std::int64_t> count = json::integerOf(digits);
    if (!count || *count < 0 || *count > largestCount)
        return std::nullopt;
    return count;
}

/// Reads usage objects of the OpenAI format and its dialects. The object was validated before.
class UsageReader
{
public:
    explicit UsageReader(std::string_view object)
        : m_json(object)
    {}

    UsageReport read()
    {
        readObject([this](std::string_view name) { readTop(name); });
        report.isPromptTold = m_prompt.has_value();
        report.isCompletionTold = m_completion.has_value();
        report.usage.prompt = m_prompt.value_or(0);
        report.usage.completion = m_completion.value_or(0);
        bringToConvention();
        return report;
    }

private:
    template <typename Read>
    void readObject(Read read)
    {
        if (!m_json.enterObject()) {
            m_json.skip();
            return;
        }
        for (json::Member member; m_json.nextMember(member);)
            read(member.name);
    }
    void readCount(std::int64_t &count) { count = countOf(m_json.skip()).value_or(count); }
    void readTop(std::string_view name);
    void readPromptDetails(std::string_view name);
    void readCompletionDetails(std::string_view name);
    void readCost();
    void bringToConvention();

    json::StrictReader m_json;
    UsageReport report;
    std::optional<std::int64_t> m_prompt;
    std::optional<std::int64_t> m_completion;
    std::optional<std::int64_t> m_total;
};

void UsageReader::readTop(std::string_view name)
{
    if (name == "prompt_tokens")
        m_prompt = countOf(m_json.skip());
    else if (name == "completion_tokens")
        m_completion = countOf(m_json.skip());
    else if (name == "total_tokens")
        m_total = countOf(m_json.skip());
    else if (name == "prompt_tokens_details")
        readObject([this](std::string_view detail) { readPromptDetails(detail); });
    else if (name == "completion_tokens_details")
        readObject([this](std::string_view detail) { readCompletionDetails(detail); });
    else if (name == "cached_tokens" || name == "prompt_cache_hit_tokens")
        readCount(report.usage.cacheRead); // Moonshot's and DeepSeek's places for it.
    else if (name == "cost")
        readCost();
    else if (name == "server_tool_use" || name == "server_tool_use_details")
        readObject([this](std::string_view detail) {
            if (detail == "web_search_requests")
                readCount(report.usage.searches);
            else
                m_json.skip();
        });
    else
        m_json.skip();
}

void UsageReader::readPromptDetails(std::string_view name)
{
    if (name == "cached_tokens")
        readCount(report.usage.cacheRead);
    else if (name == "cache_write_tokens" || name == "cache_creation_tokens")
        readCount(report.usage.cacheWrite);
    else if (name == "audio_tokens")
        readCount(report.usage.audioIn);
    else if (name == "image_tokens")
        readCount(report.usage.imageTokens);
    else
        m_json.skip();
}

void UsageReader::readCompletionDetails(std::string_view name)
{
    if (name == "reasoning_tokens")
        readCount(report.usage.reasoning);
    else if (name == "audio_tokens")
        readCount(report.usage.audioOut);
    else
        m_json.skip();
}

/// A number, or Perplexity's object with `total_cost`.
void UsageReader::readCost()
{
    if (m_json.peek() == json::Kind::Object) {
        readObject([this](std::string_view name) {
            if (name == "total_cost")
                readCost();
            else
                m_json.skip();
        });
        return;
    }
    if (const json::Value value = m_json.skip(); value.kind == json::Kind::Number)
        report.cost = moneyOfNumber(value.text);
}

/// Ours: cache tokens are part of the prompt, reasoning is part of the completion. Some count them
/// beside, and only the total shows it: xAI and Gemini's compatible endpoint do so with reasoning,
/// and the latter does not even tell the count.
void UsageReader::bringToConvention()
{
    if (!m_total || !m_prompt || !m_completion)
        return;
    TokenUsage &usage = report.usage;
    const std::int64_t beside = *m_total - *m_prompt - *m_completion;
    if (beside <= 0)
        return;
    if (beside == usage.cacheRead + usage.cacheWrite && beside != usage.reasoning) {
        usage.prompt += beside;
    } else if (usage.reasoning == 0 || usage.reasoning == beside) {
        usage.completion += beside;
        usage.reasoning = beside;
    }
}

} // namespace

UsageOrigin UsageReport::origin() const
{
    if (isPromptTold && isCompletionTold)
        return UsageOrigin::Measured;
    return isPromptTold || isCompletionTold ? UsageOrigin::Partial : UsageOrigin::Estimated;
}

UsageReport readUsage(std::string_view object)
{
    return UsageReader(object).read();
}

std::optional<Money> moneyOfNumber(std::string_view number)
{
    const std::optional<std::int64_t> nanoUsd = json::scaledOf(number, 9);
    if (!nanoUsd || *nanoUsd < 0)
        return std::nullopt;
    return Money{*nanoUsd};
}

namespace {

/// Somewhat more than it usually takes.
constexpr std::size_t usageJsonBytes = 640;

void append(std::string &json, std::string_view name, std::int64_t number)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    json.append(name).append(digits.data(), end);
}

} // namespace

// Each answer ends in it, and all of it but the numbers is known: written out, since a writer that
// looks at each name takes four times as long.
std::string usageJson(const UsageFigures &figures)
{
    const TokenUsage &usage = figures.usage;
    std::string json;
    json.reserve(usageJsonBytes);
    append(json, R"({"prompt_tokens":)", usage.prompt);
    append(json, R"(,"completion_tokens":)", usage.completion);
    append(json, R"(,"total_tokens":)", usage.prompt + usage.completion);
    json.append(R"(,"cost":)").append(jsonText(figures.cost));
    json.append(R"(,"is_byok":)").append(figures.isByok ? "true" : "false");
    append(json, R"(,"prompt_tokens_details":{"cached_tokens":)", usage.cacheRead);
    append(json, R"(,"cache_write_tokens":)", usage.cacheWrite + usage.cacheWrite1h);
    append(json, R"(,"audio_tokens":)", usage.audioIn);
    json.append(R"(,"video_tokens":0},"cost_details":{"upstream_inference_cost":)");
    json.append(figures.upstreamCost ? jsonText(*figures.upstreamCost) : "null");
    json.append(R"(,"upstream_inference_prompt_cost":)").append(jsonText(figures.promptPart));
    json.append(R"(,"upstream_inference_completions_cost":)");
    json.append(jsonText(figures.completionPart));
    append(json, R"(},"completion_tokens_details":{"reasoning_tokens":)", usage.reasoning);
    append(json, R"(,"image_tokens":0,"audio_tokens":)", usage.audioOut);
    json.append("}");
    if (usage.searches != 0) {
        append(json, R"(,"server_tool_use":{"web_search_requests":)", usage.searches);
        append(json, R"(},"server_tool_use_details":{"web_search_requests":)", usage.searches);
        json.append("}");
    }
    return json.append("}");
}

} // namespace turnpike
