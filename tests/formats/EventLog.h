// SPDX-License-Identifier: GPL-3.0-or-later
// The events of a decoded answer as lines to compare, and streams fed cut where told.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/json/StrictReader.h"
#include "engine/sse/SseParser.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// What a line says of an event besides its kind and index.
struct EventLogStyle
{
    enum Value : std::size_t { Text, Id, Name, Signature, Encrypted, Json, ValueCount };

    bool tellsChoice = false; ///< "KIND CHOICE.INDEX".
    bool tellsMakers = false; ///< Family, "summary" and "custom" behind the index.
    std::array<Value, ValueCount> order = {Text, Id, Name, Signature, Encrypted, Json};
    /// What stands before each value, by Value.
    std::array<std::string_view, ValueCount> names
        = {"text=", "id=", "name=", "signature=", "encrypted=", "json="};
    std::string_view finish = "finish=";
};

/// One line an event: "KIND INDEX name=value..." with what is told.
class EventLog : public AnswerSink
{
public:
    explicit EventLog(const EventLogStyle &style = {})
        : m_style(style)
    {}

    void take(const AnswerEvent &event) override
    {
        static constexpr std::string_view kinds[]
            = {"text",      "refusal", "reasoning",  "signature", "encrypted", "start",
               "arguments", "image",   "annotation", "logprobs",  "audio",     "finish"};
        static constexpr std::string_view families[]
            = {"", " anthropic", " openai", " gemini", " xai"};
        text.append(kinds[static_cast<std::size_t>(event.kind)]).append(1, ' ');
        if (m_style.tellsChoice)
            text.append(std::to_string(event.choice)).append(1, '.');
        text.append(std::to_string(event.index));
        if (m_style.tellsMakers)
            text.append(families[static_cast<std::size_t>(event.family)])
                .append(event.isSummary ? " summary" : "")
                .append(event.isCustom ? " custom" : "");
        const std::array<RawJson, EventLogStyle::ValueCount> values
            = {event.text, event.id, event.name, event.signature, event.encrypted, event.json};
        for (const EventLogStyle::Value value : m_style.order)
            add(m_style.names[value], values[value]);
        if (!event.finish.empty())
            text.append(1, ' ').append(m_style.finish).append(event.finish);
        addRemark(event);
        text += '\n';
    }

    std::string text;
    bool isAllJson = true; ///< Every value told was one valid JSON value.

protected:
    /// What one format says besides, at the end of the line.
    virtual void addRemark(const AnswerEvent &event) { static_cast<void>(event); }

private:
    void add(std::string_view name, RawJson value)
    {
        if (value.empty())
            return;
        json::StrictReader reader(value);
        reader.skip();
        isAllJson = reader.finish() && isAllJson;
        text.append(1, ' ').append(name).append(value);
    }

    EventLogStyle m_style;
};

/// Feeds a stream cut where told; `take` gets each event.
template <typename Take>
void feedStream(std::string_view stream, const std::vector<std::size_t> &cuts, Take take)
{
    sse::SseParser parser;
    const auto feed = [&](std::string_view bytes) {
        const std::string piece(bytes); // Dies after the call: a kept view shows.
        parser.feed(piece);
        for (sse::Event event; parser.next(event) == sse::Step::Event;)
            take(event);
    };
    std::size_t begin = 0;
    for (const std::size_t cut : cuts) {
        feed(stream.substr(begin, cut - begin));
        begin = cut;
    }
    feed(stream.substr(begin));
    sse::Event event;
    if (parser.finish(event) == sse::Step::Event)
        take(event);
}

} // namespace turnpike
