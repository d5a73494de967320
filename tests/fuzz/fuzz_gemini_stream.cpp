// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever Gemini sends, the events do not depend on the network's cuts, keep the order that
// encoders rely on, and carry nothing but JSON.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/formats/gemini/GeminiRun.h"
#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

namespace {

using Kind = AnswerEvent::Kind;

/// Checks the order that AnswerEvent promises.
class OrderCheck final : public AnswerSink
{
public:
    void take(const AnswerEvent &event) override
    {
        Choice &choice = m_choices[event.choice];
        require(!choice.hasFinished, "nothing follows a finish");
        switch (event.kind) {
        case Kind::ToolStart:
            require(event.index == choice.calls++, "calls are numbered without gaps");
            require(event.id.size() > 2 && event.name.size() > 2, "a call has an id and a name");
            break;
        case Kind::ToolArguments:
            require(event.index < choice.calls, "arguments follow their call");
            break;
        case Kind::Reasoning:
        case Kind::Signature:
            require(event.index == choice.reasoning || event.index == choice.reasoning + 1,
                    "reasoning parts are numbered without gaps");
            require(event.index > choice.signedPart, "a signed part is complete");
            choice.reasoning = event.index;
            if (event.kind == Kind::Signature)
                choice.signedPart = event.index;
            break;
        case Kind::Finish: choice.hasFinished = true; break;
        default: break;
        }
    }

private:
    struct Choice
    {
        std::int32_t calls = 0;
        std::int32_t reasoning = -1;
        std::int32_t signedPart = -1;
        bool hasFinished = false;
    };
    std::map<std::int32_t, Choice> m_choices;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    const GeminiRun whole(input, {}, 2);
    std::vector<std::size_t> cuts;
    for (std::size_t cut = 1 + size % 5; cut < size; cut += 1 + size % 7)
        cuts.push_back(cut);
    const GeminiRun cut(input, cuts, 2);
    require(cut.log.text == whole.log.text && cut.last == whole.last,
            "the network's cuts change nothing");
    require(cut.decoder.outputBytes() == whole.decoder.outputBytes(), "nor what is counted");
    require(cut.decoder.usage().usage == whole.decoder.usage().usage, "nor what is told");
    require(whole.log.isAllJson, "every token is JSON");
    require(whole.hasEnded() != (whole.decoder.broken().fault != WireFault::None),
            "an answer has ended or is broken");
    GeminiDecoder ordered(2);
    OrderCheck order;
    sse::SseParser parser;
    parser.feed(input);
    for (sse::Event event; parser.next(event) == sse::Step::Event;)
        ordered.decode(event, order);
    ordered.end(order);
    GeminiDecoder body(2);
    GeminiEventLog log;
    body.decodeWhole(input, log);
    require(log.isAllJson, "every token of a whole answer is JSON");
    return 0;
}
