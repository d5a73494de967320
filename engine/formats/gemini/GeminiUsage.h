// SPDX-License-Identifier: GPL-3.0-or-later
// `usageMetadata`, as it grows over a stream.
#pragma once

#include "engine/json/StrictReader.h"
#include "engine/wire/Usage.h"

#include <cstdint>
#include <optional>

namespace turnpike {

/// Each object tells all that is known by then and may leave out what it knows to be the same:
/// every count is the last that was told.
class GeminiUsage
{
public:
    /// The value at the cursor.
    void read(json::StrictReader &json);
    void countSearches(std::int64_t queries);
    void countImage() { ++m_images; }

    bool isTold() const { return m_prompt || m_candidates || m_thoughts; }
    /// `isComplete`: the answer has ended in order, so that a count left out is zero.
    UsageReport report(bool isComplete) const;

private:
    using Count = std::optional<std::int64_t>;
    /// Tokens by what they stand for.
    struct Modalities
    {
        std::int64_t audio = 0;
        std::int64_t image = 0;
    };

    static void readModalities(json::StrictReader &json, Modalities &modalities);

    Count m_prompt; ///< Cached tokens included.
    Count m_toolPrompt; ///< What tools of the provider's put in; beside m_prompt.
    Count m_candidates;
    Count m_thoughts; ///< Beside m_candidates.
    Count m_cached;
    Count m_total;
    Modalities m_in;
    Modalities m_cachedIn;
    Modalities m_out;
    std::int64_t m_searches = 0;
    std::int64_t m_images = 0; ///< In the answer.
};

} // namespace turnpike
