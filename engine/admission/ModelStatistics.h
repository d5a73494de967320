// SPDX-License-Identifier: GPL-3.0-or-later
// What past answers teach about the next one: bytes per token and usual output length.
#pragma once

#include "core/Id.h"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace turnpike {

/// The last 500 output lengths, and their 95th percentile, refreshed every 16 answers.
class OutputLengths
{
public:
    void add(std::int64_t tokens);
    /// 0 until the first 16 answers are in.
    std::int64_t percentile95() const { return m_percentile95; }

private:
    static constexpr std::size_t capacity = 500;
    static constexpr std::size_t refreshEvery = 16;

    std::array<std::int32_t, capacity> m_tokens{};
    std::size_t m_count = 0;
    std::size_t m_next = 0;
    std::int64_t m_percentile95 = 0;
};

/// Learned per worker thread and kept in memory only: a restart begins again at the priors of
/// docs/ledger.md (3.0 bytes a token, 4,096 tokens of output).
class ModelStatistics
{
public:
    static constexpr std::int64_t priorMilliBytesPerToken = 3000;
    static constexpr std::int64_t priorOutput = 4096;

    /// A measured answer: `promptBytes` and `outputBytes` of text gave that many tokens.
    void learn(ModelId model, KeyId key, std::int64_t promptBytes, std::int64_t promptTokens,
               std::int64_t outputTokens);

    /// Thousandths of a byte of text per token of this model.
    std::int64_t milliBytesPerToken(ModelId model) const;
    /// 95th percentile of the key's outputs on this model, else of the model's, else the prior.
    std::int64_t usualOutput(ModelId model, KeyId key) const;

private:
    struct Learned
    {
        std::int64_t milliBytesPerToken = priorMilliBytesPerToken;
        OutputLengths outputs;
        std::unordered_map<std::int64_t, OutputLengths> outputsByKey;
    };

    std::unordered_map<std::int64_t, Learned> m_models;
};

} // namespace turnpike
