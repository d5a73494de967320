// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/JsonCompleteness.h"
#include "engine/formats/messages/MessagesApi.h"

#include <QTest>

#include "tests/formats/messages/MessagesClient.h"
#include "tests/formats/messages/MessagesFixture.h"
#include "tests/formats/messages/MessagesRun.h"

using namespace turnpike;

namespace {

using Kind = AnswerEvent::Kind;

AnswerEvent textEvent(std::string_view token)
{
    return {.kind = Kind::Text, .text = token};
}
AnswerEvent callStart(std::int32_t index, std::string_view id, std::string_view name = R"("f")")
{
    return {.kind = Kind::ToolStart, .index = index, .id = id, .name = name};
}
AnswerEvent arguments(std::int32_t index, std::string_view token)
{
    return {.kind = Kind::ToolArguments, .index = index, .text = token};
}
AnswerEvent finish(std::string_view word)
{
    return {.kind = Kind::Finish, .finish = word};
}

const std::string zeroUsage
    = R"({"input_tokens":0,"cache_creation_input_tokens":0,)"
      R"("cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,)"
      R"("ephemeral_1h_input_tokens":0},"output_tokens":0,"output_tokens_details":)"
      R"({"thinking_tokens":0},"cost":0,"is_byok":false,"cost_details":)"
      R"({"upstream_inference_cost":null,"upstream_inference_prompt_cost":0,)"
      R"("upstream_inference_completions_cost":0},"server_tool_use":null,)"
      R"("service_tier":null,"inference_geo":null})";
const std::string start
    = "event: message_start\n"
      R"(data: {"type":"message_start","message":{"id":"gen-1","type":"message","role":"assistant",)"
      R"("model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,)"
      R"("usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}})"
      "\n\n";

std::string closing(std::string_view reason)
{
    return "event: message_delta\n"
           R"(data: {"type":"message_delta","delta":{"stop_reason":")"
        + std::string(reason) + R"(","stop_sequence":null},"usage":)" + zeroUsage
        + "}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
}
std::string blockStart(int index, std::string_view block)
{
    return "event: content_block_start\n"
           R"(data: {"type":"content_block_start","index":)"
        + std::to_string(index) + R"(,"content_block":)" + std::string(block) + "}\n\n";
}
std::string delta(int index, std::string_view body)
{
    return "event: content_block_delta\n"
           R"(data: {"type":"content_block_delta","index":)"
        + std::to_string(index) + R"(,"delta":)" + std::string(body) + "}\n\n";
}
std::string stop(int index)
{
    return "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"
        + std::to_string(index) + "}\n\n";
}

std::string wholeOf(const std::vector<AnswerEvent> &events, bool hidesReasoning = false)
{
    AnswerCollector answer;
    for (const AnswerEvent &event : events)
        answer.take(event);
    return writeMessagesAnswer(answer, messagesNames, {}, hidesReasoning);
}

std::string contentOf(const std::vector<AnswerEvent> &events)
{
    const QByteArray body = QByteArray::fromStdString(wholeOf(events));
    return QJsonDocument(QJsonDocument::fromJson(body).object()[u"content"].toArray())
        .toJson(QJsonDocument::Compact)
        .toStdString();
}

} // namespace

class MessagesEncoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plainAnswerHasExactlyTheseBytes();
    void thoughtsAndCallsHaveExactlyTheseBytes();
    void recordedStreamsComeOutLegal_data();
    void recordedStreamsComeOutLegal();
    void answerWithoutEventsIsLegal();
    void interleavedCallsAreStreamedOneByOne();
    void everyInterleavingGivesTheSameCalls();
    void textBehindAnOpenCallWaits();
    void emptyArgumentsBecomeAnObject();
    void callNeverCompletedIsFlushedAtTheEnd();
    void idsAreOfTheFormatsLetters();
    void otherFamiliesAreMarked();
    void signedCallKeepsItsSignature();
    void hiddenThoughtsKeepTheirSignature();
    void finishBecomesAStopReason_data();
    void finishBecomesAStopReason();
    void refusalIsTextAndReason();
    void errorFinishNeverEndsInOrder();
    void failureIsLegalAtAnyMoment();
    void customTextBecomesAnObject();
    void citationsStandInTheirText();
    void wholeBodyHasExactlyTheseBytes();
    void wholeBodySaysWhatTheStreamSays();
    void completenessIsToldThroughEscapes_data();
    void completenessIsToldThroughEscapes();
};

void MessagesEncoderTest::plainAnswerHasExactlyTheseBytes()
{
    EncodeRun run;
    run.take(textEvent(R"("Hel")")).take(textEvent(R"("lo \ud83d")")).take(finish("stop"));
    QCOMPARE(run.close(),
             start + blockStart(0, R"({"type":"text","text":""})")
                 + delta(0, R"({"type":"text_delta","text":"Hel"})")
                 + delta(0, R"({"type":"text_delta","text":"lo \ud83d"})") + stop(0)
                 + closing("end_turn"));
}

void MessagesEncoderTest::thoughtsAndCallsHaveExactlyTheseBytes()
{
    EncodeRun run;
    constexpr ReasoningFamily family = ReasoningFamily::Anthropic;
    run.take({.kind = Kind::Reasoning, .text = R"("why")", .family = family});
    run.take({.kind = Kind::Signature, .signature = R"("Eq==")", .family = family});
    run.take({.kind = Kind::Encrypted, .index = 1, .encrypted = R"("Em==")", .family = family});
    run.take(callStart(0, R"("call_1")")).take(arguments(0, R"("{\"a\":")"));
    run.take(arguments(0, R"("1}")")).take(finish("tool_calls"));
    const std::string expected = start
        + blockStart(0, R"({"type":"thinking","thinking":"","signature":""})")
        + delta(0, R"({"type":"thinking_delta","thinking":"why"})")
        + delta(0, R"({"type":"signature_delta","signature":"Eq=="})") + stop(0)
        + blockStart(1, R"({"type":"redacted_thinking","data":"Em=="})") + stop(1)
        + blockStart(2, R"({"type":"tool_use","id":"call_1","name":"f","input":{}})")
        + delta(2, R"({"type":"input_json_delta","partial_json":"{\"a\":"})")
        + delta(2, R"({"type":"input_json_delta","partial_json":"1}"})") + stop(2)
        + closing("tool_use");
    QCOMPARE(run.close(), expected);
}

void MessagesEncoderTest::recordedStreamsComeOutLegal_data()
{
    QTest::addColumn<QString>("reason");
    QTest::newRow("plain") << "end_turn";
    QTest::newRow("tool") << "tool_use";
    QTest::newRow("thinking_tool") << "tool_use";
    QTest::newRow("parallel_tools") << "tool_use";
    QTest::newRow("refusal") << "refusal";
    QTest::newRow("server_tools") << "end_turn";
}

/// Decoded and encoded again they say the same, blocks of the provider's servers excepted.
void MessagesEncoderTest::recordedStreamsComeOutLegal()
{
    QFETCH(QString, reason);
    const std::string stream = messagesFixture(QTest::currentDataTag());
    AnthropicDecoder decoder;
    MessagesEncoder encoder(messagesNames, false);
    feedStream(stream, {}, [&](const sse::Event &event) { decoder.decode(event, encoder); });
    encoder.close({});
    const MessagesClient client(encoder.out());
    QCOMPARE(client.problem, "");
    QCOMPARE(client.stopReason, reason);
    const MessagesClient direct(stream);
    QCOMPARE(direct.problem, "");
    if (QTest::currentDataTag() != std::string("server_tools"))
        QCOMPARE(client.contentText(), direct.contentText());
    else
        QCOMPARE(client.contentText(), R"([{"text":"E says so.","type":"text"}])");
}

void MessagesEncoderTest::answerWithoutEventsIsLegal()
{
    EncodeRun run;
    const std::string stream = run.close();
    QCOMPARE(stream, start + closing("end_turn"));
    QCOMPARE(MessagesClient(stream).problem, "");
}

void MessagesEncoderTest::interleavedCallsAreStreamedOneByOne()
{
    EncodeRun run;
    run.take(callStart(0, R"("a")")).take(callStart(1, R"("b")"));
    run.take(arguments(1, R"("{\"y\":")")).take(arguments(0, R"("{\"x\":1")"));
    QVERIFY(run.encoder.out().find("\\\"x\\\"") != std::string::npos);
    QVERIFY(run.encoder.out().find("\\\"y\\\"") == std::string::npos);
    run.take(arguments(0, R"("}")"));
    // The first is complete: the second is open, with what it said so far.
    const std::string second = delta(1, R"({"type":"input_json_delta","partial_json":"{\"y\":"})");
    QVERIFY(run.encoder.out().ends_with(second));
    run.take(arguments(1, R"("2}")"));
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    QCOMPARE(client.contentText(),
             R"([{"id":"a","input":{"x":1},"name":"f","type":"tool_use"},)"
             R"({"id":"b","input":{"y":2},"name":"f","type":"tool_use"}])");
}

void MessagesEncoderTest::everyInterleavingGivesTheSameCalls()
{
    // Three calls of three pieces each, in each order that keeps each call's own.
    const std::string_view pieces[3][3] = {{R"("{\"a\":\"}\\\"")", R"("{\"")", R"("}")"},
                                           {R"("")", R"("{")", R"("}")"},
                                           {R"("{\"c\":[")", R"("{},{}")", R"("]}")"}};
    const std::string_view ids[] = {R"("i0")", R"("i1")", R"("i2")"};
    std::vector<int> order = {0, 0, 0, 1, 1, 1, 2, 2, 2};
    int runs = 0;
    do {
        EncodeRun run;
        int next[3] = {};
        std::int32_t started = 0;
        for (const int call : order) {
            for (; started <= call; ++started)
                run.take(callStart(started, ids[started]));
            run.take(arguments(call, pieces[call][next[call]++]));
        }
        run.take(finish("tool_calls"));
        const MessagesClient client(run.close());
        QCOMPARE(client.problem, "");
        QCOMPARE(client.contentText(),
                 R"([{"id":"i0","input":{"a":"}\"{"},"name":"f","type":"tool_use"},)"
                 R"({"id":"i1","input":{},"name":"f","type":"tool_use"},)"
                 R"({"id":"i2","input":{"c":[{},{}]},"name":"f","type":"tool_use"}])");
        ++runs;
    } while (std::next_permutation(order.begin(), order.end()));
    QCOMPARE(runs, 1680);
}

void MessagesEncoderTest::textBehindAnOpenCallWaits()
{
    EncodeRun run;
    run.take(callStart(0, R"("a")")).take(arguments(0, R"("{")")).take(textEvent(R"("x")"));
    QVERIFY(run.encoder.out().find("text_delta") == std::string::npos);
    run.take(textEvent(R"("y")")).take(arguments(0, R"("}")")).take(textEvent(R"("z")"));
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    QCOMPARE(
        client.contentText(),
        R"([{"id":"a","input":{},"name":"f","type":"tool_use"},{"text":"xyz","type":"text"}])");
}

void MessagesEncoderTest::emptyArgumentsBecomeAnObject()
{
    EncodeRun run;
    run.take(callStart(0, R"("a")")).take(arguments(0, R"("")"));
    const std::string object = delta(0, R"({"type":"input_json_delta","partial_json":"{}"})");
    QVERIFY(run.close().find(object) != std::string::npos);
}

void MessagesEncoderTest::callNeverCompletedIsFlushedAtTheEnd()
{
    EncodeRun run;
    run.take(callStart(0, R"("a")")).take(callStart(1, R"("b")"));
    run.take(arguments(1, R"("{\"k\":1}")")).take(textEvent(R"("t")")).take(finish("tool_calls"));
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    QCOMPARE(
        client.contentText(),
        R"([{"id":"a","input":{},"name":"f","type":"tool_use"},)"
        R"({"id":"b","input":{"k":1},"name":"f","type":"tool_use"},{"text":"t","type":"text"}])");
}

void MessagesEncoderTest::idsAreOfTheFormatsLetters()
{
    EncodeRun run;
    run.take(callStart(0, R"("call:1/\u00e9")")).take(arguments(0, R"("{}")"));
    run.take(callStart(1, R"("")")).take(arguments(1, R"("{}")"));
    const MessagesClient client(run.close());
    QCOMPARE(client.content[0].toObject()[u"id"].toString(), QStringLiteral("call_1__u00e9"));
    QCOMPARE(client.content[1].toObject()[u"id"].toString(), QStringLiteral("call_gen-1_1"));
}

void MessagesEncoderTest::otherFamiliesAreMarked()
{
    EncodeRun run;
    run.take({.kind = Kind::Reasoning,
              .text = R"("sum")",
              .id = R"("rs_1")",
              .isSummary = true,
              .family = ReasoningFamily::OpenAi});
    run.take({.kind = Kind::Encrypted,
              .index = 1,
              .id = R"("rs_1")",
              .encrypted = R"("gAAA=")",
              .family = ReasoningFamily::OpenAi});
    run.take({.kind = Kind::Reasoning, .index = 2, .text = R"("raw")"});
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    QCOMPARE(client.contentText(),
             R"([{"signature":"tp1:openai+summary:rs_1:","thinking":"sum","type":"thinking"},)"
             R"({"data":"tp1:openai:rs_1:gAAA=","type":"redacted_thinking"},)"
             R"({"signature":"tp1:unknown::","thinking":"raw","type":"thinking"}])");
}

void MessagesEncoderTest::signedCallKeepsItsSignature()
{
    AnswerEvent call = callStart(0, R"("a")");
    call.signature = R"("CiQ+/=")";
    call.family = ReasoningFamily::Gemini;
    EncodeRun run;
    run.take(textEvent(R"("t")")).take(call).take(arguments(0, R"("{}")"));
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    const std::string expected
        = R"([{"text":"t","type":"text"},{"data":"tp1:gemini+call::CiQ+/=","type":"redacted_thinking"},)"
          R"({"id":"a","input":{},"name":"f","type":"tool_use"}])";
    QCOMPARE(client.contentText(), expected);
    const std::string whole = contentOf({textEvent(R"("t")"), call, arguments(0, R"("{}")")});
    QCOMPARE(whole, expected);
}

void MessagesEncoderTest::hiddenThoughtsKeepTheirSignature()
{
    constexpr ReasoningFamily family = ReasoningFamily::Anthropic;
    const AnswerEvent thought{.kind = Kind::Reasoning, .text = R"("secret")", .family = family};
    const AnswerEvent seal{.kind = Kind::Signature, .signature = R"("S")", .family = family};
    EncodeRun run(true);
    run.take(thought).take(seal).take(textEvent(R"("t")"));
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    const std::string expected
        = R"([{"signature":"S","thinking":"","type":"thinking"},{"text":"t","type":"text"}])";
    QCOMPARE(client.contentText(), expected);
    const std::string whole = wholeOf({thought, seal, textEvent(R"("t")")}, true);
    QVERIFY(whole.find("secret") == std::string::npos);
    QVERIFY(whole.find(R"("signature":"S")") != std::string::npos);
}

void MessagesEncoderTest::finishBecomesAStopReason_data()
{
    QTest::addColumn<QString>("reason");
    QTest::newRow("stop") << "end_turn";
    QTest::newRow("length") << "max_tokens";
    QTest::newRow("content_filter") << "refusal";
    QTest::newRow("tool_calls") << "end_turn"; // No call came.
    QTest::newRow("") << "end_turn";
}

void MessagesEncoderTest::finishBecomesAStopReason()
{
    QFETCH(QString, reason);
    EncodeRun run;
    run.take(textEvent(R"("t")")).take(finish(QTest::currentDataTag()));
    QCOMPARE(MessagesClient(run.close()).stopReason, reason);
    // OpenAI finishes a forced call as "stop".
    EncodeRun call;
    call.take(callStart(0, R"("a")")).take(finish("stop"));
    QCOMPARE(MessagesClient(call.close()).stopReason, QStringLiteral("tool_use"));
}

void MessagesEncoderTest::refusalIsTextAndReason()
{
    EncodeRun run;
    run.take({.kind = Kind::Refusal, .text = R"("I won't.")"}).take(finish("stop"));
    const MessagesClient client(run.close());
    QCOMPARE(client.stopReason, QStringLiteral("refusal"));
    QCOMPARE(client.contentText(), R"([{"text":"I won't.","type":"text"}])");
}

void MessagesEncoderTest::errorFinishNeverEndsInOrder()
{
    EncodeRun run;
    const std::string stream = run.take(textEvent(R"("t")")).take(finish("error")).close();
    const MessagesClient client(stream);
    QCOMPARE(client.problem, "");
    QCOMPARE(client.errorType, QStringLiteral("api_error"));
    QVERIFY(stream.find("message_stop") == std::string::npos);
    QVERIFY(client.usage.contains(u"cost"));
}

void MessagesEncoderTest::failureIsLegalAtAnyMoment()
{
    const ApiError error{.status = 429, .errorType = "rate_limit_exceeded", .message = "Slow."};
    EncodeRun early;
    early.encoder.fail(error);
    const std::string expected
        = "event: error\n"
          R"(data: {"type":"error","error":{"type":"rate_limit_error","message":"Slow.",)"
          R"("error_type":"rate_limit_exceeded"},"request_id":"gen-1"})"
          "\n\n";
    QCOMPARE(early.encoder.out(), expected);
    EncodeRun late;
    late.take(callStart(0, R"("a")")).encoder.fail(error);
    const MessagesClient client(late.encoder.out());
    QCOMPARE(client.errorType, QStringLiteral("rate_limit_error"));
    const std::string_view ping = messagesApi().keepAlive();
    QCOMPARE(
        MessagesClient(std::string(ping) + start + std::string(ping) + closing("end_turn")).problem,
        "");
}

void MessagesEncoderTest::customTextBecomesAnObject()
{
    AnswerEvent call = callStart(0, R"("a")");
    AnswerEvent text = arguments(0, R"("a\n\"b\"")");
    call.isCustom = text.isCustom = true;
    EncodeRun run;
    run.take(call).take(text);
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    const std::string expected
        = R"([{"id":"a","input":{"input":"a\n\"b\""},"name":"f","type":"tool_use"}])";
    QCOMPARE(client.contentText(), expected);
    QCOMPARE(contentOf({call, text}), expected);
}

void MessagesEncoderTest::citationsStandInTheirText()
{
    const auto cites = [](std::string_view url) {
        return R"({"type":"url_citation","url_citation":{"url":")" + std::string(url)
            + R"(","title":"A","content":"said","start_index":0,"end_index":3}})";
    };
    const auto cited = [](std::string_view url) {
        return R"({"type":"web_search_result_location","url":")" + std::string(url)
            + R"(","title":"A","cited_text":"said","encrypted_index":"tp1:citation"})";
    };
    const std::string first = cites("https://a"), second = cites("https://b");
    const std::vector<AnswerEvent> events{
        {.kind = Kind::Text, .text = R"("see")"},
        {.kind = Kind::Annotation, .json = first},
        {.kind = Kind::Annotation, .json = R"({"type":"file","file":{"hash":"h"}})"},
        {.kind = Kind::ToolStart, .id = R"("t")", .name = R"("f")"},
        {.kind = Kind::ToolArguments, .text = R"("{")"},
        {.kind = Kind::Text, .text = R"("more")"},
        {.kind = Kind::Annotation, .json = second},
        {.kind = Kind::ToolArguments, .text = R"("}")"},
        {.kind = Kind::Finish, .finish = "stop"},
    };
    EncodeRun run;
    AnswerCollector whole;
    for (const AnswerEvent &event : events) {
        run.take(event);
        whole.take(event);
    }
    const std::string sent = run.close();
    const auto delta = [&cited](int index, std::string_view url) {
        return R"(data: {"type":"content_block_delta","index":)" + std::to_string(index)
            + R"(,"delta":{"type":"citations_delta","citation":)" + cited(url) + "}}\n\n";
    };
    QVERIFY2(sent.find(delta(0, "https://a")) != std::string::npos, sent.c_str());
    QVERIFY2(sent.find(delta(2, "https://b")) != std::string::npos, sent.c_str());
    QCOMPARE(sent.find("hash"), std::string::npos);
    const std::string body = writeMessagesAnswer(whole, messagesNames, {}, false);
    const std::string last = R"({"type":"text","text":"more","citations":[)" + cited("https://a")
        + ',' + cited("https://b") + "]}";
    QVERIFY2(body.find(last) != std::string::npos, body.c_str());
    QVERIFY2(body.find(R"({"type":"text","text":"see"})") != std::string::npos, body.c_str());
}

void MessagesEncoderTest::wholeBodyHasExactlyTheseBytes()
{
    const std::string whole = wholeOf({textEvent(R"("Hi \ud83d")"), callStart(0, R"("c/1")"),
                                       arguments(0, R"("{\"a\": 1}")"), callStart(1, R"("c2")"),
                                       arguments(1, R"("oops")"), finish("tool_calls")});
    const std::string expected
        = R"({"id":"gen-1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",)"
          R"("content":[{"type":"text","text":"Hi \ud83d"},{"type":"tool_use","id":"c_1","name":"f","input":{"a": 1}},)"
          R"({"type":"tool_use","id":"c2","name":"f","input":{"arguments":"oops"}}],)"
          R"("stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":null,"usage":)"
        + zeroUsage + "}";
    QCOMPARE(whole, expected);
}

void MessagesEncoderTest::wholeBodySaysWhatTheStreamSays()
{
    constexpr ReasoningFamily family = ReasoningFamily::OpenAi;
    const std::vector<AnswerEvent> events = {
        {.kind = Kind::Reasoning, .text = R"("a")", .isSummary = true, .family = family},
        {.kind = Kind::Encrypted, .index = 1, .encrypted = R"("e")", .family = family},
        textEvent(R"("x")"),
        {.kind = Kind::Image, .text = R"("https:\/\/e.test\/i.png")"},
        callStart(0, R"("a")"),
        arguments(0, R"("")"),
        finish("tool_calls"),
    };
    EncodeRun run;
    for (const AnswerEvent &event : events)
        run.take(event);
    const MessagesClient client(run.close());
    QCOMPARE(client.problem, "");
    // The stream joins the picture with the text before it.
    QCOMPARE(client.content[2].toObject()[u"text"].toString(),
             QStringLiteral("x![image](https://e.test/i.png)"));
    const QJsonArray whole = QJsonDocument::fromJson(QByteArray::fromStdString(wholeOf(events)))
                                 .object()[u"content"]
                                 .toArray();
    QCOMPARE(whole[0], client.content[0]);
    QCOMPARE(whole[1], client.content[1]);
    QCOMPARE(whole[4], client.content[3]);
}

void MessagesEncoderTest::completenessIsToldThroughEscapes_data()
{
    QTest::addColumn<QString>("inner");
    QTest::addColumn<bool>("isComplete");
    QTest::newRow("nothing") << "" << false;
    QTest::newRow("blanks") << R"( \n\t)" << false;
    QTest::newRow("object") << R"({\"a\":{\"b\":[]}})" << true;
    QTest::newRow("open") << R"({\"a\":{\"b\":[]})" << false;
    QTest::newRow("bracket in a string") << R"({\"a\":\"}\")" << false;
    QTest::newRow("quote in a string") << R"({\"a\":\"\\\"}\")" << false;
    QTest::newRow("escaped backslash") << R"({\"a\":\"\\\\\"})" << true;
    QTest::newRow("unit escapes") << R"(\u007b\u0022a\u0022:1\u007D)" << true;
    QTest::newRow("string") << R"(\"a\")" << true;
    QTest::newRow("number") << "12" << false;
    QTest::newRow("blanks behind") << R"({} \n)" << true;
}

void MessagesEncoderTest::completenessIsToldThroughEscapes()
{
    QFETCH(QString, inner);
    QFETCH(bool, isComplete);
    JsonCompleteness arguments;
    arguments.feed(inner.toStdString());
    QCOMPARE(arguments.isComplete(), isComplete);
    QCOMPARE(arguments.isBlank(),
             inner.toStdString().find_first_not_of("\\nt ") == std::string::npos);
}

QTEST_APPLESS_MAIN(MessagesEncoderTest)
#include "tst_MessagesEncoder.moc"
