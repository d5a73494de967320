// SPDX-License-Identifier: GPL-3.0-or-later
// The query of the model lists: which models, in what order, which page.
#pragma once

#include "core/Policy.h"
#include "engine/endpoints/UrlText.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// Reads a query once and chooses models by it. A filter about a fact that the policy does not hold
/// of a model (category, benchmarks, region, zero retention) matches no model: nothing is guessed.
/// Parameters that are not known are ignored.
class CatalogueFilter
{
public:
    /// `outputModality`: what is listed when the query does not name output modalities.
    CatalogueFilter(const UrlQuery &query, std::string_view outputModality, std::int64_t nowUs);

    /// The first malformed parameter; empty when all are well-formed.
    const std::string &problem() const { return m_problem; }

    /// The matching models that an enabled provider serves, sorted; not yet cut to a page.
    std::vector<const ModelPolicy *> choose(const PolicySnapshot &policy) const;

    /// Cuts to the page that was asked for.
    std::vector<const ModelPolicy *> page(const std::vector<const ModelPolicy *> &models) const;

    /// Relative URL of the page after this one, empty when there is none. `path`: of this list.
    std::string nextPage(std::string_view path, std::size_t modelCount) const;

private:
    struct Candidate;
    enum class Sort : std::uint8_t { None, CheapFirst, DearFirst, LongFirst, NewFirst };

    void read(const std::string &name, const std::string &value);
    bool readSort(std::string_view value);
    static bool readNumber(std::string_view value, std::int64_t &number);
    bool readPrice(std::string_view value, std::int64_t &bound);
    bool matches(const Candidate &candidate) const;
    bool matchesPrices(const Candidate &candidate) const;
    bool matchesText(const ModelPolicy &model) const;

    UrlQuery m_query; ///< Without offset and limit, for the link to the next page.
    std::string m_problem;
    std::int64_t m_nowUs;
    bool m_isPaged = false;
    std::int64_t m_offset = 0;
    std::int64_t m_limit = 500;
    bool m_wantsUnknown = false; ///< Asks for a fact that no model is known to have.
    std::string m_text; ///< Lower case.
    std::string m_tokenizer; ///< Lower case.
    bool m_takesAnyOutput = false;
    std::vector<std::string> m_outputs;
    std::vector<std::string> m_inputs;
    std::vector<std::string> m_parameters;
    std::vector<std::string> m_providers;
    std::vector<std::string> m_authors;
    std::int64_t m_minContext = 0;
    /// USD per million tokens in nano-dollars, which is femto-dollars a token. -1: no bound.
    std::int64_t m_minPrompt = -1;
    std::int64_t m_maxPrompt = -1;
    std::int64_t m_minCompletion = -1;
    std::int64_t m_maxCompletion = -1;
    std::int64_t m_minAgeDays = -1;
    std::int64_t m_maxAgeDays = -1;
    Sort m_sort = Sort::None;
};

} // namespace turnpike
