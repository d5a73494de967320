// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike {

/// A ledger row id that cannot be passed where another kind is wanted. 0 means "none".
template <typename Tag>
struct RowId
{
    std::int64_t value = 0;

    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(const RowId &, const RowId &) = default;
};

using OrganizationId = RowId<struct OrganizationTag>;
using WorkspaceId = RowId<struct WorkspaceTag>;
using PersonId = RowId<struct PersonTag>;
using KeyId = RowId<struct KeyTag>;
using ProviderId = RowId<struct ProviderTag>;
using ModelId = RowId<struct ModelTag>;
using EndpointId = RowId<struct EndpointTag>;
using PriceSheetId = RowId<struct PriceSheetTag>;

/// "gen-" and a ULID: 48 bits of milliseconds, 80 random bits, Crockford base 32, so ids sort by
/// time. Made by GenerationIds.
struct GenerationId
{
    static constexpr std::size_t size = 30;
    std::array<char, size> text{};

    std::string_view view() const { return {text.data(), size}; }
    bool isNull() const { return text[0] == 0; }
    friend auto operator<=>(const GenerationId &, const GenerationId &) = default;
};

/// True for a well-formed "gen-" id.
bool isGenerationId(std::string_view text);

/// Makes ids that strictly grow within one maker, even within a millisecond or when the clock steps
/// back. One maker a thread; two makers differ by their random bits.
class GenerationIds
{
public:
    explicit GenerationIds(std::uint64_t seed);
    GenerationId next(std::int64_t nowUs);

private:
    std::uint64_t m_state;
    std::uint64_t m_lastMs = 0;
    std::uint64_t m_low = 0;
    std::uint16_t m_high = 0;
};

} // namespace turnpike
