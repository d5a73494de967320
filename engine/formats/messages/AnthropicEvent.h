// SPDX-License-Identifier: GPL-3.0-or-later
// What Anthropic's events and whole messages say, read strictly.
#pragma once

#include "engine/formats/Conversation.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnpike {

/// A message object: a whole answer, or message_start's. Values as written, null as "null", empty
/// when not told; all views into the text read.
struct AnthropicMessage
{
    RawJson object;
    RawJson type, role, id, model, content, stopReason, usage;
    RawJson error; ///< Of a body that reports one instead.
};

/// A content block, whole or as content_block_start has it. Null is read as not told.
struct AnthropicBlock
{
    enum class Kind : std::uint8_t {
        Text,
        Thinking,
        Redacted,
        ToolUse,
        Other, ///< Of the provider's own servers, or unheard of.
    };

    Kind kind = Kind::Other;
    RawJson text, thinking, signature, data, id, name; ///< String tokens.
    RawJson input; ///< An object.
    RawJson citations; ///< An array.

    /// Decoded bytes of what the model wrote.
    std::int64_t outputBytes() const;
};

struct AnthropicDelta
{
    enum class Kind : std::uint8_t { Text, Thinking, Signature, Arguments, Citation, Other };

    Kind kind = Kind::Other;
    RawJson text; ///< Of the first four kinds; a string token.
    RawJson citation; ///< An object.
    RawJson stopReason; ///< Of message_delta; a string token.

    std::int64_t outputBytes() const;
};

struct AnthropicEvent
{
    enum class Type : std::uint8_t {
        MessageStart,
        BlockStart,
        BlockDelta,
        BlockStop,
        MessageDelta,
        MessageStop,
        Ping,
        Error,
        Unknown,
    };

    Type type = Type::Unknown;
    std::string_view typeName; ///< Without quotes.
    bool saysType = false; ///< In its data, not in its event line alone.
    std::optional<std::int64_t> index;
    AnthropicMessage message;
    AnthropicBlock block;
    AnthropicDelta delta;
    RawJson object; ///< The whole of it.
    RawJson usage; ///< Of message_delta; "null" when that was told.
    RawJson error;

    /// `data` is an event's, `eventName` what its event line says. False when it is no event:
    /// problem() says why. Nothing may be used of the event then.
    bool read(std::string_view data, std::string_view eventName);
    std::string_view problem() const { return m_problem; }

private:
    std::string_view m_problem;
};

/// Whether a value was told, and not as null.
inline bool isTold(RawJson value)
{
    return !value.empty() && value != "null";
}

/// Reads a whole body. Empty: it is one message object or error; else why not.
std::string_view readAnthropicMessage(std::string_view body, AnthropicMessage &message);

/// Reads one element of a validated `content`. False when it is no block.
bool readAnthropicBlock(RawJson element, AnthropicBlock &block);

} // namespace turnpike
