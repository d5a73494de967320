// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesAdapter.h"

#include <QTest>

#include "tests/formats/responses/ResponsesRun.h"

using namespace turnpike;

class ResponsesDecoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textIsDecodedToken();
    void agentStreamIsDecoded();
    void everyCutGivesTheSameEvents();
    void itemsWithoutDeltasTellThemselves();
    void refusalsAndCitationsAndPicturesAreTold();
    void rawReasoningIsNoSummary();
    void openItemsAreTakenFromTheEnd();
    void wholeAnswerGivesTheSameEvents();
    void finishFollowsTheStatus();
    void emptyAnswerIsEmpty();
    void cutIsACut();
    void wholeAnswerThatIsNoneIsBroken();
};

#ifndef Q_MOC_RUN // Raw strings that hold quotes are too much for it.

namespace {

std::string item(int number, std::string_view state, int index, std::string_view json)
{
    return numbered("response.output_item." + std::string(state), number,
                    R"(,"output_index":)" + std::to_string(index) + R"(,"item":)"
                        + std::string(json));
}

std::string at(int index, std::string_view more)
{
    return R"(,"item_id":"i","output_index":)" + std::to_string(index) + std::string(more);
}

const std::string reasoningItem
    = R"({"id":"rs_p","type":"reasoning","summary":[{"type":"summary_text","text":"First"},{"type":"summary_text","text":"Then"}],"encrypted_content":"gAAA"})";
const std::string callOne
    = R"({"id":"fc_1","type":"function_call","call_id":"c1","name":"look","arguments":"{\"a\":1}","status":"completed"})";
const std::string callTwo
    = R"({"id":"fc_2","type":"function_call","call_id":"c2","name":"go","arguments":"{}","status":"completed"})";
const std::string callThree
    = R"({"id":"ct_3","type":"custom_tool_call","call_id":"c3","name":"patch","input":"*** \"x\"","status":"completed"})";

/// Summaries, two calls whose arguments interleave, a hosted search, a custom call.
std::string agentStream()
{
    return createdEvents() + item(2, "added", 0, R"({"id":"rs_p","type":"reasoning","summary":[]})")
        + numbered("response.reasoning_summary_part.added", 3,
                   at(0, R"(,"summary_index":0,"part":{"type":"summary_text","text":""})"))
        + numbered("response.reasoning_summary_text.delta", 4,
                   at(0, R"(,"summary_index":0,"delta":"Fi")"))
        + numbered("response.reasoning_summary_text.delta", 5,
                   at(0, R"(,"summary_index":0,"delta":"rst")"))
        + numbered("response.reasoning_summary_part.added", 6,
                   at(0, R"(,"summary_index":1,"part":{"type":"summary_text","text":""})"))
        + numbered("response.reasoning_summary_text.delta", 7,
                   at(0, R"(,"summary_index":1,"delta":"Then")"))
        + item(8, "done", 0, reasoningItem)
        + item(9, "added", 1, R"({"id":"ws","type":"web_search_call","status":"in_progress"})")
        + numbered("response.web_search_call.searching", 10, at(1, {}))
        + item(11, "done", 1, R"({"id":"ws","type":"web_search_call","status":"completed"})")
        + item(12, "added", 2,
               R"({"id":"fc_1","type":"function_call","call_id":"c1","name":"look","arguments":""})")
        + item(13, "added", 3,
               R"({"id":"fc_2","type":"function_call","call_id":"c2","name":"go","arguments":""})")
        + numbered("response.function_call_arguments.delta", 14, at(2, R"(,"delta":"{\"a\"")"))
        + numbered("response.function_call_arguments.delta", 15, at(3, R"(,"delta":"{}")"))
        + numbered("response.function_call_arguments.delta", 16, at(2, R"(,"delta":":1}")"))
        + numbered("response.function_call_arguments.done", 17,
                   at(2, R"(,"name":"look","arguments":"{\"a\":1}")"))
        + item(18, "done", 2, callOne) + item(19, "done", 3, callTwo)
        + item(20, "added", 4,
               R"({"id":"ct_3","type":"custom_tool_call","call_id":"c3","name":"patch","input":""})")
        + numbered("response.custom_tool_call_input.delta", 21, at(4, R"(,"delta":"*** \"x\"")"))
        + item(22, "done", 4, callThree)
        + completedEvent(23,
                         reasoningItem + "," + R"({"type":"web_search_call"})" + "," + callOne + ","
                             + callTwo + "," + callThree);
}

const std::string agentLines = R"(reasoning 0 openai summary "Fi"
reasoning 0 openai summary "rst"
reasoning 1 openai summary "Then"
encrypted 2 openai "rs_p" "gAAA"
start 0 "c1" "look"
start 1 "c2" "go"
arguments 0 "{\"a\""
arguments 1 "{}"
arguments 0 ":1}"
start 2 custom "c3" "patch"
arguments 2 custom "*** \"x\""
finish 0 tool_calls
)";

std::string linesOfWhole(const std::string &body)
{
    const auto decoder = responsesAdapter().makeDecoder(1);
    EventLines lines;
    if (decoder->decodeWhole(body, lines) != AnswerDecoder::Progress::End)
        return decoder->broken().message;
    return lines.text;
}

} // namespace

void ResponsesDecoderTest::textIsDecodedToken()
{
    const DecodeRun run(createdEvents() + messageEvents() + completedEvent(10, doneMessage));
    QVERIFY2(run.hasEnded(), run.decoder.broken().message.c_str());
    QCOMPARE(run.lines.text,
             "text 0 \"Hé \"\ntext 0 \"\\ud83d\"\ntext 0 \"\\ude00\"\nfinish 0 stop\n");
    QVERIFY(run.lines.isAllJson);
    QCOMPARE(run.decoder.upstreamId(), "resp_p");
    QCOMPARE(run.decoder.servedModel(), "gpt");
    QCOMPARE(run.decoder.nativeFinishReason(), "completed");
    QCOMPARE(run.decoder.outputBytes(), 4 + 3 + 3);
    QVERIFY(run.decoder.hasUsage());
    QCOMPARE(run.decoder.usage().usage.completion, 6);
    QCOMPARE(run.decoder.usage().usage.cacheRead, 4);
}

void ResponsesDecoderTest::agentStreamIsDecoded()
{
    const DecodeRun run(agentStream());
    QVERIFY2(run.hasEnded(), run.decoder.broken().message.c_str());
    QCOMPARE(run.lines.text, agentLines);
    QVERIFY(run.lines.isAllJson);
}

void ResponsesDecoderTest::everyCutGivesTheSameEvents()
{
    const std::string stream = agentStream();
    QCOMPARE(DecodeRun(stream, everyByte(stream)).lines.text, agentLines);
    for (std::size_t cut = 0; cut <= stream.size(); cut += 7)
        QCOMPARE(DecodeRun(stream, {cut}).lines.text, agentLines);
}

void ResponsesDecoderTest::itemsWithoutDeltasTellThemselves()
{
    const DecodeRun run(
        createdEvents() + item(2, "added", 0, R"({"id":"rs_p","type":"reasoning","summary":[]})")
        + item(3, "done", 0, reasoningItem)
        + item(4, "added", 1, R"({"type":"function_call","call_id":"c1","name":"look"})")
        + item(5, "done", 1, callOne) + item(6, "added", 2, R"({"type":"message","content":[]})")
        + item(7, "done", 2, doneMessage) + completedEvent(8, {}));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.lines.text, R"(reasoning 0 openai summary "First"
reasoning 1 openai summary "Then"
encrypted 2 openai "rs_p" "gAAA"
start 0 "c1" "look"
arguments 0 "{\"a\":1}"
text 0 "Hé \ud83d\ude00"
finish 0 tool_calls
)");
}

void ResponsesDecoderTest::refusalsAndCitationsAndPicturesAreTold()
{
    const std::string picture
        = R"({"id":"ig","type":"image_generation_call","status":"completed","output_format":"webp","result":"AAAA"})";
    const DecodeRun run(
        createdEvents() + item(2, "added", 0, R"({"id":"m","type":"message","content":[]})")
        + numbered("response.content_part.added", 3,
                   at(0, R"(,"content_index":0,"part":{"type":"refusal","refusal":""})"))
        + numbered("response.refusal.delta", 4, at(0, R"(,"content_index":0,"delta":"No.")"))
        + numbered(
            "response.output_text.delta", 5,
            at(0,
               R"(,"content_index":1,"delta":"x","logprobs":[{"token":"x","logprob":-0.1,"bytes":[],"top_logprobs":[]}])"))
        + numbered(
            "response.output_text.annotation.added", 6,
            at(0,
               R"(,"content_index":1,"annotation_index":0,"annotation":{"type":"url_citation","url":"https://a","title":"A","start_index":0,"end_index":1})"))
        + item(7, "done", 0, R"({"id":"m","type":"message","content":[]})")
        + item(8, "added", 1, R"({"id":"ig","type":"image_generation_call","result":null})")
        + item(9, "done", 1, picture) + completedEvent(10, {}));
    QVERIFY2(run.hasEnded(), run.decoder.broken().message.c_str());
    QVERIFY(run.lines.isAllJson);
    QCOMPARE(run.lines.text, R"(refusal 0 "No."
text 0 "x"
logprobs 0 {"content":[{"token":"x","logprob":-0.1,"bytes":[],"top_logprobs":[]}]}
annotation 0 {"type":"url_citation","url_citation":{"url":"https://a","title":"A","start_index":0,"end_index":1}}
image 0 "data:image/webp;base64,AAAA"
finish 0 stop
)");
}

void ResponsesDecoderTest::rawReasoningIsNoSummary()
{
    const std::string raw
        = R"({"id":"r","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"hm"}]})";
    const DecodeRun run(
        createdEvents() + item(2, "added", 0, R"({"id":"r","type":"reasoning","summary":[]})")
        + numbered("response.reasoning_text.delta", 3, at(0, R"(,"content_index":0,"delta":"hm")"))
        + item(4, "done", 0, raw) + item(5, "added", 1, R"({"id":"r","type":"reasoning"})")
        + numbered("response.reasoning_text.delta", 6, at(1, R"(,"content_index":0,"delta":"so")"))
        + item(7, "done", 1, R"({"id":"r","type":"reasoning"})") + completedEvent(8, {}));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.lines.text,
             "reasoning 0 openai \"hm\"\nreasoning 1 openai \"so\"\nfinish 0 stop\n");
}

void ResponsesDecoderTest::openItemsAreTakenFromTheEnd()
{
    const DecodeRun run(
        createdEvents()
        + item(2, "added", 0, R"({"type":"function_call","call_id":"c1","name":"look"})")
        + completedEvent(3, callOne + "," + doneMessage));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.lines.text, R"(start 0 "c1" "look"
arguments 0 "{\"a\":1}"
text 0 "Hé \ud83d\ude00"
finish 0 tool_calls
)");
}

void ResponsesDecoderTest::wholeAnswerGivesTheSameEvents()
{
    const std::string body = responseObject("completed",
                                            reasoningItem + "," + callOne + "," + callTwo + ","
                                                + callThree + "," + doneMessage,
                                            providerUsage);
    QCOMPARE(linesOfWhole(body), R"(reasoning 0 openai summary "First"
reasoning 1 openai summary "Then"
encrypted 2 openai "rs_p" "gAAA"
start 0 "c1" "look"
arguments 0 "{\"a\":1}"
start 1 "c2" "go"
arguments 1 "{}"
start 2 custom "c3" "patch"
arguments 2 custom "*** \"x\""
text 0 "Hé \ud83d\ude00"
finish 0 tool_calls
)");
    const auto decoder = responsesAdapter().makeDecoder(1);
    EventLines lines;
    decoder->decodeWhole(body, lines);
    QCOMPARE(decoder->usage().usage.prompt, 9);
    QCOMPARE(decoder->upstreamId(), "resp_p");
}

void ResponsesDecoderTest::finishFollowsTheStatus()
{
    const auto finish = [](std::string_view reason) {
        EventLines lines;
        ResponsesDecoder decoder;
        decoder.decodeWhole(
            responseObject("incomplete", doneMessage,
                           R"(,"incomplete_details":{"reason":")" + std::string(reason) + R"("})"),
            lines);
        return std::string(decoder.finishReason());
    };
    QCOMPARE(finish("max_output_tokens"), "length");
    QCOMPARE(finish("content_filter"), "content_filter");
}

void ResponsesDecoderTest::emptyAnswerIsEmpty()
{
    QVERIFY(DecodeRun(createdEvents() + completedEvent(2, {})).decoder.broken().fault
            == WireFault::Empty);
    QVERIFY(
        DecodeRun(createdEvents()
                  + numbered("response.incomplete", 2, withResponse(responseObject("incomplete"))))
            .hasEnded());
}

void ResponsesDecoderTest::cutIsACut()
{
    QVERIFY(DecodeRun(createdEvents() + messageEvents()).decoder.broken().fault == WireFault::Cut);
    QVERIFY(DecodeRun(createdEvents() + "data: [DONE]\n\n").decoder.broken().fault
            == WireFault::Cut);
    QVERIFY(DecodeRun("data: nonsense\n\n").decoder.broken().fault == WireFault::Garbage);
}

void ResponsesDecoderTest::wholeAnswerThatIsNoneIsBroken()
{
    const auto fault = [](std::string_view body) {
        EventLines lines;
        ResponsesDecoder decoder;
        decoder.decodeWhole(body, lines);
        return decoder.broken().fault;
    };
    QVERIFY(fault("[]") == WireFault::Garbage);
    QVERIFY(fault("{") == WireFault::Garbage);
    QVERIFY(fault(R"({"choices":[]})") == WireFault::Garbage);
    QVERIFY(fault(R"({"error":{"message":"x"}})") == WireFault::UpstreamError);
    QVERIFY(fault(R"({"status":"queued","output":[]})") == WireFault::Cut);
    QVERIFY(fault(R"({"status":"completed","output":[]})") == WireFault::Empty);
    QVERIFY(fault(R"({"output":[{"type":"function_call","call_id":"c"}]})") == WireFault::Garbage);
    QVERIFY(fault(R"({"output":[{"type":"function_call","name":"f"}]})") == WireFault::Garbage);
}

#endif

QTEST_GUILESS_MAIN(ResponsesDecoderTest)
#include "tst_ResponsesDecoder.moc"
