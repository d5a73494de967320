// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what the state machine needs of a chunk or of a whole chat answer, and notes its repairs.
#pragma once

#include "engine/formats/chat/ChatStream.h"
#include "engine/json/StrictReader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// One element of `delta.tool_calls`.
struct ToolFacts
{
    std::string_view object;
    std::optional<std::int64_t> index;
    bool hasId = false;
    bool hasType = false;
};

struct ChoiceFacts
{
    std::int64_t index = 0;
    bool hasRole = false;
    bool hasMessage = false; ///< A delta, message or text member that is not null.
    bool hasSubstance = false; ///< Anything a client would show or act on, a finish included.
    bool hasFinish = false;
    bool hasTools = false;
    std::string finish;
    std::vector<ToolFacts> tools;
    std::int64_t outputBytes = 0;
};

/// Views into the text read. Cleared and used again for each chunk.
struct AnswerFacts
{
    std::string_view id; ///< Raw strings with quotes; empty when not told.
    std::string_view model;
    std::optional<std::int64_t> createdS;
    std::string_view usage; ///< An object.
    std::string_view error; ///< Anything but null.
    bool hasChoices = false;
    std::vector<ChoiceFacts> choices;
    RepairCounts repairs{};

    void clear();
};

/// Whether the text is a chunk of a stream or the whole answer.
enum class AnswerShape : std::uint8_t { Chunk, Whole };

/// One pass over one text.
class AnswerReader
{
public:
    /// Repairs that need no state are put into `edit` at once; `usage` is always taken out.
    AnswerReader(std::string_view text, AnswerShape shape, ChatDialect dialect,
                 const AnswerNames &names, BodyEdit &edit, AnswerFacts &facts);

    /// False when the text is no JSON object, or a choice is no choice: problem() says why.
    bool read();
    std::string_view problem() const { return m_problem; }

private:
    enum class Verdict : std::uint8_t { Keep, Remove };

    template <typename Read>
    std::string_view walkObject(Read read);
    Verdict readTop(std::string_view name);
    Verdict readChoice(std::string_view name, ChoiceFacts &choice, unsigned &seen);
    Verdict readMessage(std::string_view name, ChoiceFacts &choice);
    Verdict readTool(std::string_view name, ToolFacts &tool, ChoiceFacts &choice);
    Verdict readFunction(std::string_view name, ChoiceFacts &choice);
    Verdict removeNull();
    void readCreated();
    void readChoices();
    void finishChoice(ChoiceFacts &choice, std::string_view object, unsigned seen);
    void readTools(ChoiceFacts &choice);
    void readFinish(ChoiceFacts &choice);
    void insertMissing(std::string_view object);
    std::int64_t textBytes(const json::Value &value, ChoiceFacts &choice);
    void repaired(Repair repair) { ++m_facts.repairs[static_cast<std::size_t>(repair)]; }
    bool isText() const { return m_dialect == ChatDialect::TextCompletion; }
    bool isChunk() const { return m_shape == AnswerShape::Chunk; }
    void spoil(std::string_view problem);

    std::string_view m_text;
    AnswerShape m_shape;
    ChatDialect m_dialect;
    const AnswerNames &m_names;
    BodyEdit &m_edit;
    AnswerFacts &m_facts;
    json::StrictReader m_json;
    std::string_view m_problem;
    unsigned m_topSeen = 0;
    std::int64_t m_reasoningBytes = 0; ///< The same text may come under two names.
};

} // namespace turnpike
