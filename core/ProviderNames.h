// SPDX-License-Identifier: GPL-3.0-or-later
// The words that files and command lines use for provider formats and client APIs.
#pragma once

#include "core/Generation.h"
#include "core/Policy.h"

#include <array>
#include <string_view>
#include <utility>

namespace turnpike {

inline constexpr std::array<std::pair<std::string_view, ProviderFormat>, 5> providerFormatNames{{
    {"openai", ProviderFormat::OpenAi},
    {"openai-responses", ProviderFormat::Responses},
    {"anthropic", ProviderFormat::Anthropic},
    {"gemini", ProviderFormat::Gemini},
    {"simulator", ProviderFormat::Simulator},
}};

/// Client APIs that a provider may speak besides its format (`also_serves`).
inline constexpr std::array<std::pair<std::string_view, ApiType>, 4> passableApis{{
    {"chat", ApiType::Chat},
    {"responses", ApiType::Responses},
    {"messages", ApiType::Messages},
    {"completions", ApiType::Completions},
}};

inline constexpr std::array<std::pair<std::string_view, ReasoningField>, 3> reasoningFieldNames{{
    {"reasoning_content", ReasoningField::ReasoningContent},
    {"reasoning", ReasoningField::Reasoning},
    {"reasoning_details", ReasoningField::ReasoningDetails},
}};

/// Empty for None.
constexpr std::string_view nameOf(ReasoningField field)
{
    for (const auto &[name, value] : reasoningFieldNames)
        if (value == field)
            return name;
    return {};
}

constexpr std::string_view nameOf(ProviderFormat format)
{
    for (const auto &[name, value] : providerFormatNames)
        if (value == format)
            return name;
    return {};
}

} // namespace turnpike
