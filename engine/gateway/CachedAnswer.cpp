// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/CachedAnswer.h"

#include "engine/formats/RawWalk.h"
#include "engine/formats/messages/AnthropicUsage.h"
#include "engine/formats/responses/ResponsesEvent.h"
#include "engine/formats/responses/ResponsesUsage.h"
#include "engine/json/StrictReader.h"
#include "engine/sse/SseParser.h"
#include "engine/wire/Usage.h"

#include <algorithm>

namespace turnpike {

namespace {

std::string zeroUsage(ApiType api)
{
    switch (api) {
    case ApiType::Messages: return anthropicUsageJson({});
    case ApiType::Responses: return responsesUsageJson({});
    default: return usageJson({});
    }
}

/// The member of an event whose value is the answer itself; none in formats whose events are flat.
std::string_view nestedAnswer(ApiType api)
{
    switch (api) {
    case ApiType::Messages: return "message";
    case ApiType::Responses: return "response";
    default: return {};
    }
}

} // namespace

/// Copies an answer's JSON texts and leaves the holes out.
class AnswerTemplate
{
public:
    explicit AnswerTemplate(ApiType api)
        : m_zeroUsage(zeroUsage(api))
        , m_nested(nestedAnswer(api))
    {
        m_answer.m_api = api;
    }

    void append(std::string_view text) { m_answer.m_text.append(text); }
    /// False when `text` is no JSON object.
    bool appendObject(std::string_view text);
    CachedAnswer taken()
    {
        m_answer.m_text.shrink_to_fit();
        return std::move(m_answer);
    }

private:
    void walk(json::StrictReader &reader, bool isNested);
    void copyUpTo(std::size_t offset)
    {
        append(m_source.substr(m_copied, offset - m_copied));
        m_copied = offset;
    }
    void leaveOut(const json::Value &value, std::size_t end)
    {
        copyUpTo(end - value.text.size());
        m_copied = end;
    }
    void remove(std::string_view name, const json::Value &value, std::size_t end);
    void hole(CachedAnswer::Filling filling)
    {
        m_answer.m_holes.push_back({m_answer.m_text.size(), filling});
    }

    CachedAnswer m_answer;
    std::string m_zeroUsage;
    std::string_view m_nested;
    std::string_view m_source;
    std::size_t m_copied = 0; ///< Bytes of m_source dealt with.
};

/// Takes a member out with the comma before it; a first member stays, as null.
void AnswerTemplate::remove(std::string_view name, const json::Value &value, std::size_t end)
{
    const auto quote = static_cast<std::size_t>(name.data() - m_source.data()) - 1;
    const std::size_t before = m_source.find_last_not_of(" \t\r\n", quote - 1);
    if (m_source[before] == ',') {
        copyUpTo(before);
        m_copied = end;
    } else {
        leaveOut(value, end);
        append("null");
    }
}

bool AnswerTemplate::appendObject(std::string_view text)
{
    m_source = text;
    m_copied = 0;
    json::StrictReader reader(text);
    if (reader.peek() != json::Kind::Object)
        return false;
    walk(reader, false);
    if (!reader.finish())
        return false;
    copyUpTo(text.size());
    return true;
}

void AnswerTemplate::walk(json::StrictReader &reader, bool isNested)
{
    eachMember(reader, [&](std::string_view name) {
        if (!isNested && !m_nested.empty() && name == m_nested)
            return walk(reader, true);
        const json::Value value = reader.skip();
        if (name == "openrouter_metadata") // Of the way that the first answer took.
            return remove(name, value, reader.offset());
        if (name == "id" && value.kind == json::Kind::String) {
            leaveOut(value, reader.offset());
            hole(CachedAnswer::Filling::Id);
        } else if ((name == "created" || name == "created_at")
                   && value.kind == json::Kind::Number) {
            leaveOut(value, reader.offset());
            hole(CachedAnswer::Filling::Created);
        } else if (name == "usage" && value.kind == json::Kind::Object) {
            leaveOut(value, reader.offset());
            append(m_zeroUsage);
        }
    });
}

std::optional<CachedAnswer> CachedAnswer::ofBody(ApiType api, std::string_view bytes)
{
    AnswerTemplate made(api);
    if (!made.appendObject(bytes))
        return std::nullopt;
    return made.taken();
}

std::optional<CachedAnswer> CachedAnswer::ofStream(ApiType api, std::string_view bytes)
{
    AnswerTemplate made(api);
    sse::SseParser parser(bytes.size() + 1);
    parser.feed(bytes);
    std::string flat;
    sse::Event event;
    for (sse::Step step; (step = parser.next(event)) != sse::Step::NeedMore;) {
        if (step == sse::Step::TooLong)
            return std::nullopt;
        if (!event.hasData)
            continue;
        if (!event.type.empty()) {
            made.append("event: ");
            made.append(event.type);
            made.append("\n");
        }
        made.append("data: ");
        // A line end between tokens is a blank like any other.
        flat.assign(event.data);
        std::replace(flat.begin(), flat.end(), '\n', ' ');
        if (flat == "[DONE]")
            made.append(flat);
        else if (!made.appendObject(flat))
            return std::nullopt;
        made.append("\n\n");
    }
    if (parser.buffered() > 0)
        return std::nullopt;
    return made.taken();
}

GatheredText CachedAnswer::text(std::string_view generationId, std::int64_t createdS) const
{
    const std::string id = '"'
        + (m_api == ApiType::Responses ? responseId(generationId) : std::string(generationId))
        + '"';
    const std::string created = std::to_string(createdS);
    const std::string_view whole = m_text;
    GatheredText text;
    text.reserve(2 * m_holes.size() + 1);
    std::size_t from = 0;
    for (const Hole &hole : m_holes) {
        text.borrow(whole.substr(from, hole.at - from));
        text.own(hole.filling == Filling::Id ? id : created);
        from = hole.at;
    }
    text.borrow(whole.substr(from));
    return text;
}

std::size_t CachedAnswer::size() const
{
    return sizeof(*this) + m_text.capacity() + m_holes.capacity() * sizeof(Hole);
}

} // namespace turnpike
