// SPDX-License-Identifier: GPL-3.0-or-later
// A body that is accepted becomes a body that is accepted, with the intended members and no others;
// editing it again changes nothing.
#include "engine/formats/chat/ChatRequest.h"

#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view body = asText(data, size);
    const auto request = readChatRequest(body);
    if (!request) {
        require(request.error().status == 400 && !request.error().message.empty(),
                "a refusal is a 400 that says why");
        return 0;
    }
    UpstreamEdits edits{.model = "m", .clampedMax = {}};
    if (size % 2 == 1)
        edits.clampedMax = 300;
    const std::string edited = upstreamBody(*request, edits).joined();
    const auto again = readChatRequest(edited);
    require(again.has_value(), "an edited body is a legal body");
    require(again->model == "m", "the model is the endpoint's");
    require(again->gatewayMembers.empty(), "the gateway's members are gone");
    require(again->isStreaming == request->isStreaming, "streaming is as it was");
    require(again->asksUsage == again->isStreaming, "streams, and only they, ask for usage");
    require(again->content.textBytes == request->content.textBytes, "the content is as it was");
    require(!edits.clampedMax || *again->maxOutput() <= 300, "the limit is clamped");
    require(upstreamBody(*again, edits).joined() == edited, "editing again changes nothing");
    return 0;
}
