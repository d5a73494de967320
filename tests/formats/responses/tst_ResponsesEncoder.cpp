// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/formats/responses/ResponsesRun.h"

using namespace turnpike;
using namespace std::string_literals;

class ResponsesEncoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textStreamIsExact();
    void requestIsEchoed();
    void callsInterleaveAtTheirOwnIndexes();
    void toolsGetTheirOwnNamesBack();
    void customCallsAreUnwrapped_data();
    void customCallsAreUnwrapped();
    void reasoningIsToldByItsKind();
    void signaturesAreKeptWhereTheyAreAskedFor();
    void nothingEncryptedWithoutBeingAsked();
    void refusalFollowsText();
    void picturesAndCitationsAreItems();
    void finishDecidesTheEnd_data();
    void finishDecidesTheEnd();
    void nothingAtAllIsALegalAnswer();
    void failureIsLegalAtAnyMoment();
    void otherChoicesArePassedOver();
    void wholeAnswerSaysTheSame();
    void reasoningComesBackAsItWas();
};

#ifndef Q_MOC_RUN // Raw strings that hold quotes are too much for it.

namespace {

using Kind = AnswerEvent::Kind;

const std::string plainBody = R"({"model":"a/b","input":"hi"})";
const std::string agentBody
    = R"({"model":"a/b","input":"hi","temperature":0.70,"metadata":{"k":"v"},"include":["reasoning.encrypted_content"],)"s
    + R"("tools":[{"type":"namespace","name":"mcp__files","description":"","tools":[{"type":"function","name":"look","parameters":{}}]},{"type":"custom","name":"patch"}],)"s
    + R"("instructions":"be","tool_choice":"required","parallel_tool_calls":false,"max_output_tokens":70})";

/// An encoder fed by hand.
struct Encoding
{
    explicit Encoding(const std::string &body = plainBody)
        : request(responsesApi().read(body).value())
        , encoder(responsesApi().makeEncoder(request, ourNames))
    {}

    /// What the event added.
    std::string take(const AnswerEvent &event)
    {
        encoder->take(event);
        return taken();
    }
    std::string close()
    {
        encoder->close({});
        return taken();
    }
    std::string taken()
    {
        std::string out;
        out.swap(encoder->out());
        stream += out;
        return out;
    }

    ClientRequest request;
    std::unique_ptr<AnswerEncoder> encoder;
    std::string stream;
};

/// The response object of the plain body.
std::string plainResponse(std::string_view standing, std::string_view output,
                          std::string_view usage = "null")
{
    return R"({"id":"resp_1","object":"response","created_at":1700000000,"completed_at":null,)"
        + std::string(standing)
        + R"(,"model":"a/b","background":false,"frequency_penalty":null,"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},"parallel_tool_calls":true,"presence_penalty":null,"previous_response_id":null,"prompt_cache_key":null,"reasoning":{"effort":null,"summary":null},"safety_identifier":null,"service_tier":"default","store":false,"temperature":null,"text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":null,"truncation":"disabled","user":null,"output":[)"
        + std::string(output) + R"(],"usage":)" + std::string(usage) + "}";
}

const std::string inProgress = R"("status":"in_progress","error":null,"incomplete_details":null)";
const std::string completed = R"("status":"completed","error":null,"incomplete_details":null)";
const std::string beginning
    = numbered("response.created", 0, withResponse(plainResponse(inProgress, {})))
    + numbered("response.in_progress", 1, withResponse(plainResponse(inProgress, {})));

std::string message(std::string_view status, std::string_view parts)
{
    return R"({"type":"message","id":"msg_1_0","status":")" + std::string(status)
        + R"(","role":"assistant","content":[)" + std::string(parts) + "]}";
}

std::string textPart(std::string_view text)
{
    return R"({"type":"output_text","text":")" + std::string(text)
        + R"(","annotations":[],"logprobs":[]})";
}

const std::string place = R"(,"item_id":"msg_1_0","output_index":0,"content_index":0)";

/// The output items of the terminal event.
std::string outputOf(const std::string &stream)
{
    const std::size_t begin = stream.rfind(R"("output":[)") + 10;
    return stream.substr(begin, stream.rfind(R"(],"usage":)") - begin);
}

} // namespace

void ResponsesEncoderTest::textStreamIsExact()
{
    Encoding encoding;
    QCOMPARE(encoding.take({.kind = Kind::Text, .text = R"("h\u00e9")"}),
             beginning
                 + numbered("response.output_item.added", 2,
                            R"(,"output_index":0,"item":)" + message("in_progress", {}))
                 + numbered("response.content_part.added", 3, place + R"(,"part":)" + textPart({}))
                 + numbered("response.output_text.delta", 4,
                            place + R"(,"delta":"h\u00e9","logprobs":[])"));
    QCOMPARE(
        encoding.take({.kind = Kind::Text, .text = R"("\ud83d")"}),
        numbered("response.output_text.delta", 5, place + R"(,"delta":"\ud83d","logprobs":[])"));
    const std::string done = message("completed", textPart(R"(h\u00e9\ud83d)"));
    QCOMPARE(
        encoding.take({.kind = Kind::Finish, .finish = "stop"}),
        numbered("response.output_text.done", 6, place + R"(,"text":"h\u00e9\ud83d","logprobs":[])")
            + numbered("response.content_part.done", 7,
                       place + R"(,"part":)" + textPart(R"(h\u00e9\ud83d)"))
            + numbered("response.output_item.done", 8, R"(,"output_index":0,"item":)" + done));
    QCOMPARE(encoding.close(),
             numbered("response.completed", 9,
                      withResponse(plainResponse(completed, done, responsesUsageJson({})))));
    QVERIFY(isLegalStream(encoding.stream));
    QCOMPARE(PassRun(encoding.stream).allRepairs(), 0U);
}

void ResponsesEncoderTest::requestIsEchoed()
{
    Encoding encoding(agentBody);
    const std::string first = encoding.take({.kind = Kind::Text, .text = R"("x")"});
    for (const std::string_view member :
         {R"("temperature":0.70)", R"("metadata":{"k":"v"})", R"("instructions":"be")",
          R"("tool_choice":"required")", R"("parallel_tool_calls":false)",
          R"("max_output_tokens":70)", R"("tools":[{"type":"namespace","name":"mcp__files")"})
        QVERIFY2(first.find(member) != std::string::npos, std::string(member).c_str());
}

void ResponsesEncoderTest::callsInterleaveAtTheirOwnIndexes()
{
    Encoding encoding;
    encoding.take({.kind = Kind::Text, .text = R"("I look")"});
    const auto call = [&](int index, RawJson id, RawJson name) {
        return encoding.take({.kind = Kind::ToolStart, .index = index, .id = id, .name = name});
    };
    const auto arguments = [&](int index, RawJson text) {
        return encoding.take({.kind = Kind::ToolArguments, .index = index, .text = text});
    };
    QVERIFY(
        call(0, R"("c1")", R"("f")")
            .ends_with(numbered(
                "response.output_item.added", 8,
                R"(,"output_index":1,"item":{"type":"function_call","id":"fc_1_1","status":"in_progress","call_id":"c1","name":"f","arguments":""})")));
    call(1, R"("c2")", R"("g")");
    QCOMPARE(arguments(0, R"("{\"a\"")"),
             numbered("response.function_call_arguments.delta", 10,
                      R"(,"item_id":"fc_1_1","output_index":1,"delta":"{\"a\"")"));
    QCOMPARE(arguments(1, R"("{}")"),
             numbered("response.function_call_arguments.delta", 11,
                      R"(,"item_id":"fc_1_2","output_index":2,"delta":"{}")"));
    arguments(0, R"(":1}")");
    call(2, R"("c3")", R"("h")"); // Without arguments.
    const std::string end = encoding.take({.kind = Kind::Finish, .finish = "tool_calls"});
    QVERIFY(end.starts_with(
        numbered("response.function_call_arguments.done", 14,
                 R"(,"item_id":"fc_1_1","output_index":1,"name":"f","arguments":"{\"a\":1}")")));
    QVERIFY(end.find(numbered("response.function_call_arguments.delta", 18,
                              R"(,"item_id":"fc_1_3","output_index":3,"delta":"{}")"))
            != std::string::npos);
    encoding.close();
    QVERIFY(isLegalStream(encoding.stream));
    const PassRun run(encoding.stream);
    QVERIFY2(run.hasEnded(), run.machine->broken().message.c_str());
    QCOMPARE(run.allRepairs(), 0U);
    QCOMPARE(
        outputOf(encoding.stream),
        message("completed", textPart("I look"))
            + R"(,{"type":"function_call","id":"fc_1_1","status":"completed","call_id":"c1","name":"f","arguments":"{\"a\":1}"})"s
            + R"(,{"type":"function_call","id":"fc_1_2","status":"completed","call_id":"c2","name":"g","arguments":"{}"})"s
            + R"(,{"type":"function_call","id":"fc_1_3","status":"completed","call_id":"c3","name":"h","arguments":"{}"})");
}

void ResponsesEncoderTest::toolsGetTheirOwnNamesBack()
{
    Encoding encoding(agentBody);
    encoding.take({.kind = Kind::ToolStart, .id = R"("c")", .name = R"("mcp__files__look")"});
    encoding.take({.kind = Kind::ToolArguments, .text = R"("{}")"});
    encoding.take({.kind = Kind::Finish, .finish = "tool_calls"});
    encoding.close();
    QCOMPARE(
        outputOf(encoding.stream),
        R"({"type":"function_call","id":"fc_1_0","status":"completed","call_id":"c","namespace":"mcp__files","name":"look","arguments":"{}"})");
}

void ResponsesEncoderTest::customCallsAreUnwrapped_data()
{
    QTest::addColumn<bool>("isCustom");
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<QByteArray>("second");
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("a function's object")
        << false << QByteArray(R"("{\"input\": \"*** \\\"x\\\"\\n\\ud83d")")
        << QByteArray(R"("\\ude00\"}")") << QByteArray(R"(*** \"x\"\n\ud83d\ude00)");
    QTest::newRow("another object") << false << QByteArray(R"("{\"patch\":")")
                                    << QByteArray(R"("1}")") << QByteArray(R"({\"patch\":1})");
    QTest::newRow("no object") << false << QByteArray(R"("*** ")") << QByteArray(R"("x")")
                               << QByteArray("*** x");
    QTest::newRow("nothing") << false << QByteArray(R"("")") << QByteArray(R"("")") << QByteArray();
    QTest::newRow("free text") << true << QByteArray(R"("*** ")") << QByteArray(R"("x")")
                               << QByteArray("*** x");
}

void ResponsesEncoderTest::customCallsAreUnwrapped()
{
    QFETCH(bool, isCustom);
    QFETCH(QByteArray, first);
    QFETCH(QByteArray, second);
    QFETCH(QByteArray, input);
    Encoding encoding(agentBody);
    encoding.take(
        {.kind = Kind::ToolStart, .id = R"("c")", .name = R"("patch")", .isCustom = isCustom});
    const std::string one = first.toStdString();
    const std::string two = second.toStdString();
    encoding.take({.kind = Kind::ToolArguments, .text = one, .isCustom = isCustom});
    encoding.take({.kind = Kind::ToolArguments, .text = two, .isCustom = isCustom});
    const std::string end = encoding.take({.kind = Kind::Finish, .finish = "tool_calls"});
    encoding.close();
    QVERIFY(isLegalStream(encoding.stream));
    QVERIFY(PassRun(encoding.stream).hasEnded());
    const std::string text = input.toStdString();
    QVERIFY(end.find(R"("response.custom_tool_call_input.done")") != std::string::npos);
    QCOMPARE(
        outputOf(encoding.stream),
        R"({"type":"custom_tool_call","id":"ctc_1_0","status":"completed","call_id":"c","name":"patch","input":")"
            + text + "\"}");
    // The deltas say the same.
    const DecodeRun decoded(encoding.stream);
    std::string deltas;
    AnswerCollector collector;
    ResponsesDecoder decoder;
    feedStream(encoding.stream, {},
               [&](const sse::Event &event) { decoder.decode(event, collector); });
    QCOMPARE(collector.choices().front().parts.front().text, text);
    QVERIFY(collector.choices().front().parts.front().isCustom);
}

void ResponsesEncoderTest::reasoningIsToldByItsKind()
{
    Encoding encoding;
    encoding.take({.kind = Kind::Reasoning, .index = 0, .text = R"("so")", .isSummary = true});
    encoding.take({.kind = Kind::Reasoning, .index = 1, .text = R"("hm")"});
    encoding.take({.kind = Kind::Reasoning, .index = 1, .text = R"("m")"});
    encoding.take({.kind = Kind::Reasoning,
                   .index = 2,
                   .text = R"("I think")",
                   .family = ReasoningFamily::Anthropic});
    encoding.take({.kind = Kind::Text, .text = R"("x")"});
    encoding.take({.kind = Kind::Finish, .finish = "stop"});
    encoding.close();
    QVERIFY(isLegalStream(encoding.stream));
    const PassRun run(encoding.stream);
    QVERIFY2(run.hasEnded(), run.machine->broken().message.c_str());
    QCOMPARE(run.allRepairs(), 0U);
    QVERIFY(
        encoding.stream.find(numbered(
            "response.content_part.added", 9,
            R"(,"item_id":"rs_1_1","output_index":1,"content_index":0,"part":{"type":"reasoning_text","text":""})"))
        != std::string::npos);
    QCOMPARE(
        outputOf(encoding.stream),
        R"({"type":"reasoning","id":"rs_1_0","status":"completed","summary":[{"type":"summary_text","text":"so"}]})"s
            + R"(,{"type":"reasoning","id":"rs_1_1","status":"completed","summary":[],"content":[{"type":"reasoning_text","text":"hmm"}]})"s
            + R"(,{"type":"reasoning","id":"rs_1_2","status":"completed","summary":[{"type":"summary_text","text":"I think"}]})"s
            + R"(,{"type":"message","id":"msg_1_3","status":"completed","role":"assistant","content":[)"
            + textPart("x") + "]}");
}

const std::string signedOutput
    = R"({"type":"reasoning","id":"rs_1_0","status":"completed","summary":[{"type":"summary_text","text":"I think"}],"encrypted_content":"tp1s:anthropic:Sg"})"s
    + R"(,{"type":"reasoning","id":"rs_1_1","status":"completed","summary":[],"encrypted_content":"tp1:anthropic:Rd"})"s
    + R"(,{"type":"reasoning","id":"rs_1_2","status":"completed","summary":[],"encrypted_content":"gA"})"s
    + R"(,{"type":"reasoning","id":"rs_1_3","status":"completed","summary":[],"encrypted_content":"tp1c:gemini:Cs"})"s
    + R"(,{"type":"function_call","id":"fc_1_4","status":"completed","call_id":"c","namespace":"mcp__files","name":"look","arguments":"{}"})";

const AnswerEvent signedEvents[] = {
    {.kind = Kind::Reasoning,
     .index = 0,
     .text = R"("I think")",
     .family = ReasoningFamily::Anthropic},
    {.kind = Kind::Signature,
     .index = 0,
     .signature = R"("Sg")",
     .family = ReasoningFamily::Anthropic},
    {.kind = Kind::Encrypted,
     .index = 1,
     .encrypted = R"("Rd")",
     .family = ReasoningFamily::Anthropic},
    {.kind = Kind::Encrypted,
     .index = 2,
     .encrypted = R"("gA")",
     .family = ReasoningFamily::OpenAi},
    {.kind = Kind::ToolStart,
     .id = R"("c")",
     .name = R"("mcp__files__look")",
     .signature = R"("Cs")",
     .family = ReasoningFamily::Gemini},
    {.kind = Kind::Finish, .finish = "tool_calls"},
};

void ResponsesEncoderTest::signaturesAreKeptWhereTheyAreAskedFor()
{
    Encoding encoding(agentBody);
    for (const AnswerEvent &event : signedEvents)
        encoding.take(event);
    encoding.close();
    QVERIFY(isLegalStream(encoding.stream));
    QVERIFY(PassRun(encoding.stream).hasEnded());
    QCOMPARE(outputOf(encoding.stream), signedOutput);
}

void ResponsesEncoderTest::nothingEncryptedWithoutBeingAsked()
{
    Encoding encoding;
    for (const AnswerEvent &event : signedEvents)
        encoding.take(event);
    encoding.close();
    QCOMPARE(
        outputOf(encoding.stream),
        R"({"type":"reasoning","id":"rs_1_0","status":"completed","summary":[{"type":"summary_text","text":"I think"}]})"s
            + R"(,{"type":"function_call","id":"fc_1_1","status":"completed","call_id":"c","name":"mcp__files__look","arguments":"{}"})");
}

void ResponsesEncoderTest::refusalFollowsText()
{
    Encoding encoding;
    encoding.take({.kind = Kind::Text, .text = R"("Well")"});
    encoding.take({.kind = Kind::Refusal, .text = R"("no")"});
    encoding.take({.kind = Kind::Refusal, .text = R"(".")"});
    encoding.take({.kind = Kind::Finish, .finish = "content_filter"});
    encoding.close();
    QVERIFY(isLegalStream(encoding.stream));
    const PassRun run(encoding.stream);
    QVERIFY2(run.hasEnded(), run.machine->broken().message.c_str());
    QCOMPARE(outputOf(encoding.stream),
             message("incomplete", textPart("Well") + R"(,{"type":"refusal","refusal":"no."})"));
    QVERIFY(encoding.stream.find(R"("incomplete_details":{"reason":"content_filter"})")
            != std::string::npos);
}

void ResponsesEncoderTest::picturesAndCitationsAreItems()
{
    Encoding encoding;
    encoding.take({.kind = Kind::Text, .text = R"("see")"});
    encoding.take(
        {.kind = Kind::Logprobs, .json = R"({"content":[{"token":"see"}],"refusal":null})"});
    encoding.take(
        {.kind = Kind::Annotation,
         .json
         = R"({"type":"url_citation","url_citation":{"url":"https://a","title":"A","start_index":0,"end_index":3}})"});
    encoding.take({.kind = Kind::Annotation, .json = R"({"type":"file","file":{"hash":"h"}})"});
    encoding.take({.kind = Kind::Image, .text = R"("data:image/png;base64,AAAA")"});
    encoding.take({.kind = Kind::Image, .text = R"("https://b/c.png")"});
    encoding.take({.kind = Kind::Finish, .finish = "stop"});
    encoding.close();
    QVERIFY(isLegalStream(encoding.stream));
    const PassRun run(encoding.stream);
    QVERIFY2(run.hasEnded(), run.machine->broken().message.c_str());
    QCOMPARE(
        outputOf(encoding.stream),
        message(
            "completed",
            R"({"type":"output_text","text":"see","annotations":[{"type":"url_citation","url":"https://a","title":"A","start_index":0,"end_index":3}],"logprobs":[{"token":"see"}]})")
            + R"(,{"type":"image_generation_call","id":"ig_1_1","status":"completed","result":"AAAA"})"s
            + R"(,{"type":"message","id":"msg_1_2","status":"completed","role":"assistant","content":[)"
            + textPart("![image](https://b/c.png)") + "]}");
}

void ResponsesEncoderTest::finishDecidesTheEnd_data()
{
    QTest::addColumn<QByteArray>("finish");
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("standing");
    QTest::newRow("stop") << QByteArray("stop") << QByteArray("response.completed")
                          << QByteArray(R"("status":"completed","error":null)");
    QTest::newRow("length")
        << QByteArray("length") << QByteArray("response.incomplete")
        << QByteArray(
               R"("status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"})");
    QTest::newRow("error") << QByteArray("error") << QByteArray("response.failed")
                           << QByteArray(R"("status":"failed","error":{"code":"server_error")");
    QTest::newRow("unknown") << QByteArray("bored") << QByteArray("response.completed")
                             << QByteArray(R"("status":"completed","error":null)");
}

void ResponsesEncoderTest::finishDecidesTheEnd()
{
    QFETCH(QByteArray, finish);
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, standing);
    const std::string word = finish.toStdString();
    Encoding encoding;
    encoding.take({.kind = Kind::Text, .text = R"("x")"});
    encoding.take({.kind = Kind::Finish, .finish = word});
    const std::string end = encoding.close();
    QVERIFY(end.starts_with("event: " + event.toStdString() + "\n"));
    QVERIFY(end.find(standing.toStdString()) != std::string::npos);
    QVERIFY(isLegalStream(encoding.stream));
}

void ResponsesEncoderTest::nothingAtAllIsALegalAnswer()
{
    Encoding encoding;
    QCOMPARE(encoding.close(),
             beginning
                 + numbered("response.completed", 2,
                            withResponse(plainResponse(completed, {}, responsesUsageJson({})))));
}

void ResponsesEncoderTest::failureIsLegalAtAnyMoment()
{
    const ApiError error{.status = 400, .errorType = "invalid_request", .message = "No \"x\"."};
    const std::string standing
        = R"("status":"failed","error":{"code":"invalid_prompt","message":"No \"x\"."},"error_type":"invalid_request","incomplete_details":null)";
    Encoding early;
    early.encoder->fail(error);
    QCOMPARE(early.taken(),
             beginning + numbered("response.failed", 2, withResponse(plainResponse(standing, {}))));
    Encoding late;
    late.take({.kind = Kind::Text, .text = R"("x")"});
    late.encoder->fail(error);
    QCOMPARE(late.taken(),
             numbered("response.failed", 5,
                      withResponse(plainResponse(standing, message("incomplete", textPart("x"))))));
    QVERIFY(isLegalStream(late.stream));
    QVERIFY(PassRun(late.stream).fault() == WireFault::UpstreamError);
}

void ResponsesEncoderTest::otherChoicesArePassedOver()
{
    Encoding encoding;
    QCOMPARE(encoding.take({.kind = Kind::Text, .choice = 1, .text = R"("x")"}), "");
    QCOMPARE(encoding.take({.kind = Kind::Text, .text = R"("")"}), "");
}

void ResponsesEncoderTest::wholeAnswerSaysTheSame()
{
    const auto request = responsesApi().read(agentBody);
    AnswerCollector collector;
    for (const AnswerEvent &event : signedEvents)
        collector.take(event);
    const std::string whole = responsesApi().wholeBody(collector, *request, ourNames, {});
    Encoding encoding(agentBody);
    for (const AnswerEvent &event : signedEvents)
        encoding.take(event);
    const std::string end = encoding.close();
    const std::size_t begin = end.find(R"("response":)") + 11;
    QCOMPARE(whole, end.substr(begin, end.size() - begin - 3));
    AnswerCollector texts;
    texts.take({.kind = Kind::Text, .text = R"("h\u00e9")"});
    texts.take({.kind = Kind::Refusal, .text = R"("no")"});
    texts.take({.kind = Kind::Image, .text = R"("data:image/png;base64,AAAA")"});
    texts.take({.kind = Kind::Annotation,
                .json = R"({"type":"url_citation","url_citation":{"url":"https://a"}})"});
    texts.take({.kind = Kind::Finish, .finish = "length"});
    const auto plain = responsesApi().read(plainBody);
    QCOMPARE(
        responsesApi().wholeBody(texts, *plain, ourNames, {}),
        plainResponse(
            R"("status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"})",
            message(
                "incomplete",
                R"({"type":"output_text","text":"h\u00e9","annotations":[{"type":"url_citation","url":"https://a","title":"","start_index":0,"end_index":0}],"logprobs":[]},{"type":"refusal","refusal":"no"})")
                + R"(,{"type":"image_generation_call","id":"ig_1_1","status":"incomplete","result":"AAAA"})",
            responsesUsageJson({})));
}

/// What a client sends back of an answer means what the answer meant.
void ResponsesEncoderTest::reasoningComesBackAsItWas()
{
    const std::string body = R"({"model":"m","input":[)" + signedOutput + "]}";
    const auto request = responsesApi().read(body);
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    const auto talk = responsesApi().converse(*request);
    QVERIFY(talk);
    QCOMPARE(talk->turns.size(), 1U);
    const std::vector<ContentPart> &parts = talk->turns.front().parts;
    QCOMPARE(parts.size(), 4U);
    QCOMPARE(parts[0].text, R"("I think")");
    QCOMPARE(parts[0].signature, R"("Sg")");
    QVERIFY(parts[0].family == ReasoningFamily::Anthropic && !parts[0].isSummary);
    QCOMPARE(parts[1].encrypted, R"("Rd")");
    QVERIFY(parts[1].family == ReasoningFamily::Anthropic);
    QCOMPARE(parts[2].encrypted, R"("gA")");
    QVERIFY(parts[2].family == ReasoningFamily::OpenAi);
    QCOMPARE(parts[3].name, R"("mcp__files__look")");
    QCOMPARE(parts[3].signature, R"("Cs")");
    QVERIFY(parts[3].family == ReasoningFamily::Gemini);
}

#endif

QTEST_GUILESS_MAIN(ResponsesEncoderTest)
#include "tst_ResponsesEncoder.moc"
