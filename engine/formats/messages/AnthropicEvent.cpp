// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/AnthropicEvent.h"

#include "engine/json/StrictReader.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace turnpike {

namespace {

struct Field
{
    std::string_view name;
    RawJson *slot;
};

/// Reads the object at the cursor, its named values into their slots. False: it is no object, or a
/// name stands twice, and readers would differ in which value they take.
template <std::size_t Size>
bool readFields(json::StrictReader &json, const Field (&fields)[Size])
{
    static_assert(Size <= 32);
    if (!json.enterObject()) {
        json.skip();
        return false;
    }
    std::uint32_t seen = 0;
    bool isUnique = true;
    for (json::Member member; json.nextMember(member);) {
        const std::string_view value = json.skip().text;
        for (std::size_t i = 0; i < Size; ++i) {
            if (fields[i].name != member.name)
                continue;
            const std::uint32_t bit = std::uint32_t{1} << i;
            isUnique = isUnique && (seen & bit) == 0;
            seen |= bit;
            *fields[i].slot = value;
        }
    }
    return isUnique && !json.hasFailed();
}

/// Keeps values of the kind that begins so; null and others are not told.
void keepOnly(char first, std::initializer_list<RawJson *> slots)
{
    for (RawJson *slot : slots)
        if (!slot->starts_with(first))
            *slot = {};
}

/// What an event line may name that is then written into JSON.
bool isWord(std::string_view name)
{
    return std::all_of(name.begin(), name.end(), [](char byte) {
        return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
            || (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' || byte == '-';
    });
}

std::int64_t sizeOf(RawJson string)
{
    return string.empty() ? 0 : static_cast<std::int64_t>(json::decodedSize(string));
}

constexpr std::array<std::pair<std::string_view, AnthropicEvent::Type>, 8> eventTypes{{
    {"message_start", AnthropicEvent::Type::MessageStart},
    {"content_block_start", AnthropicEvent::Type::BlockStart},
    {"content_block_delta", AnthropicEvent::Type::BlockDelta},
    {"content_block_stop", AnthropicEvent::Type::BlockStop},
    {"message_delta", AnthropicEvent::Type::MessageDelta},
    {"message_stop", AnthropicEvent::Type::MessageStop},
    {"ping", AnthropicEvent::Type::Ping},
    {"error", AnthropicEvent::Type::Error},
}};

bool readMessage(json::StrictReader &json, AnthropicMessage &message)
{
    return readFields(json,
                      {{"type", &message.type},
                       {"role", &message.role},
                       {"id", &message.id},
                       {"model", &message.model},
                       {"content", &message.content},
                       {"stop_reason", &message.stopReason},
                       {"usage", &message.usage},
                       {"error", &message.error}});
}

bool readDelta(RawJson object, AnthropicDelta &delta)
{
    using Kind = AnthropicDelta::Kind;
    RawJson type, text, thinking, signature, arguments;
    json::StrictReader json(object);
    if (!readFields(json,
                    {{"type", &type},
                     {"text", &text},
                     {"thinking", &thinking},
                     {"signature", &signature},
                     {"partial_json", &arguments},
                     {"citation", &delta.citation},
                     {"stop_reason", &delta.stopReason}}))
        return false;
    keepOnly('"', {&text, &thinking, &signature, &arguments, &delta.stopReason});
    keepOnly('{', {&delta.citation});
    const std::pair<std::string_view, std::pair<Kind, RawJson>> kinds[] = {
        {R"("text_delta")", {Kind::Text, text}},
        {R"("thinking_delta")", {Kind::Thinking, thinking}},
        {R"("signature_delta")", {Kind::Signature, signature}},
        {R"("input_json_delta")", {Kind::Arguments, arguments}},
        {R"("citations_delta")", {Kind::Citation, {}}},
    };
    for (const auto &[name, meaning] : kinds)
        if (type == name) {
            delta.kind = meaning.first;
            delta.text = meaning.second;
        }
    return true;
}

} // namespace

std::int64_t AnthropicBlock::outputBytes() const
{
    const bool hasInput = input.size() > 2; // "{}" stands in every start.
    return sizeOf(text) + sizeOf(thinking) + sizeOf(kind == Kind::ToolUse ? name : RawJson())
        + (hasInput ? static_cast<std::int64_t>(input.size()) : 0);
}

std::int64_t AnthropicDelta::outputBytes() const
{
    return kind == Kind::Signature ? 0 : sizeOf(text);
}

bool readAnthropicBlock(RawJson element, AnthropicBlock &block)
{
    using Kind = AnthropicBlock::Kind;
    static constexpr std::pair<std::string_view, Kind> kinds[] = {
        {R"("text")", Kind::Text},
        {R"("thinking")", Kind::Thinking},
        {R"("redacted_thinking")", Kind::Redacted},
        {R"("tool_use")", Kind::ToolUse},
    };
    RawJson type;
    json::StrictReader json(element);
    if (!readFields(json,
                    {{"type", &type},
                     {"text", &block.text},
                     {"thinking", &block.thinking},
                     {"signature", &block.signature},
                     {"data", &block.data},
                     {"id", &block.id},
                     {"name", &block.name},
                     {"input", &block.input},
                     {"citations", &block.citations}})
        || !type.starts_with('"'))
        return false;
    keepOnly('"',
             {&block.text, &block.thinking, &block.signature, &block.data, &block.id, &block.name});
    keepOnly('{', {&block.input});
    keepOnly('[', {&block.citations});
    const auto *const found = std::find_if(std::begin(kinds), std::end(kinds),
                                           [type](const auto &each) { return each.first == type; });
    block.kind = found == std::end(kinds) ? Kind::Other : found->second;
    // A call without an id or a name cannot be answered.
    return block.kind != Kind::ToolUse || (block.id.size() > 2 && block.name.size() > 2);
}

bool AnthropicEvent::read(std::string_view data, std::string_view eventName)
{
    const auto spoil = [this](std::string_view problem) {
        m_problem = problem;
        return false;
    };
    *this = {};
    RawJson typeToken, indexToken, messageObject, blockObject, deltaObject;
    json::StrictReader json(data);
    if (json.peek() != json::Kind::Object)
        return spoil(json.hasFailed() ? "it is not JSON" : "it is not a JSON object");
    const bool isUnique = readFields(json,
                                     {{"type", &typeToken},
                                      {"index", &indexToken},
                                      {"message", &messageObject},
                                      {"content_block", &blockObject},
                                      {"delta", &deltaObject},
                                      {"usage", &usage},
                                      {"error", &error}});
    if (!json.finish())
        return spoil("it is not JSON");
    if (!isUnique)
        return spoil("it says a thing twice");
    object = data;
    // Some write the type into the event line only.
    saysType = typeToken.size() > 2 && typeToken.front() == '"';
    typeName = saysType ? typeToken.substr(1, typeToken.size() - 2) : eventName;
    if (isTold(error)) {
        type = Type::Error;
        return true;
    }
    if (typeName.empty() || (!saysType && (!typeToken.empty() || !isWord(typeName))))
        return spoil("it has no type");
    const auto *const found
        = std::find_if(eventTypes.begin(), eventTypes.end(),
                       [this](const auto &each) { return each.first == typeName; });
    type = found == eventTypes.end() ? Type::Unknown : found->second;
    const bool isOfBlock
        = type == Type::BlockStart || type == Type::BlockDelta || type == Type::BlockStop;
    if (isOfBlock && !indexToken.empty())
        index = json::integerOf(indexToken);
    if (isOfBlock && !index)
        return spoil("it names no block");
    if (type == Type::MessageStart) {
        json::StrictReader inner(messageObject);
        if (!readMessage(inner, message))
            return spoil("it starts no message");
        message.object = messageObject;
    } else if (type == Type::BlockStart && !readAnthropicBlock(blockObject, block)) {
        return spoil("it starts no content block");
    } else if ((type == Type::BlockDelta || type == Type::MessageDelta)
               && !readDelta(deltaObject, delta)) {
        return spoil("it has no delta");
    }
    return true;
}

std::string_view readAnthropicMessage(std::string_view body, AnthropicMessage &message)
{
    json::StrictReader json(body);
    if (json.peek() != json::Kind::Object)
        return json.hasFailed() ? "it is not JSON" : "it is not a JSON object";
    const bool isUnique = readMessage(json, message);
    if (!json.finish())
        return "it is not JSON";
    message.object = body;
    if (isTold(message.error))
        return {};
    if (!isUnique)
        return "it says a thing twice";
    return message.content.starts_with('[') ? std::string_view() : "it has no content";
}

} // namespace turnpike
