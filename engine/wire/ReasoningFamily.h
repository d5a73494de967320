// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace turnpike {

/// Whose reasoning tokens, signatures and encrypted items are; only the family that made them can
/// read them again. The words are data plane 10.4's `format`.
enum class ReasoningFamily : std::uint8_t { Unknown, Anthropic, OpenAi, Gemini, Xai };

/// By data plane 10.4's `format`; Unknown for others and where none is told.
constexpr ReasoningFamily familyOfFormat(std::string_view format)
{
    if (format.starts_with("anthropic"))
        return ReasoningFamily::Anthropic;
    if (format.starts_with("google"))
        return ReasoningFamily::Gemini;
    if (format.find("xai") != std::string_view::npos)
        return ReasoningFamily::Xai;
    return format.find("openai") != std::string_view::npos ? ReasoningFamily::OpenAi
                                                           : ReasoningFamily::Unknown;
}

/// The same of a chat's detail, which is Anthropic's where it tells none.
constexpr ReasoningFamily familyOfDetail(std::string_view format)
{
    return format.empty() ? ReasoningFamily::Anthropic : familyOfFormat(format);
}

} // namespace turnpike
