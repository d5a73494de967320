// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever an Anthropic provider sends is understood alike however it was cut, in events that are
// JSON; written for a client again, it is a stream that needs no repair and says the same.
#include <string>
#include <vector>

#include "tests/formats/messages/MessagesRun.h"
#include "tests/fuzz/Fuzz.h"

using namespace turnpike;
using namespace turnpike::fuzz;

namespace {

class Both final : public AnswerSink
{
public:
    void take(const AnswerEvent &event) override
    {
        log.take(event);
        encoder.take(event);
        answer.take(event);
    }

    EventLog log;
    MessagesEncoder encoder{messagesNames, false};
    AnswerCollector answer;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view input = asText(data, size);
    AnthropicDecoder wholeDecoder;
    EventLog wholeLog;
    wholeDecoder.decodeWhole(input, wholeLog);
    require(wholeLog.isAllJson, "events of a whole answer are JSON");

    AnthropicDecoder decoder;
    Both sink;
    AnswerDecoder::Progress last = AnswerDecoder::Progress::More;
    feedStream(input, {}, [&](const sse::Event &event) {
        if (last == AnswerDecoder::Progress::More)
            last = decoder.decode(event, sink);
    });
    if (last == AnswerDecoder::Progress::More)
        last = decoder.end(sink);
    require(sink.log.isAllJson, "events are JSON");

    std::vector<std::size_t> cuts;
    for (std::size_t cut = 1 + size % 5; cut < size; cut += 1 + size % 7)
        cuts.push_back(cut);
    const DecodeRun cut(input, cuts);
    require(cut.log.text == sink.log.text && cut.last == last, "the cuts change nothing");
    if (last != AnswerDecoder::Progress::End)
        return 0;
    sink.encoder.close({});
    const PassRun again(sink.encoder.out());
    require(again.hasEnded() && again.allRepairs() == 0, "the client's stream is legal");
    const std::string body = writeMessagesAnswer(sink.answer, messagesNames, {}, false);
    json::StrictReader reader(body, json::StrictReader::maxDepth);
    reader.skip();
    require(reader.finish(), "the whole answer is JSON");
    return 0;
}
