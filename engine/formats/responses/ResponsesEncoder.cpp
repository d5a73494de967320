// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesEncoder.h"

#include "engine/formats/responses/ResponsesOutput.h"
#include "engine/formats/responses/ResponsesUsage.h"

#include <charconv>
#include <utility>

namespace turnpike {

namespace {

using Kind = AnswerEvent::Kind;
using Item = OutputItem::Kind;
using Part = OutputItem::Part;

void appendNumber(std::string &out, std::int64_t number)
{
    char digits[24];
    const auto [end, problem] = std::to_chars(digits, digits + sizeof digits, number);
    static_cast<void>(problem); // 24 characters hold every number.
    out.append(digits, static_cast<std::size_t>(end - digits));
}

} // namespace

// ---- Events ---------------------------------------------------------------------------------

void ResponsesEncoder::event(std::string_view type)
{
    m_out.append("event: ").append(type).append("\ndata: {\"type\":\"").append(type);
    m_out += R"(","sequence_number":)";
    appendNumber(m_out, m_sequence++);
}

void ResponsesEncoder::place(std::size_t item)
{
    m_out.append(R"(,"item_id":")").append(m_items[item].id).append(R"(","output_index":)");
    appendNumber(m_out, static_cast<std::int64_t>(item));
}

void ResponsesEncoder::part(std::string_view type, std::size_t item)
{
    event(type);
    place(item);
    const OutputItem &own = m_items[item];
    const bool isSummary = own.kind == Item::Reasoning && own.isSummary;
    m_out += isSummary ? R"(,"summary_index":)" : R"(,"content_index":)";
    appendNumber(m_out, static_cast<std::int64_t>(own.partCount));
}

void ResponsesEncoder::partEvent(std::string_view type, std::size_t item, std::string_view member,
                                 std::string_view text)
{
    part(type, item);
    m_out.append(",\"").append(member).append("\":\"").append(text).append(1, '"');
}

void ResponsesEncoder::begin()
{
    if (std::exchange(m_hasBegun, true))
        return;
    for (const std::string_view type : {"response.created", "response.in_progress"}) {
        event(type);
        m_out += R"(,"response":)";
        m_frame.append(m_out, {.status = "in_progress"}, {});
        endEvent();
    }
}

// ---- Items ----------------------------------------------------------------------------------

std::size_t ResponsesEncoder::open(OutputItem::Kind kind, std::string_view idPrefix)
{
    OutputItem &item = m_items.emplace_back();
    item.kind = kind;
    item.id = m_frame.itemId(idPrefix, m_items.size() - 1);
    return m_items.size() - 1;
}

void ResponsesEncoder::announce(std::size_t item)
{
    event("response.output_item.added");
    m_out += R"(,"output_index":)";
    appendNumber(m_out, static_cast<std::int64_t>(item));
    m_out += R"(,"item":)";
    appendOutputItem(m_out, m_items[item], "in_progress");
    endEvent();
}

/// An answer that was cut short leaves what was open incomplete.
void ResponsesEncoder::finishItem(std::size_t item)
{
    const bool isCut = m_finish == "length" || m_finish == "content_filter";
    OutputItem &own = m_items[item];
    appendOutputItem(own.written, own, isCut ? "incomplete" : "completed");
    event("response.output_item.done");
    m_out += R"(,"output_index":)";
    appendNumber(m_out, static_cast<std::int64_t>(item));
    m_out.append(R"(,"item":)").append(own.written);
    endEvent();
    std::string().swap(own.text);
    std::string().swap(own.parts);
}

void ResponsesEncoder::closeSpeech()
{
    closeMessage();
    closeReasoning();
}

void ResponsesEncoder::closePart()
{
    OutputItem &item = m_items[m_message];
    if (item.part == Part::None)
        return;
    if (item.part == Part::Refusal) {
        partEvent("response.refusal.done", m_message, "refusal", item.text);
    } else {
        partEvent("response.output_text.done", m_message, "text", item.text);
        m_out.append(R"(,"logprobs":[)").append(item.logprobs).append(1, ']');
    }
    endEvent();
    part("response.content_part.done", m_message);
    m_out += R"(,"part":)";
    appendOutputPart(m_out, item);
    endEvent();
    closeOutputPart(item);
}

void ResponsesEncoder::closeMessage()
{
    if (m_message == none)
        return;
    closePart();
    finishItem(std::exchange(m_message, none));
}

void ResponsesEncoder::closeReasoning()
{
    if (m_reasoning == none)
        return;
    const OutputItem &item = m_items[m_reasoning];
    if (item.hasText) {
        partEvent(item.isSummary ? "response.reasoning_summary_text.done"
                                 : "response.reasoning_text.done",
                  m_reasoning, "text", item.text);
        endEvent();
        part(item.isSummary ? "response.reasoning_summary_part.done" : "response.content_part.done",
             m_reasoning);
        m_out += R"(,"part":)";
        appendReasoningPart(m_out, item);
        endEvent();
    }
    finishItem(std::exchange(m_reasoning, none));
}

void ResponsesEncoder::closeAll()
{
    closeSpeech();
    for (const std::size_t item : m_calls)
        if (m_items[item].written.empty())
            finishCall(item);
}

// ---- What comes -----------------------------------------------------------------------------

void ResponsesEncoder::take(const AnswerEvent &event)
{
    const bool isSpeech
        = event.kind == Kind::Text || event.kind == Kind::Refusal || event.kind == Kind::Reasoning;
    if (event.choice != 0 || (isSpeech && event.text.size() <= 2))
        return;
    begin();
    switch (event.kind) {
    case Kind::Text: takeSpeech(event, Part::Text); break;
    case Kind::Refusal: takeSpeech(event, Part::Refusal); break;
    case Kind::Reasoning: takeReasoning(event); break;
    case Kind::Signature: takeSignature(event); break;
    case Kind::Encrypted: takeEncrypted(event); break;
    case Kind::ToolStart: takeToolStart(event); break;
    case Kind::ToolArguments: takeToolArguments(event); break;
    case Kind::Image: takeImage(event); break;
    case Kind::Annotation: takeAnnotation(event); break;
    case Kind::Audio: break; // Nobody can ask for it here.
    case Kind::Logprobs:
        if (const std::string_view elements = logprobElements(event.json); !elements.empty()) {
            openPart(Part::Text);
            std::string &logprobs = m_items[m_message].logprobs;
            logprobs.append(logprobs.empty() ? "" : ",").append(elements);
        }
        break;
    case Kind::Finish:
        m_finish = event.finish;
        closeAll();
        break;
    }
}

void ResponsesEncoder::openPart(Part kind)
{
    if (m_message == none) {
        closeReasoning();
        m_message = open(Item::Message, "msg_");
        announce(m_message);
    }
    OutputItem &item = m_items[m_message];
    if (item.part == kind)
        return;
    closePart();
    item.part = kind;
    part("response.content_part.added", m_message);
    m_out += R"(,"part":)";
    appendOutputPart(m_out, item);
    endEvent();
}

void ResponsesEncoder::takeSpeech(const AnswerEvent &event, Part kind)
{
    openPart(kind);
    OutputItem &item = m_items[m_message];
    const bool isText = kind == Part::Text;
    part(isText ? "response.output_text.delta" : "response.refusal.delta", m_message);
    m_out.append(R"(,"delta":)").append(event.text);
    if (isText)
        m_out += R"(,"logprobs":[])";
    endEvent();
    appendInner(item.text, event.text);
}

void ResponsesEncoder::takeReasoning(const AnswerEvent &event)
{
    if (m_reasoning == none || m_reasoningIndex != event.index) {
        closeSpeech();
        m_reasoningIndex = event.index;
        m_reasoning = open(Item::Reasoning, "rs_");
        m_items[m_reasoning].isSummary = isToldAsSummary(event.isSummary, event.family);
        announce(m_reasoning);
    }
    OutputItem &item = m_items[m_reasoning];
    if (!std::exchange(item.hasText, true)) {
        part(item.isSummary ? "response.reasoning_summary_part.added"
                            : "response.content_part.added",
             m_reasoning);
        m_out += R"(,"part":)";
        appendReasoningPart(m_out, item);
        endEvent();
    }
    part(item.isSummary ? "response.reasoning_summary_text.delta" : "response.reasoning_text.delta",
         m_reasoning);
    m_out.append(R"(,"delta":)").append(event.text);
    endEvent();
    appendInner(item.text, event.text);
}

void ResponsesEncoder::takeSignature(const AnswerEvent &event)
{
    const bool isOfOpen = m_reasoning != none && m_reasoningIndex == event.index;
    if (!m_frame.showsEncrypted()) {
        if (isOfOpen)
            closeReasoning();
        return;
    }
    if (!isOfOpen) {
        closeSpeech();
        m_reasoning = open(Item::Reasoning, "rs_");
        m_items[m_reasoning].isSummary = true;
        announce(m_reasoning);
    }
    m_items[m_reasoning].encrypted
        = markedSignature(MarkedReasoning::Kind::Signature, event.family, event.signature);
    closeReasoning();
}

void ResponsesEncoder::takeEncrypted(const AnswerEvent &event)
{
    if (!m_frame.showsEncrypted())
        return;
    closeSpeech();
    m_reasoning = open(Item::Reasoning, "rs_");
    OutputItem &item = m_items[m_reasoning];
    item.isSummary = true;
    announce(m_reasoning);
    item.encrypted
        = markedSignature(MarkedReasoning::Kind::Encrypted, event.family, event.encrypted);
    closeReasoning();
}

void ResponsesEncoder::takeToolStart(const AnswerEvent &event)
{
    closeSpeech();
    if (!event.signature.empty() && m_frame.showsEncrypted()) {
        m_reasoning = open(Item::Reasoning, "rs_");
        m_items[m_reasoning].isSummary = true;
        announce(m_reasoning);
        m_items[m_reasoning].encrypted
            = markedSignature(MarkedReasoning::Kind::CallSignature, event.family, event.signature);
        closeReasoning();
    }
    OutputItem call = outputCall(m_frame, event.name, event.isCustom);
    const std::size_t item = open(call.kind, call.kind == Item::Custom ? "ctc_" : "fc_");
    call.id = std::move(m_items[item].id);
    appendInner(call.callId, event.id);
    if (call.callId.empty())
        call.callId = "call_" + call.id;
    m_items[item] = std::move(call);
    m_calls.push_back(item);
    announce(item);
}

void ResponsesEncoder::takeToolArguments(const AnswerEvent &event)
{
    const auto index = static_cast<std::size_t>(event.index);
    if (event.index < 0 || index >= m_calls.size() || event.text.size() <= 2)
        return;
    OutputItem &item = m_items[m_calls[index]];
    appendInner(item.text, event.text);
    if (item.isUnwrapped)
        return; // The text is told when it is whole.
    this->event(item.kind == Item::Custom ? "response.custom_tool_call_input.delta"
                                          : "response.function_call_arguments.delta");
    place(m_calls[index]);
    m_out.append(R"(,"delta":)").append(event.text);
    endEvent();
}

void ResponsesEncoder::finishCall(std::size_t index)
{
    OutputItem &item = m_items[index];
    const bool isCustom = item.kind == Item::Custom;
    const bool isUntold = item.isUnwrapped || (item.text.empty() && !isCustom);
    settleCall(item);
    if (isUntold) {
        event(isCustom ? "response.custom_tool_call_input.delta"
                       : "response.function_call_arguments.delta");
        place(index);
        m_out.append(R"(,"delta":")").append(item.text).append(1, '"');
        endEvent();
    }
    event(isCustom ? "response.custom_tool_call_input.done"
                   : "response.function_call_arguments.done");
    place(index);
    if (!isCustom)
        m_out.append(R"(,"name":")").append(item.name).append(1, '"');
    m_out.append(isCustom ? R"(,"input":")" : R"(,"arguments":")").append(item.text);
    m_out += '"';
    endEvent();
    finishItem(index);
}

void ResponsesEncoder::takeImage(const AnswerEvent &event)
{
    const std::string base64 = imageBase64(event.text);
    if (base64.empty()) {
        AnswerEvent text{.kind = Kind::Text};
        const std::string link = imageLink(event.text);
        text.text = link;
        return takeSpeech(text, Part::Text);
    }
    closeSpeech();
    const std::size_t item = open(Item::Image, "ig_");
    announce(item);
    m_items[item].text = base64;
    finishItem(item);
}

void ResponsesEncoder::takeAnnotation(const AnswerEvent &event)
{
    const std::string annotation = flatAnnotation(event.json);
    if (annotation.empty())
        return;
    openPart(Part::Text);
    OutputItem &item = m_items[m_message];
    part("response.output_text.annotation.added", m_message);
    m_out += R"(,"annotation_index":)";
    appendNumber(m_out, static_cast<std::int64_t>(item.annotationCount++));
    m_out.append(R"(,"annotation":)").append(annotation);
    endEvent();
    item.annotations.append(item.annotations.empty() ? "" : ",").append(annotation);
}

// ---- The end --------------------------------------------------------------------------------

std::string ResponsesEncoder::output() const
{
    std::string output;
    for (const OutputItem &item : m_items) {
        if (!output.empty())
            output += ',';
        if (item.written.empty())
            appendOutputItem(output, item, "incomplete");
        else
            output += item.written;
    }
    return output;
}

void ResponsesEncoder::close(const UsageFigures &figures)
{
    begin();
    closeAll();
    const std::string usage = responsesUsageJson(figures);
    ResponseFrame::Standing standing = standingOf(m_finish);
    standing.usage = usage;
    event(std::string("response.").append(standing.status));
    m_out += R"(,"response":)";
    m_frame.append(m_out, standing, output());
    endEvent();
}

void ResponsesEncoder::fail(const ApiError &error)
{
    begin();
    const std::string object = responseError(error);
    event("response.failed");
    m_out += R"(,"response":)";
    m_frame.append(m_out,
                   {.status = "failed", .error = object, .errorType = responseErrorType(error)},
                   output());
    endEvent();
}

} // namespace turnpike
