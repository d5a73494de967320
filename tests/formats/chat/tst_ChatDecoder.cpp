// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>

#include "tests/formats/chat/ChatRun.h"

using namespace turnpike;

namespace {

/// JSON with apostrophes for quotes: moc stumbles over a raw string that holds escaped ones.
std::string quoted(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

std::string chunk(std::string_view delta, std::string_view finish = "null", int index = 0)
{
    return R"(data: {"id":"c1","object":"chat.completion.chunk","created":5,"model":"gpt","choices":[{"index":)"
        + std::to_string(index) + R"(,"delta":)" + std::string(delta) + R"(,"finish_reason":)"
        + std::string(finish) + "}]}\n\n";
}

const std::string done = "data: [DONE]\n\n";
const std::string role = chunk(R"({"role":"assistant","content":""})");
const std::string usage
    = R"(data: {"id":"c1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":2}}})"
      "\n\n";

/// Everything that a chat stream can say, in one.
const std::string rich
    = role + chunk(R"({"reasoning":"hm"})") + chunk(R"({"reasoning":", so"})")
    + chunk(R"({"content":"Hi \ud83d"})") + chunk(R"({"content":"\ude42"})")
    + chunk(
          R"({"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]})")
    + chunk(
          R"({"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{"}}]})")
    + chunk(quoted("{'tool_calls':[{'index':0,'function':{'arguments':'{\\'x\\':1}'}}]}"))
    + chunk(R"({"tool_calls":[{"index":1,"function":{"arguments":"}"}}]})")
    + chunk("{}", R"("tool_calls")") + usage + done;

} // namespace

class ChatDecoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingIsTold();
    void everyCutGivesTheSameEvents();
    void wholeAnswerIsTheSame();
    void callsThatShareAnIndexAreToldApartById();
    void callWithoutIdGetsOne();
    void argumentsGivenAsAnObjectBecomeText();
    void stopAfterCallsIsTheirFinish();
    void reasoningDetailsAreReadInsteadOfTheirText();
    void spokenPiecesAreTold();
    void missingFinishIsPutIn();
    void choicesAreFollowedByIndex();
    void brokenStreamsBreak_data();
    void brokenStreamsBreak();
};

void ChatDecoderTest::everythingIsTold()
{
    const ChatRun run(rich);
    QVERIFY2(run.hasEnded(), run.decoder.broken().message.c_str());
    QCOMPARE(run.log.text,
             std::string("reasoning 0.0 \"hm\"\n"
                         "reasoning 0.0 \", so\"\n"
                         "text 0.0 \"Hi \\ud83d\"\n"
                         "text 0.0 \"\\ude42\"\n"
                         "start 0.0 id=\"a\" name=\"f\"\n"
                         "start 0.1 id=\"b\" name=\"g\"\n"
                         "arguments 0.1 \"{\"\n"
                         "arguments 0.0 \"{\\\"x\\\":1}\"\n"
                         "arguments 0.1 \"}\"\n"
                         "finish 0.0 tool_calls\n"));
    QCOMPARE(run.decoder.upstreamId(), "c1");
    QCOMPARE(run.decoder.servedModel(), "gpt");
    QCOMPARE(run.decoder.usage().usage.prompt, 7);
    QCOMPARE(run.decoder.usage().usage.cacheRead, 2);
    QCOMPARE(run.decoder.finishReason(), "tool_calls");
    QVERIFY(run.decoder.outputBytes() > 0);
}

void ChatDecoderTest::everyCutGivesTheSameEvents()
{
    const ChatRun whole(rich);
    std::vector<std::size_t> all;
    for (std::size_t cut = 1; cut < rich.size(); ++cut) {
        const ChatRun run(rich, {cut});
        QVERIFY(run.hasEnded());
        QCOMPARE(run.log.text, whole.log.text);
        all.push_back(cut);
    }
    QCOMPARE(ChatRun(rich, all).log.text, whole.log.text);
}

void ChatDecoderTest::wholeAnswerIsTheSame()
{
    ChatDecoder decoder(1);
    ChatEventLog log;
    const auto progress = decoder.decodeWhole(
        R"({"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x","reasoning":"r","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}})",
        log);
    QVERIFY(progress == AnswerDecoder::Progress::End);
    QCOMPARE(log.text,
             std::string("reasoning 0.0 \"r\"\ntext 0.0 \"x\"\nstart 0.0 id=\"a\" name=\"f\"\n"
                         "arguments 0.0 \"{}\"\nfinish 0.0 tool_calls\n"));
    QVERIFY(decoder.hasUsage());
}

void ChatDecoderTest::callsThatShareAnIndexAreToldApartById()
{
    const auto call = [](std::string_view id) {
        return chunk(quoted("{'tool_calls':[{'index':0,'id':'") + std::string(id)
                     + quoted("','function':{'name':'f','arguments':'{}'}}]}"));
    };
    const ChatRun run(call("a") + call("b") + chunk("{}", R"("tool_calls")") + done);
    QCOMPARE(run.log.text,
             std::string("start 0.0 id=\"a\" name=\"f\"\narguments 0.0 \"{}\"\n"
                         "start 0.1 id=\"b\" name=\"f\"\narguments 0.1 \"{}\"\n"
                         "finish 0.0 tool_calls\n"));
}

void ChatDecoderTest::callWithoutIdGetsOne()
{
    const ChatRun run(chunk(R"({"tool_calls":[{"function":{"name":"f","arguments":"{}"}}]})")
                      + chunk("{}", R"("tool_calls")") + done);
    QVERIFY(run.log.text.starts_with("start 0.0 id=\"call_0_0\" name=\"f\"\n"));
    QCOMPARE(run.decoder.repairs()[static_cast<std::size_t>(Repair::MissingMember)], 1U);
}

void ChatDecoderTest::argumentsGivenAsAnObjectBecomeText()
{
    const ChatRun run(
        chunk(
            R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":{"q":"\n"}}}]})")
        + chunk("{}", R"("tool_calls")") + done);
    QVERIFY(run.log.text.find(quoted("arguments 0.0 '{\\'q\\':\\'\\\\n\\'}'"))
            != std::string::npos);
}

void ChatDecoderTest::stopAfterCallsIsTheirFinish()
{
    const ChatRun run(
        chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]})")
        + chunk("{}", R"("stop")") + done);
    QCOMPARE(run.decoder.finishReason(), "tool_calls");
    QCOMPARE(run.decoder.nativeFinishReason(), "stop");
}

void ChatDecoderTest::reasoningDetailsAreReadInsteadOfTheirText()
{
    const ChatRun run(
        chunk(
            R"({"reasoning":"a","reasoning_details":[{"type":"reasoning.text","text":"a","format":"anthropic-claude-v1","index":0}]})")
        + chunk(
            R"({"reasoning_details":[{"type":"reasoning.text","signature":"s","format":"anthropic-claude-v1","index":0}]})")
        + chunk(
            R"({"reasoning_details":[{"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":1}]})")
        + chunk(R"({"content":"x"})", R"("stop")") + done);
    QCOMPARE(run.log.text,
             std::string("reasoning 0.0 \"a\"\nsignature 0.0 signature=\"s\"\n"
                         "encrypted 0.1 data=\"d\"\ntext 0.0 \"x\"\nfinish 0.0 stop\n"));
}

void ChatDecoderTest::spokenPiecesAreTold()
{
    const ChatRun run(role + chunk(R"({"audio":{"id":"a1","data":"QQ=="}})")
                      + chunk(R"({"audio":{"transcript":"A"}})") + chunk("{}", R"("stop")") + usage
                      + done);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text,
             "audio 0.0 json={\"id\":\"a1\",\"data\":\"QQ==\"}\n"
             "audio 0.0 json={\"transcript\":\"A\"}\n"
             "finish 0.0 stop\n");
}

void ChatDecoderTest::missingFinishIsPutIn()
{
    const ChatRun run(role + chunk(R"({"content":"x"})") + done);
    QVERIFY(run.hasEnded());
    QVERIFY(run.log.text.ends_with("finish 0.0 stop\n"));
    QCOMPARE(run.decoder.repairs()[static_cast<std::size_t>(Repair::MissingFinish)], 1U);
}

void ChatDecoderTest::choicesAreFollowedByIndex()
{
    const ChatRun run(chunk(R"({"content":"a"})", "null", 1) + chunk(R"({"content":"b"})")
                          + chunk("{}", R"("stop")") + chunk("{}", R"("length")", 1) + done,
                      {}, 2);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text,
             std::string("text 1.0 \"a\"\ntext 0.0 \"b\"\nfinish 0.0 stop\nfinish 1.0 length\n"));
    QCOMPARE(run.decoder.finishReason(), "stop");
}

void ChatDecoderTest::brokenStreamsBreak_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<int>("fault");
    const auto row = [](const char *name, const std::string &stream, WireFault fault) {
        QTest::newRow(name) << stream << int(fault);
    };
    row("cut", role + chunk(R"({"content":"x"})"), WireFault::Cut);
    row("nothing", "", WireFault::Cut);
    row("done without content", role + done, WireFault::Empty);
    row("no JSON", "data: {\"choices\":[\n\n", WireFault::Garbage);
    row("no object", "data: 7\n\n", WireFault::Garbage);
    row("no choices", "data: {\"id\":\"x\"}\n\n", WireFault::Garbage);
    row("a choice not asked for", chunk(R"({"content":"x"})", "null", 1), WireFault::Garbage);
    row("a call without a name",
        chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]})"), WireFault::Garbage);
    row("content after the finish",
        chunk(R"({"content":"x"})", R"("stop")") + chunk(R"({"content":"y"})"), WireFault::Order);
    row("an error", role + "data: {\"error\":{\"message\":\"m\"}}\n\n", WireFault::UpstreamError);
}

void ChatDecoderTest::brokenStreamsBreak()
{
    QFETCH(std::string, stream);
    QFETCH(int, fault);
    const ChatRun run(stream);
    QVERIFY(run.last == AnswerDecoder::Progress::Broken);
    QCOMPARE(int(run.decoder.broken().fault), fault);
    QVERIFY(!run.decoder.broken().message.empty());
}

QTEST_GUILESS_MAIN(ChatDecoderTest)
#include "tst_ChatDecoder.moc"
