// SPDX-License-Identifier: GPL-3.0-or-later
// Embeddings from both ends: a request that is accepted can be sent on, and an answer that is
// accepted is a legal one with as many vectors as were asked for, in either encoding.
#include "engine/formats/embeddings/EmbeddingsApi.h"
#include "engine/json/StrictReader.h"

#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

namespace {

bool isJson(std::string_view text)
{
    json::StrictReader reader(text, json::StrictReader::maxDepth);
    return reader.skip().kind == json::Kind::Object && reader.finish();
}

void takeRequest(std::string_view body)
{
    const auto request = readEmbeddingsRequest(body);
    if (!request) {
        require(request.error().status == 400 && !request.error().message.empty(),
                "a refusal is a 400 that says why");
        return;
    }
    require(request->inputCount >= 1 && request->inputCount <= 2048, "inputs are counted");
    UpstreamEdits edits;
    edits.model = "m";
    const std::string edited = upstreamBody(*request, edits).joined();
    const auto again = readEmbeddingsRequest(edited);
    require(again.has_value() && again->model == "m", "an edited body is a legal body");
    require(again->inputCount == request->inputCount && again->wantsBase64 == request->wantsBase64
                && again->content.textBytes == request->content.textBytes,
            "the inputs are as they were");
    const auto gemini = encodeGeminiEmbeddings(*request, "m");
    require(gemini ? isJson(*gemini) : gemini.error().status == 400,
            "Gemini's body is JSON, or a refusal says why");
}

void takeAnswer(std::string_view body, ProviderFormat format)
{
    for (std::int64_t inputs = 1; inputs <= 3; ++inputs) {
        ClientRequest request;
        request.inputCount = inputs;
        std::string first;
        for (const bool wantsBase64 : {true, false}) {
            request.wantsBase64 = wantsBase64;
            const auto answer = readEmbeddingsAnswer(format, body, request, {"i", "m", 1});
            if (!answer)
                continue;
            const std::string text = (*answer)->body({}).joined();
            require(isJson(text), "an answer is JSON");
            const auto again
                = readEmbeddingsAnswer(ProviderFormat::OpenAi, text, request, {"i", "m", 1});
            require(again.has_value(), "an answer is a legal one");
            require((*again)->body({}).joined() == text, "read again it is the same");
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view text = asText(data, size);
    takeRequest(text);
    takeAnswer(text, ProviderFormat::OpenAi);
    takeAnswer(text, ProviderFormat::Gemini);
    return 0;
}
