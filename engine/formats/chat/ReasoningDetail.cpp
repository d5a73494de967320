// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ReasoningDetail.h"

#include <string_view>

namespace turnpike {

namespace {

/// Data plane 10.4's `format`.
std::string_view formatWord(ReasoningFamily family)
{
    switch (family) {
    case ReasoningFamily::Anthropic: return R"("anthropic-claude-v1")";
    case ReasoningFamily::OpenAi: return R"("openai-responses-v1")";
    case ReasoningFamily::Gemini: return R"("google-gemini-v1")";
    case ReasoningFamily::Xai: return R"("xai-responses-v1")";
    case ReasoningFamily::Unknown: break;
    }
    return R"("unknown")";
}

} // namespace

void appendReasoningDetail(std::string &out, const AnswerEvent &event)
{
    out += R"({"type":)";
    if (event.kind == AnswerEvent::Kind::Encrypted) {
        out.append(R"("reasoning.encrypted","data":)").append(event.encrypted);
    } else if (event.isSummary) {
        out.append(R"("reasoning.summary","summary":)")
            .append(event.text.empty() ? R"("")" : event.text);
    } else {
        out.append(R"("reasoning.text","text":)").append(event.text.empty() ? R"("")" : event.text);
        if (!event.signature.empty())
            out.append(R"(,"signature":)").append(event.signature);
    }
    if (!event.id.empty())
        out.append(R"(,"id":)").append(event.id);
    out.append(R"(,"format":)").append(formatWord(event.family));
    out.append(R"(,"index":)").append(std::to_string(event.index)).append(1, '}');
}

} // namespace turnpike
