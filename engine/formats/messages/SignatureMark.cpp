// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/SignatureMark.h"

#include <algorithm>
#include <array>

namespace turnpike {

namespace {

constexpr std::string_view marker = "\"tp1:";
constexpr std::string_view summarySuffix = "+summary";
constexpr std::string_view callSuffix = "+call";
/// By ReasoningFamily.
constexpr std::array<std::string_view, 5> families
    = {"unknown", "anthropic", "openai", "gemini", "xai"};

bool takeSuffix(std::string_view &word, std::string_view suffix)
{
    if (!word.ends_with(suffix))
        return false;
    word.remove_suffix(suffix.size());
    return true;
}

} // namespace

bool isMarked(RawJson string)
{
    return string.starts_with(marker);
}

SignatureMark readMark(RawJson string)
{
    SignatureMark mark;
    if (!isMarked(string)) {
        mark.family = ReasoningFamily::Anthropic;
        mark.payload = string.size() < 2 ? std::string_view() : string.substr(1, string.size() - 2);
        return mark;
    }
    std::string_view rest = string.substr(marker.size(), string.size() - marker.size() - 1);
    const auto next = [&rest] {
        const std::string_view field = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), field.size() + 1));
        return field;
    };
    std::string_view word = next();
    mark.isSummary = takeSuffix(word, summarySuffix);
    mark.isOfCall = takeSuffix(word, callSuffix);
    const auto *const found = std::find(families.begin(), families.end(), word);
    if (found != families.end())
        mark.family = static_cast<ReasoningFamily>(found - families.begin());
    mark.id = next();
    mark.payload = rest;
    return mark;
}

void appendMarked(std::string &out, const SignatureMark &mark)
{
    out.append(marker.substr(1)).append(families[static_cast<std::size_t>(mark.family)]);
    out.append(mark.isOfCall ? callSuffix : mark.isSummary ? summarySuffix : std::string_view());
    out += ':';
    // An id that holds the separator would be read back as another.
    out.append(mark.id.find(':') == std::string_view::npos ? mark.id : std::string_view());
    out.append(1, ':').append(mark.payload);
}

} // namespace turnpike
