// SPDX-License-Identifier: GPL-3.0-or-later
// A Responses provider's answer to a Responses client: what may pass, when, and in which repair.
#pragma once

#include "engine/formats/responses/ResponsesCourse.h"
#include "engine/sse/SseParser.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/BodyEdit.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace turnpike {

/// Event by event as the provider wrote them. The terminal event is kept back, gets our usage, and
/// goes with closing().
class ResponsesStream final : public AnswerStream
{
public:
    explicit ResponsesStream(AnswerNames names)
        : m_names(std::move(names))
    {}

    Step admit(const sse::Event &event) override;
    Step end() override;
    std::string closing(const UsageFigures &figures) override;
    std::string failure(const ApiError &error) override;

private:
    Step admitData(const sse::Event &event);
    Step takeTerminal(std::string_view data);
    Step pass(const sse::Event &event, BodyEdit &&edit);
    void takeNames(BodyEdit &edit, std::string_view data);
    void setMember(BodyEdit &edit, std::string_view data, RawJson written, std::string_view name,
                   std::string_view value);
    void repairMembers(BodyEdit &edit, std::string_view data);
    void repairSequence(BodyEdit &edit, std::string_view data);
    void measure();
    void openPart();
    bool isSubstance() const;
    void hold(std::string_view type, std::string_view members);
    std::string missingItems(std::string_view output);

    AnswerNames m_names;
    ResponsesCourse m_course;
    ResponsesEventFacts m_facts; ///< Of the event at hand.
    std::int64_t m_nextSequence = 0;
    bool m_isRenumbering = false; ///< Events of ours shifted the provider's numbers.
    std::string m_held; ///< Events to send before the one at hand, or until the first substance.
    std::string m_flat; ///< Data of several lines, made one.
    std::string m_terminal; ///< Data of the terminal event.
    GatheredText m_out;
};

/// A whole answer; broken when it is none. Views into the body.
tl::expected<std::unique_ptr<WholeAnswer>, WireBreak> readResponsesResult(std::string_view body,
                                                                          const AnswerNames &names);

/// Chat's word for how a response object ended; empty: it has not.
std::string responsesFinish(const ResponsesObjectFacts &response, bool hasCalls);

} // namespace turnpike
