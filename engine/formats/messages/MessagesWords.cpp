// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesWords.h"

#include "engine/formats/Citation.h"
#include "engine/formats/messages/SignatureMark.h"

namespace turnpike {

namespace {

bool isIdByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

} // namespace

std::string_view stopReasonOf(std::string_view finish, bool hasTools, bool isRefused)
{
    if (finish == "error")
        return "error";
    if (isRefused || finish == "content_filter")
        return "refusal";
    if (finish == "length")
        return "max_tokens";
    return hasTools ? "tool_use" : "end_turn";
}

void appendToolId(std::string &out, std::string_view inner, std::string_view generationId,
                  std::size_t call)
{
    if (inner.empty()) {
        out += "call_";
        appendToolId(out, generationId.empty() ? "0" : generationId, {}, 0);
        out.append(1, '_').append(std::to_string(call));
        return;
    }
    for (const char byte : inner)
        out += isIdByte(byte) ? byte : '_';
}

void appendSeal(std::string &out, const ReasoningSeal &seal)
{
    if (seal.family == ReasoningFamily::Anthropic && !seal.payload.empty() && !seal.isOfCall) {
        out += seal.payload;
        return;
    }
    appendMarked(out,
                 {.family = seal.family,
                  .isSummary = seal.isSummary,
                  .isOfCall = seal.isOfCall,
                  .id = seal.id,
                  .payload = seal.payload});
}

std::string imageText(std::string_view urlInner)
{
    return std::string("![image](").append(urlInner).append(1, ')');
}

namespace {

constexpr std::string_view citationMark = R"("tp1:citation")";

} // namespace

std::string messagesCitation(RawJson chat)
{
    const Citation citation = readCitation(chat);
    if (citation.url.empty())
        return {};
    std::string text = R"({"type":"web_search_result_location","url":)";
    text.append(citation.url).append(R"(,"title":)");
    text.append(citation.title.empty() ? R"("")" : citation.title).append(R"(,"cited_text":)");
    text.append(citation.content.empty() ? R"("")" : citation.content);
    return text.append(R"(,"encrypted_index":)").append(citationMark).append(1, '}');
}

bool hasOwnCitation(std::string_view citations)
{
    return citations.find(citationMark) != std::string_view::npos;
}

} // namespace turnpike
