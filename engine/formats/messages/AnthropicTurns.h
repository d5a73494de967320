// SPDX-License-Identifier: GPL-3.0-or-later
// `system` and `messages` of an Anthropic body.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/wire/ErrorBody.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// Anthropic takes four cache markers: of more, the last ones are kept. Told in prompt order:
/// tools, system, messages.
class CacheMarkers
{
public:
    /// `tools` are those that are sent.
    CacheMarkers(const Conversation &conversation, const std::vector<ToolDefinition> &tools);
    /// Appends `,"cache_control":...` if the marker is kept. Once for each, in order.
    void write(std::string &out, RawJson marker);

private:
    std::size_t m_surplus = 0;
};

/// The marker of a part, where Anthropic takes one: not on empty text and not on thoughts.
RawJson markerOf(const ContentPart &part);

class AnthropicTurnWriter
{
public:
    AnthropicTurnWriter(Conversation &conversation, CacheMarkers &markers)
        : m_talk(conversation)
        , m_markers(markers)
    {}

    /// Text blocks, joined by commas: what stands before the first other turn.
    std::string system();
    /// The elements of `messages`.
    std::string messages();
    /// What cannot be said; after both were written.
    const std::optional<ApiError> &error() const { return m_error; }

private:
    void addTurn(const Turn &turn);
    void addPart(const Turn &turn, const ContentPart &part);
    void addText(std::string_view speaker, const ContentPart &part);
    void addReasoning(const ContentPart &part);
    void addCall(const ContentPart &part);
    void addResult(const ContentPart &part);
    bool appendMedia(std::string &out, const ContentPart &part);
    bool appendFile(std::string &out, const ContentPart &part);
    void appendSource(std::string &out, std::string_view mediaType, std::string_view data);
    void appendId(std::string &out, RawJson id);
    void changeSides();
    std::string &block();
    void close(std::string &out, const ContentPart &part);
    void flush();
    void refuse(std::string_view sentence);

    Conversation &m_talk;
    CacheMarkers &m_markers;
    std::size_t m_first = 0; ///< The first turn that is not part of `system`.
    bool m_isAssistantTurn = false; ///< Who speaks in the turn at hand.
    bool m_isAssistant = false; ///< Who speaks in the message at hand.
    std::string m_results; ///< Its tool results, which come first.
    std::string m_blocks; ///< Its other blocks.
    std::string m_out;
    std::optional<ApiError> m_error;
};

} // namespace turnpike
