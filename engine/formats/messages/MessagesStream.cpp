// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesStream.h"

#include "engine/json/StrictReader.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

using Type = AnthropicEvent::Type;

/// Events without substance are held back up to this size, then they go.
constexpr std::size_t heldLimit = std::size_t{64} * 1024;
constexpr std::size_t nameLimit = 256;

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

void takeName(std::string &name, RawJson string)
{
    if (name.empty() && string.starts_with('"') && string.size() <= nameLimit)
        name = json::decodedText(string).value_or(std::string());
}

std::string typeMember(std::string_view type)
{
    std::string member = "\"type\":";
    json::appendString(member, type);
    return member;
}

} // namespace

std::string messagesEvent(std::string_view type, std::string_view data)
{
    std::string event;
    event.reserve(type.size() + data.size() + 20);
    return event.append("event: ").append(type).append("\ndata: ").append(data).append("\n\n");
}

std::string messagesBlockStop(std::int64_t index)
{
    return "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"
        + std::to_string(index) + "}\n\n";
}

std::string messagesErrorEvent(const ApiError &error, std::string_view requestId)
{
    return messagesEvent("error", errorBody(error, ErrorFormat::Messages, requestId));
}

void repairMessage(const AnthropicMessage &message, const AnswerNames &names, bool needsUsage,
                   BodyEdit &edit, RepairCounts &repairs)
{
    const auto need = [&](RawJson value, char first, std::string_view name, std::string with) {
        if (value.starts_with(first))
            return;
        if (value.empty())
            edit.insertAtEnd(message.object,
                             std::string(1, '"').append(name).append("\":").append(with));
        else
            edit.replace(value, std::move(with));
        ++repairs[static_cast<std::size_t>(value.empty() ? Repair::MissingMember
                                                         : Repair::BadMember)];
    };
    const auto quoted = [](std::string_view text) {
        std::string token;
        json::appendString(token, text);
        return token;
    };
    need(message.id, '"', "id", quoted(names.id));
    need(message.type, '"', "type", R"("message")");
    need(message.role, '"', "role", R"("assistant")");
    need(message.model, '"', "model", quoted(names.model));
    // Clients that think by this name leave their thinking out when it is not the one they asked.
    if (const std::string ours = quoted(names.model);
        message.model.starts_with('"') && message.model != ours)
        edit.replace(message.model, ours);
    need(message.content, '[', "content", "[]");
    if (needsUsage)
        need(message.usage, '{', "usage", R"({"input_tokens":0,"output_tokens":0})");
}

AnswerStream::Step MessagesStream::admit(const sse::Event &event)
{
    m_out.clear();
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (!event.hasData) {
        // Comments keep the client's connection awake, but may not commit us to this provider.
        if (!m_hasForwarded || m_hasEnded || !event.raw.starts_with(':'))
            return {};
        m_out.borrow(event.raw);
        return {.action = Action::Forward, .pieces = m_out.pieces()};
    }
    std::string_view data = trimmed(event.data);
    if (data == "[DONE]") { // Chat's end, by servers that speak several formats.
        count(Repair::ExtraEvent);
        return {};
    }
    if (m_hasEnded)
        return broke(WireFault::Order, "The provider sent more after the end of its answer.");
    if (data.find('\n') != std::string_view::npos) {
        m_flat = data; // A line end between tokens is a blank like any other.
        std::replace(m_flat.begin(), m_flat.end(), '\n', ' ');
        data = m_flat;
    }
    return admitEvent(event, data);
}

AnswerStream::Step MessagesStream::admitEvent(const sse::Event &event, std::string_view data)
{
    if (!m_event.read(data, event.type))
        return broke(WireFault::Garbage,
                     "The provider sent an event that is none: " + std::string(m_event.problem())
                         + '.');
    if (m_event.type == Type::Error)
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     m_event.error.empty() ? data : m_event.error);
    if (m_event.type == Type::Ping && !m_hasForwarded)
        return {};
    BodyEdit edit(data);
    if (m_event.type != Type::Ping && m_event.type != Type::Unknown) {
        const AnthropicCourse::Verdict verdict = m_course.take(m_event);
        if (verdict == AnthropicCourse::Verdict::Broken)
            return broke(WireFault::Order, std::string(m_course.problem()));
        if (verdict == AnthropicCourse::Verdict::Extra) {
            count(Repair::ExtraEvent);
            return {};
        }
        takeFacts();
        if (m_event.type == Type::MessageDelta || m_event.type == Type::MessageStop)
            return withhold();
        if (m_event.type == Type::MessageStart)
            repairMessage(m_event.message, m_names, true, edit, m_repairs);
    }
    if (!m_event.saysType) {
        edit.insertAtEnd(m_event.object, typeMember(m_event.typeName));
        count(Repair::MissingMember);
    }
    return pass(event, std::move(edit));
}

void MessagesStream::takeFacts()
{
    if (m_event.type == Type::MessageStart) {
        takeName(m_id, m_event.message.id);
        takeName(m_model, m_event.message.model);
        m_told.take(m_event.message.usage, AnthropicUsage::Stage::Start);
    } else if (m_event.type == Type::BlockStart) {
        m_outputBytes += m_event.block.outputBytes();
    } else if (m_event.type == Type::BlockDelta) {
        m_outputBytes += m_event.delta.outputBytes();
    } else if (m_event.type == Type::MessageDelta) {
        m_told.take(m_event.usage, AnthropicUsage::Stage::End);
    }
    m_hasUsage = m_told.isTold();
    m_usage = m_told.report();
}

/// The end, kept for closing(); what was held goes with it, since a finish is an answer.
AnswerStream::Step MessagesStream::withhold()
{
    if (m_event.type == Type::MessageStop) {
        if (!m_course.hasSubstance())
            return broke(WireFault::Empty, "The provider's answer ended without any content.");
        m_hasEnded = true;
        return {.action = Action::End, .pieces = {}};
    }
    if (m_event.delta.stopReason.size() > 2) {
        if (m_delta.empty()) {
            takeName(m_nativeFinish, m_event.delta.stopReason);
            m_delta = m_event.object;
        } else {
            count(Repair::RepeatedFinish);
        }
    }
    if (m_held.empty() || !m_course.hasFinish())
        return {};
    m_hasForwarded = true;
    m_out.own(std::exchange(m_held, {}));
    return {.action = Action::Forward, .pieces = m_out.pieces()};
}

/// Forwards the event, or holds it back while nothing of substance has come.
AnswerStream::Step MessagesStream::pass(const sse::Event &event, BodyEdit &&edit)
{
    const bool mustHold = !m_hasForwarded && !m_course.hasSubstance() && m_held.size() < heldLimit;
    if (!m_held.empty() && !mustHold)
        m_out.own(std::exchange(m_held, {}));
    if (m_event.type == Type::BlockStart && m_course.forgotten()) {
        m_out.own(messagesBlockStop(*m_course.forgotten()));
        count(Repair::MissingEvent);
    }
    const bool isNamed = event.type == m_event.typeName;
    if (!isNamed)
        count(Repair::MissingMember); // Clients do not hear an event without its name.
    if (isNamed && edit.isEmpty() && event.isTerminated) {
        m_out.borrow(event.raw);
    } else {
        m_out.own("event: " + std::string(m_event.typeName) + "\ndata: ");
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

AnswerStream::Step MessagesStream::end()
{
    m_out.clear();
    if (m_break.fault != WireFault::None)
        return {.action = Action::Broken, .pieces = {}};
    if (!m_hasEnded && !m_course.hasFinish())
        return broke(WireFault::Cut, "The provider's answer ended before it was complete.");
    if (!m_hasEnded)
        count(Repair::MissingEvent);
    m_hasEnded = true;
    return {.action = Action::End, .pieces = {}};
}

std::string MessagesStream::closing(const UsageFigures &figures)
{
    std::string text;
    if (m_course.openBlock()) {
        text += messagesBlockStop(*m_course.openBlock());
        count(Repair::MissingEvent);
    }
    text += messagesEvent("message_delta", closingDelta(figures));
    text += messagesStopEvent;
    return text;
}

/// The provider's own, with our usage in it; or ours where it told none.
std::string MessagesStream::closingDelta(const UsageFigures &figures)
{
    if (m_delta.empty()) {
        count(Repair::MissingFinish);
        return R"({"type":"message_delta","delta":{"stop_reason":")"
            + std::string(m_course.hasTools() ? "tool_use" : "end_turn")
            + R"(","stop_sequence":null},"usage":)" + anthropicUsageJson(figures) + '}';
    }
    BodyEdit edit(m_delta);
    m_event.read(m_delta, "message_delta");
    if (!m_event.saysType)
        edit.insertAtEnd(m_event.object, typeMember(m_event.typeName));
    if (m_event.usage.empty())
        edit.insertAtEnd(m_event.object, "\"usage\":" + anthropicUsageJson(figures));
    else
        edit.replace(m_event.usage, anthropicUsageJson(figures, m_event.usage));
    return std::move(edit).gathered().joined();
}

std::string MessagesStream::failure(const ApiError &error)
{
    return messagesErrorEvent(error, m_names.id);
}

} // namespace turnpike
