// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesOutput.h"

#include "engine/formats/responses/ResponsesEncoder.h"
#include "engine/formats/responses/ResponsesUsage.h"
#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"

#include <optional>
#include <utility>
#include <vector>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;
using Item = OutputItem::Kind;
using Part = OutputItem::Part;

std::string innerOf(std::string_view text)
{
    std::string token;
    json::appendString(token, text);
    return token.substr(1, token.size() - 2);
}

} // namespace

bool isToldAsSummary(bool isSummary, ReasoningFamily family)
{
    return isSummary || family == ReasoningFamily::Anthropic;
}

std::string markedSignature(MarkedReasoning::Kind kind, ReasoningFamily family, RawJson value)
{
    std::string marked = reasoningMark(kind, family);
    appendInner(marked, value);
    return marked;
}

OutputItem outputCall(const ResponseFrame &frame, RawJson flatName, bool isCustom)
{
    OutputItem call;
    std::optional<std::string> name;
    if (!flatName.empty())
        name = json::decodedText(flatName);
    const ToolNames::Entry *known = name ? frame.tools().find(*name) : nullptr;
    if (known) {
        call.name = innerOf(known->name);
        call.space = innerOf(known->space);
        call.isUnwrapped = known->isCustom && !isCustom;
    } else {
        appendInner(call.name, flatName);
    }
    call.kind = isCustom || (known && known->isCustom) ? Item::Custom : Item::Function;
    return call;
}

void settleCall(OutputItem &call)
{
    if (call.isUnwrapped)
        call.text = customInput(call.text);
    else if (call.text.empty() && call.kind == Item::Function)
        call.text = "{}";
}

std::string imageBase64(RawJson url)
{
    Conversation scratch;
    std::string_view mediaType, base64;
    return splitDataUrl(scratch, url, mediaType, base64) ? std::string(base64) : std::string();
}

std::string imageLink(RawJson url)
{
    std::string link = "\"![image](";
    appendInner(link, url);
    return link.append(")\"");
}

ResponseFrame::Standing standingOf(std::string_view finish)
{
    if (finish == "length")
        return {.status = "incomplete", .incompleteReason = "max_output_tokens"};
    if (finish == "content_filter")
        return {.status = "incomplete", .incompleteReason = "content_filter"};
    if (finish == "error")
        return {
            .status = "failed",
            .error
            = R"({"code":"server_error","message":"The model ended its answer with an error."})",
            .errorType = "server"};
    return {.status = "completed"};
}

namespace {

/// Collected parts as output items.
class WholeOutput
{
public:
    WholeOutput(const CollectedChoice &choice, const ResponseFrame &frame, std::string_view status)
        : m_choice(choice)
        , m_frame(frame)
        , m_status(status)
    {}

    std::string write()
    {
        for (const CollectedPart &part : m_choice.parts)
            take(part);
        closeMessage();
        return std::move(m_out);
    }

private:
    void take(const CollectedPart &part)
    {
        switch (part.kind) {
        case Kind::Text: speak(part.text, Part::Text); break;
        case Kind::Refusal: speak(part.text, Part::Refusal); break;
        case Kind::Image: show(part); break;
        case Kind::ToolStart: call(part); break;
        default: reason(part); break;
        }
    }

    void speak(std::string_view text, Part kind)
    {
        m_message.part = kind;
        m_message.text = text;
        if (kind == Part::Text && !std::exchange(m_hasNotes, true)) {
            for (const std::string &annotation : m_choice.annotations)
                if (const std::string flat = flatAnnotation(annotation); !flat.empty())
                    m_message.annotations.append(m_message.annotations.empty() ? "" : ",")
                        .append(flat);
            m_message.logprobs = logprobElements(m_choice.logprobs);
        }
        closeOutputPart(m_message);
    }

    void closeMessage()
    {
        if (m_message.partCount != 0)
            append(std::exchange(m_message, {}), "msg_");
    }

    void show(const CollectedPart &part)
    {
        std::string url = "\"";
        url.append(part.text).append(1, '"');
        OutputItem image{.kind = Item::Image};
        image.text = imageBase64(url);
        if (image.text.empty()) {
            const std::string link = imageLink(url);
            return speak(std::string_view(link).substr(1, link.size() - 2), Part::Text);
        }
        closeMessage();
        append(std::move(image), "ig_");
    }

    void reason(const CollectedPart &part)
    {
        OutputItem item{.kind = Item::Reasoning};
        item.isSummary = part.text.empty() || isToldAsSummary(part.isSummary, part.family);
        item.text = part.text;
        item.hasText = !part.text.empty();
        if (m_frame.showsEncrypted() && !part.encrypted.empty())
            item.encrypted
                = reasoningMark(MarkedReasoning::Kind::Encrypted, part.family) + part.encrypted;
        else if (m_frame.showsEncrypted() && !part.signature.empty())
            item.encrypted
                = reasoningMark(MarkedReasoning::Kind::Signature, part.family) + part.signature;
        if (!item.hasText && item.encrypted.empty())
            return;
        closeMessage();
        append(std::move(item), "rs_");
    }

    void call(const CollectedPart &part)
    {
        closeMessage();
        if (m_frame.showsEncrypted() && !part.signature.empty()) {
            OutputItem signature{.kind = Item::Reasoning};
            signature.isSummary = true;
            signature.encrypted
                = reasoningMark(MarkedReasoning::Kind::CallSignature, part.family) + part.signature;
            append(std::move(signature), "rs_");
        }
        std::string name = "\"";
        name.append(part.name).append(1, '"');
        OutputItem call = outputCall(m_frame, name, part.isCustom);
        call.callId = part.id.empty() ? m_frame.itemId("call_", m_count) : part.id;
        call.text = part.text;
        settleCall(call);
        const std::string_view idPrefix = call.kind == Item::Custom ? "ctc_" : "fc_";
        append(std::move(call), idPrefix);
    }

    void append(OutputItem item, std::string_view idPrefix)
    {
        item.id = m_frame.itemId(idPrefix, m_count++);
        if (!m_out.empty())
            m_out += ',';
        appendOutputItem(m_out, item, m_status);
    }

    const CollectedChoice &m_choice;
    const ResponseFrame &m_frame;
    std::string_view m_status;
    OutputItem m_message;
    bool m_hasNotes = false; ///< Annotations and logprobs have found their text.
    std::size_t m_count = 0;
    std::string m_out;
};

} // namespace

std::string responsesBody(const AnswerCollector &answer, const ResponseFrame &frame,
                          const UsageFigures &figures)
{
    static const CollectedChoice nothing;
    const CollectedChoice &choice = answer.isEmpty() ? nothing : answer.choices().front();
    ResponseFrame::Standing standing = standingOf(choice.finish);
    const std::string usage = responsesUsageJson(figures);
    standing.usage = usage;
    const bool isCut = standing.status == "incomplete";
    std::string body;
    frame.append(body, standing,
                 WholeOutput(choice, frame, isCut ? "incomplete" : "completed").write());
    return body;
}

} // namespace turnpike
