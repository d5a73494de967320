// SPDX-License-Identifier: GPL-3.0-or-later
// What a client's name of a model stands for (data plane 7; docs/routing.md).
#pragma once

#include <cstdint>
#include <string_view>

namespace turnpike {

class ModelIndex;
struct ModelPolicy;
struct PolicySnapshot;

/// Suffixes of a reference, one bit each.
using VariantSet = std::uint8_t;

namespace Variant {
// With a row of their own in the catalogue, that row; else a wish about the model's endpoints.
inline constexpr VariantSet Free = 1U << 0U; ///< Only endpoints that cost nothing.
inline constexpr VariantSet Extended = 1U << 1U; ///< Only those with the longest context.
inline constexpr VariantSet Thinking = 1U << 2U; ///< Only those that reason; asks them to.
// Of any model.
inline constexpr VariantSet Nitro = 1U << 3U; ///< By throughput, priority tiers too.
inline constexpr VariantSet Floor = 1U << 4U; ///< By price, flex tiers too.
inline constexpr VariantSet Exacto = 1U << 5U;
inline constexpr VariantSet Online = 1U << 6U; ///< The web plugin.
} // namespace Variant

struct ModelReference
{
    enum class Kind : std::uint8_t {
        Unknown,
        Slug, ///< As the catalogue spells it.
        Alias,
        Latest, ///< "~author/family-latest"
        Auto, ///< "turnpike/auto", "openrouter/auto": chosen for the request. No `model`.
        Free, ///< "turnpike/free", "openrouter/free": the same.
    };
    enum class Problem : std::uint8_t {
        None,
        NoSuchModel,
        NoSuchVariant, ///< The model exists, and its suffix means nothing.
        NoTarget, ///< "~...-latest" of a family without a model that is served.
    };

    Kind kind = Kind::Unknown;
    Problem problem = Problem::None;
    VariantSet variants = 0; ///< Those that the found row does not stand for itself.
    const ModelPolicy *model = nullptr;
    std::uint32_t number = 0; ///< Of `model` in PolicySnapshot::models.

    bool isRouter() const { return kind == Kind::Auto || kind == Kind::Free; }
};

/// Exact spellings cost one look-up; nothing is allocated for any. A configured model goes before
/// an alias or a router of the same name. `index` was made of `policy`.
ModelReference resolveModel(const PolicySnapshot &policy, const ModelIndex &index,
                            std::string_view reference);

} // namespace turnpike
