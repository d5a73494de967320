// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/admission/ModelStatistics.h"

#include <algorithm>
#include <limits>

namespace turnpike {

void OutputLengths::add(std::int64_t tokens)
{
    m_tokens[m_next] = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(tokens, 0, std::numeric_limits<std::int32_t>::max()));
    m_next = (m_next + 1) % capacity;
    m_count = std::min(m_count + 1, capacity);
    if (m_next % refreshEvery != 0)
        return;
    std::array<std::int32_t, capacity> sorted = m_tokens;
    const auto rank = static_cast<std::ptrdiff_t>((m_count * 95 + 99) / 100 - 1);
    std::nth_element(sorted.begin(), sorted.begin() + rank,
                     sorted.begin() + static_cast<std::ptrdiff_t>(m_count));
    m_percentile95 = sorted[static_cast<std::size_t>(rank)];
}

void ModelStatistics::learn(ModelId model, KeyId key, std::int64_t promptBytes,
                            std::int64_t promptTokens, std::int64_t outputTokens)
{
    Learned &learned = m_models[model.value];
    if (promptTokens > 0 && promptBytes > 0) {
        // Moving average over about 32 answers; kept within what tokenizers do, so that one odd
        // answer (a cached or media prompt) cannot make estimates absurd.
        const std::int64_t seen
            = std::clamp<std::int64_t>(promptBytes * 1000 / promptTokens, 1000, 8000);
        learned.milliBytesPerToken += (seen - learned.milliBytesPerToken) / 32;
    }
    learned.outputs.add(outputTokens);
    learned.outputsByKey[key.value].add(outputTokens);
}

std::int64_t ModelStatistics::milliBytesPerToken(ModelId model) const
{
    const auto found = m_models.find(model.value);
    return found == m_models.end() ? priorMilliBytesPerToken : found->second.milliBytesPerToken;
}

std::int64_t ModelStatistics::usualOutput(ModelId model, KeyId key) const
{
    const auto found = m_models.find(model.value);
    if (found == m_models.end())
        return priorOutput;
    const auto ofKey = found->second.outputsByKey.find(key.value);
    if (ofKey != found->second.outputsByKey.end() && ofKey->second.percentile95() > 0)
        return ofKey->second.percentile95();
    const std::int64_t ofModel = found->second.outputs.percentile95();
    return ofModel > 0 ? ofModel : priorOutput;
}

} // namespace turnpike
