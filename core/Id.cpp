// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Id.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::string_view prefix = "gen-";
constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's
constexpr std::size_t timeChars = 10;
constexpr std::uint64_t maxMs = (std::uint64_t{1} << 48U) - 1;

/// SplitMix64 (Steele, Lea, Flood 2014): ids must differ, they need not be secret.
std::uint64_t nextRandom(std::uint64_t &state)
{
    state += 0x9E3779B97F4A7C15;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EB;
    return z ^ (z >> 31U);
}

} // namespace

bool isGenerationId(std::string_view text)
{
    if (text.size() != GenerationId::size || !text.starts_with(prefix))
        return false;
    const std::string_view ulid = text.substr(prefix.size());
    // 26 digits hold 130 bits, a ULID has 128.
    return ulid.front() >= '0' && ulid.front() <= '7'
        && ulid.find_first_not_of(alphabet) == std::string_view::npos;
}

GenerationIds::GenerationIds(std::uint64_t seed)
    : m_state(seed)
    , m_low(nextRandom(m_state))
    , m_high(static_cast<std::uint16_t>(nextRandom(m_state)))
{}

GenerationId GenerationIds::next(std::int64_t nowUs)
{
    auto ms = std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(nowUs, 0)) / 1000, maxMs);
    if (ms <= m_lastMs) {
        // Same millisecond, or the clock is behind: the random part counts on until it is used up.
        if (++m_low == 0 && ++m_high == 0)
            ms = m_lastMs + 1;
    }
    if (ms > m_lastMs) {
        m_lastMs = ms;
        m_low = nextRandom(m_state);
        m_high = static_cast<std::uint16_t>(nextRandom(m_state));
    }

    GenerationId id;
    auto out = std::copy(prefix.begin(), prefix.end(), id.text.begin());
    for (std::size_t i = 0; i < timeChars; ++i)
        *out++ = alphabet[(m_lastMs >> (5 * (timeChars - 1 - i))) & 31U];
    // 80 bits as 16 digits: 8 from the high 40 bits, 8 from the low 40.
    const std::uint64_t high = (std::uint64_t{m_high} << 24U) | (m_low >> 40U);
    const std::uint64_t low = m_low & ((std::uint64_t{1} << 40U) - 1);
    for (const std::uint64_t half : {high, low}) {
        for (unsigned i = 0; i < 8; ++i)
            *out++ = alphabet[(half >> (5 * (7 - i))) & 31U];
    }
    return id;
}

} // namespace turnpike
