// SPDX-License-Identifier: GPL-3.0-or-later
// A Messages body that is accepted becomes a body that is accepted, for Anthropic as it is and
// translated; what it is understood as lies within it.
#include "engine/formats/messages/AnthropicAdapter.h"
#include "engine/formats/messages/MessagesApi.h"
#include "engine/formats/messages/MessagesCount.h"

#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view body = asText(data, size);
    const auto request = messagesApi().read(body, {});
    if (!request) {
        require(request.error().status == 400 && !request.error().message.empty(),
                "a refusal is a 400 that says why");
        return 0;
    }
    const auto counted = countTokensEstimate(body);
    require(counted && *counted >= 0, "what is read is counted");
    const UpstreamEdits edits{.model = "m", .forcesUsage = false, .clampedMax = {}};
    const std::string edited = upstreamBody(*request, edits).joined();
    const auto again = messagesApi().read(edited, {});
    // A conversation of nothing but other families' thoughts is left without messages.
    require(again.has_value() || again.error().pointer == "/messages",
            "an edited body is a legal body");
    if (again)
        require(again->gatewayMembers.empty() && upstreamBody(*again, edits).joined() == edited,
                "editing again changes nothing");

    auto conversation = messagesApi().converse(*request);
    if (!conversation) {
        require(conversation.error().status == 400, "what cannot be said is a 400");
        return 0;
    }
    EncodeTarget target;
    target.model = size % 2 == 0 ? "claude-sonnet-4-5" : "claude-opus-4-7";
    target.maxOutput = conversation->maxOutput;
    const auto written = anthropicAdapter().encode(*conversation, target);
    if (!written) {
        require(written.error().status == 400, "what cannot be written is a 400");
        return 0;
    }
    const auto read = messagesApi().read(*written, {});
    require(read.has_value(), "a translated body is a legal body");
    require(read->maxTokens && *read->maxTokens > read->thinkingTokens,
            "the budget is below the limit");
    require(messagesApi().converse(*read).has_value(), "and is understood again");
    return 0;
}
