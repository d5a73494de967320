// SPDX-License-Identifier: GPL-3.0-or-later
// What routing works out of a policy once, so that no plan has to: names that stand for models,
// and of each endpoint the bits and prices that filters and orders compare.
#pragma once

#include "core/Policy.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace turnpike {

enum class ReasoningFamily : std::uint8_t;

/// Members of a request as `supported_parameters` spells them, one bit each. Spellings of one
/// feature share theirs: max_tokens and max_completion_tokens, reasoning and reasoning_effort.
using ParameterSet = std::uint64_t;

namespace Parameter {
inline constexpr ParameterSet Tools = 1U << 0U;
inline constexpr ParameterSet ResponseFormat = 1U << 1U;
inline constexpr ParameterSet StructuredOutputs = 1U << 2U;
inline constexpr ParameterSet Verbosity = 1U << 3U;
inline constexpr ParameterSet Reasoning = 1U << 4U;
inline constexpr ParameterSet Other = ParameterSet{1} << 63U; ///< Nobody supports it.
} // namespace Parameter

ParameterSet parameterBit(std::string_view name);

/// Kinds of input besides text, one bit each.
namespace Modality {
inline constexpr std::uint8_t Image = 1U << 0U;
inline constexpr std::uint8_t Audio = 1U << 1U;
inline constexpr std::uint8_t File = 1U << 2U;
inline constexpr std::uint8_t Video = 1U << 3U;
} // namespace Modality

/// Weights of quantization, one bit each; the last for "unknown".
using QuantizationSet = std::uint16_t;

/// What a name in `quantizations` allows: fp4 covers mxfp4 and nvfp4, fp8 covers mxfp8.
QuantizationSet quantizationsOf(std::string_view name);

/// Endpoints that a provider sells apart at another price and speed (data plane 8.9).
enum class ServiceTier : std::uint8_t { Default, Priority, Flex };

/// Prices that orders and `max_price` compare, discounted; -1 absent.
struct ComparedPrices
{
    FemtoUsd prompt = -1;
    FemtoUsd completion = -1;
    FemtoUsd request = -1;
    FemtoUsd image = -1;
    FemtoUsd audio = -1;

    bool isPriced() const { return prompt >= 0 && completion >= 0; }
    /// Per token, three of the prompt to one of the completion; -1 when unpriced.
    FemtoUsd blended() const;
};

/// Of a sheet, for a prompt of this size at this time.
ComparedPrices comparedPrices(const PriceSheet &sheet, std::int64_t promptTokens,
                              std::int64_t nowUs);

struct EndpointFacts
{
    ParameterSet parameters = 0;
    bool knowsParameters = false; ///< False: its list is empty.
    bool hasOverrides = false; ///< `prices` hold for small prompts at times without an override.
    bool isFree = false;
    ServiceTier tier = ServiceTier::Default;
    QuantizationSet quantization = 0; ///< One bit.
    std::int64_t contextLength = 0; ///< Its own or its model's; 0 unknown.
    ComparedPrices prices;
};

struct ModelFacts
{
    std::uint32_t firstEndpoint = 0; ///< Into ModelIndex::endpoints.
    std::uint8_t inputs = 0; ///< Modality bits.
    bool knowsInputs = false; ///< False: its list is empty.
    bool isSimulated = false; ///< By its endpoints.
    std::int64_t longestContext = 0; ///< Of its endpoints.
    ReasoningFamily family{}; ///< Of its author.
};

/// Made once for each policy snapshot, immutable like it. Holds numbers into the snapshot, so the
/// two go together.
class ModelIndex
{
public:
    explicit ModelIndex(const PolicySnapshot &policy);

    std::uint64_t policyVersion() const { return m_policyVersion; }
    const ModelFacts &model(std::uint32_t model) const { return m_models[model]; }
    const EndpointFacts *endpoints(std::uint32_t model) const
    {
        return m_endpoints.data() + m_models[model].firstEndpoint;
    }

    /// Another name of a model, in the spelling of `foldedName`.
    std::optional<std::uint32_t> alias(std::string_view folded) const;
    /// The newest model of "author/family".
    std::optional<std::uint32_t> latest(std::string_view family) const;
    /// What `turnpike/auto` chooses from, best first (docs/routing.md).
    std::span<const std::uint32_t> autoModels() const { return m_auto; }
    /// Models with a free endpoint, in the order of the catalogue.
    std::span<const std::uint32_t> freeModels() const { return m_free; }

private:
    using Names = std::unordered_map<std::string, std::uint32_t, TransparentHash, std::equal_to<>>;

    void addFacts(const PolicySnapshot &policy, std::uint32_t model);
    void addNames(const PolicySnapshot &policy);
    void addFamilies(const PolicySnapshot &policy);
    void addRouters(const PolicySnapshot &policy);
    void addAlias(std::string name, std::uint32_t model);

    std::uint64_t m_policyVersion = 0;
    std::vector<ModelFacts> m_models;
    std::vector<EndpointFacts> m_endpoints;
    Names m_aliases;
    Names m_families;
    std::vector<std::uint32_t> m_auto;
    std::vector<std::uint32_t> m_free;
};

/// Lower case, and in names of Anthropic's models dashes for dots, which is how their own ids are
/// spelt. Writes at most `room.size()` bytes; empty when that is too little.
std::string_view foldedName(std::string_view name, std::span<char> room);

/// "author/family" of a slug: without its tokens of version and date. Empty when nothing is left.
std::string familyOf(std::string_view slug);

} // namespace turnpike
