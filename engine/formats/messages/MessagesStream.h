// SPDX-License-Identifier: GPL-3.0-or-later
// An Anthropic provider's stream to a Messages client: what may pass, when, and in which repair.
#pragma once

#include "engine/formats/messages/AnthropicCourse.h"
#include "engine/formats/messages/AnthropicUsage.h"
#include "engine/wire/AnswerStream.h"
#include "engine/wire/BodyEdit.h"

#include <string>
#include <string_view>

namespace turnpike {

/// Event by event as the provider wrote them. What carries the end, message_delta and
/// message_stop, is withheld and comes with closing().
class MessagesStream final : public AnswerStream
{
public:
    explicit MessagesStream(AnswerNames names)
        : m_names(std::move(names))
    {}

    Step admit(const sse::Event &event) override;
    Step end() override;
    std::string closing(const UsageFigures &figures) override;
    std::string failure(const ApiError &error) override;

private:
    Step admitEvent(const sse::Event &event, std::string_view data);
    Step withhold();
    Step pass(const sse::Event &event, BodyEdit &&edit);
    void repairStart(BodyEdit &edit);
    void takeFacts();
    std::string closingDelta(const UsageFigures &figures);

    AnswerNames m_names;
    AnthropicCourse m_course;
    AnthropicUsage m_told;
    AnthropicEvent m_event; ///< At hand.
    std::string m_flat; ///< Data of several lines, made one.
    std::string m_held; ///< Events without substance, until the first with some.
    std::string m_delta; ///< The message_delta that told the stop reason.
    GatheredText m_out;
};

/// The whole `message_start`, `content_block_stop`, ... as our own events are written.
std::string messagesEvent(std::string_view type, std::string_view data);
std::string messagesBlockStop(std::int64_t index);
/// The in-band error event.
std::string messagesErrorEvent(const ApiError &error, std::string_view requestId);
inline constexpr std::string_view messagesStopEvent = "event: message_stop\n"
                                                      "data: {\"type\":\"message_stop\"}\n\n";

/// Puts in what strict clients need of a message object (data plane 14.3, 14.6); `usage` is left
/// alone unless `needsUsage`. Each repair is counted.
void repairMessage(const AnthropicMessage &message, const AnswerNames &names, bool needsUsage,
                   BodyEdit &edit, RepairCounts &repairs);

} // namespace turnpike
