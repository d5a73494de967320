// SPDX-License-Identifier: GPL-3.0-or-later
// Answers written for a Responses client.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/responses/ResponsesObject.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// Typed events, numbered from 0 (data plane 13.5). Calls may be open side by side, each at its own
/// output index; of messages and reasoning one is open at a time. Choices but the first, which the
/// API cannot ask for, are passed over.
class ResponsesEncoder final : public AnswerEncoder
{
public:
    explicit ResponsesEncoder(ResponseFrame frame)
        : m_frame(std::move(frame))
    {}

    void take(const AnswerEvent &event) override;
    void close(const UsageFigures &figures) override;
    void fail(const ApiError &error) override;

private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    void begin();
    void event(std::string_view type);
    void endEvent() { m_out += "}\n\n"; }
    void place(std::size_t item);
    void part(std::string_view type, std::size_t item);
    void partEvent(std::string_view type, std::size_t item, std::string_view member,
                   std::string_view text);

    std::size_t open(OutputItem::Kind kind, std::string_view idPrefix);
    void announce(std::size_t item);
    void finishItem(std::size_t item);
    void closeSpeech();
    void closeMessage();
    void closePart();
    void closeReasoning();
    void closeAll();

    void takeSpeech(const AnswerEvent &event, OutputItem::Part kind);
    void openPart(OutputItem::Part kind);
    void takeReasoning(const AnswerEvent &event);
    void takeSignature(const AnswerEvent &event);
    void takeEncrypted(const AnswerEvent &event);
    void takeToolStart(const AnswerEvent &event);
    void takeToolArguments(const AnswerEvent &event);
    void finishCall(std::size_t index);
    void takeImage(const AnswerEvent &event);
    void takeAnnotation(const AnswerEvent &event);
    std::string output() const;

    ResponseFrame m_frame;
    std::vector<OutputItem> m_items; ///< By output index.
    std::vector<std::size_t> m_calls; ///< Items of the calls, by their index.
    std::size_t m_message = none; ///< The open one.
    std::size_t m_reasoning = none; ///< The open one.
    std::int32_t m_reasoningIndex = 0; ///< Of the answer's reasoning parts.
    std::int64_t m_sequence = 0;
    bool m_hasBegun = false;
    std::string m_finish;
};

/// The whole answer as one response object.
std::string responsesBody(const AnswerCollector &answer, const ResponseFrame &frame,
                          const UsageFigures &figures);

} // namespace turnpike
