// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/formats/messages/MessagesClient.h"
#include "tests/formats/messages/MessagesFixture.h"
#include "tests/formats/messages/MessagesRun.h"

using namespace turnpike;

namespace {

std::string wireEvent(std::string_view type, std::string_view members)
{
    return "event: " + std::string(type) + "\ndata: {\"type\":\"" + std::string(type) + '"'
        + std::string(members.empty() ? "" : ",") + std::string(members) + "}\n\n";
}

const std::string start = wireEvent(
    "message_start",
    R"("message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"usage":{"input_tokens":4,"output_tokens":1}})");
const std::string textStart
    = wireEvent("content_block_start", R"("index":0,"content_block":{"type":"text","text":""})");
const std::string ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";
const std::string stop = wireEvent("content_block_stop", R"("index":0)");
const std::string finish = wireEvent(
    "message_delta",
    R"("delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":9})");
const std::string done = wireEvent("message_stop", "");

std::string text(std::string_view token, int index = 0)
{
    return wireEvent("content_block_delta",
                     R"("index":)" + std::to_string(index)
                         + R"(,"delta":{"type":"text_delta","text":)" + std::string(token) + "}");
}

std::string toolStart(int index)
{
    return wireEvent(
        "content_block_start",
        R"("index":)" + std::to_string(index)
            + R"(,"content_block":{"type":"tool_use","id":"t1","name":"f","input":{}})");
}

/// Everything up to the withheld end.
std::string upToTheEnd(const std::string &stream)
{
    return stream.substr(0, stream.find("event: message_delta"));
}

} // namespace

class MessagesStreamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answerBearsTheNameThatWasAskedFor();
    void recordedStreamsPassByteForByte_data();
    void recordedStreamsPassByteForByte();
    void endCarriesOurUsageAndTheirOtherMembers();
    void nothingGoesBeforeSubstance();
    void callIsSubstance();
    void emptyAnswerWithAReasonIsAnAnswer();
    void lastToldCountWins();
    void cacheReadsToldLateAreNotDoubled();
    void placeholderOfTheStartIsNoOutput();
    void compactionIsCounted();
    void errorInTheStreamBreaksIt();
    void cutStreamIsNotComplete();
    void missingEndIsPutIn();
    void missingDeltaIsPutIn();
    void missingBlockStopIsPutIn();
    void repeatedEventsAreDropped();
    void namelessEventsGetTheirNames();
    void startGetsWhatClientsNeed();
    void disorderBreaksIt_data();
    void disorderBreaksIt();
    void garbageBreaksIt_data();
    void garbageBreaksIt();
    void eventsOfSeveralLinesAndOtherEndsPass();
    void failureIsTyped();
};

void MessagesStreamTest::answerBearsTheNameThatWasAskedFor()
{
    std::string other = start;
    const std::string ours = messagesNames.model;
    other.replace(other.find(ours), ours.size(), "claude-x");
    QCOMPARE(PassRun(other + toolStart(0)).sent, start + toolStart(0));
}

void MessagesStreamTest::recordedStreamsPassByteForByte_data()
{
    QTest::addColumn<QString>("finish");
    QTest::newRow("plain") << "stop";
    QTest::newRow("tool") << "tool_calls";
    QTest::newRow("thinking_tool") << "tool_calls";
    QTest::newRow("parallel_tools") << "tool_calls";
    QTest::newRow("cache_usage") << "stop";
    QTest::newRow("cache_late") << "stop";
    QTest::newRow("refusal") << "content_filter";
    QTest::newRow("server_tools") << "stop";
}

void MessagesStreamTest::recordedStreamsPassByteForByte()
{
    QFETCH(QString, finish);
    const std::string stream = messagesFixture(QTest::currentDataTag());
    QVERIFY(!stream.empty());
    PassRun whole(stream);
    QVERIFY(whole.hasEnded());
    std::string expected = upToTheEnd(stream);
    // A ping before the first substance is not worth a commitment.
    if (const std::size_t at = expected.find(ping); at != std::string::npos)
        expected.erase(at, ping.size());
    QCOMPARE(whole.sent, expected);
    QCOMPARE(whole.allRepairs(), 0U);
    QCOMPARE(whole.machine.upstreamId(), "msg_01");
    QCOMPARE(whole.machine.servedModel(), "claude-sonnet-4-5-20250929");
    QCOMPARE(QString::fromStdString(std::string(whole.machine.finishReason())), finish);
    QVERIFY(whole.machine.hasUsage() && whole.machine.usage().isComplete());
    const std::string closing = whole.machine.closing({});
    const MessagesClient client(whole.sent + closing);
    QCOMPARE(client.problem, "");
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        PassRun run(stream, {cut});
        QCOMPARE(run.sent, whole.sent);
        QCOMPARE(run.machine.closing({}), closing);
        QCOMPARE(run.machine.outputBytes(), whole.machine.outputBytes());
    }
}

void MessagesStreamTest::endCarriesOurUsageAndTheirOtherMembers()
{
    PassRun run(messagesFixture("cache_usage"));
    const TokenUsage &usage = run.machine.usage().usage;
    QCOMPARE(usage.prompt, 3 + 12304 + 100);
    QCOMPARE(usage.cacheRead, 100);
    QCOMPARE(usage.cacheWrite, 12000);
    QCOMPARE(usage.cacheWrite1h, 304);
    QCOMPARE(usage.completion, 550);
    QCOMPARE(usage.searches, 2);
    UsageFigures figures;
    figures.usage = usage;
    figures.cost = Money{54'400'000};
    figures.upstreamCost = Money{1};
    QCOMPARE(
        run.machine.closing(figures),
        "event: message_delta\ndata: "
        R"({"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":)"
        R"({"input_tokens":3,"cache_creation_input_tokens":12304,"cache_read_input_tokens":100,)"
        R"("cache_creation":{"ephemeral_5m_input_tokens":12000,"ephemeral_1h_input_tokens":304},)"
        R"("output_tokens":550,"output_tokens_details":{"thinking_tokens":0},"cost":0.0544,"is_byok":false,)"
        R"("cost_details":{"upstream_inference_cost":0.000000001,"upstream_inference_prompt_cost":0,)"
        R"("upstream_inference_completions_cost":0},"server_tool_use":{"web_search_requests":2,"web_fetch_requests":0},)"
        R"("service_tier":null,"inference_geo":null},"context_management":{"applied_edits":[]}})"
        "\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
}

void MessagesStreamTest::nothingGoesBeforeSubstance()
{
    const std::string held = ": hello\n\n" + start + ping + textStart + text(R"("")");
    PassRun run(held);
    QCOMPARE(run.sent, "");
    QVERIFY(!run.machine.hasForwarded());
    QVERIFY(run.machine.broken().fault == WireFault::Cut);
    const PassRun forwarded(held + text(R"("x")") + ping + ": on\n\n");
    QCOMPARE(forwarded.sent,
             start + textStart + text(R"("")") + text(R"("x")") + ping + ": on\n\n");
    QVERIFY(forwarded.machine.hasForwarded());
}

void MessagesStreamTest::callIsSubstance()
{
    QCOMPARE(PassRun(start + toolStart(0)).sent, start + toolStart(0));
}

void MessagesStreamTest::emptyAnswerWithAReasonIsAnAnswer()
{
    PassRun run(start + finish + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, start);
    QCOMPARE(MessagesClient(run.sent + run.machine.closing({})).problem, "");
    const PassRun nothing(start + done);
    QVERIFY(nothing.machine.broken().fault == WireFault::Empty);
}

void MessagesStreamTest::lastToldCountWins()
{
    const auto delta = [](std::string_view usage) {
        return wireEvent("message_delta",
                         R"("delta":{"stop_reason":null},"usage":)" + std::string(usage));
    };
    const PassRun run(start + textStart + text(R"("x")") + stop
                      + delta(R"({"input_tokens":7,"output_tokens":2})")
                      + delta(R"({"input_tokens":null,"output_tokens":"many"})") + finish + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.machine.usage().usage.prompt, 7);
    QCOMPARE(run.machine.usage().usage.completion, 9);
}

void MessagesStreamTest::cacheReadsToldLateAreNotDoubled()
{
    const PassRun run(messagesFixture("cache_late"));
    QCOMPARE(run.machine.usage().usage.prompt, 100);
    QCOMPARE(run.machine.usage().usage.cacheRead, 90);
}

void MessagesStreamTest::placeholderOfTheStartIsNoOutput()
{
    const PassRun run(messagesFixture("cut"));
    QVERIFY(run.machine.hasUsage());
    QVERIFY(run.machine.usage().isPromptTold && !run.machine.usage().isCompletionTold);
    QVERIFY(run.machine.usage().origin() == UsageOrigin::Partial);
    QCOMPARE(run.machine.outputBytes(), 5);
}

void MessagesStreamTest::compactionIsCounted()
{
    const PassRun run(
        start + textStart + text(R"("x")") + stop
        + wireEvent(
            "message_delta",
            R"("delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":10,"output_tokens":5,"iterations":[)"
            R"({"type":"compaction","input_tokens":1000,"output_tokens":200},{"type":"message","input_tokens":10,"output_tokens":5}]})")
        + done);
    QCOMPARE(run.machine.usage().usage.prompt, 1010);
    QCOMPARE(run.machine.usage().usage.completion, 205);
}

void MessagesStreamTest::errorInTheStreamBreaksIt()
{
    const PassRun run(messagesFixture("error"));
    QVERIFY(run.machine.broken().fault == WireFault::UpstreamError);
    QCOMPARE(run.machine.broken().errorObject,
             R"({"type": "overloaded_error", "message": "Overloaded"})");
    QVERIFY(run.sent.find("Overloaded") == std::string::npos);
    const PassRun nameless("data: {\"error\":{\"message\":\"no\"}}\n\n");
    QVERIFY(nameless.machine.broken().fault == WireFault::UpstreamError);
}

void MessagesStreamTest::cutStreamIsNotComplete()
{
    const std::string stream = messagesFixture("plain");
    const std::size_t end = stream.find("event: message_delta");
    for (std::size_t size = 0; size < end; ++size) {
        const PassRun run(stream.substr(0, size));
        QVERIFY(run.last == AnswerStream::Action::Broken);
    }
}

void MessagesStreamTest::missingEndIsPutIn()
{
    PassRun run(start + textStart + text(R"("x")") + stop + finish);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.repairs(Repair::MissingEvent), 1U);
    QCOMPARE(MessagesClient(run.sent + run.machine.closing({})).problem, "");
}

void MessagesStreamTest::missingDeltaIsPutIn()
{
    PassRun run(start + textStart + text(R"("x")") + stop + done);
    QVERIFY(run.hasEnded());
    const MessagesClient client(run.sent + run.machine.closing({}));
    QCOMPARE(client.problem, "");
    QCOMPARE(client.stopReason, QStringLiteral("end_turn"));
    QCOMPARE(run.repairs(Repair::MissingFinish), 1U);
    PassRun call(start + toolStart(0) + stop + done);
    QCOMPARE(MessagesClient(call.sent + call.machine.closing({}) + "x").stopReason,
             QStringLiteral("tool_use"));
}

void MessagesStreamTest::missingBlockStopIsPutIn()
{
    PassRun run(start + textStart + text(R"("x")") + toolStart(1) + finish + done);
    QVERIFY(run.hasEnded());
    const std::string closing = run.machine.closing({});
    QCOMPARE(run.repairs(Repair::MissingEvent), 2U);
    QVERIFY(closing.starts_with("event: content_block_stop\ndata: "
                                "{\"type\":\"content_block_stop\",\"index\":1}\n\n"));
    // Its call has no arguments, which only a client that reads them notices.
    const MessagesClient client(run.sent + closing);
    QCOMPARE(client.content.size(), 2);
}

void MessagesStreamTest::repeatedEventsAreDropped()
{
    PassRun run(start + textStart + text(R"("x")") + stop + stop + finish
                + wireEvent("message_delta", R"("delta":{"stop_reason":"refusal"},"usage":{})")
                + "data: [DONE]\n\n" + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, start + textStart + text(R"("x")") + stop);
    QCOMPARE(run.repairs(Repair::ExtraEvent), 2U);
    QCOMPARE(run.repairs(Repair::RepeatedFinish), 1U);
    QCOMPARE(run.machine.nativeFinishReason(), "end_turn");
}

void MessagesStreamTest::namelessEventsGetTheirNames()
{
    std::string nameless = messagesFixture("tool");
    for (std::size_t at = 0; (at = nameless.find("event: ", at)) != std::string::npos;)
        nameless.erase(at, nameless.find('\n', at) + 1 - at);
    PassRun run(nameless);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, PassRun(messagesFixture("tool")).sent);
    QVERIFY(run.repairs(Repair::MissingMember) > 5);
    // And the other way round: the type in the event line only.
    std::string typeless = messagesFixture("parallel_tools");
    for (std::size_t at = 0; (at = typeless.find("data: {\"type\":\"", at)) != std::string::npos;
         at += 7) {
        const std::size_t end = typeless.find_first_of(",}", at);
        typeless.erase(at + 7, end - at - 7 + (typeless[end] == ',' ? 1 : 0));
    }
    PassRun other(typeless);
    QVERIFY(other.hasEnded());
    QCOMPARE(MessagesClient(other.sent + other.machine.closing({})).problem, "");
}

void MessagesStreamTest::startGetsWhatClientsNeed()
{
    PassRun run(wireEvent("message_start", R"("message":{"id":null,"usage":null})") + textStart
                + text(R"("x")") + stop + finish + done);
    QVERIFY(run.hasEnded());
    const MessagesClient client(run.sent + run.machine.closing({}));
    QCOMPARE(client.problem, "");
    QCOMPARE(client.message[u"id"].toString(), QStringLiteral("gen-1"));
    QCOMPARE(run.repairs(Repair::MissingMember), 4U);
    QCOMPARE(run.repairs(Repair::BadMember), 2U);
}

void MessagesStreamTest::disorderBreaksIt_data()
{
    QTest::addColumn<QString>("stream");
    const auto row = [](const char *name, const std::string &stream) {
        QTest::newRow(name) << QString::fromStdString(stream);
    };
    row("no start", textStart + text(R"("x")"));
    row("second start", start + start);
    row("content in the start",
        wireEvent("message_start", R"("message":{"content":[{"type":"text","text":"x"}]})"));
    row("index out of turn", start + toolStart(1));
    row("delta without block", start + text(R"("x")"));
    row("delta for another block", start + textStart + text(R"("x")", 1));
    row("text into a call", start + toolStart(0) + text(R"("x")"));
    row("delta after the stop", start + textStart + text(R"("x")") + stop + text(R"("y")"));
    row("stop of nothing", start + wireEvent("content_block_stop", R"("index":3)"));
    row("content after the reason",
        start + textStart + text(R"("x")") + stop + finish + toolStart(1));
    row("more after the end", start + textStart + text(R"("x")") + stop + finish + done + ping);
}

void MessagesStreamTest::disorderBreaksIt()
{
    QFETCH(QString, stream);
    const PassRun run(stream.toStdString());
    QVERIFY(run.machine.broken().fault == WireFault::Order);
    QVERIFY(run.last == AnswerStream::Action::Broken);
}

void MessagesStreamTest::garbageBreaksIt_data()
{
    QTest::addColumn<QString>("data");
    QTest::newRow("html") << "<html>";
    QTest::newRow("cut") << R"({"type":"ping")";
    QTest::newRow("array") << "[]";
    QTest::newRow("no type") << "{}";
    QTest::newRow("type is a number") << R"({"type":5})";
    QTest::newRow("twice") << R"({"type":"ping","type":"ping"})";
    QTest::newRow("no message") << R"({"type":"message_start"})";
    QTest::newRow("no index") << R"({"type":"content_block_stop"})";
    QTest::newRow("no block") << R"({"type":"content_block_start","index":0})";
    QTest::newRow("call without name")
        << R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"x"}})";
    QTest::newRow("delta twice")
        << R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a","text":"b"}})";
}

void MessagesStreamTest::garbageBreaksIt()
{
    QFETCH(QString, data);
    const PassRun run(start + "data: " + data.toStdString() + "\n\n");
    QVERIFY(run.machine.broken().fault == WireFault::Garbage);
    const PassRun named("event: \xAE\ndata: {}\n\n");
    QVERIFY(named.machine.broken().fault == WireFault::Garbage);
    QCOMPARE(run.sent, "");
}

void MessagesStreamTest::eventsOfSeveralLinesAndOtherEndsPass()
{
    std::string crlf;
    for (const char byte : messagesFixture("thinking_tool"))
        crlf += byte == '\n' ? std::string("\r\n") : std::string(1, byte);
    PassRun run(crlf);
    QVERIFY(run.hasEnded());
    QCOMPARE(MessagesClient(run.sent + run.machine.closing({})).problem, "");
    const std::string lines = "event: message_delta\ndata: {\"type\":\"message_delta\",\ndata: "
                              "\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n";
    PassRun split(start + textStart + text(R"("x")") + stop + lines + done);
    QVERIFY(split.hasEnded());
    QCOMPARE(MessagesClient(split.sent + split.machine.closing({})).problem, "");
}

void MessagesStreamTest::failureIsTyped()
{
    PassRun run(start + textStart + text(R"("x")"));
    const MessagesClient client(
        run.sent
        + run.machine.failure(
            {.status = 503, .errorType = "provider_overloaded", .message = "Busy."}));
    QCOMPARE(client.problem, "");
    QCOMPARE(client.errorType, QStringLiteral("overloaded_error"));
}

QTEST_APPLESS_MAIN(MessagesStreamTest)
#include "tst_MessagesStream.moc"
