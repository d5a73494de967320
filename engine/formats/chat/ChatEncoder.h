// SPDX-License-Identifier: GPL-3.0-or-later
// Events written as a chat stream, and a collected answer as a chat body.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/chat/ChatRequest.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

class ChatEncoder final : public AnswerEncoder
{
public:
    /// `hidesReasoning`: the client asked for none of it.
    ChatEncoder(const AnswerNames &names, ChatDialect dialect, bool hidesReasoning);

    void take(const AnswerEvent &event) override;
    void close(const UsageFigures &figures) override;
    void fail(const ApiError &error) override;

private:
    struct Choice
    {
        bool hasRole = false;
        std::string finish;
    };

    void openChunk(std::int32_t choice);
    void closeChunk();
    void writeRole(std::int32_t choice);
    void writeDelta(const AnswerEvent &event);
    void writeText(const AnswerEvent &event);

    std::string m_head; ///< Of every chunk, up to its choices.
    std::vector<Choice> m_choices;
    ChatDialect m_dialect;
    bool m_hidesReasoning;
};

std::string writeChatAnswer(const AnswerCollector &answer, const AnswerNames &names,
                            const UsageFigures &figures, ChatDialect dialect, bool hidesReasoning);

} // namespace turnpike
