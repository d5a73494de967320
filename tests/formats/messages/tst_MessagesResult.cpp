// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesApi.h"

#include <QTest>

#include "tests/formats/messages/MessagesRun.h"

using namespace turnpike;

namespace {

const std::string head
    = R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929")";
const std::string content
    = R"(,"content":[{"type":"thinking","thinking":"ab","signature":"S"},{"type":"text","text":"\u00e9"},)"
      R"({"type":"tool_use","id":"t","name":"fn","input":{"a": 1.0}}])";
const std::string reason = R"(,"stop_reason":"tool_use","stop_sequence":null)";

std::string bodyOf(const std::string &body, const UsageFigures &figures = {})
{
    auto result = messagesApi().passWhole(body, messagesNames);
    return result ? (*result)->body(figures).joined() : result.error().message;
}

WireFault faultOf(std::string_view body)
{
    const auto result = messagesApi().passWhole(body, messagesNames);
    return result ? WireFault::None : result.error().fault;
}

} // namespace

class MessagesResultTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void ordinaryAnswerIsRead();
    void onlyTheUsageChanges();
    void strictClientsGetWhatTheyNeed();
    void noAnswerIsNoAnswer();
    void errorInsideTwoHundredIsFound();
};

void MessagesResultTest::ordinaryAnswerIsRead()
{
    const std::string body = head + content + reason
        + R"(,"usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"cache_read_input_tokens":null,"output_tokens":550,"cost":0.5}})";
    const auto result = messagesApi().passWhole(body, messagesNames);
    QVERIFY2(result, result ? "" : result.error().message.c_str());
    QCOMPARE((*result)->upstreamId, "msg_1");
    QCOMPARE((*result)->servedModel, "claude-sonnet-4-5-20250929");
    QCOMPARE((*result)->nativeFinishReason, "tool_use");
    QCOMPARE((*result)->finishReason(), "tool_calls");
    QCOMPARE((*result)->outputBytes, 2 + 2 + 2 + 10);
    QVERIFY((*result)->hasUsage);
    const UsageReport &usage = (*result)->usage;
    QCOMPARE(usage.usage.prompt, 12307);
    QCOMPARE(usage.usage.cacheWrite, 12304);
    QCOMPARE(usage.usage.completion, 550);
    QVERIFY(usage.isComplete());
    QCOMPARE(usage.cost->nanoUsd, 500'000'000);
}

void MessagesResultTest::onlyTheUsageChanges()
{
    const std::string usage
        = R"({"input_tokens":1,"output_tokens":2,"service_tier":"standard","inference_geo":"eu","server_tool_use":null})";
    const std::string body = head + content + reason + R"(, "usage" : )" + usage + "}\n";
    UsageFigures figures;
    figures.usage.prompt = 10;
    figures.usage.cacheRead = 4;
    figures.usage.completion = 7;
    figures.usage.reasoning = 3;
    figures.cost = Money{1'500'000'000};
    figures.isByok = true;
    const std::string ours
        = R"({"input_tokens":6,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,)"
          R"("cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":7,)"
          R"("output_tokens_details":{"thinking_tokens":3},"cost":1.5,"is_byok":true,)"
          R"("cost_details":{"upstream_inference_cost":null,"upstream_inference_prompt_cost":0,)"
          R"("upstream_inference_completions_cost":0},"service_tier":"standard","inference_geo":"eu","server_tool_use":null})";
    const std::string expected = head + content + reason + R"(, "usage" : )" + ours + "}\n";
    QCOMPARE(bodyOf(body, figures), expected);
}

void MessagesResultTest::strictClientsGetWhatTheyNeed()
{
    const std::string noUsage = anthropicUsageJson({});
    const std::string expected
        = R"({"content":[{"type":"text","text":"x"}],"role":"assistant",)"
          R"("id":"gen-1","type":"message",)"
          R"("model":"claude-sonnet-4-5-20250929","stop_reason":"end_turn","usage":)"
        + noUsage + "}";
    QCOMPARE(bodyOf(R"({"content":[{"type":"text","text":"x"}],"role":null})"), expected);
    const std::string called
        = R"({"id":"m","type":"message","role":"assistant","model":"c","stop_reason":null,)"
          R"("content":[{"type":"tool_use","id":"t","name":"f","input":{}}]})";
    QVERIFY(bodyOf(called).find(R"("stop_reason":"tool_use")") != std::string::npos);
    // An answer may be empty, if it says why.
    QVERIFY(faultOf(head + R"(,"content":[],"stop_reason":"end_turn"})") == WireFault::None);
}

void MessagesResultTest::noAnswerIsNoAnswer()
{
    QVERIFY(faultOf("") == WireFault::Empty);
    QVERIFY(faultOf(" \n") == WireFault::Empty);
    QVERIFY(faultOf("<html>") == WireFault::Garbage);
    QVERIFY(faultOf("{}") == WireFault::Garbage);
    QVERIFY(faultOf(head + R"(,"content":"x"})") == WireFault::Garbage);
    QVERIFY(faultOf(head + R"(,"content":[5]})") == WireFault::Garbage);
    QVERIFY(faultOf(head + R"(,"content":[],"content":[]})") == WireFault::Garbage);
    QVERIFY(faultOf(head + content + reason) == WireFault::Garbage);
    QVERIFY(faultOf(head + R"(,"content":[],"stop_reason":null})") == WireFault::Empty);
}

void MessagesResultTest::errorInsideTwoHundredIsFound()
{
    const auto result = messagesApi().passWhole(
        R"({"type":"error","error":{"type":"overloaded_error","message":"Busy"}})", messagesNames);
    QVERIFY(result.error().fault == WireFault::UpstreamError);
    QCOMPARE(result.error().errorObject, R"({"type":"overloaded_error","message":"Busy"})");
}

QTEST_APPLESS_MAIN(MessagesResultTest)
#include "tst_MessagesResult.moc"
