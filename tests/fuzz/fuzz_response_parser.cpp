// SPDX-License-Identifier: GPL-3.0-or-later
// An answer means the same wherever it is cut, and its body consists of slices of the input.
#include "engine/http/ResponseParser.h"

#include <algorithm>
#include <string>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike::fuzz;
using namespace turnpike::http;
using Event = ResponseParser::Event;

namespace {

constexpr HeadLimits limits{.firstLineBytes = 100, .headBytes = 400, .headerCount = 8};

struct Outcome
{
    Event last = Event::NeedMore;
    std::string head;
    std::string body;
    std::size_t consumed = 0;
    bool keepsAlive = false;
    bool operator==(const Outcome &) const = default;
};

void noteHead(const ResponseParser &parser, Outcome &outcome)
{
    require(parser.status() >= 200 && parser.status() < 600, "only final answers are told");
    require(parser.headers().size() <= limits.headerCount, "header count is limited");
    outcome.head = std::to_string(parser.status());
    for (const Header &header : parser.headers()) {
        require(isToken(header.name) && isFieldText(header.value), "headers are well formed");
        outcome.head.append(";").append(header.name).append("=").append(header.value);
    }
}

Outcome feed(std::string_view input, std::size_t step, ResponseParser::Asked asked)
{
    ResponseParser parser(limits);
    parser.reset(asked);
    Outcome outcome;
    while (!input.empty() && outcome.last == Event::NeedMore) {
        // A buffer of its own, which is gone when the next piece comes.
        const std::string copy(input.substr(0, step));
        std::string_view piece = copy;
        input.remove_prefix(copy.size());
        do {
            const ResponseParser::Step result = parser.next(piece);
            require(result.consumed <= piece.size(), "not more is consumed than was given");
            outcome.last = result.event;
            if (result.event == Event::NeedMore)
                require(result.consumed == piece.size(), "more is wanted only when all is used");
            if (result.event == Event::Body) {
                require(!result.body.empty(), "a body event brings bytes");
                require(liesWithin(result.body, piece), "body is a slice of the input");
            }
            piece.remove_prefix(result.consumed);
            outcome.consumed += result.consumed;
            outcome.body.append(result.body);
            if (result.event == Event::Head)
                noteHead(parser, outcome);
        } while (outcome.last == Event::Head || outcome.last == Event::Body);
    }
    if (outcome.last == Event::Broken)
        outcome.consumed = 0; // Of no meaning: nothing can follow.
    else if (outcome.last == Event::NeedMore)
        outcome.last = parser.finish().event;
    outcome.keepsAlive = outcome.last == Event::End && parser.keepsAlive();
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    for (const auto asked : {ResponseParser::Asked::WithBody, ResponseParser::Asked::HeadOnly}) {
        const Outcome whole = feed(input, std::max<std::size_t>(size, 1), asked);
        for (const std::size_t step : {std::size_t(1), 2 + size % 13})
            require(feed(input, step, asked) == whole, "the network's cuts change nothing");
        if (asked == ResponseParser::Asked::HeadOnly)
            require(whole.body.empty(), "the answer to HEAD has no body");
    }
    return 0;
}
