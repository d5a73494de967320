// SPDX-License-Identifier: GPL-3.0-or-later
// Events depend on the bytes only, never on where the network cut them, and lose none of them.
#include "engine/sse/SseParser.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "tests/fuzz/Fuzz.h"

using namespace turnpike::fuzz;
using namespace turnpike::sse;

namespace {

using Seen = std::tuple<std::string, std::string, std::string, std::string, bool, bool>;

struct Outcome
{
    std::vector<Seen> events;
    bool isTooLong = false;
    bool operator==(const Outcome &) const = default;
};

Outcome feed(std::string_view input, std::size_t step)
{
    SseParser parser(4096);
    Outcome outcome;
    Event event;
    const auto keep = [&](Step result) {
        if (result == Step::Event)
            outcome.events.emplace_back(event.raw, event.type, event.data, event.id, event.hasData,
                                        event.isTerminated);
        outcome.isTooLong = result == Step::TooLong;
        return result == Step::Event;
    };
    while (!input.empty() && !outcome.isTooLong) {
        const std::string piece(input.substr(0, step));
        input.remove_prefix(piece.size());
        parser.feed(piece);
        while (keep(parser.next(event)))
            continue;
    }
    if (!outcome.isTooLong)
        keep(parser.finish(event));
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    const Outcome whole = feed(input, std::max<std::size_t>(size, 1));
    for (const std::size_t step : {std::size_t(1), 2 + size % 13})
        require(feed(input, step) == whole, "the network's cuts change nothing");
    std::string raw;
    for (const Seen &event : whole.events)
        raw += std::get<0>(event);
    const bool hasMark = input.starts_with("\xEF\xBB\xBF");
    require(input.substr(hasMark && !raw.empty() ? 3 : 0).starts_with(raw),
            "no byte is lost or made");
    return 0;
}
