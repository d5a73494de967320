// SPDX-License-Identifier: GPL-3.0-or-later
// A chat provider's answer as events that every client's format can be written from.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/json/StrictReader.h"

#include <cstdint>
#include <string>
#include <vector>

namespace turnpike {

class ChatDecoder final : public AnswerDecoder
{
public:
    explicit ChatDecoder(std::int64_t choices);

    Progress decode(const sse::Event &event, AnswerSink &sink) override;
    Progress end(AnswerSink &sink) override;
    Progress decodeWhole(std::string_view body, AnswerSink &sink) override;

private:
    struct Call
    {
        std::int64_t providerIndex = 0;
        std::string id; ///< Token.
    };
    struct Choice
    {
        std::vector<Call> calls;
        std::int32_t reasoning = -1; ///< Of the last reasoning part.
        std::int64_t detail = -1; ///< The provider's index of that part.
        bool isReasoning = false;
        bool hasSubstance = false;
        bool hasFinished = false;
    };
    struct ToolDelta;
    struct Delta;

    Progress readObject(std::string_view text, AnswerSink &sink);
    bool readTop(json::StrictReader &json, AnswerSink &sink);
    bool readChoice(json::StrictReader &json, AnswerSink &sink);
    static void readDelta(json::StrictReader &json, Delta &delta);
    static void readTool(json::StrictReader &json, Delta &delta);
    bool emit(const Delta &delta, AnswerSink &sink);
    void emitReasoning(Choice &choice, const Delta &delta, AnswerSink &sink);
    void emitDetails(Choice &choice, const Delta &delta, AnswerSink &sink);
    bool emitTools(Choice &choice, const Delta &delta, AnswerSink &sink);
    void emitFinish(Choice &choice, std::int32_t index, std::string_view native, AnswerSink &sink);
    Progress complete(AnswerSink &sink);
    void send(AnswerEvent event, Choice &choice, AnswerSink &sink);

    std::vector<Choice> m_choices;
    std::string m_flat; ///< Data of several lines, made one.
    bool m_hasEnded = false;
};

} // namespace turnpike
