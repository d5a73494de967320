// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatEncoder.h"

#include "engine/formats/chat/ReasoningDetail.h"
#include "engine/json/Writer.h"

#include <utility>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;

bool isReasoning(Kind kind)
{
    return kind == Kind::Reasoning || kind == Kind::Signature || kind == Kind::Encrypted;
}

/// A call's signature travels as the encrypted detail of that call's id.
AnswerEvent signatureDetail(const AnswerEvent &call)
{
    return {.kind = Kind::Encrypted,
            .index = call.index,
            .id = call.id,
            .encrypted = call.signature,
            .family = call.family};
}

std::string headOf(const AnswerNames &names, std::string_view object)
{
    json::Writer json;
    json.beginObject().member("id", names.id).member("object", object);
    json.member("created", names.createdS).member("model", names.model);
    return std::move(json).text();
}

constexpr std::string_view textObject = "text_completion";

} // namespace

ChatEncoder::ChatEncoder(const AnswerNames &names, ChatDialect dialect, bool hidesReasoning)
    : m_head("data: "
             + headOf(names, dialect == ChatDialect::Chat ? "chat.completion.chunk" : textObject)
             + R"(,"choices":[)")
    , m_dialect(dialect)
    , m_hidesReasoning(hidesReasoning)
{}

void ChatEncoder::openChunk(std::int32_t choice)
{
    m_out.append(m_head).append(R"({"index":)").append(std::to_string(choice));
}

void ChatEncoder::closeChunk()
{
    m_out += R"(,"finish_reason":null}]})"
             "\n\n";
}

void ChatEncoder::writeRole(std::int32_t choice)
{
    const auto number = static_cast<std::size_t>(choice);
    if (number >= m_choices.size())
        m_choices.resize(number + 1);
    if (std::exchange(m_choices[number].hasRole, true) || m_dialect != ChatDialect::Chat)
        return;
    openChunk(choice);
    m_out += R"(,"delta":{"role":"assistant","content":""})";
    closeChunk();
}

void ChatEncoder::take(const AnswerEvent &event)
{
    if (m_hidesReasoning && isReasoning(event.kind))
        return;
    writeRole(event.choice);
    if (event.kind == Kind::Finish) {
        m_choices[static_cast<std::size_t>(event.choice)].finish = event.finish;
        return;
    }
    if (m_dialect != ChatDialect::Chat)
        return writeText(event);
    openChunk(event.choice);
    if (event.kind == Kind::Logprobs) {
        m_out.append(R"(,"delta":{},"logprobs":)").append(event.json);
    } else {
        m_out += R"(,"delta":{)";
        writeDelta(event);
        m_out += '}';
    }
    closeChunk();
}

/// Text completions know text alone.
void ChatEncoder::writeText(const AnswerEvent &event)
{
    if (event.kind != Kind::Text && event.kind != Kind::Refusal)
        return;
    openChunk(event.choice);
    m_out.append(R"(,"text":)").append(event.text);
    closeChunk();
}

void ChatEncoder::writeDelta(const AnswerEvent &event)
{
    switch (event.kind) {
    case Kind::Text: m_out.append(R"("content":)").append(event.text); break;
    case Kind::Refusal: m_out.append(R"("refusal":)").append(event.text); break;
    case Kind::Reasoning:
        m_out.append(R"("reasoning":)").append(event.text).append(R"(,"reasoning_details":[)");
        appendReasoningDetail(m_out, event);
        m_out += ']';
        break;
    case Kind::Signature:
    case Kind::Encrypted:
        m_out += R"("reasoning_details":[)";
        appendReasoningDetail(m_out, event);
        m_out += ']';
        break;
    case Kind::ToolStart:
        if (!event.signature.empty()) {
            m_out += R"("reasoning_details":[)";
            appendReasoningDetail(m_out, signatureDetail(event));
            m_out += "],";
        }
        m_out.append(R"("tool_calls":[{"index":)").append(std::to_string(event.index));
        m_out.append(R"(,"id":)").append(event.id);
        m_out.append(R"(,"type":"function","function":{"name":)").append(event.name);
        m_out += R"(,"arguments":""}}])";
        break;
    case Kind::ToolArguments:
        m_out.append(R"("tool_calls":[{"index":)").append(std::to_string(event.index));
        m_out.append(R"(,"function":{"arguments":)").append(event.text).append("}}]");
        break;
    case Kind::Image:
        m_out.append(R"("images":[{"type":"image_url","image_url":{"url":)");
        m_out.append(event.text).append("}}]");
        break;
    case Kind::Annotation:
        m_out.append(R"("annotations":[)").append(event.json).append(1, ']');
        break;
    case Kind::Audio: m_out.append(R"("audio":)").append(event.json); break;
    case Kind::Logprobs:
    case Kind::Finish: break;
    }
}

void ChatEncoder::close(const UsageFigures &figures)
{
    if (m_choices.empty())
        writeRole(0);
    for (std::size_t index = 0; index < m_choices.size(); ++index) {
        if (!m_choices[index].hasRole)
            continue;
        openChunk(static_cast<std::int32_t>(index));
        m_out += m_dialect == ChatDialect::Chat ? R"(,"delta":{})" : R"(,"text":"")";
        m_out += R"(,"finish_reason":)";
        json::appendString(m_out,
                           m_choices[index].finish.empty() ? "stop" : m_choices[index].finish);
        m_out += "}]}\n\n";
    }
    m_out.append(m_head).append(R"(],"usage":)").append(usageJson(figures));
    m_out += "}\n\ndata: [DONE]\n\n";
}

void ChatEncoder::fail(const ApiError &error)
{
    openChunk(0);
    m_out += m_dialect == ChatDialect::Chat ? R"(,"delta":{"content":""})" : R"(,"text":"")";
    m_out.append(R"(,"finish_reason":"error"}],"error":)").append(chatErrorObject(error));
    m_out += "}\n\n";
}

namespace {

std::string quoted(std::string_view inner)
{
    return std::string(1, '"').append(inner).append(1, '"');
}

/// Writes one choice's message.
class MessageWriter
{
public:
    MessageWriter(std::string &out, const CollectedChoice &choice)
        : m_out(out)
        , m_choice(choice)
    {}

    void write(bool hidesReasoning)
    {
        m_out += R"({"role":"assistant","content":)";
        const std::string text = joined(Kind::Text);
        m_out += text.empty() && has(Kind::ToolStart) ? std::string("null") : quoted(text);
        const std::string refusal = joined(Kind::Refusal);
        m_out.append(R"(,"refusal":)").append(refusal.empty() ? "null" : quoted(refusal));
        if (!hidesReasoning)
            writeReasoning();
        writeList(R"(,"tool_calls":[)", Kind::ToolStart, [this](const CollectedPart &call) {
            m_out.append(R"({"id":)").append(quoted(call.id));
            m_out.append(R"(,"type":"function","function":{"name":)").append(quoted(call.name));
            m_out.append(R"(,"arguments":)")
                .append(call.text.empty() ? R"("{}")" : quoted(call.text))
                .append("}}");
        });
        writeList(R"(,"images":[)", Kind::Image, [this](const CollectedPart &image) {
            m_out.append(R"({"type":"image_url","image_url":{"url":)")
                .append(quoted(image.text))
                .append("}}");
        });
        writeAnnotations();
        if (!m_choice.audio.empty())
            m_out.append(R"(,"audio":)").append(m_choice.audio);
        m_out += '}';
    }

    std::string joined(Kind kind) const
    {
        std::string text;
        for (const CollectedPart &part : m_choice.parts)
            if (part.kind == kind)
                text += part.text;
        return text;
    }

private:
    bool has(Kind kind) const
    {
        for (const CollectedPart &part : m_choice.parts)
            if (part.kind == kind)
                return true;
        return false;
    }

    template <typename Write>
    void writeList(std::string_view opening, Kind kind, Write write)
    {
        bool isFirst = true;
        for (const CollectedPart &part : m_choice.parts) {
            if (part.kind != kind)
                continue;
            m_out += isFirst ? opening : std::string_view(",");
            isFirst = false;
            write(part);
        }
        if (!isFirst)
            m_out += ']';
    }

    void writeReasoning()
    {
        std::string details;
        std::int32_t index = 0, call = 0;
        const auto add = [&details](const AnswerEvent &event) {
            if (!details.empty())
                details += ',';
            appendReasoningDetail(details, event);
        };
        for (const CollectedPart &part : m_choice.parts) {
            const std::string text = quoted(part.text), id = quoted(part.id);
            const std::string signature = quoted(part.signature);
            const std::string encrypted = quoted(part.encrypted);
            const RawJson idToken = part.id.empty() ? RawJson() : RawJson(id);
            const RawJson signatureToken = part.signature.empty() ? RawJson() : RawJson(signature);
            if (part.kind == Kind::Reasoning || part.kind == Kind::Encrypted)
                add({.kind = part.kind,
                     .index = index++,
                     .text = text,
                     .id = idToken,
                     .signature = signatureToken,
                     .encrypted = encrypted,
                     .isSummary = part.isSummary,
                     .family = part.family});
            else if (part.kind == Kind::ToolStart && !part.signature.empty())
                add(signatureDetail(
                    {.index = call, .id = id, .signature = signature, .family = part.family}));
            call += part.kind == Kind::ToolStart ? 1 : 0;
        }
        if (const std::string text = joined(Kind::Reasoning); !text.empty())
            m_out.append(R"(,"reasoning":)").append(quoted(text));
        if (!details.empty())
            m_out.append(R"(,"reasoning_details":[)").append(details).append(1, ']');
    }

    void writeAnnotations()
    {
        if (m_choice.annotations.empty())
            return;
        m_out += R"(,"annotations":[)";
        for (const std::string &annotation : m_choice.annotations) {
            m_out += m_out.back() == '[' ? "" : ",";
            m_out += annotation;
        }
        m_out += ']';
    }

    std::string &m_out;
    const CollectedChoice &m_choice;
};

} // namespace

std::string writeChatAnswer(const AnswerCollector &answer, const AnswerNames &names,
                            const UsageFigures &figures, ChatDialect dialect, bool hidesReasoning)
{
    const bool isChat = dialect == ChatDialect::Chat;
    std::string out = headOf(names, isChat ? "chat.completion" : textObject);
    out += R"(,"system_fingerprint":null,"choices":[)";
    for (std::size_t index = 0; index < answer.choices().size(); ++index) {
        const CollectedChoice &choice = answer.choices()[index];
        MessageWriter message(out, choice);
        out.append(index == 0 ? "" : ",").append(R"({"index":)").append(std::to_string(index));
        if (isChat) {
            out += R"(,"message":)";
            message.write(hidesReasoning);
        } else {
            out.append(R"(,"text":)").append(quoted(message.joined(Kind::Text)));
        }
        out.append(R"(,"logprobs":)").append(choice.logprobs.empty() ? "null" : choice.logprobs);
        out += R"(,"finish_reason":)";
        json::appendString(out, choice.finish.empty() ? "stop" : choice.finish);
        out += '}';
    }
    out.append(R"(],"usage":)").append(usageJson(figures)).append(1, '}');
    return out;
}

} // namespace turnpike
