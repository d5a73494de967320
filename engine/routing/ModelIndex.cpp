// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/ModelIndex.h"

#include "core/Cost.h"
#include "engine/formats/Conversation.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace turnpike {

namespace {

constexpr std::uint32_t noModel = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t secondsPerYear = 365LL * 86'400;

struct NamedBit
{
    std::string_view name;
    std::uint64_t bit;
};

constexpr auto bit(unsigned number)
{
    return ParameterSet{1} << number;
}

constexpr NamedBit parameterNames[] = {
    {"tools", Parameter::Tools},
    {"functions", Parameter::Tools},
    {"parallel_tool_calls", Parameter::Tools},
    {"response_format", Parameter::ResponseFormat},
    {"structured_outputs", Parameter::StructuredOutputs},
    {"verbosity", Parameter::Verbosity},
    {"reasoning", Parameter::Reasoning},
    {"reasoning_effort", Parameter::Reasoning},
    {"include_reasoning", Parameter::Reasoning},
    {"max_tokens", bit(5)},
    {"max_completion_tokens", bit(5)},
    {"max_output_tokens", bit(5)},
    {"temperature", bit(6)},
    {"top_p", bit(7)},
    {"top_k", bit(8)},
    {"min_p", bit(9)},
    {"top_a", bit(10)},
    {"frequency_penalty", bit(11)},
    {"presence_penalty", bit(12)},
    {"repetition_penalty", bit(13)},
    {"logit_bias", bit(14)},
    {"logprobs", bit(15)},
    {"top_logprobs", bit(16)},
    {"prediction", bit(17)},
    {"seed", bit(18)},
    {"stop", bit(19)},
    {"tool_choice", bit(20)},
    {"web_search_options", bit(21)},
    {"modalities", bit(22)},
};

constexpr NamedBit quantizationNames[] = {
    {"int4", bit(0)},  {"int8", bit(1)}, {"fp4", bit(2)},   {"mxfp4", bit(3)},
    {"nvfp4", bit(4)}, {"fp6", bit(5)},  {"fp8", bit(6)},   {"mxfp8", bit(7)},
    {"fp16", bit(8)},  {"bf16", bit(9)}, {"fp32", bit(10)}, {"unknown", bit(11)},
};

template <std::size_t size>
std::uint64_t bitOf(const NamedBit (&names)[size], std::string_view name)
{
    for (const NamedBit &known : names) {
        if (known.name == name)
            return known.bit;
    }
    return 0;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// "4", "4.5", "v3.2", "20250929", "05".
bool isVersion(std::string_view token)
{
    if (token.starts_with('v'))
        token.remove_prefix(1);
    return !token.empty() && isDigit(token.front())
        && std::all_of(token.begin(), token.end(), [](char c) { return isDigit(c) || c == '.'; });
}

bool isDate(std::string_view token)
{
    return token.size() == 8 && std::all_of(token.begin(), token.end(), isDigit);
}

std::string_view lastToken(std::string_view name)
{
    return name.substr(name.rfind('-') + 1);
}

bool hasDate(std::string_view name)
{
    return isDate(lastToken(name));
}

std::string_view withoutLastToken(std::string_view name)
{
    const std::size_t dash = name.rfind('-');
    return dash == std::string_view::npos ? std::string_view() : name.substr(0, dash);
}

std::string_view authorOf(std::string_view slug)
{
    const std::size_t slash = slug.find('/');
    return slash == std::string_view::npos ? std::string_view() : slug.substr(0, slash);
}

ReasoningFamily reasoningFamilyOf(std::string_view author)
{
    if (author == "anthropic")
        return ReasoningFamily::Anthropic;
    if (author == "openai")
        return ReasoningFamily::OpenAi;
    if (author == "google")
        return ReasoningFamily::Gemini;
    return author == "x-ai" ? ReasoningFamily::Xai : ReasoningFamily::Unknown;
}

ServiceTier tierOf(std::string_view tag)
{
    const std::size_t slash = tag.find('/');
    const std::string_view variant
        = slash == std::string_view::npos ? std::string_view() : tag.substr(slash + 1);
    if (variant == "priority")
        return ServiceTier::Priority;
    return variant == "flex" ? ServiceTier::Flex : ServiceTier::Default;
}

/// The numbers of a slug in their order, a date among them worth nothing: which of two models of a
/// family born on one day is the later.
std::vector<std::int64_t> versionOf(std::string_view slug)
{
    std::vector<std::int64_t> version;
    std::size_t at = 0;
    while (at < slug.size()) {
        const std::size_t end = std::min(slug.find('-', at), slug.size());
        const std::string_view token = slug.substr(at, end - at);
        if (isVersion(token) && !isDate(token)) {
            std::int64_t number = 0;
            for (const char c : token.substr(token.starts_with('v') ? 1 : 0)) {
                if (c == '.')
                    version.push_back(std::exchange(number, 0));
                else if (number < 1'000'000'000)
                    number = number * 10 + (c - '0');
            }
            version.push_back(number);
        }
        at = end + 1;
    }
    return version;
}

bool isServed(const PolicySnapshot &policy, const ModelPolicy &model)
{
    return std::any_of(model.endpoints.begin(), model.endpoints.end(),
                       [&](const EndpointPolicy &endpoint) {
                           return policy.providers[endpoint.provider].isEnabled;
                       });
}

/// Newer first; of equals the plain name before the dated one.
bool isNewer(const ModelPolicy &a, const ModelPolicy &b)
{
    if (a.createdS != b.createdS)
        return a.createdS > b.createdS;
    const auto left = versionOf(a.slug);
    const auto right = versionOf(b.slug);
    return left != right ? left > right : a.slug < b.slug;
}

} // namespace

ParameterSet parameterBit(std::string_view name)
{
    const ParameterSet known = bitOf(parameterNames, name);
    return known != 0 ? known : Parameter::Other;
}

QuantizationSet quantizationsOf(std::string_view name)
{
    const auto own = static_cast<QuantizationSet>(bitOf(quantizationNames, name));
    if (name == "fp4")
        return own | static_cast<QuantizationSet>(bit(3) | bit(4));
    return name == "fp8" ? own | static_cast<QuantizationSet>(bit(7)) : own;
}

FemtoUsd ComparedPrices::blended() const
{
    // Divided first: the dearest price times three would not fit.
    return isPriced() ? prompt / 4 * 3 + prompt % 4 * 3 / 4 + completion / 4 : -1;
}

ComparedPrices comparedPrices(const PriceSheet &sheet, std::int64_t promptTokens,
                              std::int64_t nowUs)
{
    const PriceTable table = effectivePrices(sheet, promptTokens, nowUs);
    const auto at
        = [&table](PriceUnit unit) { return table[static_cast<std::size_t>(unit)].value_or(-1); };
    return {.prompt = at(PriceUnit::Prompt),
            .completion = at(PriceUnit::Completion),
            .request = at(PriceUnit::Request),
            .image = at(PriceUnit::Image),
            .audio = at(PriceUnit::Audio)};
}

std::string_view foldedName(std::string_view name, std::span<char> room)
{
    if (name.size() > room.size())
        return {};
    std::transform(name.begin(), name.end(), room.begin(), lower);
    const std::string_view folded(room.data(), name.size());
    if (folded.starts_with("claude") || folded.starts_with("anthropic/"))
        std::replace(room.begin(), room.begin() + static_cast<std::ptrdiff_t>(name.size()), '.',
                     '-');
    return folded;
}

std::string familyOf(std::string_view slug)
{
    const std::size_t slash = slug.find('/');
    if (slash == std::string_view::npos)
        return {};
    std::string family(slug.substr(0, slash + 1));
    const std::size_t authorSize = family.size();
    std::size_t at = authorSize;
    while (at < slug.size()) {
        const std::size_t end = std::min(slug.find('-', at), slug.size());
        const std::string_view token = slug.substr(at, end - at);
        if (!isVersion(token)) {
            if (family.size() > authorSize)
                family += '-';
            family += token;
        }
        at = end + 1;
    }
    return family.size() > authorSize ? family : std::string();
}

ModelIndex::ModelIndex(const PolicySnapshot &policy)
    : m_policyVersion(policy.version)
{
    m_models.resize(policy.models.size());
    for (std::uint32_t model = 0; model < policy.models.size(); ++model)
        addFacts(policy, model);
    addNames(policy);
    addFamilies(policy);
    addRouters(policy);
}

void ModelIndex::addFacts(const PolicySnapshot &policy, std::uint32_t number)
{
    const ModelPolicy &model = policy.models[number];
    ModelFacts &facts = m_models[number];
    facts.firstEndpoint = static_cast<std::uint32_t>(m_endpoints.size());
    facts.family = reasoningFamilyOf(authorOf(model.slug));
    facts.knowsInputs = !model.inputModalities.empty();
    for (const std::string &input : model.inputModalities) {
        facts.inputs |= input == "image" ? Modality::Image
            : input == "audio"           ? Modality::Audio
            : input == "file"            ? Modality::File
            : input == "video"           ? Modality::Video
                                         : std::uint8_t{0};
    }
    for (const EndpointPolicy &endpoint : model.endpoints) {
        EndpointFacts own;
        own.knowsParameters = !endpoint.supportedParameters.empty();
        for (const std::string &name : endpoint.supportedParameters)
            own.parameters |= parameterBit(name) & ~Parameter::Other;
        own.hasOverrides = !endpoint.prices.overrides.empty();
        own.isFree = endpoint.prices.isFree();
        own.tier = tierOf(endpoint.tag);
        own.quantization = static_cast<QuantizationSet>(bitOf(
            quantizationNames, endpoint.quantization.empty() ? "unknown" : endpoint.quantization));
        own.contextLength
            = endpoint.contextLength != 0 ? endpoint.contextLength : model.contextLength;
        PriceSheet base;
        base.prices = endpoint.prices.prices;
        base.discountPpm = endpoint.prices.discountPpm;
        own.prices = comparedPrices(base, 0, 0);
        facts.longestContext = std::max(facts.longestContext, own.contextLength);
        facts.isSimulated = facts.isSimulated
            || policy.providers[endpoint.provider].format == ProviderFormat::Simulator;
        m_endpoints.push_back(own);
    }
}

/// The first to claim a name has it.
void ModelIndex::addAlias(std::string name, std::uint32_t model)
{
    std::array<char, 256> room{};
    const std::string_view folded = foldedName(name, room);
    if (!folded.empty())
        m_aliases.try_emplace(std::string(folded), model);
}

void ModelIndex::addNames(const PolicySnapshot &policy)
{
    // Slugs whose own spelling is not the folded one.
    std::vector<std::uint32_t> byAge;
    for (std::uint32_t i = 0; i < policy.models.size(); ++i) {
        addAlias(policy.models[i].slug, i);
        byAge.push_back(i);
    }
    std::stable_sort(byAge.begin(), byAge.end(), [&](std::uint32_t a, std::uint32_t b) {
        return isNewer(policy.models[a], policy.models[b]);
    });

    // Bare names, of Anthropic's own models first; others only where one author has the name.
    Names bare;
    for (const std::uint32_t i : byAge) {
        const std::string &slug = policy.models[i].slug;
        const std::string_view author = authorOf(slug);
        if (author.empty())
            continue;
        const std::string name = slug.substr(author.size() + 1);
        std::array<char, 256> room{};
        if (author == "anthropic")
            addAlias(name, i);
        else if (const auto [known, isNew]
                 = bare.try_emplace(std::string(foldedName(name, room)), i);
                 !isNew)
            known->second = noModel;
    }
    for (const auto &[name, model] : bare) {
        if (model != noModel)
            addAlias(name, model);
    }

    for (const std::uint32_t i : byAge) {
        const std::string &slug = policy.models[i].slug;
        if (authorOf(slug) != "anthropic")
            continue;
        const std::string name = slug.substr(authorOf(slug).size() + 1);
        // A dated name lends itself to the plain one, the newest first.
        const std::string plain(hasDate(name) ? withoutLastToken(name) : name);
        for (const std::string &alias :
             {plain, plain + "-latest", isVersion(lastToken(plain)) ? plain + "-0" : plain}) {
            addAlias("anthropic/" + alias, i);
            addAlias(alias, i);
        }
    }
}

std::optional<std::uint32_t> ModelIndex::alias(std::string_view folded) const
{
    if (const auto found = m_aliases.find(folded); found != m_aliases.end())
        return found->second;
    const bool isAnthropics = folded.starts_with("claude") || folded.starts_with("anthropic/");
    if (!isAnthropics || !hasDate(folded))
        return std::nullopt;
    // A date that the catalogue does not have is still that model.
    const auto found = m_aliases.find(withoutLastToken(folded));
    return found == m_aliases.end() ? std::nullopt : std::optional(found->second);
}

void ModelIndex::addFamilies(const PolicySnapshot &policy)
{
    for (std::uint32_t i = 0; i < policy.models.size(); ++i) {
        const ModelPolicy &model = policy.models[i];
        // Variants with rows of their own are no targets; other aliases are of no family but
        // theirs.
        if (model.slug.find(':') != std::string::npos || !isServed(policy, model))
            continue;
        const std::string family = familyOf(model.slug);
        if (family.empty())
            continue;
        const auto [known, isNew] = m_families.try_emplace(family, i);
        if (!isNew && isNewer(model, policy.models[known->second]))
            known->second = i;
    }
}

std::optional<std::uint32_t> ModelIndex::latest(std::string_view family) const
{
    const auto found = m_families.find(family);
    return found == m_families.end() ? std::nullopt : std::optional(found->second);
}

/// Current and tool-capable models by their cheapest endpoint, then the other priced ones, then
/// those that are free or unpriced.
void ModelIndex::addRouters(const PolicySnapshot &policy)
{
    struct Choice
    {
        std::uint32_t model;
        int group;
        FemtoUsd blended;
    };
    std::vector<Choice> choices;
    std::int64_t newestS = 0;
    for (const ModelPolicy &model : policy.models)
        newestS = std::max(newestS, model.createdS);
    for (std::uint32_t i = 0; i < policy.models.size(); ++i) {
        const ModelPolicy &model = policy.models[i];
        if (m_models[i].isSimulated || !isServed(policy, model)
            || (!model.type.empty() && model.type != "chat"))
            continue;
        FemtoUsd least = -1;
        bool hasTools = false;
        bool hasFree = false;
        for (std::size_t at = 0; at < model.endpoints.size(); ++at) {
            const EndpointFacts &facts = endpoints(i)[at];
            if (!policy.providers[model.endpoints[at].provider].isEnabled)
                continue;
            hasFree = hasFree || facts.isFree;
            hasTools = hasTools || (facts.parameters & Parameter::Tools) != 0;
            const FemtoUsd blended = facts.prices.blended();
            if (blended > 0 && (least < 0 || blended < least))
                least = blended;
        }
        const bool isCurrent = model.createdS > newestS - secondsPerYear;
        if (hasFree)
            m_free.push_back(i);
        choices.push_back({i, least < 0 ? 2 : isCurrent && hasTools ? 0 : 1, least});
    }
    std::stable_sort(choices.begin(), choices.end(), [](const Choice &a, const Choice &b) {
        return std::pair(a.group, a.blended) < std::pair(b.group, b.blended);
    });
    for (const Choice &choice : choices)
        m_auto.push_back(choice.model);
}

} // namespace turnpike
