// SPDX-License-Identifier: GPL-3.0-or-later
// A Responses provider's answer, decoded.
#pragma once

#include "engine/formats/Answer.h"
#include "engine/formats/responses/ResponsesCourse.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnpike {

/// What an item says is told by its deltas; where none came, by the item when it is done. Calls of
/// hosted tools are passed over: they are the provider's own.
class ResponsesDecoder final : public AnswerDecoder
{
public:
    Progress decode(const sse::Event &event, AnswerSink &sink) override;
    Progress end(AnswerSink &sink) override;
    Progress decodeWhole(std::string_view body, AnswerSink &sink) override;

private:
    Progress decodeData(std::string_view data, AnswerSink &sink);
    Progress takeTerminal(std::string_view data, const ResponsesObjectFacts &response,
                          AnswerSink &sink);
    void takeEvent(AnswerSink &sink);
    void takeItemStart(AnswerSink &sink);
    void takeDelta(AnswerSink &sink);
    void takeItem(const ResponsesItemFacts &item, std::size_t output, AnswerSink &sink);
    void takeMessage(const ResponsesItemFacts &item, AnswerSink &sink);
    void takeReasoning(const ResponsesItemFacts &item, bool isTold, AnswerSink &sink);
    void takeCall(const ResponsesItemFacts &item, std::size_t output, AnswerSink &sink);
    void takeImage(const ResponsesItemFacts &item, AnswerSink &sink);
    void takeAnnotation(RawJson annotation, AnswerSink &sink);
    void takeLogprobs(RawJson logprobs, AnswerSink &sink);
    Progress finish(const ResponsesObjectFacts &response, AnswerSink &sink);
    void send(const AnswerEvent &event, AnswerSink &sink);
    std::int32_t reasoningIndex(std::size_t output, std::int64_t part);

    /// Where the next reasoning delta belongs: an item and one of its summaries or texts.
    struct ReasoningPlace
    {
        std::size_t output = 0;
        std::int64_t part = 0;

        friend bool operator==(const ReasoningPlace &, const ReasoningPlace &) = default;
    };

    ResponsesCourse m_course;
    ResponsesEventFacts m_facts;
    std::string m_flat; ///< Data of several lines, made one.
    ReasoningPlace m_place;
    std::int32_t m_reasoningCount = 0;
    std::vector<std::int32_t> m_calls; ///< By output index; -1: no call.
    std::int32_t m_callCount = 0;
    bool m_hasSubstance = false;
    bool m_hasEnded = false;
};

} // namespace turnpike
