// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoints/CatalogueFilter.h"

#include "core/Cost.h"
#include "core/Decimal.h"
#include "core/Int128.h"
#include "engine/endpoints/CatalogueJson.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace turnpike {

namespace {

constexpr std::int64_t maxLimit = 1'000;
constexpr int nanoScale = 9;

/// Parameters about facts that a policy does not hold of any model.
constexpr std::array<std::string_view, 9> unknownFacts
    = {"category",          "min_intelligence_index", "max_intelligence_index",
       "min_coding_index",  "max_coding_index",       "min_agentic_index",
       "max_agentic_index", "min_tool_success_rate",  "max_tool_success_rate"};

std::string lowered(std::string_view text)
{
    std::string out(text);
    for (char &c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::vector<std::string> splitList(std::string_view text)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(','));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (!part.empty())
            parts.push_back(lowered(part));
    }
    return parts;
}

template <typename List>
bool holds(const List &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

template <typename List>
bool holdsAny(const List &list, const std::vector<std::string> &wanted)
{
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](const auto &name) { return holds(list, name); });
}

template <typename List>
bool holdsAll(const List &list, const std::vector<std::string> &wanted)
{
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](const auto &name) { return holds(list, name); });
}

} // namespace

/// A model with what its filters and orders ask for, worked out once.
struct CatalogueFilter::Candidate
{
    const PolicySnapshot *policy = nullptr;
    const ModelPolicy *model = nullptr;
    std::vector<const EndpointPolicy *> served;
    PriceTable prices; ///< Of the first endpoint, now.
    bool isPriced = false;

    FemtoUsd price(PriceUnit unit) const
    {
        return prices[static_cast<std::size_t>(unit)].value_or(0);
    }

    /// What a typical request costs: 3,000 tokens in, 1,000 out.
    Int128 weight() const
    {
        return Int128{price(PriceUnit::Prompt)} * 3'000
            + Int128{price(PriceUnit::Completion)} * 1'000 + price(PriceUnit::Request);
    }
};

CatalogueFilter::CatalogueFilter(const UrlQuery &query, std::string_view outputModality,
                                 std::int64_t nowUs)
    : m_nowUs(nowUs)
    , m_outputs{std::string(outputModality)}
{
    for (const auto &[name, value] : query)
        read(name, value);
}

void CatalogueFilter::read(const std::string &name, const std::string &value)
{
    if (name == "offset" || name == "limit") {
        m_isPaged = true;
        const bool isOk = name == "offset"
            ? readNumber(value, m_offset)
            : readNumber(value, m_limit) && m_limit >= 1 && m_limit <= maxLimit;
        if (!isOk && m_problem.empty())
            m_problem = name;
        return;
    }
    m_query.emplace_back(name, value);
    if (value.empty())
        return;

    bool isOk = true;
    if (name == "q") {
        m_text = lowered(value);
    } else if (name == "arch") {
        m_tokenizer = lowered(value);
    } else if (name == "output_modalities") {
        m_outputs = splitList(value);
        m_takesAnyOutput = holds(m_outputs, "all");
    } else if (name == "input_modalities") {
        m_inputs = splitList(value);
    } else if (name == "supported_parameters") {
        m_parameters = splitList(value);
    } else if (name == "providers") {
        m_providers = splitList(value);
    } else if (name == "model_authors") {
        m_authors = splitList(value);
    } else if (name == "context") {
        isOk = readNumber(value, m_minContext);
    } else if (name == "min_age_days") {
        isOk = readNumber(value, m_minAgeDays);
    } else if (name == "max_age_days") {
        isOk = readNumber(value, m_maxAgeDays);
    } else if (name == "min_price") {
        isOk = readPrice(value, m_minPrompt);
    } else if (name == "max_price") {
        isOk = readPrice(value, m_maxPrompt);
    } else if (name == "min_output_price") {
        isOk = readPrice(value, m_minCompletion);
    } else if (name == "max_output_price") {
        isOk = readPrice(value, m_maxCompletion);
    } else if (name == "sort") {
        isOk = readSort(value);
    } else if (name == "region") {
        m_wantsUnknown = m_wantsUnknown || value != "global";
    } else if (name == "zdr" || name == "distillable") {
        m_wantsUnknown = m_wantsUnknown || value == "true";
    } else if (holds(unknownFacts, name)) {
        m_wantsUnknown = true;
    }
    if (!isOk && m_problem.empty())
        m_problem = name;
}

bool CatalogueFilter::readNumber(std::string_view value, std::int64_t &number)
{
    const auto [end, error] = std::from_chars(value.begin(), value.end(), number);
    return error == std::errc() && end == value.end() && number >= 0;
}

bool CatalogueFilter::readPrice(std::string_view value, std::int64_t &bound)
{
    const auto nano = parseDecimal(value, nanoScale, Exponents::Accepted);
    if (!nano || *nano < 0)
        return false;
    bound = *nano;
    return true;
}

bool CatalogueFilter::readSort(std::string_view value)
{
    if (value == "pricing-low-to-high")
        m_sort = Sort::CheapFirst;
    else if (value == "pricing-high-to-low")
        m_sort = Sort::DearFirst;
    else if (value == "context-high-to-low")
        m_sort = Sort::LongFirst;
    else if (value == "newest")
        m_sort = Sort::NewFirst;
    else
        // By figures that the policy has of no model: all of them come last, in catalogue order.
        return value == "throughput-high-to-low" || value == "latency-low-to-high"
            || value == "most-popular" || value == "top-weekly";
    return true;
}

bool CatalogueFilter::matchesText(const ModelPolicy &model) const
{
    return m_text.empty() || lowered(model.slug).find(m_text) != std::string::npos
        || lowered(model.name).find(m_text) != std::string::npos
        || lowered(model.description).find(m_text) != std::string::npos;
}

bool CatalogueFilter::matchesPrices(const Candidate &candidate) const
{
    const auto isWithin = [&](std::int64_t low, std::int64_t high, FemtoUsd price) {
        return (low < 0 || price >= low) && (high < 0 || price <= high);
    };
    if (m_minPrompt < 0 && m_maxPrompt < 0 && m_minCompletion < 0 && m_maxCompletion < 0)
        return true;
    return candidate.isPriced
        && isWithin(m_minPrompt, m_maxPrompt, candidate.price(PriceUnit::Prompt))
        && isWithin(m_minCompletion, m_maxCompletion, candidate.price(PriceUnit::Completion));
}

bool CatalogueFilter::matches(const Candidate &candidate) const
{
    const ModelPolicy &model = *candidate.model;
    if (candidate.served.empty() || m_wantsUnknown)
        return false;
    if (!m_takesAnyOutput && !holdsAny(model.outputModalities, m_outputs))
        return false;
    if (!holdsAll(model.inputModalities, m_inputs) || !matchesText(model))
        return false;
    if (!m_parameters.empty() && !holdsAll(supportedParameters(candidate.served), m_parameters))
        return false;
    if (!m_tokenizer.empty() && lowered(model.tokenizer) != m_tokenizer)
        return false;
    if (!m_authors.empty()
        && !holds(m_authors, lowered(model.slug.substr(0, model.slug.find('/')))))
        return false;
    const auto isAtProvider = [&](const EndpointPolicy *endpoint) {
        return holds(m_providers, lowered(candidate.policy->providers[endpoint->provider].slug));
    };
    if (!m_providers.empty()
        && std::none_of(candidate.served.begin(), candidate.served.end(), isAtProvider))
        return false;
    if (model.contextLength < m_minContext)
        return false;
    const std::int64_t ageDays = (m_nowUs / 1'000'000 - model.createdS) / 86'400;
    if ((m_minAgeDays >= 0 || m_maxAgeDays >= 0)
        && (model.createdS == 0 || (m_minAgeDays >= 0 && ageDays < m_minAgeDays)
            || (m_maxAgeDays >= 0 && ageDays > m_maxAgeDays)))
        return false;
    return matchesPrices(candidate);
}

std::vector<const ModelPolicy *> CatalogueFilter::choose(const PolicySnapshot &policy) const
{
    std::vector<Candidate> chosen;
    for (const ModelPolicy &model : policy.models) {
        Candidate candidate{&policy, &model, servedEndpoints(policy, model), {}, false};
        if (!candidate.served.empty()) {
            const PriceSheet &sheet = candidate.served.front()->prices;
            candidate.prices = effectivePrices(sheet, 0, m_nowUs);
            candidate.isPriced = sheet.isPriced();
        }
        if (matches(candidate))
            chosen.push_back(std::move(candidate));
    }

    // Models without the figure come last, whichever way the others go.
    const auto isBefore = [this](const Candidate &a, const Candidate &b) {
        switch (m_sort) {
        case Sort::None: return false;
        case Sort::LongFirst: return a.model->contextLength > b.model->contextLength;
        case Sort::NewFirst: return a.model->createdS > b.model->createdS;
        case Sort::CheapFirst:
        case Sort::DearFirst: break;
        }
        if (!a.isPriced || !b.isPriced)
            return a.isPriced && !b.isPriced;
        return m_sort == Sort::CheapFirst ? a.weight() < b.weight() : b.weight() < a.weight();
    };
    std::stable_sort(chosen.begin(), chosen.end(), isBefore);

    std::vector<const ModelPolicy *> models;
    models.reserve(chosen.size());
    for (const Candidate &candidate : chosen)
        models.push_back(candidate.model);
    return models;
}

std::vector<const ModelPolicy *>
CatalogueFilter::page(const std::vector<const ModelPolicy *> &models) const
{
    if (!m_isPaged)
        return models;
    const auto count = static_cast<std::int64_t>(models.size());
    const std::int64_t from = std::min(m_offset, count);
    const std::int64_t to = from + std::min(m_limit, count - from);
    return {models.begin() + from, models.begin() + to};
}

std::string CatalogueFilter::nextPage(std::string_view path, std::size_t modelCount) const
{
    const auto count = static_cast<std::int64_t>(modelCount);
    if (!m_isPaged || m_offset >= count || count - m_offset <= m_limit)
        return {};
    std::string url(path);
    url += "?offset=" + std::to_string(m_offset + m_limit) + "&limit=" + std::to_string(m_limit);
    for (const auto &[name, value] : m_query)
        url += '&' + percentEncoded(name) + '=' + percentEncoded(value);
    return url;
}

} // namespace turnpike
