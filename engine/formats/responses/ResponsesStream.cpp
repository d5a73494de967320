// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesStream.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/responses/ResponsesObject.h"
#include "engine/formats/responses/ResponsesUsage.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Kind = ResponsesEventKind;

/// Events without substance are held back up to this size, then they go: a response repeats its
/// request, and its first two events hold it twice.
constexpr std::size_t heldLimit = std::size_t{4} << 20U;
constexpr std::size_t nameLimit = 256;

void takeName(std::string &name, RawJson token)
{
    if (name.empty() && token.size() > 2 && token.size() <= nameLimit && token.front() == '"')
        name = json::decodedText(token).value_or(std::string());
}

bool isEmptyList(RawJson array)
{
    return array.find_first_not_of("[] \t\r\n") == std::string_view::npos;
}

std::string event(std::string_view type, std::string_view data)
{
    return std::string("event: ").append(type).append("\ndata: ").append(data).append("\n\n");
}

} // namespace

std::string responsesFinish(const ResponsesObjectFacts &response, bool hasCalls)
{
    if (plainWord(response.status) == "incomplete" || !response.incompleteReason.empty())
        return plainWord(response.incompleteReason) == "content_filter" ? "content_filter"
                                                                        : "length";
    return hasCalls ? "tool_calls" : "stop";
}

AnswerStream::Step ResponsesStream::admit(const sse::Event &event)
{
    m_out.clear();
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (m_hasEnded)
        return {}; // [DONE], comments: nothing of it is for the client any more.
    if (!event.hasData) {
        // Comments keep the client's connection awake, but may not commit us to this provider.
        if (!m_hasForwarded || !event.raw.starts_with(':'))
            return {};
        m_out.borrow(event.raw);
        return {.action = Action::Forward, .pieces = m_out.pieces()};
    }
    return admitData(event);
}

AnswerStream::Step ResponsesStream::end()
{
    m_out.clear();
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (!m_hasEnded)
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    return {.action = Action::End, .pieces = {}};
}

AnswerStream::Step ResponsesStream::admitData(const sse::Event &event)
{
    std::string_view data = event.data;
    if (data.find('\n') != std::string_view::npos) {
        m_flat = data; // A line end between tokens is a blank like any other.
        std::replace(m_flat.begin(), m_flat.end(), '\n', ' ');
        data = m_flat;
    }
    if (data.starts_with("[DONE]"))
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    if (!m_facts.read(data))
        return broke(WireFault::Garbage, "The provider sent an event that is none.");
    if (m_facts.kind == Kind::Error)
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     m_facts.error.starts_with('{') ? m_facts.error : data);
    const ResponsesCourse::Step step = m_course.admit(m_facts);
    if (step == ResponsesCourse::Step::Illegal)
        return broke(WireFault::Order,
                     "The provider sent an event that has no place: "
                         + std::string(m_course.problem()) + '.');
    if (m_facts.kind == Kind::Failed || m_facts.kind == Kind::Completed
        || m_facts.kind == Kind::Incomplete)
        return takeTerminal(data);
    if (step == ResponsesCourse::Step::NeedsPart)
        openPart();
    measure();
    BodyEdit edit(data);
    takeNames(edit, data);
    repairMembers(edit, data);
    repairSequence(edit, data);
    return pass(event, std::move(edit));
}

/// Of a response object on the way, which says how far it is.
void ResponsesStream::takeNames(BodyEdit &edit, std::string_view data)
{
    if (m_facts.response.empty())
        return;
    ResponsesObjectFacts response;
    response.read(data, m_facts.response);
    if (!response.isObject)
        return;
    takeName(m_id, response.id);
    takeName(m_model, response.model);
    if (!response.usage.empty())
        for (const MemberSlice &usage : response.usages)
            edit.remove(usage);
    m_repairs[static_cast<std::size_t>(Repair::MissingMember)] += response.repair(edit, m_names);
}

void ResponsesStream::measure()
{
    switch (m_facts.kind) {
    case Kind::TextDelta:
    case Kind::RefusalDelta:
    case Kind::ReasoningDelta:
    case Kind::SummaryDelta:
    case Kind::ArgumentsDelta:
    case Kind::InputDelta: break;
    default: return; // Other deltas are no text of the model's: a picture, a hosted tool's code.
    }
    if (!m_facts.delta.empty())
        m_outputBytes += static_cast<std::int64_t>(json::decodedSize(m_facts.delta));
}

/// Whether a client could show the event, or act on it.
bool ResponsesStream::isSubstance() const
{
    switch (m_facts.kind) {
    case Kind::ItemAdded: {
        const std::string &type = m_course.items().back().type;
        return type != "message" && type != "reasoning";
    }
    case Kind::Created:
    case Kind::PartAdded:
    case Kind::SummaryAdded: return false;
    case Kind::Other: return m_facts.outputIndex.has_value();
    case Kind::TextDelta:
    case Kind::RefusalDelta:
    case Kind::ReasoningDelta:
    case Kind::SummaryDelta:
    case Kind::ArgumentsDelta:
    case Kind::InputDelta: return m_facts.delta.size() > 2;
    default: return true;
    }
}

void ResponsesStream::hold(std::string_view type, std::string_view members)
{
    std::string data = R"({"type":")";
    data.append(type).append(R"(","sequence_number":)").append(std::to_string(m_nextSequence++));
    data.append(members).append(1, '}');
    m_held += event(type, data);
    m_isRenumbering = true;
    count(Repair::MissingEvent);
}

/// Opens the part that the event at hand belongs to.
void ResponsesStream::openPart()
{
    const ResponsesCourse::Item &item = m_course.item(m_facts);
    const bool isSummary = m_facts.summaryIndex.has_value() && !m_facts.contentIndex;
    std::string members = R"(,"item_id":)";
    members.append(item.id.empty() ? R"("")" : item.id).append(R"(,"output_index":)");
    members.append(std::to_string(*m_facts.outputIndex));
    members.append(isSummary ? R"(,"summary_index":)" : R"(,"content_index":)");
    members.append(std::to_string(isSummary ? *m_facts.summaryIndex : *m_facts.contentIndex));
    if (isSummary)
        members += R"(,"part":{"type":"summary_text","text":""})";
    else if (item.parts.back() == "refusal")
        members += R"(,"part":{"type":"refusal","refusal":""})";
    else if (item.parts.back() == "reasoning_text")
        members += R"(,"part":{"type":"reasoning_text","text":""})";
    else
        members += R"(,"part":{"type":"output_text","text":"","annotations":[],"logprobs":[]})";
    hold(isSummary ? "response.reasoning_summary_part.added" : "response.content_part.added",
         members);
}

/// Sets a member that is missing or null.
void ResponsesStream::setMember(BodyEdit &edit, std::string_view data, RawJson written,
                                std::string_view name, std::string_view value)
{
    if (written.empty())
        edit.insertAtEnd(data, std::string("\"").append(name).append("\":").append(value));
    else if (written == "null")
        edit.replace(written, std::string(value));
    else
        return;
    count(Repair::MissingMember);
}

void ResponsesStream::repairMembers(BodyEdit &edit, std::string_view data)
{
    if (m_facts.kind == Kind::TextDelta || m_facts.kind == Kind::TextDone)
        setMember(edit, data, m_facts.logprobs, "logprobs", "[]");
    if (m_facts.kind == Kind::ArgumentsDone) {
        const std::string &name = m_course.item(m_facts).name;
        setMember(edit, data, m_facts.name, "name", name.empty() ? R"("")" : name);
    }
}

/// Numbers rise by the event, whatever was put in between.
void ResponsesStream::repairSequence(BodyEdit &edit, std::string_view data)
{
    const bool isRising = m_facts.sequence && *m_facts.sequence >= m_nextSequence;
    if (isRising && !m_isRenumbering) {
        m_nextSequence = *m_facts.sequence + 1;
        return;
    }
    const std::string number = std::to_string(m_nextSequence++);
    if (!m_facts.sequenceText.empty()) {
        edit.replace(m_facts.sequenceText, number);
        if (!m_isRenumbering)
            count(Repair::BadMember);
    } else {
        edit.insertAtEnd(data, "\"sequence_number\":" + number);
        count(Repair::MissingMember);
    }
}

/// Forwards the event, or holds it back while nothing of substance has come.
AnswerStream::Step ResponsesStream::pass(const sse::Event &event, BodyEdit &&edit)
{
    const bool mustHold = !m_hasForwarded && !isSubstance() && m_held.size() < heldLimit;
    if (!m_held.empty() && !mustHold)
        m_out.own(std::exchange(m_held, {}));
    if (edit.isEmpty() && event.isTerminated) {
        m_out.borrow(event.raw);
    } else {
        m_out.own(std::string("event: ").append(m_facts.type).append("\ndata: "));
        std::move(edit).gatherInto(m_out);
        m_out.borrow("\n\n");
    }
    if (mustHold) {
        m_held += m_out.joined();
        m_out.clear();
        return {};
    }
    m_hasForwarded = true;
    return {.action = Action::Forward, .pieces = m_out.pieces()};
}

// ---- The end --------------------------------------------------------------------------------

AnswerStream::Step ResponsesStream::takeTerminal(std::string_view data)
{
    ResponsesObjectFacts response;
    response.read(data, m_facts.response);
    if (m_facts.kind == Kind::Failed || response.error.starts_with('{'))
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     response.error.starts_with('{') ? response.error : data);
    if (!response.isObject)
        return broke(WireFault::Garbage, "The provider ended its answer without a response.");
    takeName(m_id, response.id);
    takeName(m_model, response.model);
    if (!response.usage.empty()) {
        const UsageReport report = readResponsesUsage(response.usage);
        m_hasUsage = report.origin() != UsageOrigin::Estimated;
        if (m_hasUsage)
            m_usage = report;
    }
    const std::string missing = missingItems(response.output);
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (m_course.items().empty() && m_facts.kind == Kind::Completed && isEmptyList(response.output))
        return broke(WireFault::Empty, "The provider's answer ended without any content.");
    m_held += missing;
    m_finish = responsesFinish(response, m_course.hasCalls());
    m_nativeFinish = plainWord(response.incompleteReason).empty()
        ? plainWord(response.status)
        : plainWord(response.incompleteReason);
    m_terminal = data;
    m_hasEnded = true;
    return {.action = Action::End, .pieces = {}};
}

/// Items that were never done, done as the terminal event has them: clients act on them then.
std::string ResponsesStream::missingItems(std::string_view output)
{
    std::vector<RawJson> items;
    if (!output.empty()) {
        json::StrictReader json(output);
        eachElement(json, [&](std::size_t) { items.push_back(rawValue(json)); });
    }
    std::string events;
    for (std::size_t index = 0; index < m_course.items().size(); ++index) {
        if (m_course.items()[index].isDone)
            continue;
        if (index >= items.size()) {
            broke(WireFault::Order, "The provider ended its answer with an item still open.");
            return {};
        }
        std::string data = R"({"type":"response.output_item.done","sequence_number":)";
        data.append(std::to_string(m_nextSequence++)).append(R"(,"output_index":)");
        data.append(std::to_string(index)).append(R"(,"item":)").append(items[index]);
        events += event("response.output_item.done", data.append(1, '}'));
        m_isRenumbering = true;
        count(Repair::MissingEvent);
    }
    return events;
}

std::string ResponsesStream::closing(const UsageFigures &figures)
{
    BodyEdit edit(m_terminal);
    m_facts.read(m_terminal);
    ResponsesObjectFacts response;
    response.read(m_terminal, m_facts.response);
    for (const MemberSlice &usage : response.usages)
        edit.remove(usage);
    m_repairs[static_cast<std::size_t>(Repair::MissingMember)] += response.repair(edit, m_names);
    edit.insertAtEnd(response.whole, "\"usage\":" + responsesUsageJson(figures));
    repairSequence(edit, m_terminal);
    const std::string type(m_facts.type);
    return std::exchange(m_held, {}) + event(type, std::move(edit).gathered().joined());
}

std::string ResponsesStream::failure(const ApiError &error)
{
    AnswerNames names = m_names;
    if (!m_model.empty())
        names.model = m_model;
    const ResponseFrame frame(names, m_id.empty() ? responseId(names.id) : m_id);
    const auto response = [&](std::string_view type, const ResponseFrame::Standing &standing) {
        std::string data = R"({"type":")";
        data.append(type).append(R"(","sequence_number":)");
        data.append(std::to_string(m_nextSequence++)).append(R"(,"response":)");
        frame.append(data, standing, {});
        return event(type, data.append(1, '}'));
    };
    std::string text;
    // Clients know an answer by its first event only.
    if (!m_hasForwarded) {
        m_nextSequence = 0;
        text = response("response.created", {.status = "in_progress"});
    }
    const std::string object = responseError(error);
    return text
        + response("response.failed",
                   {.status = "failed", .error = object, .errorType = responseErrorType(error)});
}

} // namespace turnpike
