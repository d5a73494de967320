// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/MediaStream.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/media/MediaUsage.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

constexpr std::string_view doneData = "[DONE]";
constexpr std::string_view doneEvent = "data: [DONE]\n\n";

/// What one event says.
struct EventFacts
{
    std::string type;
    std::string_view usage; ///< An object, or empty.
    std::string_view error;
    std::int64_t textBytes = 0; ///< Of a piece of a transcription.
};

bool read(std::string_view data, EventFacts &facts)
{
    json::StrictReader json(data);
    if (json.peek() != json::Kind::Object)
        return false;
    std::string_view delta;
    eachMember(json, [&](std::string_view name) {
        if (name == "type") {
            if (const std::string_view type = rawString(json); !type.empty())
                facts.type = json::decodedText(type).value_or(std::string());
        } else if (name == "usage") {
            if (const json::Value usage = json.skip(); usage.kind == json::Kind::Object)
                facts.usage = usage.text;
        } else if (name == "error") {
            facts.error = rawValue(json);
        } else if (name == "delta") {
            delta = rawString(json);
        } else {
            json.skip();
        }
    });
    if (facts.type.starts_with("transcript.") && !delta.empty())
        facts.textBytes = static_cast<std::int64_t>(json::decodedSize(delta));
    return json.finish();
}

bool completes(std::string_view type)
{
    return type.ends_with(".completed") || type.ends_with(".done");
}

bool isPicture(std::string_view type)
{
    return type.starts_with("image_");
}

} // namespace

AnswerStream::Step MediaStream::admit(const sse::Event &event)
{
    if (!event.hasData)
        return {};
    if (event.data == doneData) {
        m_hasDone = true;
        return end();
    }
    EventFacts facts;
    if (!read(event.data, facts))
        return broke(WireFault::Garbage, "The provider sent an event that is no JSON object.");
    if (!facts.error.empty() || facts.type == "error")
        return broke(WireFault::UpstreamError, "The provider reported an error in its answer.",
                     facts.error.empty() ? event.data : facts.error);
    m_outputBytes += facts.textBytes;
    if (!completes(facts.type))
        return forward(event.raw);
    UsageReport told;
    if (!facts.usage.empty())
        told = readMediaUsage(facts.usage);
    told.usage.imagesOut = isPicture(facts.type) ? 1 : 0;
    addUsage(m_usage, told);
    m_hasUsage = true;
    return hold(event);
}

AnswerStream::Step MediaStream::hold(const sse::Event &event)
{
    m_passing = std::exchange(m_heldRaw, std::string(event.raw));
    m_held = event.data;
    m_type = event.type;
    return m_passing.empty() ? Step{} : forward(m_passing);
}

AnswerStream::Step MediaStream::forward(std::string_view bytes)
{
    m_hasForwarded = true;
    m_piece = bytes;
    return {.action = Action::Forward, .pieces = {&m_piece, 1}};
}

AnswerStream::Step MediaStream::end()
{
    if (m_held.empty())
        return broke(m_hasForwarded ? WireFault::Cut : WireFault::Empty,
                     "The provider's stream ended before its answer was complete.");
    m_hasEnded = true;
    return {.action = Action::End, .pieces = {}};
}

std::string MediaStream::closing(const UsageFigures &figures)
{
    EventFacts facts;
    read(m_held, facts);
    BodyEdit edit(m_held);
    putMediaUsage(edit, m_held, facts.usage, figures, m_api);
    std::string text;
    text.reserve(m_held.size() + 512);
    if (!m_type.empty())
        text.append("event: ").append(m_type).append(1, '\n');
    // JSON may lie on several lines, and each is a line of the event.
    const std::string data = std::move(edit).gathered().joined();
    for (std::size_t at = 0; at <= data.size();) {
        const std::size_t end = std::min(data.find('\n', at), data.size());
        text.append("data: ").append(data, at, end - at).append(1, '\n');
        at = end + 1;
    }
    text += '\n';
    if (m_hasDone)
        text += doneEvent;
    return text;
}

std::string MediaStream::failure(const ApiError &error)
{
    return R"(data: {"type":"error","error":)" + chatErrorObject(error) + "}\n\n";
}

void ByteStream::take(std::string_view bytes)
{
    m_hasForwarded = true;
    if (m_countsText)
        m_outputBytes += static_cast<std::int64_t>(bytes.size());
}

AnswerStream::Step ByteStream::admit(const sse::Event &)
{
    return broke(WireFault::Garbage, "The provider sent events where bytes were asked for.");
}

AnswerStream::Step ByteStream::end()
{
    if (!m_hasForwarded && !m_countsText)
        return broke(WireFault::Empty, "The provider's answer is empty.");
    m_hasEnded = true;
    return {.action = Action::End, .pieces = {}};
}

std::string ByteStream::closing(const UsageFigures &)
{
    return {};
}

std::string ByteStream::failure(const ApiError &)
{
    return {};
}

} // namespace turnpike
