// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/json/StreamRun.h"

using namespace turnpike;

namespace {

const std::string ordinary = roleChunk + chunk(R"({"content":"Hel"})") + ": ping\n\n"
    + chunk(R"({"content":"lo \ud83d"})") + chunk(R"({"content":"\ude00"})")
    + chunk("{}", "\"stop\"") + usageChunk + done;

} // namespace

class ChatStreamTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ordinaryStreamPassesByteForByte();
    void everyCutGivesTheSameStream();
    void nothingGoesBeforeSubstance();
    void emptyFinishIsSubstance();
    void usageAndEndAreWithheld();
    void usageBesideAChoiceMovesToTheEnd();
    void lastUsageThatTellsSomethingCounts();
    void choicesAreFollowedByIndex();
    void toolCallsPassAndCount();
    void errorInTheStreamBreaksIt();
    void garbageBreaksIt_data();
    void garbageBreaksIt();
    void contentAfterTheEndBreaksIt();
    void cutStreamIsNotComplete();
    void finishWithoutDoneIsComplete();
    void doneWithoutContentIsEmpty();
    void brokenStreamStaysBroken();
    void failureIsToldInBand();
    void textCompletionHasItsOwnShape();
    void lastEventWithoutBlankLineCounts();
};

void ChatStreamTest::ordinaryStreamPassesByteForByte()
{
    StreamRun run(ordinary);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, ordinary.substr(0, ordinary.size() - usageChunk.size() - done.size()));
    QCOMPARE(run.machine.closing({}), ourClosing);
    QCOMPARE(run.allRepairs(), 0U);
    QCOMPARE(run.machine.finishReason(), "stop");
    QCOMPARE(run.machine.upstreamId(), "c1");
    QCOMPARE(run.machine.servedModel(), "gpt");
    QCOMPARE(run.machine.outputBytes(), 3 + 6 + 3);
    QVERIFY(run.machine.hasUsage());
    QCOMPARE(run.machine.usage().usage.prompt, 3);
}

void ChatStreamTest::everyCutGivesTheSameStream()
{
    const StreamRun whole(ordinary);
    for (std::size_t cut = 0; cut <= ordinary.size(); ++cut) {
        const StreamRun run(ordinary, {cut});
        QVERIFY(run.hasEnded());
        QCOMPARE(run.sent, whole.sent);
    }
    std::string crlf;
    for (const char byte : ordinary)
        crlf += byte == '\n' ? std::string("\r\n") : std::string(1, byte);
    const StreamRun other(crlf);
    for (std::size_t cut = 0; cut <= crlf.size(); ++cut)
        QCOMPARE(StreamRun(crlf, {cut}).sent, other.sent);
    QVERIFY(other.hasEnded());
}

void ChatStreamTest::nothingGoesBeforeSubstance()
{
    const std::string azure
        = R"(data: {"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]})"
          "\n\n";
    const std::string start
        = ": OPENROUTER PROCESSING\n\n" + azure + roleChunk + chunk(R"({"content":""})");
    StreamRun held(start);
    QCOMPARE(held.sent, "");
    QVERIFY(!held.machine.hasForwarded());
    QVERIFY(held.machine.broken().fault == WireFault::Cut);
    for (const char *delta :
         {R"({"content":"x"})", R"({"reasoning":"x"})", R"({"reasoning_content":"x"})",
          R"({"refusal":"x"})", R"({"images":[{}]})", R"({"audio":{"id":"a"}})",
          R"({"tool_calls":[{"index":0,"id":"t","type":"function","function":{"name":"f"}}]})"}) {
        const std::string first = chunk(delta);
        const StreamRun run(start + first);
        QCOMPARE(run.sent, azure + roleChunk + chunk(R"({"content":""})") + first);
        QVERIFY(run.machine.hasForwarded());
    }
}

void ChatStreamTest::emptyFinishIsSubstance()
{
    StreamRun run(roleChunk + chunk("{}", "\"content_filter\"") + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, roleChunk + chunk("{}", "\"content_filter\""));
    QCOMPARE(run.machine.outputBytes(), 0);
}

void ChatStreamTest::usageAndEndAreWithheld()
{
    const StreamRun run(roleChunk + chunk(R"({"content":"x"})", "\"length\"") + usageChunk + done);
    QVERIFY(run.sent.find("usage") == std::string::npos);
    QVERIFY(run.sent.find("DONE") == std::string::npos);
}

void ChatStreamTest::usageBesideAChoiceMovesToTheEnd()
{
    StreamRun run(roleChunk
                  + chunk(R"({"content":"x"})", "\"stop\"",
                          R"(,"usage":{"prompt_tokens":7,"completion_tokens":1})")
                  + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, roleChunk + chunk(R"({"content":"x"})", "\"stop\""));
    QCOMPARE(run.repairs(Repair::UsageMoved), 1U);
    QCOMPARE(run.machine.usage().usage.prompt, 7);
    QCOMPARE(run.machine.closing({}), ourClosing);
}

void ChatStreamTest::lastUsageThatTellsSomethingCounts()
{
    const auto usage = [](int completion) {
        return R"(,"usage":{"prompt_tokens":7,"completion_tokens":)" + std::to_string(completion)
            + "}";
    };
    const StreamRun run(chunk(R"({"role":"assistant","content":"x"})", "null", usage(1))
                        + chunk(R"({"content":"y"})", "\"stop\"", usage(2))
                        + chunk("{}", "null", R"(,"usage":{"prompt_tokens":null})") + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.machine.usage().usage.completion, 2);
    QCOMPARE(run.sent,
             chunk(R"({"role":"assistant","content":"x"})")
                 + chunk(R"({"content":"y"})", "\"stop\""));
}

void ChatStreamTest::choicesAreFollowedByIndex()
{
    const std::string two = chunk(R"({"role":"assistant","content":"a"})")
        + chunk(R"({"role":"assistant","content":"b"})", "null", {}, 1) + chunk("{}", "\"stop\"")
        + chunk(R"({"content":"c"})", "null", {}, 1) + chunk("{}", "\"length\"", {}, 1);
    const StreamRun run(two + done, {}, 2);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, two);
    QCOMPARE(run.machine.finishReason(), "stop");
    QVERIFY(StreamRun(two + done, {}, 1).machine.broken().fault == WireFault::Garbage);
    QVERIFY(StreamRun(chunk(R"({"content":"a"})", "null", {}, -1)).machine.broken().fault
            == WireFault::Garbage);
}

void ChatStreamTest::toolCallsPassAndCount()
{
    const std::string calls
        = chunk(
              R"({"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"t0","type":"function","function":{"name":"f","arguments":""}}]})")
        + chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]})")
        + chunk(
              R"({"tool_calls":[{"index":1,"id":"t1","type":"function","function":{"name":"g","arguments":"{}"}}]})")
        + chunk("{}", "\"tool_calls\"");
    const StreamRun run(calls + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, calls);
    QCOMPARE(run.allRepairs(), 0U);
    QCOMPARE(run.machine.outputBytes(), 1 + 4 + 1 + 2);
    QCOMPARE(run.machine.finishReason(), "tool_calls");
}

void ChatStreamTest::errorInTheStreamBreaksIt()
{
    const std::string start = roleChunk + chunk(R"({"content":"x"})");
    const StreamRun run(start + "data: {\"error\":{\"message\":\"boom\",\"code\":502}}\n\n");
    QCOMPARE(run.sent, start);
    QVERIFY(run.machine.broken().fault == WireFault::UpstreamError);
    QCOMPARE(run.machine.broken().errorObject, R"({"message":"boom","code":502})");
    const StreamRun named("event: error\ndata: {\"message\":\"boom\"}\n\n");
    QVERIFY(named.machine.broken().fault == WireFault::UpstreamError);
    QCOMPARE(named.machine.broken().errorObject, R"({"message":"boom"})");
    const StreamRun finish(start
                           + chunk(R"({"content":""})", "\"error\"", R"(,"error":{"code":500})"));
    QVERIFY(finish.machine.broken().fault == WireFault::UpstreamError);
    QCOMPARE(finish.sent, start);
}

void ChatStreamTest::garbageBreaksIt_data()
{
    QTest::addColumn<QByteArray>("data");
    for (const char *data :
         {"hello", "{\"choices\":[", "[]", "{}", "{\"type\":\"ping\"}", "{\"choices\":[1]}",
          R"({"choices":[{"index":"0","delta":{}}]})", R"({"choices":[{"index":0,"delta":[]}]})",
          R"({"choices":[{"index":0,"delta":{"tool_calls":[1]}}]})",
          R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":-1}]}}]})",
          R"({"choices":[{"index":0,"delta":{"tool_calls":[{"index":99999}]}}]})",
          R"({"choices":[],"choices":[{"index":0,"delta":{}}]})", "{\"choices\":[]} x", "<html>"})
        QTest::addRow("%s", data) << QByteArray(data);
}

void ChatStreamTest::garbageBreaksIt()
{
    QFETCH(QByteArray, data);
    const StreamRun run("data: " + data.toStdString() + "\n\n");
    QVERIFY(run.last == ChatStream::Action::Broken);
    QVERIFY(run.machine.broken().fault == WireFault::Garbage);
    QVERIFY(!run.machine.hasForwarded());
}

void ChatStreamTest::contentAfterTheEndBreaksIt()
{
    const std::string whole = chunk(R"({"role":"assistant","content":"x"})", "\"stop\"");
    QVERIFY(StreamRun(whole + chunk(R"({"content":"y"})")).machine.broken().fault
            == WireFault::Order);
    QVERIFY(StreamRun(whole + done + chunk("{}")).machine.broken().fault == WireFault::Order);
    // What holds nothing is dropped instead.
    const StreamRun empty(whole + chunk(R"({"role":"assistant","content":""})") + ": ping\n\n"
                          + done + done);
    QVERIFY(empty.hasEnded());
    QCOMPARE(empty.sent, whole + ": ping\n\n");
}

void ChatStreamTest::cutStreamIsNotComplete()
{
    const StreamRun run(roleChunk + chunk(R"({"content":"x"})"));
    QVERIFY(run.last == ChatStream::Action::Broken);
    QVERIFY(run.machine.broken().fault == WireFault::Cut);
    QVERIFY(StreamRun("").machine.broken().fault == WireFault::Cut);
    const std::string one = chunk(R"({"role":"assistant","content":"a"})", "\"stop\"")
        + chunk(R"({"role":"assistant","content":"b"})", "null", {}, 1);
    QVERIFY(StreamRun(one, {}, 2).machine.broken().fault == WireFault::Cut);
}

void ChatStreamTest::finishWithoutDoneIsComplete()
{
    StreamRun run(chunk(R"({"role":"assistant","content":"x"})", "\"stop\"") + usageChunk);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.machine.closing({}), ourClosing);
}

void ChatStreamTest::doneWithoutContentIsEmpty()
{
    QVERIFY(StreamRun(done).machine.broken().fault == WireFault::Empty);
    QVERIFY(StreamRun(roleChunk + usageChunk + done).machine.broken().fault == WireFault::Empty);
}

void ChatStreamTest::brokenStreamStaysBroken()
{
    StreamRun run("data: x\n\n" + ordinary);
    QVERIFY(run.last == ChatStream::Action::Broken);
    QCOMPARE(run.sent, "");
}

void ChatStreamTest::failureIsToldInBand()
{
    StreamRun run(chunk(R"({"role":"assistant","content":"x"})"));
    QCOMPARE(
        run.machine.failure(
            {.status = 502, .errorType = "provider_unavailable", .message = "It \"broke\"."}),
        R"(data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"gpt","choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"It \"broke\".","metadata":{"error_type":"provider_unavailable"}}})"
        "\n\n");
}

void ChatStreamTest::textCompletionHasItsOwnShape()
{
    const std::string chunks
        = R"(data: {"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"hi","finish_reason":null}]})"
          "\n\n"
          R"(data: {"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"","finish_reason":"stop"}]})"
          "\n\n";
    StreamRun run(chunks + done, {}, 1, ChatDialect::TextCompletion);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, chunks);
    QCOMPARE(run.machine.outputBytes(), 2);
    QCOMPARE(
        run.machine.closing({}),
        R"(data: {"id":"c","object":"text_completion","created":1,"model":"m","choices":[],"usage":)"
            + usageJson({}) + "}\n\ndata: [DONE]\n\n");
}

void ChatStreamTest::lastEventWithoutBlankLineCounts()
{
    const std::string last = chunk(R"({"role":"assistant","content":"x"})", "\"stop\"");
    const StreamRun run(last.substr(0, last.size() - 2));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.sent, last);
    const StreamRun cut(last.substr(0, last.size() - 3));
    QVERIFY(cut.last == ChatStream::Action::Broken);
    QCOMPARE(cut.sent, "");
}

QTEST_GUILESS_MAIN(ChatStreamTest)
#include "tst_ChatStream.moc"
