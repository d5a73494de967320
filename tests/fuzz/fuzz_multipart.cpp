// SPDX-License-Identifier: GPL-3.0-or-later
// The first line is a Content-Type, the rest a body. A form that is accepted holds its parts within
// itself, and goes on as a form that is accepted, with the endpoint's model and every other byte.
#include "engine/formats/media/MediaRequest.h"
#include "engine/formats/media/Multipart.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

namespace {

void checkRequest(ApiType api, std::string_view body, std::string_view type)
{
    const auto request = readMediaRequest(api, body, type);
    if (!request) {
        require(request.error().status == 400 && !request.error().message.empty(),
                "a refusal is a 400 that says why");
        return;
    }
    const std::string sent = mediaUpstreamBody(*request, "m").joined();
    const auto again = readMediaRequest(api, sent, type);
    require(again.has_value(), "what is sent on is a legal body");
    require(again->model == "m", "the model is the endpoint's");
    require(again->media.usage == request->media.usage, "it asks for as much as before");
    require(again->isStreaming == request->isStreaming, "streaming is as it was");
    require(mediaUpstreamBody(*again, "m").joined() == sent, "sending it again changes nothing");
    if (request->media.contentType.empty())
        return;
    const std::string_view model = request->modelMember.value;
    require(liesWithin(model, body), "the model's name lies in the body");
    const auto at = static_cast<std::size_t>(model.data() - body.data());
    require(
        sent == std::string(body.substr(0, at)) + 'm' + std::string(body.substr(at + model.size())),
        "nothing but the model's name changed");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    const std::size_t line = std::min(input.find('\n'), input.size());
    const std::string_view type = input.substr(0, line);
    const std::string_view body = input.substr(std::min(line + 1, input.size()));
    for (const ApiType api : {ApiType::ImageEdits, ApiType::Transcriptions, ApiType::Images,
                              ApiType::Speech, ApiType::Rerank})
        checkRequest(api, body, type);
    const auto boundary = multipartBoundary(type);
    if (!boundary)
        return 0;
    require(liesWithin(*boundary, type), "the boundary is told");
    const auto parts = readMultipart(body, *boundary);
    if (!parts)
        return 0;
    require(!parts->empty() && parts->size() <= 256, "there are 1 to 256 parts");
    for (const MultipartPart &part : *parts) {
        require(!part.name.empty() && liesWithin(part.name, body), "a part has its name");
        require(liesWithin(part.data, body), "a part's data lies in the body");
        require(part.data.find("\r\n--" + std::string(*boundary)) == std::string_view::npos,
                "no data holds the boundary");
    }
    return 0;
}
