// SPDX-License-Identifier: GPL-3.0-or-later
// Input items of a Responses request as turns.
#pragma once

#include "engine/formats/Conversation.h"
#include "engine/formats/responses/ResponsesTools.h"
#include "engine/json/StrictReader.h"
#include "engine/wire/ErrorBody.h"

#include <optional>
#include <string>
#include <vector>

namespace turnpike {

/// Appends to the conversation's turns. Neighbouring items of the assistant are one turn.
class ResponsesItemReader
{
public:
    ResponsesItemReader(Conversation &talk, const ToolNames &names)
        : m_talk(talk)
        , m_names(names)
    {}

    /// `input`: a string or items. The error is a 400 for content that no other format can say.
    std::optional<ApiError> read(RawJson input);

private:
    struct Item;

    Item readItem(json::StrictReader &json, std::size_t index);
    void place(Item &item);
    void placeMessage(Item &item);
    void placeReasoning(Item &item);
    void placeThoughts(const std::vector<RawJson> &texts, ReasoningFamily family, bool isSummary);
    void placeCall(Item &item);
    void placeResult(Item &item);
    Turn &assistant();
    void readContent(json::StrictReader &json, Item &item, std::string_view member);
    static RawJson *textOf(Item &item, std::string_view name);
    void readSummary(json::StrictReader &json, Item &item);
    bool readPart(json::StrictReader &json, ContentPart &part);
    bool readMedia(json::StrictReader &json, ContentPart &part, std::string_view name);
    void readMarker(json::StrictReader &json, ContentPart &part, std::string_view name);
    void readAudio(json::StrictReader &json, ContentPart &part);
    void placeMedia(ContentPart &part, RawJson url, std::string_view bareType = {});
    RawJson joined(const std::vector<RawJson> &texts);
    RawJson toolName(RawJson space, RawJson name);

    Conversation &m_talk;
    const ToolNames &m_names;
    std::optional<ApiError> m_error;
    RawJson m_callSignature; ///< For the next call.
    ReasoningFamily m_callFamily = ReasoningFamily::Unknown;
};

} // namespace turnpike
