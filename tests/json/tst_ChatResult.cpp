// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatResult.h"

#include <QTest>

using namespace turnpike;

namespace {

const std::string noUsage = usageJson({});

const AnswerNames names{.id = "gen-1", .model = "a/b", .createdS = 1700000000};
const std::string head
    = R"({"id":"c1","object":"chat.completion","created":5,"model":"gpt","system_fingerprint":null)";
const std::string choices
    = R"(,"choices":[{"index":0,"message":{"role":"assistant","content":"hi \u00e9"},"finish_reason":"stop"}])";

std::string bodyOf(const std::string &body)
{
    auto result = readChatResult(body, names);
    if (!result)
        return result.error().message;
    return result->body({}).joined();
}

WireFault faultOf(std::string_view body)
{
    const auto result = readChatResult(body, names);
    return result ? WireFault::None : result.error().fault;
}

} // namespace

class ChatResultTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ordinaryAnswerIsRead();
    void onlyTheUsageChanges();
    void usageIsPutInWhereItIsMissing();
    void strictClientsGetWhatTheyNeed();
    void noAnswerIsNoAnswer();
    void errorInsideTwoHundredIsFound();
    void textCompletionIsRead();
};

void ChatResultTest::ordinaryAnswerIsRead()
{
    const std::string body = head + choices
        + R"(,"usage":{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}})";
    const auto result = readChatResult(body, names);
    QVERIFY2(result, result ? "" : result.error().message.c_str());
    QCOMPARE(result->upstreamId, "c1");
    QCOMPARE(result->servedModel, "gpt");
    QCOMPARE(result->finishReason(), "stop");
    QCOMPARE(result->choiceCount, 1);
    QCOMPARE(result->outputBytes, 5);
    QVERIFY(result->hasUsage);
    QCOMPARE(result->usage.usage.prompt, 9);
}

void ChatResultTest::onlyTheUsageChanges()
{
    QCOMPARE(
        bodyOf(head
               + R"(,"usage":{"prompt_tokens":9}, "big":1234567890123456789012345,"s":"\ud83d")"
               + choices + "}\n"),
        head + R"(, "big":1234567890123456789012345,"s":"\ud83d")" + choices
            + ",\"usage\":" + noUsage + "}\n");
}

void ChatResultTest::usageIsPutInWhereItIsMissing()
{
    QCOMPARE(bodyOf(head + choices + "}"), head + choices + R"(,"usage":)" + noUsage + "}");
    QCOMPARE(bodyOf(head + choices + R"(,"usage":null})"),
             head + choices + R"(,"usage":)" + noUsage + "}");
    QVERIFY(!readChatResult(head + choices + "}", names)->hasUsage);
}

void ChatResultTest::strictClientsGetWhatTheyNeed()
{
    QCOMPARE(
        bodyOf(
            R"({"id":"c1","object":"chat.completion","created":5,"model":"gpt","provider":null,"choices":[{"index":0,"message":{"role":"assistant","content":"x","tool_calls":null,"reasoning_details":null},"finish_reason":"stop"}]})"),
        R"({"id":"c1","object":"chat.completion","created":5,"model":"gpt","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"system_fingerprint":null,"usage":)"
            + noUsage + "}");
    QCOMPARE(
        bodyOf(
            R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"t","function":{"name":"f","arguments":"{}"}}]}}]})"),
        R"({"choices":[{"message":{"content":null,"tool_calls":[{"id":"t","function":{"name":"f","arguments":"{}"},"type":"function"}],"role":"assistant"},"index":0,"finish_reason":null}],"id":"gen-1","object":"chat.completion","created":1700000000,"model":"a/b","system_fingerprint":null,"usage":)"
            + noUsage + "}");
}

void ChatResultTest::noAnswerIsNoAnswer()
{
    QVERIFY(faultOf("") == WireFault::Empty);
    QVERIFY(faultOf(" \n") == WireFault::Empty);
    QVERIFY(faultOf(head + R"(,"choices":[]})") == WireFault::Empty);
    for (const std::string &body :
         {std::string("<html></html>"), std::string("[]"), std::string("{}"), head + "}",
          head + R"(,"choices":null})", head + R"(,"choices":[{}]})", head + R"(,"choices":[1]})",
          head + R"(,"choices":[{"index":0,"message":null,"finish_reason":"stop"}]})",
          (head + choices), head + choices + "}}"})
        QVERIFY2(faultOf(body) == WireFault::Garbage, body.c_str());
}

void ChatResultTest::errorInsideTwoHundredIsFound()
{
    const auto result = readChatResult(R"({"error":{"code":429,"message":"slow down"}})", names);
    QVERIFY(!result);
    QVERIFY(result.error().fault == WireFault::UpstreamError);
    QCOMPARE(result.error().errorObject, R"({"code":429,"message":"slow down"})");
    QVERIFY(faultOf(head + choices + R"(,"error":null})") == WireFault::None);
    QVERIFY(
        faultOf(
            head
            + R"(,"choices":[{"index":0,"message":{"role":"assistant"},"finish_reason":"error","error":{"code":502}}]})")
        == WireFault::UpstreamError);
}

void ChatResultTest::textCompletionIsRead()
{
    const std::string body
        = R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"abc","finish_reason":"length"}]})";
    const auto result = readChatResult(body, names, ChatDialect::TextCompletion);
    QVERIFY2(result, result ? "" : result.error().message.c_str());
    QCOMPARE(result->outputBytes, 3);
    QCOMPARE(result->finishReason(), "length");
    QVERIFY(result->edit.isEmpty());
}

QTEST_GUILESS_MAIN(ChatResultTest)
#include "tst_ChatResult.moc"
