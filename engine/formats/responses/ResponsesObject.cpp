// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesObject.h"

#include "engine/formats/Citation.h"
#include "engine/formats/RawWalk.h"
#include "engine/formats/responses/ResponsesEvent.h"
#include "engine/formats/responses/ResponsesMembers.h"
#include "engine/json/Writer.h"

#include <utility>

namespace turnpike {

namespace {

void member(std::string &out, std::string_view name, RawJson value, std::string_view missing)
{
    out.append(",\"").append(name).append("\":").append(value.empty() ? missing : value);
}

} // namespace

ResponseFrame::ResponseFrame(const AnswerNames &names, std::string_view id)
{
    start(names, id);
    echo({});
}

ResponseFrame::ResponseFrame(const AnswerNames &names, const ClientRequest &request)
{
    start(names, responseId(names.id));
    const ResponsesMembers asked = responsesMembers(request.body);
    echo(asked);
    m_showsEncrypted = includes(asked.include, "reasoning.encrypted_content");
    m_tools = ToolNames(readResponsesToolList(asked.tools));
}

void ResponseFrame::start(const AnswerNames &names, std::string_view id)
{
    m_suffix = id.substr(id.find('_') + 1);
    m_head = R"({"id":)";
    json::appendString(m_head, id);
    m_head.append(R"(,"object":"response","created_at":)").append(std::to_string(names.createdS));
    m_echo = R"(,"model":)";
    json::appendString(m_echo, names.model);
}

void ResponseFrame::echo(const ResponsesMembers &asked)
{
    member(m_echo, "background", {}, "false");
    member(m_echo, "frequency_penalty", asked.frequencyPenalty, "null");
    member(m_echo, "instructions", asked.instructions, "null");
    member(m_echo, "max_output_tokens", asked.maxOutputTokens, "null");
    member(m_echo, "max_tool_calls", asked.maxToolCalls, "null");
    member(m_echo, "metadata", asked.metadata, "{}");
    member(m_echo, "parallel_tool_calls", asked.parallelToolCalls, "true");
    member(m_echo, "presence_penalty", asked.presencePenalty, "null");
    member(m_echo, "previous_response_id", {}, "null");
    member(m_echo, "prompt_cache_key", asked.promptCacheKey, "null");
    member(m_echo, "reasoning", asked.reasoning, R"({"effort":null,"summary":null})");
    member(m_echo, "safety_identifier", asked.safetyIdentifier, "null");
    member(m_echo, "service_tier", asked.serviceTier, R"("default")");
    member(m_echo, "store", {}, "false");
    member(m_echo, "temperature", asked.temperature, "null");
    member(m_echo, "text", asked.text, R"({"format":{"type":"text"}})");
    member(m_echo, "tool_choice", asked.toolChoice, R"("auto")");
    member(m_echo, "tools", asked.tools, "[]");
    member(m_echo, "top_logprobs", asked.topLogprobs, "0");
    member(m_echo, "top_p", asked.topP, "null");
    member(m_echo, "truncation", asked.truncation, R"("disabled")");
    member(m_echo, "user", asked.user, "null");
}

void ResponseFrame::append(std::string &out, const Standing &standing,
                           std::string_view output) const
{
    const auto orNull = [](std::string_view json) { return json.empty() ? "null" : json; };
    out.append(m_head).append(R"(,"completed_at":null,"status":")").append(standing.status);
    out.append(R"(","error":)").append(orNull(standing.error));
    if (!standing.errorType.empty())
        out.append(R"(,"error_type":")").append(standing.errorType).append(1, '"');
    out.append(R"(,"incomplete_details":)");
    if (standing.incompleteReason.empty())
        out += "null";
    else
        out.append(R"({"reason":")").append(standing.incompleteReason).append(R"("})");
    out.append(m_echo).append(R"(,"output":[)").append(output).append(R"(],"usage":)");
    out.append(orNull(standing.usage)).append(1, '}');
}

std::string ResponseFrame::itemId(std::string_view kind, std::size_t index) const
{
    return std::string(kind).append(m_suffix).append(1, '_').append(std::to_string(index));
}

void appendOutputPart(std::string &out, const OutputItem &item)
{
    if (item.part == OutputItem::Part::Refusal) {
        out.append(R"({"type":"refusal","refusal":")").append(item.text).append("\"}");
        return;
    }
    out.append(R"({"type":"output_text","text":")").append(item.text);
    out.append(R"(","annotations":[)").append(item.annotations);
    out.append(R"(],"logprobs":[)").append(item.logprobs).append("]}");
}

void appendReasoningPart(std::string &out, const OutputItem &item)
{
    out.append(item.isSummary ? R"({"type":"summary_text","text":")"
                              : R"({"type":"reasoning_text","text":")");
    out.append(item.text).append("\"}");
}

void closeOutputPart(OutputItem &item)
{
    if (item.part == OutputItem::Part::None)
        return;
    if (!item.parts.empty())
        item.parts += ',';
    appendOutputPart(item.parts, item);
    ++item.partCount;
    item.part = OutputItem::Part::None;
    item.text.clear();
    item.annotations.clear();
    item.annotationCount = 0;
    item.logprobs.clear();
}

namespace {

void appendCall(std::string &out, const OutputItem &item)
{
    const bool isCustom = item.kind == OutputItem::Kind::Custom;
    out.append(R"(,"call_id":")").append(item.callId);
    if (!item.space.empty())
        out.append(R"(","namespace":")").append(item.space);
    out.append(R"(","name":")").append(item.name);
    out.append(isCustom ? R"(","input":")" : R"(","arguments":")").append(item.text);
    out += '"';
}

void appendReasoning(std::string &out, const OutputItem &item)
{
    out += R"(,"summary":[)";
    if (item.hasText && item.isSummary)
        appendReasoningPart(out, item);
    out += ']';
    if (!item.isSummary) {
        out += R"(,"content":[)";
        if (item.hasText)
            appendReasoningPart(out, item);
        out += ']';
    }
    if (!item.encrypted.empty())
        out.append(R"(,"encrypted_content":")").append(item.encrypted).append(1, '"');
}

} // namespace

void appendOutputItem(std::string &out, const OutputItem &item, std::string_view status)
{
    static constexpr std::string_view types[]
        = {"message", "reasoning", "function_call", "custom_tool_call", "image_generation_call"};
    out.append(R"({"type":")").append(types[static_cast<std::size_t>(item.kind)]);
    out.append(R"(","id":")").append(item.id);
    out.append(R"(","status":")").append(status).append(1, '"');
    switch (item.kind) {
    case OutputItem::Kind::Message:
        out.append(R"(,"role":"assistant","content":[)").append(item.parts);
        if (item.part != OutputItem::Part::None) {
            if (!item.parts.empty())
                out += ',';
            appendOutputPart(out, item);
        }
        out += ']';
        break;
    case OutputItem::Kind::Reasoning: appendReasoning(out, item); break;
    case OutputItem::Kind::Function:
    case OutputItem::Kind::Custom: appendCall(out, item); break;
    case OutputItem::Kind::Image:
        if (item.text.empty())
            out += R"(,"result":null)";
        else
            out.append(R"(,"result":")").append(item.text).append(1, '"');
        break;
    }
    out += '}';
}

std::string flatAnnotation(RawJson chat)
{
    const Citation citation = readCitation(chat);
    if (citation.url.empty())
        return {};
    const auto count = [](RawJson value) { return json::integerOf(value) ? value : RawJson("0"); };
    std::string flat = R"({"type":"url_citation")";
    member(flat, "url", citation.url, {});
    member(flat, "title", citation.title, R"("")");
    member(flat, "start_index", count(citation.begin), {});
    member(flat, "end_index", count(citation.end), {});
    if (!citation.content.empty())
        member(flat, "content", citation.content, {});
    return flat.append(1, '}');
}

std::string_view logprobElements(RawJson chat)
{
    RawJson content;
    json::StrictReader json(chat);
    eachMember(json, [&](std::string_view name) {
        const RawJson value = rawValue(json);
        if (name == "content" && value.starts_with('['))
            content = value.substr(1, value.size() - 2);
    });
    const std::size_t begin = content.find_first_not_of(" \t\r\n");
    return begin == std::string_view::npos ? std::string_view() : content.substr(begin);
}

namespace {

/// Data plane 5.7, item 3.
std::string_view errorCode(std::string_view type)
{
    if (type == "rate_limit_exceeded")
        return "rate_limit_exceeded";
    if (type == "context_length_exceeded" || type == "invalid_request")
        return "invalid_prompt";
    if (type == "content_policy_violation")
        return "image_content_policy_violation";
    return "server_error";
}

} // namespace

std::string_view responseErrorType(const ApiError &error)
{
    return error.status == 500 ? std::string_view("server") : std::string_view(error.errorType);
}

std::string responseError(const ApiError &error)
{
    std::string json = R"({"code":")";
    json.append(errorCode(responseErrorType(error))).append(R"(","message":)");
    json::appendString(json,
                       error.status == 500 ? std::string_view("Internal Server Error")
                                           : std::string_view(error.message));
    return json.append(1, '}');
}

} // namespace turnpike
