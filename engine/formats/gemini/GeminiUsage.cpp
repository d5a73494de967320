// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiUsage.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>

namespace turnpike {

namespace {

/// Above it a count is nonsense, and sums of counts could overflow.
constexpr std::int64_t largestCount = 1'000'000'000'000;

/// Nothing for what is no count: negative, a fraction, null, text.
std::optional<std::int64_t> countOf(const json::Value &value)
{
    if (value.kind != json::Kind::Number)
        return std::nullopt;
    const std::optional<std::int64_t> count = json::integerOf(value.text);
    return count && *count >= 0 && *count <= largestCount ? count : std::nullopt;
}

} // namespace

void GeminiUsage::read(json::StrictReader &json)
{
    eachMember(json, [&](std::string_view name) {
        const auto take = [&json](Count &count) {
            if (const Count told = countOf(json.skip()))
                count = told;
        };
        if (name == "promptTokenCount")
            take(m_prompt);
        else if (name == "toolUsePromptTokenCount")
            take(m_toolPrompt);
        else if (name == "candidatesTokenCount")
            take(m_candidates);
        else if (name == "thoughtsTokenCount")
            take(m_thoughts);
        else if (name == "cachedContentTokenCount")
            take(m_cached);
        else if (name == "totalTokenCount")
            take(m_total);
        else if (name == "promptTokensDetails")
            readModalities(json, m_in);
        else if (name == "cacheTokensDetails")
            readModalities(json, m_cachedIn);
        else if (name == "candidatesTokensDetails")
            readModalities(json, m_out);
        else
            json.skip();
    });
}

/// [{"modality":"AUDIO","tokenCount":3}]
void GeminiUsage::readModalities(json::StrictReader &json, Modalities &modalities)
{
    if (json.peek() == json::Kind::Array)
        modalities = {};
    eachElement(json, [&](std::size_t) {
        std::string_view modality;
        std::int64_t count = 0;
        eachMember(json, [&](std::string_view name) {
            if (name == "modality")
                modality = rawString(json);
            else if (name == "tokenCount")
                count = countOf(json.skip()).value_or(0);
            else
                json.skip();
        });
        if (modality == R"("AUDIO")")
            modalities.audio = count;
        else if (modality == R"("IMAGE")")
            modalities.image = count;
    });
}

void GeminiUsage::countSearches(std::int64_t queries)
{
    m_searches = std::max(m_searches, queries);
}

UsageReport GeminiUsage::report(bool isComplete) const
{
    UsageReport report;
    TokenUsage &usage = report.usage;
    const std::int64_t thoughts = m_thoughts.value_or(0);
    report.isPromptTold = m_prompt.has_value();
    usage.prompt = m_prompt.value_or(0) + m_toolPrompt.value_or(0);
    report.isCompletionTold = m_candidates || m_thoughts;
    usage.completion = m_candidates.value_or(0) + thoughts;
    usage.reasoning = thoughts;
    if (isComplete && m_prompt && !report.isCompletionTold) {
        // A blocked prompt: zeros are left out.
        report.isCompletionTold = true;
        usage.completion = std::max<std::int64_t>(m_total.value_or(0) - usage.prompt, 0);
    }
    usage.audioIn = m_in.audio;
    usage.imageTokens = m_in.image;
    usage.audioOut = m_out.audio;
    usage.audioCacheRead = std::min(m_cachedIn.audio, m_cached.value_or(0));
    usage.cacheRead = m_cached.value_or(0) - usage.audioCacheRead;
    usage.searches = m_searches;
    usage.imagesOut = m_images;
    return report;
}

} // namespace turnpike
