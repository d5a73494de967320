// SPDX-License-Identifier: GPL-3.0-or-later
// A collected answer as one message object.
#include "engine/formats/messages/AnthropicUsage.h"
#include "engine/formats/messages/MessagesEncoder.h"
#include "engine/formats/messages/MessagesWords.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;

/// Writes the elements of `content`.
class ContentWriter
{
public:
    ContentWriter(std::string &out, const AnswerNames &names, bool hidesReasoning)
        : m_out(out)
        , m_names(names)
        , m_hidesReasoning(hidesReasoning)
    {}

    /// `citations` are of this part: written, or none.
    void write(const CollectedPart &part, const std::vector<std::string> &citations);
    bool hasTools() const { return m_calls > 0; }
    bool isRefused() const { return m_isRefused; }

private:
    void open(std::string_view type)
    {
        m_out += m_out.back() == '[' ? "" : ",";
        m_out.append(R"({"type":")").append(type).append(1, '"');
    }
    void member(std::string_view name, std::string_view inner)
    {
        m_out.append(",\"").append(name).append("\":\"").append(inner).append(1, '"');
    }
    void writeText(std::string_view inner, const std::vector<std::string> &citations = {});
    void writeSealed(const CollectedPart &part);
    void writeCall(const CollectedPart &part);

    std::string &m_out;
    const AnswerNames &m_names;
    bool m_hidesReasoning;
    bool m_isRefused = false;
    std::size_t m_calls = 0;
};

void ContentWriter::write(const CollectedPart &part, const std::vector<std::string> &citations)
{
    switch (part.kind) {
    case Kind::Text: writeText(part.text, citations); break;
    case Kind::Refusal:
        m_isRefused = true;
        writeText(part.text);
        break;
    case Kind::Image: writeText(imageText(part.text)); break;
    case Kind::Reasoning:
    case Kind::Encrypted: writeSealed(part); break;
    case Kind::ToolStart: writeCall(part); break;
    default: break;
    }
}

void ContentWriter::writeText(std::string_view inner, const std::vector<std::string> &citations)
{
    if (inner.empty())
        return; // Nobody takes an empty text block back.
    open("text");
    member("text", inner);
    for (std::size_t i = 0; i < citations.size(); ++i)
        m_out.append(i == 0 ? R"(,"citations":[)" : ",").append(citations[i]);
    m_out += citations.empty() ? "}" : "]}";
}

void ContentWriter::writeSealed(const CollectedPart &part)
{
    const bool isEncrypted = part.kind == Kind::Encrypted;
    const std::string &payload = isEncrypted ? part.encrypted : part.signature;
    if (payload.empty() && (part.text.empty() || m_hidesReasoning))
        return;
    open(isEncrypted ? "redacted_thinking" : "thinking");
    if (!isEncrypted)
        member("thinking", m_hidesReasoning ? std::string_view() : std::string_view(part.text));
    std::string seal;
    appendSeal(
        seal,
        {.family = part.family, .isSummary = part.isSummary, .id = part.id, .payload = payload});
    member(isEncrypted ? "data" : "signature", seal);
    m_out += '}';
}

void ContentWriter::writeCall(const CollectedPart &part)
{
    if (!part.signature.empty()) {
        std::string seal;
        appendSeal(seal, {.family = part.family, .isOfCall = true, .payload = part.signature});
        open("redacted_thinking");
        member("data", seal);
        m_out += '}';
    }
    std::string id;
    appendToolId(id, part.id, m_names.id, m_calls++);
    open("tool_use");
    member("id", id);
    member("name", part.name);
    Conversation scratch;
    const std::string token = '"' + part.text + '"';
    m_out += R"(,"input":)";
    if (part.isCustom)
        m_out.append(R"({"input":)").append(token).append(1, '}');
    else
        m_out += argumentsObject(scratch, token);
    m_out += '}';
}

bool isText(const CollectedPart &part)
{
    return part.kind == Kind::Text && !part.text.empty();
}

std::vector<std::string> citationsOf(const CollectedChoice &choice)
{
    std::vector<std::string> citations;
    for (const std::string &annotation : choice.annotations)
        if (std::string citation = messagesCitation(annotation); !citation.empty())
            citations.push_back(std::move(citation));
    return citations;
}

} // namespace

std::string writeMessagesAnswer(const AnswerCollector &answer, const AnswerNames &names,
                                const UsageFigures &figures, bool hidesReasoning)
{
    std::string out = R"({"id":)";
    json::appendString(out, names.id);
    out += R"(,"type":"message","role":"assistant","model":)";
    json::appendString(out, names.model);
    out += R"(,"content":[)";
    ContentWriter content(out, names, hidesReasoning);
    std::string_view finish;
    if (!answer.isEmpty()) {
        const CollectedChoice &choice = answer.choices().front();
        const std::vector<std::string> citations = citationsOf(choice);
        const auto last = std::find_if(choice.parts.rbegin(), choice.parts.rend(), isText);
        for (const CollectedPart &part : choice.parts)
            content.write(part,
                          last != choice.parts.rend() && &part == &*last
                              ? citations
                              : std::vector<std::string>());
        finish = choice.finish;
    }
    out.append(R"(],"stop_reason":")")
        .append(stopReasonOf(finish, content.hasTools(), content.isRefused()));
    out += R"(","stop_sequence":null,"stop_details":null,"container":null,"usage":)";
    return out.append(anthropicUsageJson(figures)).append(1, '}');
}

} // namespace turnpike
