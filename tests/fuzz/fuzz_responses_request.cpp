// SPDX-License-Identifier: GPL-3.0-or-later
// A body that is accepted can be meant in other formats or is refused with a reason; what is
// written of it for a provider is a body that is accepted, and whatever answers it is legal.
#include "engine/formats/responses/ResponsesAdapter.h"
#include "engine/formats/responses/ResponsesApi.h"
#include "engine/json/StrictReader.h"

#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

namespace {

bool isJson(std::string_view text)
{
    json::StrictReader reader(text, json::StrictReader::maxDepth);
    reader.skip();
    return reader.finish();
}

void answer(const ClientRequest &request)
{
    using Kind = AnswerEvent::Kind;
    const AnswerNames names{.id = "gen-1", .model = "m", .createdS = 1};
    AnswerCollector collector;
    collector.take({.kind = Kind::ToolStart, .id = R"("c")", .name = R"("f")"});
    collector.take({.kind = Kind::ToolArguments, .text = R"("{\"input\":\"x\"}")"});
    require(isJson(responsesApi().wholeBody(collector, request, names, {})),
            "an answer that repeats the request is JSON");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view body = asText(data, size);
    const auto request = responsesApi().read(body);
    if (!request) {
        require(request.error().status == 400 && !request.error().message.empty(),
                "a refusal is a 400 that says why");
        return 0;
    }
    answer(*request);
    auto talk = responsesApi().converse(*request);
    if (!talk) {
        require(talk.error().status == 400 && !talk.error().pointer.empty(),
                "what cannot be said elsewhere is a 400 that says where");
        return 0;
    }
    const EncodeTarget target{.model = "m", .maxOutput = talk->maxOutput, .supported = {}};
    const auto sent = responsesAdapter().encode(*talk, target);
    if (!sent) {
        require(sent.error().status == 400, "what cannot be sent is a 400");
        return 0;
    }
    require(isJson(*sent), "a written body is JSON");
    return 0;
}
