// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesEvent.h"

#include "engine/formats/RawWalk.h"
#include "engine/json/Writer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace turnpike {

namespace {

using Kind = ResponsesEventKind;

constexpr std::pair<std::string_view, Kind> eventKinds[] = {
    {"response.output_text.delta", Kind::TextDelta},
    {"response.function_call_arguments.delta", Kind::ArgumentsDelta},
    {"response.reasoning_summary_text.delta", Kind::SummaryDelta},
    {"response.reasoning_text.delta", Kind::ReasoningDelta},
    {"response.custom_tool_call_input.delta", Kind::InputDelta},
    {"response.refusal.delta", Kind::RefusalDelta},
    {"response.created", Kind::Created},
    {"response.output_item.added", Kind::ItemAdded},
    {"response.output_item.done", Kind::ItemDone},
    {"response.content_part.added", Kind::PartAdded},
    {"response.content_part.done", Kind::PartDone},
    {"response.output_text.done", Kind::TextDone},
    {"response.output_text.annotation.added", Kind::Annotation},
    {"response.refusal.done", Kind::RefusalDone},
    {"response.reasoning_text.done", Kind::ReasoningDone},
    {"response.reasoning_summary_part.added", Kind::SummaryAdded},
    {"response.reasoning_summary_part.done", Kind::SummaryDone},
    {"response.reasoning_summary_text.done", Kind::SummaryTextDone},
    {"response.function_call_arguments.done", Kind::ArgumentsDone},
    {"response.custom_tool_call_input.done", Kind::InputDone},
    {"response.completed", Kind::Completed},
    {"response.incomplete", Kind::Incomplete},
    {"response.failed", Kind::Failed},
    {"response.cancelled", Kind::Failed},
    {"response.error", Kind::Error},
    {"error", Kind::Error},
};

Kind kindOf(std::string_view type)
{
    const auto *const found = std::find_if(std::begin(eventKinds), std::end(eventKinds),
                                           [type](const auto &own) { return own.first == type; });
    return found == std::end(eventKinds) ? Kind::Other : found->second;
}

/// Reads strings and arrays by name into their places.
template <std::size_t Size, typename Facts>
bool placeValue(const std::pair<std::string_view, RawJson Facts::*> (&places)[Size], Facts &facts,
                std::string_view name, RawJson value)
{
    for (const auto &[own, place] : places)
        if (own == name) {
            facts.*place = value;
            return true;
        }
    return false;
}

} // namespace

std::string_view plainWord(RawJson token)
{
    if (token.size() < 2 || token.front() != '"' || token.find('\\') != std::string_view::npos)
        return {};
    return token.substr(1, token.size() - 2);
}

bool ResponsesEventFacts::read(std::string_view data)
{
    using Facts = ResponsesEventFacts;
    static constexpr std::pair<std::string_view, std::optional<std::int64_t> Facts::*> indexes[]
        = {{"output_index", &Facts::outputIndex},
           {"content_index", &Facts::contentIndex},
           {"summary_index", &Facts::summaryIndex},
           {"sequence_number", &Facts::sequence}};
    static constexpr std::pair<std::string_view, RawJson Facts::*> values[]
        = {{"delta", &Facts::delta},
           {"item", &Facts::item},
           {"part", &Facts::part},
           {"response", &Facts::response},
           {"annotation", &Facts::annotation},
           {"error", &Facts::error}};
    static constexpr std::pair<std::string_view, RawJson Facts::*> writtenValues[]
        = {{"sequence_number", &Facts::sequenceText},
           {"logprobs", &Facts::logprobs},
           {"name", &Facts::name}};
    *this = {};
    json::StrictReader json(data);
    if (json.peek() != json::Kind::Object)
        return false;
    RawJson typeToken;
    eachMember(json, [&](std::string_view member) {
        const RawJson written = json.skip().text;
        const RawJson value = written == "null" ? RawJson() : written;
        if (member == "type")
            typeToken = value;
        for (const auto &[own, place] : indexes)
            if (own == member)
                this->*place = json::integerOf(value);
        if (!placeValue(values, *this, member, value))
            placeValue(writtenValues, *this, member, written);
    });
    type = plainWord(typeToken);
    kind = kindOf(type);
    if (!delta.starts_with('"'))
        delta = {};
    return json.finish() && !type.empty();
}

void ResponsesItemFacts::read(RawJson item)
{
    static constexpr std::pair<std::string_view, RawJson ResponsesItemFacts::*> strings[] = {
        {"id", &ResponsesItemFacts::id},
        {"call_id", &ResponsesItemFacts::callId},
        {"name", &ResponsesItemFacts::name},
        {"arguments", &ResponsesItemFacts::arguments},
        {"input", &ResponsesItemFacts::input},
        {"encrypted_content", &ResponsesItemFacts::encrypted},
        {"result", &ResponsesItemFacts::result},
        {"output_format", &ResponsesItemFacts::outputFormat},
    };
    *this = {};
    json::StrictReader json(item);
    eachMember(json, [&](std::string_view name) {
        const RawJson value = rawValue(json);
        if (name == "type")
            type = plainWord(value);
        else if (name == "content")
            content = value.starts_with('[') ? value : RawJson();
        else if (name == "summary")
            summary = value.starts_with('[') ? value : RawJson();
        else if (value.starts_with('"'))
            placeValue(strings, *this, name, value);
    });
}

void ResponsesPartFacts::read(RawJson part)
{
    *this = {};
    json::StrictReader json(part);
    eachMember(json, [&](std::string_view name) {
        const RawJson value = rawValue(json);
        if (name == "type")
            type = plainWord(value);
        else if ((name == "text" || name == "refusal") && value.starts_with('"'))
            text = value;
        else if (name == "annotations" && value.starts_with('['))
            annotations = value;
        else if (name == "logprobs" && value.starts_with('['))
            logprobs = value;
    });
}

namespace {

/// What @openrouter/sdk and other validating clients refuse to miss, and what says "not told".
constexpr std::pair<std::string_view, std::string_view> neededMembers[] = {
    {"object", R"("response")"},
    {"completed_at", "null"},
    {"error", "null"},
    {"frequency_penalty", "null"},
    {"incomplete_details", "null"},
    {"instructions", "null"},
    {"metadata", "null"},
    {"output", "[]"},
    {"parallel_tool_calls", "true"},
    {"presence_penalty", "null"},
    {"temperature", "null"},
    {"tool_choice", R"("auto")"},
    {"tools", "[]"},
    {"top_p", "null"},
};

/// The bit of a needed member; 0 for others.
std::uint32_t neededBit(std::string_view name)
{
    for (std::size_t index = 0; index < std::size(neededMembers); ++index)
        if (neededMembers[index].first == name)
            return 1U << index;
    return 0;
}

RawJson reasonIn(RawJson details)
{
    RawJson reason;
    json::StrictReader json(details);
    eachMember(json, [&](std::string_view name) {
        const RawJson value = rawValue(json);
        if (name == "reason")
            reason = value;
    });
    return reason;
}

} // namespace

void ResponsesObjectFacts::read(std::string_view text, RawJson object)
{
    static constexpr std::pair<std::string_view, RawJson ResponsesObjectFacts::*> places[] = {
        {"id", &ResponsesObjectFacts::id},
        {"model", &ResponsesObjectFacts::model},
        {"error", &ResponsesObjectFacts::error},
        {"status", &ResponsesObjectFacts::status},
        {"usage", &ResponsesObjectFacts::usage},
        {"output", &ResponsesObjectFacts::output},
        {"created_at", &ResponsesObjectFacts::createdAt},
    };
    *this = {};
    isObject = object.starts_with('{');
    whole = object;
    if (!isObject)
        return;
    const auto base = static_cast<std::size_t>(object.data() - text.data());
    json::StrictReader json(object);
    json.enterObject();
    std::size_t previousEnd = MemberSlice::none;
    bool isUsageLast = false;
    for (json::Member member; json.nextMember(member);) {
        if (std::exchange(isUsageLast, false))
            usages.back().nextBegin = base + member.begin;
        const std::string_view name = member.name;
        const RawJson value = rawValue(json);
        const std::size_t end = base + json.offset();
        seen |= neededBit(name);
        placeValue(places, *this, name, value);
        if (name == "usage") {
            usages.push_back({.value = value,
                              .begin = base + member.begin,
                              .end = end,
                              .previousEnd = previousEnd});
            isUsageLast = true;
        } else if (name == "incomplete_details") {
            incompleteReason = reasonIn(value);
        }
        previousEnd = end;
    }
    usage = usage.starts_with('{') ? usage : RawJson();
    output = output.starts_with('[') ? output : RawJson();
}

std::uint32_t ResponsesObjectFacts::repair(BodyEdit &edit, const AnswerNames &names) const
{
    std::uint32_t repairs = 0;
    const auto insert = [&](std::string_view name, std::string_view value) {
        edit.insertAtEnd(whole, std::string("\"").append(name).append("\":").append(value));
        ++repairs;
    };
    const auto insertText = [&](std::string_view name, std::string_view text) {
        std::string token;
        json::appendString(token, text);
        insert(name, token);
    };
    for (std::size_t index = 0; index < std::size(neededMembers); ++index)
        if ((seen >> index & 1U) == 0)
            insert(neededMembers[index].first, neededMembers[index].second);
    if (id.empty())
        insertText("id", responseId(names.id));
    if (model.empty())
        insertText("model", names.model);
    if (createdAt.empty())
        insert("created_at", std::to_string(names.createdS));
    return repairs;
}

std::string responseId(std::string_view generationId)
{
    constexpr std::string_view prefix = "gen-";
    if (generationId.starts_with(prefix))
        generationId.remove_prefix(prefix.size());
    return std::string("resp_").append(generationId);
}

} // namespace turnpike
