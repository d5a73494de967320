// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a provider sends, the network's cuts change nothing; a stream that was let through to
// its end passes once more without any repair; and what is decoded of it can be written anew.
#include <string>
#include <vector>

#include "tests/formats/responses/ResponsesRun.h"
#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

namespace {

/// Decoded, and written for a client of ours.
void writeAnew(std::string_view input)
{
    static const std::string body = R"({"model":"m","input":"x"})";
    static const ClientRequest request = responsesApi().read(body).value();
    const auto encoder = responsesApi().makeEncoder(request, ourNames);
    ResponsesDecoder decoder;
    auto last = AnswerDecoder::Progress::More;
    feedStream(input, {}, [&](const sse::Event &event) { last = decoder.decode(event, *encoder); });
    last = decoder.end(*encoder);
    if (last == AnswerDecoder::Progress::End)
        encoder->close({});
    else
        encoder->fail({.status = 502, .errorType = "provider_unavailable", .message = "x"});
    require(isLegalStream(encoder->out()), "a written stream is legal");
    const PassRun run(encoder->out());
    require(run.hasEnded() || run.fault() == WireFault::UpstreamError
                || run.fault() == WireFault::Empty,
            "and complete, or says what failed");
    require(run.allRepairs() == 0, "and needs no repair");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    const PassRun whole(input);
    std::vector<std::size_t> cuts;
    for (std::size_t cut = 1 + size % 5; cut < size; cut += 1 + size % 7)
        cuts.push_back(cut);
    const PassRun cut(input, cuts);
    require(cut.sent == whole.sent && cut.last == whole.last, "the network's cuts change nothing");
    require(cut.machine->outputBytes() == whole.machine->outputBytes(), "nor what is counted");
    require(whole.sent.empty() != whole.machine->hasForwarded(), "what was sent is known");
    const DecodeRun decoded(input, cuts);
    require(decoded.lines.isAllJson, "what is decoded is JSON");
    writeAnew(input);
    EventLines lines;
    ResponsesDecoder().decodeWhole(input, lines);
    require(lines.isAllJson, "of a whole answer, too");
    if (auto result = responsesApi().passWhole(input, ourNames)) {
        const std::string body = (*result)->body({}).joined();
        require(responsesApi().passWhole(body, ourNames).has_value(), "a passed answer passes");
    }
    if (!whole.hasEnded())
        return 0;
    const std::string client = whole.sent + whole.machine->closing({});
    const PassRun again(client);
    require(again.hasEnded(), "the client's stream is complete");
    require(again.allRepairs() == 0, "the client's stream needs no repair");
    return 0;
}
