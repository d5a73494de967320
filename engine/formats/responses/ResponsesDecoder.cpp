// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesDecoder.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/responses/ResponsesStream.h"
#include "engine/formats/responses/ResponsesUsage.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Kind = ResponsesEventKind;
using Event = AnswerEvent::Kind;

constexpr std::size_t nameLimit = 256;
constexpr ReasoningFamily family = ReasoningFamily::OpenAi;

void takeName(std::string &name, RawJson token)
{
    if (name.empty() && token.size() > 2 && token.size() <= nameLimit && token.front() == '"')
        name = json::decodedText(token).value_or(std::string());
}

bool isEmptyText(RawJson token)
{
    return token.size() <= 2;
}

/// Of a reasoning item's raw texts, which count on behind its summaries.
constexpr std::int64_t firstText = 1 << 20;

} // namespace

AnswerDecoder::Progress ResponsesDecoder::decode(const sse::Event &event, AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    if (m_hasEnded)
        return Progress::End;
    if (!event.hasData)
        return Progress::More;
    std::string_view data = event.data;
    if (data.find('\n') != std::string_view::npos) {
        m_flat = data; // A line end between tokens is a blank like any other.
        std::replace(m_flat.begin(), m_flat.end(), '\n', ' ');
        data = m_flat;
    }
    return decodeData(data, sink);
}

AnswerDecoder::Progress ResponsesDecoder::end(AnswerSink &sink)
{
    static_cast<void>(sink);
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    if (!m_hasEnded)
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    return Progress::End;
}

AnswerDecoder::Progress ResponsesDecoder::decodeData(std::string_view data, AnswerSink &sink)
{
    if (data.starts_with("[DONE]"))
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    if (!m_facts.read(data))
        return broke(WireFault::Garbage, "The provider sent an event that is none.");
    if (m_facts.kind == Kind::Error)
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     m_facts.error.starts_with('{') ? m_facts.error : data);
    if (m_course.admit(m_facts) == ResponsesCourse::Step::Illegal)
        return broke(WireFault::Order,
                     "The provider sent an event that has no place: "
                         + std::string(m_course.problem()) + '.');
    ResponsesObjectFacts response;
    if (!m_facts.response.empty())
        response.read(data, m_facts.response);
    takeName(m_id, response.id);
    takeName(m_model, response.model);
    switch (m_facts.kind) {
    case Kind::Failed:
    case Kind::Completed:
    case Kind::Incomplete: return takeTerminal(data, response, sink);
    default: takeEvent(sink); break;
    }
    return m_break.fault == WireFault::None ? Progress::More : Progress::Broken;
}

AnswerDecoder::Progress ResponsesDecoder::takeTerminal(std::string_view data,
                                                       const ResponsesObjectFacts &response,
                                                       AnswerSink &sink)
{
    const bool hasError = response.error.starts_with('{');
    if (m_facts.kind == Kind::Failed || hasError)
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     hasError ? response.error : data);
    if (!response.isObject)
        return broke(WireFault::Garbage, "The provider ended its answer without a response.");
    // What was never done is done as the response has it.
    json::StrictReader output(response.output);
    eachElement(output, [&](std::size_t index) {
        const RawJson value = rawValue(output);
        if (index < m_course.items().size() && m_course.items()[index].isDone)
            return;
        ResponsesItemFacts item;
        item.read(value);
        takeItem(item, index, sink);
    });
    return finish(response, sink);
}

AnswerDecoder::Progress ResponsesDecoder::decodeWhole(std::string_view body, AnswerSink &sink)
{
    json::StrictReader json(body);
    const RawJson whole = json.skip().text;
    if (!json.finish() || !whole.starts_with('{'))
        return broke(WireFault::Garbage, "The provider's answer is no JSON object.");
    ResponsesObjectFacts response;
    response.read(body, whole);
    takeName(m_id, response.id);
    takeName(m_model, response.model);
    const std::string_view status = plainWord(response.status);
    if (!response.error.empty() || status == "failed")
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     response.error.empty() ? whole : response.error);
    if (response.output.empty())
        return broke(WireFault::Garbage, "The provider's answer has no output.");
    if (!status.empty() && status != "completed" && status != "incomplete")
        return broke(WireFault::Cut, "The provider's answer is not complete.");
    json::StrictReader output(response.output);
    eachElement(output, [&](std::size_t index) {
        ResponsesItemFacts item;
        item.read(rawValue(output));
        takeItem(item, index, sink);
    });
    return finish(response, sink);
}

void ResponsesDecoder::send(const AnswerEvent &event, AnswerSink &sink)
{
    m_hasSubstance = true;
    if (!event.text.empty())
        m_outputBytes += static_cast<std::int64_t>(json::decodedSize(event.text));
    sink.take(event);
}

// ---- Events ---------------------------------------------------------------------------------

void ResponsesDecoder::takeEvent(AnswerSink &sink)
{
    switch (m_facts.kind) {
    case Kind::ItemAdded: return takeItemStart(sink);
    case Kind::TextDelta:
    case Kind::RefusalDelta:
    case Kind::ReasoningDelta:
    case Kind::SummaryDelta:
    case Kind::ArgumentsDelta:
    case Kind::InputDelta: return takeDelta(sink);
    case Kind::Annotation: return takeAnnotation(m_facts.annotation, sink);
    case Kind::ItemDone: {
        ResponsesItemFacts item;
        item.read(m_facts.item);
        return takeItem(item, static_cast<std::size_t>(*m_facts.outputIndex), sink);
    }
    default: return;
    }
}

/// A call is told at once: clients show which tool it is before its arguments come.
void ResponsesDecoder::takeItemStart(AnswerSink &sink)
{
    ResponsesItemFacts item;
    item.read(m_facts.item);
    const bool isCustom = item.type == "custom_tool_call";
    m_calls.push_back(-1);
    if (!isCustom && item.type != "function_call")
        return;
    m_calls.back() = m_callCount++;
    send({.kind = Event::ToolStart,
          .index = m_calls.back(),
          .id = item.callId,
          .name = item.name,
          .isCustom = isCustom},
         sink);
}

std::int32_t ResponsesDecoder::reasoningIndex(std::size_t output, std::int64_t part)
{
    const ReasoningPlace place{.output = output, .part = part};
    if (m_reasoningCount == 0 || !(place == m_place))
        ++m_reasoningCount;
    m_place = place;
    return m_reasoningCount - 1;
}

void ResponsesDecoder::takeDelta(AnswerSink &sink)
{
    if (isEmptyText(m_facts.delta))
        return;
    m_course.item(m_facts).hasContent = true;
    const auto output = static_cast<std::size_t>(*m_facts.outputIndex);
    AnswerEvent event{.kind = Event::Text, .text = m_facts.delta};
    switch (m_facts.kind) {
    case Kind::RefusalDelta: event.kind = Event::Refusal; break;
    case Kind::SummaryDelta:
    case Kind::ReasoningDelta:
        event.kind = Event::Reasoning;
        event.family = family;
        event.isSummary = m_facts.kind == Kind::SummaryDelta;
        event.index = reasoningIndex(
            output, event.isSummary ? *m_facts.summaryIndex : firstText + *m_facts.contentIndex);
        break;
    case Kind::ArgumentsDelta:
    case Kind::InputDelta:
        event.kind = Event::ToolArguments;
        event.index = m_calls[output];
        event.isCustom = m_facts.kind == Kind::InputDelta;
        break;
    default: break;
    }
    send(event, sink);
    if (event.kind == Event::Text)
        takeLogprobs(m_facts.logprobs, sink);
}

// ---- Items ----------------------------------------------------------------------------------

void ResponsesDecoder::takeItem(const ResponsesItemFacts &item, std::size_t output,
                                AnswerSink &sink)
{
    const bool isTold = output < m_course.items().size() && m_course.items()[output].hasContent;
    if (item.type == "message" && !isTold)
        takeMessage(item, sink);
    else if (item.type == "reasoning")
        takeReasoning(item, isTold, sink);
    else if ((item.type == "function_call" || item.type == "custom_tool_call") && !isTold)
        takeCall(item, output, sink);
    else if (item.type == "image_generation_call")
        takeImage(item, sink);
}

void ResponsesDecoder::takeMessage(const ResponsesItemFacts &item, AnswerSink &sink)
{
    json::StrictReader json(item.content);
    eachElement(json, [&](std::size_t) {
        ResponsesPartFacts part;
        part.read(rawValue(json));
        if (!isEmptyText(part.text))
            send({.kind = part.type == "refusal" ? Event::Refusal : Event::Text, .text = part.text},
                 sink);
        takeLogprobs(part.logprobs, sink);
        json::StrictReader annotations(part.annotations);
        eachElement(annotations, [&](std::size_t) { takeAnnotation(rawValue(annotations), sink); });
    });
}

void ResponsesDecoder::takeReasoning(const ResponsesItemFacts &item, bool isTold, AnswerSink &sink)
{
    const auto takeTexts = [&](RawJson parts, bool isSummary) {
        json::StrictReader json(parts);
        eachElement(json, [&](std::size_t) {
            ResponsesPartFacts part;
            part.read(rawValue(json));
            if (isEmptyText(part.text))
                return;
            send({.kind = Event::Reasoning,
                  .index = m_reasoningCount++,
                  .text = part.text,
                  .isSummary = isSummary,
                  .family = family},
                 sink);
        });
    };
    if (!isTold) {
        takeTexts(item.summary, true);
        takeTexts(item.content, false);
    }
    if (!isEmptyText(item.encrypted))
        send({.kind = Event::Encrypted,
              .index = m_reasoningCount++,
              .id = item.id,
              .encrypted = item.encrypted,
              .family = family},
             sink);
}

void ResponsesDecoder::takeCall(const ResponsesItemFacts &item, std::size_t output,
                                AnswerSink &sink)
{
    const bool isCustom = item.type == "custom_tool_call";
    if (output >= m_calls.size())
        m_calls.resize(output + 1, -1);
    std::int32_t &call = m_calls[output];
    if (call < 0) {
        if (item.name.size() <= 2 || item.callId.size() <= 2) {
            broke(WireFault::Garbage, "The provider sent a call without a name or an id.");
            return;
        }
        call = m_callCount++;
        send({.kind = Event::ToolStart,
              .index = call,
              .id = item.callId,
              .name = item.name,
              .isCustom = isCustom},
             sink);
    }
    const RawJson text = isCustom ? item.input : item.arguments;
    if (!isEmptyText(text))
        send({.kind = Event::ToolArguments, .index = call, .text = text, .isCustom = isCustom},
             sink);
}

void ResponsesDecoder::takeImage(const ResponsesItemFacts &item, AnswerSink &sink)
{
    if (isEmptyText(item.result))
        return;
    const std::string_view format = plainWord(item.outputFormat);
    std::string url = "\"data:image/";
    url.append(format.empty() ? "png" : format).append(";base64,");
    appendInner(url, item.result);
    url += '"';
    m_hasSubstance = true; // A picture's bytes are no text to estimate tokens by.
    sink.take({.kind = Event::Image, .text = url});
}

/// A flat citation in chat's shape; other kinds point into files that only the provider has.
void ResponsesDecoder::takeAnnotation(RawJson annotation, AnswerSink &sink)
{
    RawJson type;
    std::string members;
    json::StrictReader json(annotation);
    eachMember(json, [&](std::string_view name) {
        const RawJson value = rawValue(json);
        if (name == "type")
            type = value;
        else if (!value.empty()
                 && (name == "url" || name == "title" || name == "content" || name == "start_index"
                     || name == "end_index"))
            members.append(members.empty() ? "\"" : ",\"").append(name).append("\":").append(value);
    });
    if (type != R"("url_citation")")
        return;
    const std::string chat = R"({"type":"url_citation","url_citation":{)" + members.append("}}");
    sink.take({.kind = Event::Annotation, .json = chat});
}

void ResponsesDecoder::takeLogprobs(RawJson logprobs, AnswerSink &sink)
{
    const bool hasSome = logprobs.starts_with('[')
        && logprobs.find_first_not_of("[] \t\r\n") != std::string_view::npos;
    if (!hasSome)
        return;
    std::string chat = R"({"content":)";
    chat.append(logprobs).append(1, '}');
    sink.take({.kind = Event::Logprobs, .json = chat});
}

AnswerDecoder::Progress ResponsesDecoder::finish(const ResponsesObjectFacts &response,
                                                 AnswerSink &sink)
{
    if (m_break.fault != WireFault::None)
        return Progress::Broken;
    if (!response.usage.empty()) {
        const UsageReport report = readResponsesUsage(response.usage);
        m_hasUsage = report.origin() != UsageOrigin::Estimated;
        if (m_hasUsage)
            m_usage = report;
    }
    const std::string_view status = plainWord(response.status);
    const std::string_view reason = plainWord(response.incompleteReason);
    if (!m_hasSubstance && status != "incomplete")
        return broke(WireFault::Empty, "The provider's answer ended without any content.");
    m_finish = responsesFinish(response, m_callCount != 0);
    m_nativeFinish = reason.empty() ? status : reason;
    m_hasEnded = true;
    sink.take({.kind = Event::Finish, .finish = m_finish});
    return Progress::End;
}

} // namespace turnpike
