// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of any provider, written for a Messages client.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/messages/JsonCompleteness.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// A stream in which one content block is open at a time. What belongs to another block while a
/// call's arguments are not complete waits until they are, or until the answer ends.
class MessagesEncoder final : public AnswerEncoder
{
public:
    MessagesEncoder(AnswerNames names, bool hidesReasoning);

    void take(const AnswerEvent &event) override;
    void close(const UsageFigures &figures) override;
    void fail(const ApiError &error) override;

private:
    struct Block
    {
        enum class Kind : std::uint8_t { Text, Thinking, Redacted, Tool };

        Kind kind = Kind::Text;
        std::int32_t index = 0; ///< Of the call, or of the reasoning part.
        std::string pending = {}; ///< Text that waits; inside of a token, like all of them.
        std::string id = {}, name = {};
        std::vector<std::string> citations = {}; ///< That wait, written.
        std::string seal = {}; ///< Signature or encrypted text.
        ReasoningFamily family = ReasoningFamily::Unknown;
        bool isSummary = false;
        bool isCustom = false;
        JsonCompleteness arguments = {};
    };

    void begin();
    Block *find(Block::Kind kind, std::int32_t index);
    Block &findOrAdd(const AnswerEvent &event, Block::Kind kind);
    void addText(Block &block, std::string_view inner);
    void takeArguments(const AnswerEvent &event);
    void takeCitation(const AnswerEvent &event);
    void takeToolStart(const AnswerEvent &event);
    void advance(bool isLast);
    void openNext();
    void closeOpen();
    void startBlock(std::string_view block);
    void writeDelta(const Block &block, std::string_view inner);
    void writeDelta(std::string_view opening, std::string_view inner);
    void writeCitation(std::string_view citation);
    static bool isDone(const Block &block);

    AnswerNames m_names;
    bool m_hidesReasoning;
    bool m_hasBegun = false;
    bool m_hasTools = false;
    bool m_isRefused = false;
    std::string m_finish;
    std::int64_t m_position = 0; ///< Of the open block, or else of the next.
    std::optional<Block> m_open;
    std::deque<Block> m_waiting;
};

/// The whole body.
std::string writeMessagesAnswer(const AnswerCollector &answer, const AnswerNames &names,
                                const UsageFigures &figures, bool hidesReasoning);

} // namespace turnpike
