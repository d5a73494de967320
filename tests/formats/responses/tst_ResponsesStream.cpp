// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/formats/responses/ResponsesRun.h"

using namespace turnpike;

class ResponsesStreamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ordinaryStreamPassesByteForByte();
    void everyCutGivesTheSameStream();
    void nothingGoesBeforeSubstance();
    void callsAreSubstanceAndFinishAsSuch();
    void incompleteAnswersTellWhy();
    void usageOfTheProviderNeverPasses();
    void bareServersAreMadeLegal();
    void partsThatWereNotOpenedAreOpened();
    void itemsThatWereNotDoneAreDone();
    void errorsInTheStreamBreakIt_data();
    void errorsInTheStreamBreakIt();
    void illegalOrderBreaksIt_data();
    void illegalOrderBreaksIt();
    void missingEndIsACut();
    void nothingAtAllIsEmpty();
    void eventsAfterTheEndAreForNobody();
    void failureIsALegalEnd();
    void failureBeforeTheFirstEventBeginsFirst();
    void wholeAnswerPassesWithOurUsage();
    void wholeAnswerGetsWhatStrictClientsNeed();
    void wholeAnswerThatIsNoneIsBroken_data();
    void wholeAnswerThatIsNoneIsBroken();
};

#ifndef Q_MOC_RUN // Raw strings that hold quotes are too much for it.

namespace {

const std::string completed = completedEvent(10, doneMessage);
const std::string ordinary = createdEvents() + messageEvents() + completed;

std::string ourClosing(int number, std::string_view output)
{
    const std::string details = R"(,"incomplete_details":null)";
    return numbered("response.completed", number,
                    withResponse(responseObject("completed", output,
                                                details + ",\"usage\":" + responsesUsageJson({}))));
}

std::string callAdded(int number, int index, std::string_view type = "function_call")
{
    const bool isCustom = type != "function_call";
    return numbered("response.output_item.added", number,
                    R"(,"output_index":)" + std::to_string(index)
                        + R"(,"item":{"id":"fc_p","type":")" + std::string(type)
                        + R"(","status":"in_progress",)"
                        + (isCustom ? R"("input":"")" : R"("arguments":"")")
                        + R"(,"call_id":"call_p","name":"look"})");
}

std::string argumentsDelta(int number, std::string_view delta)
{
    return numbered("response.function_call_arguments.delta", number,
                    R"(,"item_id":"fc_p","output_index":0,"delta":)" + std::string(delta));
}

} // namespace

void ResponsesStreamTest::ordinaryStreamPassesByteForByte()
{
    const PassRun run(ordinary);
    QVERIFY2(run.hasEnded(), run.machine->broken().message.c_str());
    QCOMPARE(run.sent, ordinary.substr(0, ordinary.size() - completed.size()));
    QCOMPARE(run.machine->closing({}), ourClosing(10, doneMessage));
    QCOMPARE(run.allRepairs(), 0U);
    QCOMPARE(run.machine->finishReason(), "stop");
    QCOMPARE(run.machine->nativeFinishReason(), "completed");
    QCOMPARE(run.machine->upstreamId(), "resp_p");
    QCOMPARE(run.machine->servedModel(), "gpt");
    QCOMPARE(run.machine->outputBytes(), 4 + 3 + 3);
    QVERIFY(run.machine->hasUsage());
    const UsageReport &usage = run.machine->usage();
    QCOMPARE(usage.usage.prompt, 9);
    QCOMPARE(usage.usage.cacheRead, 4);
    QCOMPARE(usage.usage.completion, 6);
    QCOMPARE(usage.usage.reasoning, 2);
    QVERIFY(usage.isComplete());
}

void ResponsesStreamTest::everyCutGivesTheSameStream()
{
    const PassRun whole(ordinary);
    for (std::size_t cut = 0; cut <= ordinary.size(); ++cut) {
        const PassRun run(ordinary, {cut});
        QVERIFY(run.hasEnded());
        QCOMPARE(run.sent, whole.sent);
    }
    const PassRun bytes(ordinary, everyByte(ordinary));
    QVERIFY(bytes.hasEnded());
    QCOMPARE(bytes.sent, whole.sent);
    QCOMPARE(bytes.machine->closing({}), whole.machine->closing({}));
}

void ResponsesStreamTest::nothingGoesBeforeSubstance()
{
    const std::string start = ": keep-alive\n\n" + createdEvents()
        + messageEvents().substr(0, messageEvents().find("event: response.output_text.delta"));
    const PassRun held(start);
    QCOMPARE(held.sent, "");
    QVERIFY(!held.machine->hasForwarded());
    QVERIFY(held.fault() == WireFault::Cut);
    const std::string empty = numbered(
        "response.output_text.delta", 4,
        R"(,"item_id":"msg_p","output_index":0,"content_index":0,"delta":"","logprobs":[])");
    QCOMPARE(PassRun(start + empty).sent, "");
    // Members that stand where they mean nothing are not followed.
    const PassRun stray(
        numbered("response.created", 0,
                 R"(,"output_index":7,"delta":"x")" + withResponse(responseObject("in_progress"))));
    QCOMPARE(stray.sent, "");
    QCOMPARE(stray.machine->outputBytes(), 0);
    // Requests are repeated in the first events, and may be large.
    const std::string large = withResponse(responseObject(
        "in_progress", {}, std::string(200'000, ' ') + R"(,"incomplete_details":null)"));
    QCOMPARE(PassRun(numbered("response.created", 0, large)
                     + numbered("response.in_progress", 1, large)
                     + numbered("response.in_progress", 2, large))
                 .sent,
             "");
}

void ResponsesStreamTest::callsAreSubstanceAndFinishAsSuch()
{
    const std::string call
        = R"({"id":"fc_p","type":"function_call","status":"completed","arguments":"{}","call_id":"call_p","name":"look"})";
    const std::string start = createdEvents() + callAdded(2, 0);
    QCOMPARE(PassRun(start).sent, start);
    const std::string stream = start + argumentsDelta(3, R"("{}")")
        + numbered("response.function_call_arguments.done", 4,
                   R"(,"item_id":"fc_p","output_index":0,"name":"look","arguments":"{}")")
        + numbered("response.output_item.done", 5, R"(,"output_index":0,"item":)" + call);
    const PassRun run(stream + completedEvent(6, call));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, stream);
    QCOMPARE(run.machine->finishReason(), "tool_calls");
    QCOMPARE(run.allRepairs(), 0U);
}

void ResponsesStreamTest::incompleteAnswersTellWhy()
{
    const auto ended = [](std::string_view reason) {
        return createdEvents() + messageEvents()
            + numbered("response.incomplete", 10,
                       withResponse(responseObject(
                           "incomplete", doneMessage,
                           R"(,"incomplete_details":{"reason":")" + std::string(reason)
                               + R"("},"usage":{"input_tokens":1,"output_tokens":0})")));
    };
    const PassRun limit(ended("max_output_tokens"));
    QVERIFY(limit.hasEnded());
    QCOMPARE(limit.machine->finishReason(), "length");
    QCOMPARE(limit.machine->nativeFinishReason(), "max_output_tokens");
    QVERIFY(limit.machine->usage().isComplete());
    QVERIFY(limit.machine->closing({}).starts_with("event: response.incomplete\n"));
    QCOMPARE(PassRun(ended("content_filter")).machine->finishReason(), "content_filter");
}

void ResponsesStreamTest::usageOfTheProviderNeverPasses()
{
    const std::string told = R"({"input_tokens":77,"output_tokens":77})";
    const std::string begun
        = responseObject("in_progress", {}, ",\"usage\":" + told + R"(,"incomplete_details":null)");
    const std::string twice = responseObject("completed", doneMessage,
                                             ",\"usage\":" + told + ",\"usage\":" + told
                                                 + R"(,"incomplete_details":null)");
    const PassRun run(numbered("response.created", 0, withResponse(begun)) + messageEvents()
                      + numbered("response.completed", 10, withResponse(twice)));
    QVERIFY(run.hasEnded());
    const std::string client = run.sent + run.machine->closing({});
    QVERIFY(client.find("77") == std::string::npos);
    QCOMPARE(run.machine->usage().usage.prompt, 77);
    QVERIFY(client.find(responsesUsageJson({})) != std::string::npos);
}

/// Few members, no numbers and no event lines, as small servers write.
void ResponsesStreamTest::bareServersAreMadeLegal()
{
    const std::string bare
        = R"(data: {"type":"response.created","response":{"id":"r","object":"response","created_at":5,"model":"m","status":"in_progress","output":[]}}

data: {"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"fc","call_id":"c","name":"look","arguments":"","status":"in_progress"}}

data: {"type":"response.function_call_arguments.delta","item_id":"fc","output_index":0,"delta":"{}"}

data: {"type":"response.function_call_arguments.done","item_id":"fc","output_index":0,"arguments":"{}"}

data: {"type":"response.output_item.done","output_index":0,"item":{"type":"function_call","id":"fc","call_id":"c","name":"look","arguments":"{}","status":"completed"}}

data: {"type":"response.output_item.added","output_index":1,"item":{"type":"message","id":"m","role":"assistant","content":[]}}

data: {"type":"response.content_part.added","item_id":"m","output_index":1,"content_index":0,"part":{"type":"output_text","text":""}}

data: {"type":"response.output_text.delta","item_id":"m","output_index":1,"content_index":0,"delta":"x"}

data: {"type":"response.output_text.done","item_id":"m","output_index":1,"content_index":0,"text":"x","logprobs":null}

data: {"type":"response.output_item.done","output_index":1,"item":{"type":"message","id":"m","role":"assistant","content":[{"type":"output_text","text":"x"}]}}

data: {"type":"response.completed","response":{"id":"r","object":"response","created_at":5,"model":"m","status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3}}}

)";
    const PassRun run(bare);
    QVERIFY2(run.hasEnded(), run.machine->broken().message.c_str());
    const std::string client = run.sent + run.machine->closing({});
    QVERIFY(isLegalStream(client));
    QVERIFY(run.repairs(Repair::MissingMember) > 11);
    for (const std::string_view member :
         {R"("completed_at":null)", R"("incomplete_details":null)", R"("tools":[])",
          R"("parallel_tool_calls":true)", R"("frequency_penalty":null)", R"("top_p":null)"})
        QVERIFY2(run.sent.find(member) != std::string::npos, std::string(member).c_str());
    QVERIFY(client.find(R"("arguments":"{}","name":"look","sequence_number":3})")
            != std::string::npos);
    QVERIFY(client.find(R"("delta":"x","logprobs":[],"sequence_number":7})") != std::string::npos);
    QVERIFY(client.find(R"("text":"x","logprobs":[],"sequence_number":8})") != std::string::npos);
    // What was repaired once needs no repair again.
    QCOMPARE(PassRun(client).allRepairs(), 0U);
}

void ResponsesStreamTest::partsThatWereNotOpenedAreOpened()
{
    const std::string start = createdEvents()
        + numbered("response.output_item.added", 2,
                   R"(,"output_index":0,"item":{"id":"rs_p","type":"reasoning","summary":[]})");
    const std::string done = R"({"id":"rs_p","type":"reasoning","summary":[]})";
    const std::string stream = start
        + numbered("response.reasoning_text.delta", 3,
                   R"(,"item_id":"rs_p","output_index":0,"content_index":0,"delta":"hm")")
        + numbered("response.reasoning_summary_text.delta", 4,
                   R"(,"item_id":"rs_p","output_index":0,"summary_index":0,"delta":"so")")
        + numbered("response.output_item.done", 5, R"(,"output_index":0,"item":)" + done)
        + completedEvent(6, done);
    const PassRun run(stream);
    QVERIFY2(run.hasEnded(), run.machine->broken().message.c_str());
    QCOMPARE(
        run.sent,
        start
            + numbered(
                "response.content_part.added", 3,
                R"(,"item_id":"rs_p","output_index":0,"content_index":0,"part":{"type":"reasoning_text","text":""})")
            + numbered("response.reasoning_text.delta", 4,
                       R"(,"item_id":"rs_p","output_index":0,"content_index":0,"delta":"hm")")
            + numbered(
                "response.reasoning_summary_part.added", 5,
                R"(,"item_id":"rs_p","output_index":0,"summary_index":0,"part":{"type":"summary_text","text":""})")
            + numbered("response.reasoning_summary_text.delta", 6,
                       R"(,"item_id":"rs_p","output_index":0,"summary_index":0,"delta":"so")")
            + numbered("response.output_item.done", 7, R"(,"output_index":0,"item":)" + done));
    QCOMPARE(run.repairs(Repair::MissingEvent), 2U);
    QCOMPARE(run.repairs(Repair::BadMember), 0U);
    QCOMPARE(run.machine->closing({}), ourClosing(8, done));
}

void ResponsesStreamTest::itemsThatWereNotDoneAreDone()
{
    const std::string call
        = R"({"id":"fc_p","type":"function_call","status":"completed","arguments":"{}","call_id":"call_p","name":"look"})";
    const std::string start = createdEvents() + callAdded(2, 0) + argumentsDelta(3, R"("{}")");
    const PassRun run(start + completedEvent(4, call));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, start);
    QCOMPARE(run.machine->closing({}),
             numbered("response.output_item.done", 4, R"(,"output_index":0,"item":)" + call)
                 + ourClosing(5, call));
    QCOMPARE(run.repairs(Repair::MissingEvent), 1U);
    QVERIFY(PassRun(start + completedEvent(4, {})).fault() == WireFault::Order);
}

void ResponsesStreamTest::errorsInTheStreamBreakIt_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QByteArray>("told");
    const std::string error = R"({"code":"rate_limit_exceeded","message":"slow down"})";
    const auto row = [](const char *name, const std::string &event, const std::string &told) {
        QTest::newRow(name) << QByteArray::fromStdString(event) << QByteArray::fromStdString(told);
    };
    row("failed",
        numbered("response.failed", 2,
                 withResponse(R"({"id":"r","status":"failed","error":)" + error + "}")),
        error);
    row("flat",
        "event: error\ndata: "
        R"({"type":"error","code":"x","message":"m","param":null,"sequence_number":2})"
        "\n\n",
        R"({"type":"error","code":"x","message":"m","param":null,"sequence_number":2})");
    row("nested", "data: {\"type\":\"error\",\"error\":" + error + "}\n\n", error);
    row("completed with an error",
        numbered("response.completed", 2,
                 withResponse(R"({"id":"r","status":"failed","error":)" + error + "}")),
        error);
}

void ResponsesStreamTest::errorsInTheStreamBreakIt()
{
    QFETCH(QByteArray, event);
    QFETCH(QByteArray, told);
    const PassRun run(createdEvents() + event.toStdString());
    QVERIFY(run.fault() == WireFault::UpstreamError);
    QCOMPARE(run.machine->broken().errorObject, told.toStdString());
    QCOMPARE(run.sent, "");
    const DecodeRun decoded(createdEvents() + event.toStdString());
    QVERIFY(decoded.decoder.broken().fault == WireFault::UpstreamError);
    QCOMPARE(decoded.decoder.broken().errorObject, told.toStdString());
}

void ResponsesStreamTest::illegalOrderBreaksIt_data()
{
    QTest::addColumn<QByteArray>("stream");
    const auto row = [](const char *name, const std::string &stream) {
        QTest::newRow(name) << QByteArray::fromStdString(stream);
    };
    const std::string text = R"(,"item_id":"m","output_index":0,"content_index":)";
    const std::string message
        = createdEvents() + messageEvents().substr(0, messageEvents().find("event: response.cont"));
    row("no beginning", messageEvents());
    row("two beginnings", createdEvents() + createdEvents());
    row("an item out of order", createdEvents() + callAdded(2, 1));
    row("a call of nothing",
        createdEvents()
            + numbered("response.output_item.added", 2,
                       R"(,"output_index":0,"item":{"type":"function_call","call_id":"c"})"));
    row("a call without an id",
        createdEvents()
            + numbered("response.output_item.added", 2,
                       R"(,"output_index":0,"item":{"type":"custom_tool_call","name":"f"})"));
    row("an item twice", createdEvents() + callAdded(2, 0) + callAdded(3, 0));
    row("text without an item",
        createdEvents()
            + numbered("response.output_text.delta", 2, text + R"(0,"delta":"x","logprobs":[])"));
    row("text in a call",
        createdEvents() + callAdded(2, 0)
            + numbered("response.output_text.delta", 3, text + R"(0,"delta":"x","logprobs":[])"));
    row("arguments in a message", message + argumentsDelta(3, R"("{}")"));
    row("arguments in a custom call",
        createdEvents() + callAdded(2, 0, "custom_tool_call") + argumentsDelta(3, R"("{}")"));
    row("a part out of order",
        message
            + numbered("response.content_part.added", 3,
                       text + R"(1,"part":{"type":"output_text","text":""})"));
    row("a refusal in a text part",
        createdEvents()
            + messageEvents().substr(0, messageEvents().find("event: response.output_text.delta"))
            + numbered("response.refusal.delta", 4, text + R"(0,"delta":"x")"));
    row("more for a done item",
        createdEvents() + messageEvents()
            + numbered("response.output_text.delta", 10, text + R"(0,"delta":"x","logprobs":[])"));
    row("a summary out of order",
        createdEvents()
            + numbered("response.output_item.added", 2,
                       R"(,"output_index":0,"item":{"id":"r","type":"reasoning","summary":[]})")
            + numbered("response.reasoning_summary_text.delta", 3,
                       R"(,"item_id":"r","output_index":0,"summary_index":1,"delta":"x")"));
}

void ResponsesStreamTest::illegalOrderBreaksIt()
{
    QFETCH(QByteArray, stream);
    const PassRun run(stream.toStdString());
    QVERIFY(run.fault() == WireFault::Order);
    QVERIFY(run.last == AnswerStream::Action::Broken);
    const DecodeRun decoded(stream.toStdString());
    QVERIFY(decoded.decoder.broken().fault == WireFault::Order);
}

void ResponsesStreamTest::missingEndIsACut()
{
    QVERIFY(PassRun(createdEvents() + messageEvents()).fault() == WireFault::Cut);
    QVERIFY(PassRun(createdEvents() + messageEvents() + "data: [DONE]\n\n").fault()
            == WireFault::Cut);
    QVERIFY(PassRun("").fault() == WireFault::Cut);
    QVERIFY(PassRun("<html>\n\n" + ordinary).hasEnded()); // A field that no one knows.
    QVERIFY(PassRun("data: <html>\n\n").fault() == WireFault::Garbage);
    QVERIFY(PassRun("data: {\"choices\":[]}\n\n").fault() == WireFault::Garbage);
    QVERIFY(PassRun("data: {\"type\":\"response.created\"\n\n").fault() == WireFault::Garbage);
    QVERIFY(PassRun(createdEvents() + numbered("response.completed", 2)).fault()
            == WireFault::Garbage);
}

void ResponsesStreamTest::nothingAtAllIsEmpty()
{
    QVERIFY(PassRun(createdEvents() + completedEvent(2, {})).fault() == WireFault::Empty);
    const std::string limited = numbered(
        "response.incomplete", 2,
        withResponse(responseObject("incomplete", {},
                                    R"(,"incomplete_details":{"reason":"max_output_tokens"})")));
    const PassRun run(createdEvents() + limited);
    QVERIFY(run.hasEnded());
    // What was held back goes with the end.
    const std::string closing = run.machine->closing({});
    QVERIFY(closing.starts_with(createdEvents()));
    QVERIFY(isLegalStream(closing));
}

void ResponsesStreamTest::eventsAfterTheEndAreForNobody()
{
    const PassRun run(ordinary + "data: [DONE]\n\n" + messageEvents() + ": bye\n\n");
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, PassRun(ordinary).sent);
}

void ResponsesStreamTest::failureIsALegalEnd()
{
    const PassRun run(createdEvents() + messageEvents());
    const std::string end = run.machine->failure(
        {.status = 429, .errorType = "rate_limit_exceeded", .message = "Too \"fast\"."});
    QVERIFY(isLegalStream(run.sent + end));
    QVERIFY(end.starts_with("event: response.failed\n"));
    QVERIFY(end.find(R"("id":"resp_p")") != std::string::npos);
    QVERIFY(
        end.find(
            R"("status":"failed","error":{"code":"rate_limit_exceeded","message":"Too \"fast\"."},"error_type":"rate_limit_exceeded")")
        != std::string::npos);
}

void ResponsesStreamTest::failureBeforeTheFirstEventBeginsFirst()
{
    const PassRun run("");
    const std::string end
        = run.machine->failure({.status = 500, .errorType = "secret", .message = "secret"});
    QVERIFY(isLegalStream(end));
    QVERIFY(end.starts_with("event: response.created\n"));
    QVERIFY(end.find(R"("id":"resp_1")") != std::string::npos);
    QVERIFY(end.find("secret") == std::string::npos);
    QVERIFY(end.find(R"("code":"server_error","message":"Internal Server Error")")
            != std::string::npos);
}

void ResponsesStreamTest::wholeAnswerPassesWithOurUsage()
{
    const std::string body = responseObject("completed", doneMessage,
                                            providerUsage + R"(,"big":1234567890123456789012)");
    auto whole = responsesApi().passWhole(body, ourNames);
    QVERIFY2(whole, whole ? "" : whole.error().message.c_str());
    QCOMPARE((*whole)->upstreamId, "resp_p");
    QCOMPARE((*whole)->servedModel, "gpt");
    QCOMPARE((*whole)->finishReason(), "stop");
    QCOMPARE((*whole)->outputBytes, 4 + 4);
    QVERIFY((*whole)->hasUsage);
    QCOMPARE((*whole)->usage.usage.prompt, 9);
    QCOMPARE((*whole)->body({}).joined(),
             responseObject("completed", doneMessage,
                            R"(,"incomplete_details":null,"big":1234567890123456789012,"usage":)"
                                + responsesUsageJson({})));
    for (const std::uint32_t count : (*whole)->repairs)
        QCOMPARE(count, 0U);
}

void ResponsesStreamTest::wholeAnswerGetsWhatStrictClientsNeed()
{
    const std::string call = R"({"type":"function_call","name":"f","arguments":"{}"})";
    const std::string body = R"({"output":[)" + call + "]}";
    auto whole = responsesApi().passWhole(body, ourNames);
    QVERIFY(whole);
    QCOMPARE((*whole)->finishReason(), "tool_calls");
    QVERIFY(!(*whole)->hasUsage);
    QCOMPARE(
        (*whole)->body({}).joined(),
        R"({"output":[)" + call
            + R"(],"object":"response","completed_at":null,"error":null,"frequency_penalty":null,"incomplete_details":null,"instructions":null,"metadata":null,"parallel_tool_calls":true,"presence_penalty":null,"temperature":null,"tool_choice":"auto","tools":[],"top_p":null,"id":"resp_1","model":"a/b","created_at":1700000000,"usage":)"
            + responsesUsageJson({}) + "}");
}

void ResponsesStreamTest::wholeAnswerThatIsNoneIsBroken_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("fault");
    const auto row = [](const char *name, const std::string &body, WireFault fault) {
        QTest::newRow(name) << QByteArray::fromStdString(body) << static_cast<int>(fault);
    };
    row("blank", " \n", WireFault::Empty);
    row("html", "<html></html>", WireFault::Garbage);
    row("cut", responseObject("completed", doneMessage).substr(0, 80), WireFault::Garbage);
    row("chat", R"({"choices":[]})", WireFault::Garbage);
    row("error", R"({"error":{"message":"no"}})", WireFault::UpstreamError);
    row("failed", R"({"status":"failed","output":[]})", WireFault::UpstreamError);
    row("in progress", R"({"status":"in_progress","output":[{"type":"message"}]})", WireFault::Cut);
    row("nothing", responseObject("completed"), WireFault::Empty);
}

void ResponsesStreamTest::wholeAnswerThatIsNoneIsBroken()
{
    QFETCH(QByteArray, body);
    QFETCH(int, fault);
    const auto whole = responsesApi().passWhole(body.toStdString(), ourNames);
    QVERIFY(!whole);
    QCOMPARE(static_cast<int>(whole.error().fault), fault);
}

#endif

QTEST_GUILESS_MAIN(ResponsesStreamTest)
#include "tst_ResponsesStream.moc"
