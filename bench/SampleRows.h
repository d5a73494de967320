// SPDX-License-Identifier: GPL-3.0-or-later
// Generations as a busy organization makes them: the same ones for the same seed.
#pragma once

#include "core/Generation.h"

#include <cstdint>
#include <random>
#include <string>

namespace turnpike::bench {

/// 1,000 keys, of which 200 make 80 % of the requests; 40 models, of which a key uses 4; 8
/// providers, 10 workspaces, 5 apps. One request in a hundred fails, one is refused.
class SampleRows
{
public:
    static constexpr int keys = 1000;
    static constexpr int models = 40;
    static constexpr int providers = 8;

    /// How the ids that providers give look. Real ones are random; growing ones fill a large ledger
    /// faster and change nothing in its rollups.
    enum class UpstreamIds { Random, Growing };

    SampleRows(std::uint64_t seed, UpstreamIds upstreamIds);

    /// The next one, ended. Its texts are valid until the next call.
    const GenerationRecord &next(std::int64_t admittedUs);
    /// The same as it was at admission.
    GenerationRecord admitted() const;

private:
    int below(int bound) { return static_cast<int>(m_random() % static_cast<unsigned>(bound)); }
    int keyOf();
    int modelOf(int key);
    void describe(int key, int model);
    void charge(int model);

    std::mt19937_64 m_random;
    GenerationIds m_ids;
    UpstreamIds m_upstreamIds;
    std::uint64_t m_count = 0;
    GenerationRecord m_row;
    std::string m_slug;
    std::string m_upstreamId;
};

} // namespace turnpike::bench
