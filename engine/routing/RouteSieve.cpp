// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/RouteSieve.h"

#include "engine/json/StrictReader.h"
#include "engine/wire/ClientRequest.h"

#include <algorithm>

namespace turnpike {

namespace {

/// Estimates run at three bytes a token until a model's own ratio is learned, and text of four and
/// a half is common: only what exceeds a context by half surely does not fit.
constexpr std::int64_t sureNumerator = 3;
constexpr std::int64_t sureDenominator = 2;
constexpr int femtoScale = 15;
constexpr FemtoUsd million = 1'000'000;

const ProviderPreferences noPreferences{};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return lower(x) == lower(y);
           });
}

bool isAllowed(std::string_view name, std::string_view entry)
{
    if (!entry.ends_with('*'))
        return same(name, entry);
    entry.remove_suffix(1);
    return same(name.substr(0, entry.size()), entry);
}

/// -1 where none is told, and where it is more than any price can be.
FemtoUsd limitOf(const std::string &text, FemtoUsd per)
{
    if (text.empty())
        return -1;
    const auto femto = json::scaledOf(text, femtoScale);
    return femto ? *femto / per : -1;
}

bool isTypeOf(std::string_view type, ModelUse use)
{
    if (type.empty())
        return true;
    switch (use) {
    case ModelUse::Chat: return type == "chat";
    case ModelUse::Completions: return type == "completions" || type == "chat";
    case ModelUse::Embeddings: return type == "embeddings";
    case ModelUse::Image: return type == "image";
    case ModelUse::Speech: return type == "speech";
    case ModelUse::Transcription: return type == "transcription";
    case ModelUse::Rerank: return type == "rerank";
    }
    return false;
}

} // namespace

bool namesEndpoint(std::string_view entry, const Candidate &candidate)
{
    return same(entry, candidate.endpoint->tag) || same(entry, candidate.provider->slug)
        || same(entry, candidate.provider->name);
}

RouteSieve::RouteSieve(const RouteQuestion &question)
    : m_question(question)
    , m_preferences(question.preferences != nullptr ? *question.preferences : noPreferences)
    , m_deniesDataCollection(m_preferences.deniesDataCollection
                             || question.limits.deniesDataCollection)
    , m_requiresZdr(m_preferences.requiresZdr || question.limits.requiresZdr)
{
    for (const std::string &name : m_preferences.quantizations)
        m_quantizations |= quantizationsOf(name);
    m_mostPrices = {.prompt = limitOf(m_preferences.maxPromptPrice, million),
                    .completion = limitOf(m_preferences.maxCompletionPrice, million),
                    .request = limitOf(m_preferences.maxRequestPrice, 1),
                    .image = limitOf(m_preferences.maxImagePrice, 1),
                    .audio = limitOf(m_preferences.maxAudioPrice, 1)};
    for (const std::string_view name : question.parameters)
        m_sent |= parameterBit(name);
    m_preferred = m_sent & Parameter::Verbosity;
    if (question.hasTools)
        m_preferred |= Parameter::Tools;
    if (question.hasResponseFormat)
        m_preferred |= Parameter::ResponseFormat;
    if (question.needsJsonSchema)
        m_needed = Parameter::StructuredOutputs;
    m_preferred |= m_needed;
}

std::optional<RouteFilter> RouteSieve::of(const ModelPolicy &model, const ModelFacts &facts) const
{
    if (!isTypeOf(model.type, m_question.use))
        return RouteFilter::ModelType;
    const auto &allowed = m_question.limits.models;
    if (!allowed.empty()
        && std::none_of(allowed.begin(), allowed.end(), [&model](const std::string &entry) {
               return isAllowed(model.slug, entry);
           }))
        return RouteFilter::KeyModels;
    // Nobody has told us of any author that allows it, and unknown is no.
    if (m_preferences.requiresDistillableText)
        return RouteFilter::Distillable;
    if (facts.knowsInputs && (m_question.inputs & ~facts.inputs) != 0)
        return RouteFilter::Modality;
    return std::nullopt;
}

bool RouteSieve::allows(const Candidate &candidate) const
{
    const auto &allowed = m_question.limits.providers;
    return allowed.empty()
        || std::any_of(allowed.begin(), allowed.end(), [&candidate](const std::string &entry) {
               return isAllowed(candidate.provider->slug, entry)
                   || isAllowed(candidate.endpoint->tag, entry);
           });
}

std::optional<RouteFilter> RouteSieve::named(const Candidate &candidate) const
{
    const auto isIn = [&](const std::vector<std::string> &list) {
        return std::any_of(list.begin(), list.end(), [&](const std::string &entry) {
            return namesEndpoint(entry, candidate);
        });
    };
    if (m_preferences.hasOnly && !isIn(m_preferences.only))
        return RouteFilter::Only;
    if (isIn(m_preferences.ignore))
        return RouteFilter::Ignore;
    return std::nullopt;
}

bool RouteSieve::isTierWanted(const Candidate &candidate, const EndpointFacts &facts) const
{
    if (facts.tier == m_question.tier)
        return true;
    const VariantSet suffix = facts.tier == ServiceTier::Priority ? Variant::Nitro : Variant::Floor;
    if ((candidate.variants & suffix) != 0 && !m_preferences.hasOrder && !m_question.refusesTiers)
        return true;
    const auto isNamed = [&](const std::vector<std::string> &list) {
        return std::any_of(list.begin(), list.end(), [&](const std::string &entry) {
            return same(entry, candidate.endpoint->tag);
        });
    };
    return isNamed(m_preferences.only) || isNamed(m_preferences.order);
}

bool RouteSieve::isTooDear(const ComparedPrices &prices) const
{
    const auto exceeds = [](FemtoUsd price, FemtoUsd most) { return most >= 0 && price > most; };
    // What an unpriced endpoint takes nobody knows.
    if ((m_mostPrices.prompt >= 0 || m_mostPrices.completion >= 0) && !prices.isPriced())
        return true;
    return exceeds(prices.prompt, m_mostPrices.prompt)
        || exceeds(prices.completion, m_mostPrices.completion)
        || exceeds(prices.request, m_mostPrices.request)
        || exceeds(prices.image, m_mostPrices.image) || exceeds(prices.audio, m_mostPrices.audio);
}

bool RouteSieve::isTight(const EndpointFacts &facts) const
{
    return facts.contextLength > 0 && m_question.promptTokens > facts.contextLength;
}

std::optional<RouteFilter> RouteSieve::of(const Candidate &candidate, const ModelFacts &model,
                                          const EndpointFacts &facts,
                                          const ComparedPrices &prices) const
{
    const ProviderPolicy &provider = *candidate.provider;
    if (!provider.isEnabled)
        return RouteFilter::ProviderDisabled;
    if (!allows(candidate))
        return RouteFilter::KeyProviders;
    if (const auto filter = named(candidate))
        return filter;
    if (facts.tier != ServiceTier::Default && !isTierWanted(candidate, facts))
        return RouteFilter::Tier;
    if (m_deniesDataCollection && (provider.trainsOnPrompts || provider.retainsPrompts))
        return RouteFilter::DataCollection;
    if (m_requiresZdr && !provider.isZdr())
        return RouteFilter::Zdr;
    if (!m_preferences.quantizations.empty() && (facts.quantization & m_quantizations) == 0)
        return RouteFilter::Quantization;
    if (isTooDear(prices))
        return RouteFilter::MaxPrice;
    if ((candidate.variants & Variant::Free) != 0 && !facts.isFree)
        return RouteFilter::Free;
    if ((candidate.variants & Variant::Extended) != 0 && facts.contextLength < model.longestContext)
        return RouteFilter::Extended;
    if ((candidate.variants & Variant::Thinking) != 0
        && (facts.parameters & Parameter::Reasoning) == 0)
        return RouteFilter::Reasoning;
    if (facts.contextLength > 0
        && m_question.promptTokens / sureNumerator * sureDenominator > facts.contextLength)
        return RouteFilter::Context;
    if (m_question.maxOutput > 0 && candidate.endpoint->maxOutput > 0
        && m_question.maxOutput > candidate.endpoint->maxOutput)
        return RouteFilter::OutputLength;
    if (m_preferences.requiresParameters && (m_sent & ~facts.parameters) != 0)
        return RouteFilter::Parameters;
    return std::nullopt;
}

} // namespace turnpike
