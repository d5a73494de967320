// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesMembers.h"

#include "engine/formats/RawWalk.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace turnpike {

ResponsesMembers responsesMembers(std::string_view body)
{
    static constexpr std::pair<std::string_view, RawJson ResponsesMembers::*> places[] = {
        {"input", &ResponsesMembers::input},
        {"instructions", &ResponsesMembers::instructions},
        {"tools", &ResponsesMembers::tools},
        {"tool_choice", &ResponsesMembers::toolChoice},
        {"parallel_tool_calls", &ResponsesMembers::parallelToolCalls},
        {"reasoning", &ResponsesMembers::reasoning},
        {"text", &ResponsesMembers::text},
        {"include", &ResponsesMembers::include},
        {"temperature", &ResponsesMembers::temperature},
        {"top_p", &ResponsesMembers::topP},
        {"top_k", &ResponsesMembers::topK},
        {"top_logprobs", &ResponsesMembers::topLogprobs},
        {"presence_penalty", &ResponsesMembers::presencePenalty},
        {"frequency_penalty", &ResponsesMembers::frequencyPenalty},
        {"max_output_tokens", &ResponsesMembers::maxOutputTokens},
        {"max_tool_calls", &ResponsesMembers::maxToolCalls},
        {"truncation", &ResponsesMembers::truncation},
        {"metadata", &ResponsesMembers::metadata},
        {"user", &ResponsesMembers::user},
        {"safety_identifier", &ResponsesMembers::safetyIdentifier},
        {"prompt_cache_key", &ResponsesMembers::promptCacheKey},
        {"service_tier", &ResponsesMembers::serviceTier},
        {"cache_control", &ResponsesMembers::cacheControl},
    };
    ResponsesMembers members;
    json::StrictReader json(body, json::StrictReader::maxDepth);
    eachMember(json, [&](std::string_view name) {
        const auto *const place
            = std::find_if(std::begin(places), std::end(places),
                           [name](const auto &own) { return own.first == name; });
        if (place == std::end(places))
            json.skip();
        else
            members.*place->second = rawValue(json);
    });
    return members;
}

bool includes(RawJson include, std::string_view what)
{
    bool isIncluded = false;
    json::StrictReader json(include);
    eachElement(json, [&](std::size_t) {
        const RawJson word = rawString(json);
        isIncluded = isIncluded || (word.size() > 2 && word.substr(1, word.size() - 2) == what);
    });
    return isIncluded;
}

} // namespace turnpike
