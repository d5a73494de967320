// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/formats/messages/MessagesFixture.h"
#include "tests/formats/messages/MessagesRun.h"

using namespace turnpike;

class AnthropicDecoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordedStreamsAreUnderstood_data();
    void recordedStreamsAreUnderstood();
    void everyCutGivesTheSameEvents_data();
    void everyCutGivesTheSameEvents();
    void usageIsGathered();
    void errorInTheStreamBreaksIt();
    void cutStreamIsNotComplete();
    void missingStopsAreRepaired();
    void disorderAndGarbageBreakIt();
    void wholeAnswerSaysTheSame();
    void wholeAnswersThatAreNoneAreRefused();
    void unknownReasonsFinishInOrder();
};

void AnthropicDecoderTest::recordedStreamsAreUnderstood_data()
{
    QTest::addColumn<QString>("events");
    QTest::newRow("plain") << R"(text 0 text="Hel"
text 0 text="lo \ud83d"
text 0 text="\ude00 \"q\"\n"
finish 0 finish=stop
)";
    QTest::newRow("tool") << R"(text 0 text="I look."
start 0 id="toolu_01" name="get_weather"
arguments 0 text="{\"city\": \"Z\u00fc"
arguments 0 text="rich\", \"n\": 12345678901234567890}"
start 1 id="toolu_02" name="now"
arguments 1 text="{}"
finish 0 finish=tool_calls
)";
    QTest::newRow("thinking_tool") << R"(reasoning 0 text="First "
reasoning 0 text="this."
signature 0 signature="EqQBCgIYAh=="
encrypted 1 encrypted="EmwKAhgB"
text 0 text="So:"
start 0 id="toolu_03" name="f"
arguments 0 text="{}"
finish 0 finish=tool_calls
)";
    QTest::newRow("parallel_tools") << R"(start 0 id="toolu_a" name="f"
arguments 0 text="{\"a\":"
arguments 0 text="1}"
start 1 id="toolu_b" name="g"
arguments 1 text="{\"b\":[{\"c\":\"}\"}]}"
finish 0 finish=tool_calls
)";
    QTest::newRow("refusal") << R"(text 0 text="I can"
finish 0 finish=content_filter
)";
    QTest::newRow("server_tools")
        << R"(annotation 0 json={"type":"url_citation","url_citation":{"url":"https://e.test","title":"E","content":"said","start_index":0,"end_index":0}}
text 0 text="E says so."
finish 0 finish=stop
)";
    QTest::newRow("error") << "text 0 text=\"Hel\"\n";
    QTest::newRow("cut") << "text 0 text=\"Hel\"\ntext 0 text=\"lo\"\n";
}

void AnthropicDecoderTest::recordedStreamsAreUnderstood()
{
    QFETCH(QString, events);
    const DecodeRun run(messagesFixture(QTest::currentDataTag()));
    QCOMPARE(run.log.text, events.toStdString());
    QVERIFY(run.log.isAllJson);
    QCOMPARE(run.hasEnded(), events.contains(u"finish"));
    QCOMPARE(run.decoder.upstreamId(), "msg_01");
    QCOMPARE(run.decoder.servedModel(), "claude-sonnet-4-5-20250929");
}

void AnthropicDecoderTest::everyCutGivesTheSameEvents_data()
{
    QTest::addColumn<int>("unused");
    for (const char *name : {"plain", "tool", "thinking_tool", "parallel_tools", "cache_usage",
                             "refusal", "server_tools", "error", "cut"})
        QTest::newRow(name) << 0;
}

void AnthropicDecoderTest::everyCutGivesTheSameEvents()
{
    const std::string stream = messagesFixture(QTest::currentDataTag());
    const DecodeRun whole(stream);
    std::vector<std::size_t> everywhere;
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        const DecodeRun run(stream, {cut});
        QCOMPARE(run.log.text, whole.log.text);
        QVERIFY(run.last == whole.last);
        everywhere.push_back(cut);
    }
    QCOMPARE(DecodeRun(stream, everywhere).log.text, whole.log.text);
}

void AnthropicDecoderTest::usageIsGathered()
{
    const DecodeRun run(messagesFixture("cache_usage"));
    QVERIFY(run.decoder.hasUsage() && run.decoder.usage().isComplete());
    QCOMPARE(run.decoder.usage().usage.prompt, 12407);
    QCOMPARE(run.decoder.usage().usage.cacheWrite1h, 304);
    QCOMPARE(run.decoder.usage().usage.completion, 550);
    QCOMPARE(run.decoder.outputBytes(), 1);
    QCOMPARE(run.decoder.nativeFinishReason(), "end_turn");
    const DecodeRun thinking(messagesFixture("thinking_tool"));
    QCOMPARE(thinking.decoder.usage().usage.reasoning, 60);
    QCOMPARE(thinking.decoder.outputBytes(), 11 + 3 + 1 + 2);
}

void AnthropicDecoderTest::errorInTheStreamBreaksIt()
{
    const DecodeRun run(messagesFixture("error"));
    QVERIFY(run.decoder.broken().fault == WireFault::UpstreamError);
    QVERIFY(run.decoder.broken().errorObject.find("overloaded_error") != std::string::npos);
}

void AnthropicDecoderTest::cutStreamIsNotComplete()
{
    const std::string stream = messagesFixture("thinking_tool");
    const std::size_t end = stream.find("event: message_delta");
    for (std::size_t size = 0; size < end; ++size)
        QVERIFY(DecodeRun(stream.substr(0, size)).last == AnswerDecoder::Progress::Broken);
}

void AnthropicDecoderTest::missingStopsAreRepaired()
{
    const std::string stream = messagesFixture("tool");
    // Without any stop: of blocks, of the message.
    std::string stopless;
    for (std::size_t at = 0; at < stream.size();) {
        const std::size_t end = stream.find("\n\n", at) + 2;
        const std::string_view event = std::string_view(stream).substr(at, end - at);
        if (event.find("_stop\n") == std::string_view::npos)
            stopless += event;
        at = end;
    }
    QVERIFY(stopless.size() < stream.size());
    const DecodeRun run(stopless);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text, DecodeRun(stream).log.text);
    QCOMPARE(run.decoder.repairs()[static_cast<std::size_t>(Repair::MissingEvent)], 4U);
}

void AnthropicDecoderTest::disorderAndGarbageBreakIt()
{
    const std::string start = "data: {\"type\":\"message_start\",\"message\":{\"content\":[]}}\n\n";
    const std::string orphan = "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
                               "{\"type\":\"text_delta\",\"text\":\"x\"}}\n\n";
    QVERIFY(DecodeRun(orphan).decoder.broken().fault == WireFault::Order);
    QVERIFY(DecodeRun(start + orphan).decoder.broken().fault == WireFault::Order);
    QVERIFY(DecodeRun(start + "data: <html>\n\n").decoder.broken().fault == WireFault::Garbage);
    QVERIFY(DecodeRun(start + "data: {\"type\":\"message_stop\"}\n\n").decoder.broken().fault
            == WireFault::Empty);
    QVERIFY(DecodeRun("").decoder.broken().fault == WireFault::Cut);
}

void AnthropicDecoderTest::wholeAnswerSaysTheSame()
{
    const std::string body
        = R"({"id":"msg_01","type":"message","role":"assistant","model":"claude","content":[)"
          R"({"type":"thinking","thinking":"First this.","signature":"S"},{"type":"redacted_thinking","data":"E"},)"
          R"({"type":"server_tool_use","id":"s","name":"w","input":{}},)"
          R"({"type":"text","text":"So:","citations":[{"type":"web_search_result_location","url":"u","title":null,"cited_text":"c"},{"type":"char_location"}]},)"
          R"({"type":"tool_use","id":"t","name":"f","input":{"a": "x\n"}},{"type":"tool_use","id":"v","name":"g","input":{}}],)"
          R"("stop_reason":"tool_use","usage":{"input_tokens":5,"output_tokens":6}})";
    AnthropicDecoder decoder;
    EventLog log;
    QVERIFY(decoder.decodeWhole(body, log) == AnswerDecoder::Progress::End);
    const std::string expected = R"(reasoning 0 text="First this."
signature 0 signature="S"
encrypted 1 encrypted="E"
text 0 text="So:"
annotation 0 json={"type":"url_citation","url_citation":{"url":"u","title":"","content":"c","start_index":0,"end_index":0}}
start 0 id="t" name="f"
arguments 0 text="{\"a\": \"x\\n\"}"
start 1 id="v" name="g"
arguments 1 text="{}"
finish 0 finish=tool_calls
)";
    QCOMPARE(log.text, expected);
    QVERIFY(log.isAllJson);
    QCOMPARE(decoder.usage().usage.prompt, 5);
    QCOMPARE(decoder.finishReason(), "tool_calls");
}

void AnthropicDecoderTest::wholeAnswersThatAreNoneAreRefused()
{
    const auto faultOf = [](std::string_view body) {
        AnthropicDecoder decoder;
        EventLog log;
        const bool isBroken = decoder.decodeWhole(body, log) == AnswerDecoder::Progress::Broken;
        return isBroken && log.text.empty() ? decoder.broken().fault : WireFault::None;
    };
    QVERIFY(faultOf("<html>") == WireFault::Garbage);
    QVERIFY(faultOf(R"({"content":null})") == WireFault::Garbage);
    QVERIFY(faultOf(R"({"content":[{"type":"text","text":"x"},5],"stop_reason":"end_turn"})")
            == WireFault::Garbage);
    QVERIFY(faultOf(R"({"content":[]})") == WireFault::Empty);
    QVERIFY(faultOf(R"({"type":"error","error":{"type":"api_error"}})")
            == WireFault::UpstreamError);
}

void AnthropicDecoderTest::unknownReasonsFinishInOrder()
{
    const auto finishOf = [](const std::string &reason) {
        AnthropicDecoder decoder;
        EventLog log;
        decoder.decodeWhole(
            R"({"content":[{"type":"text","text":"x"}],"stop_reason":)" + reason + "}", log);
        return std::string(decoder.finishReason());
    };
    QCOMPARE(finishOf(R"("compaction")"), "stop");
    QCOMPARE(finishOf(R"("pause_turn")"), "stop");
    QCOMPARE(finishOf(R"("model_context_window_exceeded")"), "length");
    QCOMPARE(finishOf("null"), "stop");
}

QTEST_APPLESS_MAIN(AnthropicDecoderTest)
#include "tst_AnthropicDecoder.moc"
