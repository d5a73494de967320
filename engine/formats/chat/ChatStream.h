// SPDX-License-Identifier: GPL-3.0-or-later
// The legal course of a chat stream: what may pass to the client, when, and in which repair.
#pragma once

#include "engine/formats/chat/ChatRequest.h"
#include "engine/sse/SseParser.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/BodyEdit.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

struct AnswerFacts;
struct ChoiceFacts;

/// A chat provider's stream to a chat client, event by event as the provider wrote them.
class ChatStream final : public AnswerStream
{
public:
    explicit ChatStream(AnswerNames names, std::int64_t choiceCount = 1,
                        ChatDialect dialect = ChatDialect::Chat);
    ~ChatStream() override;

    Step admit(const sse::Event &event) override;
    Step end() override;
    /// The usage chunk and `[DONE]`.
    std::string closing(const UsageFigures &figures) override;
    std::string failure(const ApiError &error) override;

private:
    struct Choice
    {
        bool hasRole = false;
        bool hasSubstance = false;
        bool hasFinished = false;
        std::vector<bool> toolsSeen; ///< By tool-call index.
    };

    Step admitChunk(const sse::Event &event);
    Step pass(const sse::Event &event, BodyEdit &&edit);
    bool repairTools(ChoiceFacts &facts, Choice &choice, BodyEdit &edit);
    bool takeChoices(BodyEdit &edit);
    void takeNames();
    void takeUsage();
    std::string ownChunk(std::string_view choices, std::string_view more = {}) const;
    std::string ownChoice(std::size_t index, std::string_view delta, std::string_view finish) const;
    bool isComplete() const;

    AnswerNames m_names;
    ChatDialect m_dialect;
    std::vector<Choice> m_choices; ///< By index, of those that were asked for.
    std::int64_t m_createdS = 0;
    std::string m_held; ///< Events without substance, until the first with some.
    std::string m_flat; ///< Data of several lines, made one.
    std::unique_ptr<AnswerFacts> m_facts; ///< Of the chunk at hand; kept for its memory.
    GatheredText m_out;
};

} // namespace turnpike
