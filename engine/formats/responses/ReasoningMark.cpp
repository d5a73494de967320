// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ReasoningMark.h"

#include <array>

namespace turnpike {

namespace {

using Kind = MarkedReasoning::Kind;

constexpr std::array<std::string_view, 3> kindMarks = {"tp1:", "tp1s:", "tp1c:"};
constexpr std::array<std::string_view, 5> familyMarks
    = {"unknown:", "anthropic:", "openai:", "gemini:", "xai:"};

} // namespace

std::string reasoningMark(Kind kind, ReasoningFamily family)
{
    if (kind == Kind::Encrypted && family == ReasoningFamily::OpenAi)
        return {};
    std::string mark(kindMarks[static_cast<std::size_t>(kind)]);
    return mark.append(familyMarks[static_cast<std::size_t>(family)]);
}

MarkedReasoning readReasoningMark(Conversation &conversation, RawJson token)
{
    MarkedReasoning marked{
        .kind = Kind::Encrypted, .family = ReasoningFamily::OpenAi, .value = token};
    const std::string_view text = token.substr(1, token.size() - 2);
    for (std::size_t kind = 0; kind < kindMarks.size(); ++kind) {
        if (!text.starts_with(kindMarks[kind]))
            continue;
        const std::string_view rest = text.substr(kindMarks[kind].size());
        for (std::size_t family = 0; family < familyMarks.size(); ++family) {
            if (!rest.starts_with(familyMarks[family]))
                continue;
            marked.kind = static_cast<Kind>(kind);
            marked.family = static_cast<ReasoningFamily>(family);
            std::string value = "\"";
            value.append(rest.substr(familyMarks[family].size())).append(1, '"');
            marked.value = conversation.keep(std::move(value));
            return marked;
        }
    }
    return marked;
}

ReasoningFamily familyOfFormat(std::string_view format)
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

} // namespace turnpike
