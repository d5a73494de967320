// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ReasoningMark.h"

#include <array>
#include <optional>

namespace turnpike {

namespace {

using Kind = MarkedReasoning::Kind;

constexpr std::array<std::string_view, 3> kindMarks = {"tp1:", "tp1s:", "tp1c:"};
constexpr std::array<std::string_view, 5> familyMarks
    = {"unknown:", "anthropic:", "openai:", "gemini:", "xai:"};

struct Mark
{
    Kind kind = Kind::Encrypted;
    ReasoningFamily family = ReasoningFamily::OpenAi;
    std::string_view rest; ///< Inside of the token.
};

std::optional<Mark> findMark(RawJson token)
{
    const std::string_view text = token.substr(1, token.size() - 2);
    for (std::size_t kind = 0; kind < kindMarks.size(); ++kind) {
        if (!text.starts_with(kindMarks[kind]))
            continue;
        const std::string_view rest = text.substr(kindMarks[kind].size());
        for (std::size_t family = 0; family < familyMarks.size(); ++family)
            if (rest.starts_with(familyMarks[family]))
                return Mark{static_cast<Kind>(kind), static_cast<ReasoningFamily>(family),
                            rest.substr(familyMarks[family].size())};
    }
    return std::nullopt;
}

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
    const auto mark = findMark(token);
    if (!mark)
        return {.kind = Kind::Encrypted, .family = ReasoningFamily::OpenAi, .value = token};
    std::string value = "\"";
    value.append(mark->rest).append(1, '"');
    return {
        .kind = mark->kind, .family = mark->family, .value = conversation.keep(std::move(value))};
}

ReasoningFamily markedFamily(RawJson token)
{
    const auto mark = findMark(token);
    return mark ? mark->family : ReasoningFamily::OpenAi;
}

} // namespace turnpike
