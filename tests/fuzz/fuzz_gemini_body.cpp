// SPDX-License-Identifier: GPL-3.0-or-later
// A chat request that is accepted becomes a JSON body for Gemini, or a refusal that says why.
#include "engine/formats/chat/ChatConversation.h"
#include "engine/formats/chat/ChatRequest.h"
#include "engine/formats/gemini/GeminiAdapter.h"
#include "engine/json/StrictReader.h"

#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto request = readChatRequest(asText(data, size));
    if (!request)
        return 0;
    auto conversation = converseChat(*request);
    if (!conversation)
        return 0;
    EncodeTarget target;
    target.model = size % 2 == 0 ? "gemini-3-pro" : "gemini-2.5-flash";
    const auto body = geminiAdapter().encode(*conversation, target);
    if (!body) {
        require(body.error().status == 400 && !body.error().message.empty(),
                "a refusal is a 400 that says why");
        return 0;
    }
    // A schema that is put in place where it is meant nests deeper than it was written.
    json::StrictReader reader(*body, json::StrictReader::maxDepth);
    require(reader.skip().kind == json::Kind::Object && reader.finish(), "the body is JSON");
    return 0;
}
