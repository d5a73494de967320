// SPDX-License-Identifier: GPL-3.0-or-later
// A chunked body means the same wherever it is cut; what is re-encoded decodes to itself.
#include "engine/http/ChunkedDecoder.h"
#include "engine/http/ResponseHead.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike::fuzz;
using namespace turnpike::http;
using Event = ChunkedDecoder::Event;

namespace {

struct Outcome
{
    Event last = Event::NeedMore;
    std::string body;
    std::size_t consumed = 0;
    bool operator==(const Outcome &) const = default;
};

Outcome feed(std::string_view input, std::size_t step)
{
    ChunkedDecoder decoder;
    Outcome outcome;
    while (!input.empty() && outcome.last == Event::NeedMore) {
        std::string_view piece = input.substr(0, step);
        input.remove_prefix(piece.size());
        do {
            const ChunkedDecoder::Step result = decoder.next(piece);
            require(result.consumed <= piece.size(), "not more is consumed than was given");
            require(result.event != Event::NeedMore || result.consumed == piece.size(),
                    "more is wanted only when all is used");
            require(result.data.empty() || liesWithin(result.data, piece),
                    "data is a slice of the input");
            require(result.data.empty() != (result.event == Event::Data), "data events bring data");
            piece.remove_prefix(result.consumed);
            outcome.consumed += result.consumed;
            outcome.body.append(result.data);
            outcome.last = result.event;
        } while (outcome.last == Event::Data);
    }
    return outcome;
}

std::string encoded(std::string_view body, std::size_t chunk)
{
    std::string text;
    for (; !body.empty(); body.remove_prefix(std::min(chunk, body.size()))) {
        const std::string_view piece = body.substr(0, chunk);
        appendHex(text, piece.size());
        text.append("\r\n").append(piece).append("\r\n");
    }
    return text + "0\r\n\r\n";
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    const Outcome whole = feed(input, std::max<std::size_t>(size, 1));
    for (const std::size_t step : {std::size_t(1), 2 + size % 13})
        require(feed(input, step) == whole, "the network's cuts change nothing");
    const std::string again = encoded(input, 1 + size % 29);
    const Outcome back = feed(again, 1 + size % 7);
    require(back.last == Event::End && back.body == input && back.consumed == again.size(),
            "what was encoded decodes to itself");
    return 0;
}
