// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesCount.h"
#include "engine/formats/messages/MessagesRequest.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace turnpike;

namespace {

const std::string messages = R"("max_tokens":100,"messages":[{"role":"user","content":"hi"}])";

std::string with(std::string_view members)
{
    return "{" + std::string(members) + (members.empty() ? "" : ",") + messages + "}";
}

std::string withBlock(std::string_view block)
{
    return R"({"max_tokens":1,"messages":[{"role":"user","content":[)" + std::string(block)
        + "]}]}";
}

/// The pointer of the refusal, or "accepted".
std::string refusal(std::string_view body)
{
    const auto request = readMessagesRequest(body);
    if (request)
        return "accepted";
    if (request.error().status != 400 || request.error().errorType != "invalid_request"
        || !request.error().message.starts_with(
            request.error().pointer.empty() ? "The body" : request.error().pointer))
        return "malformed error: " + request.error().message;
    return request.error().pointer;
}

bool names(const ClientRequest &request, std::string_view parameter)
{
    return std::find(request.parameters.begin(), request.parameters.end(), parameter)
        != request.parameters.end();
}

std::string upstream(const std::string &body)
{
    const auto request = readMessagesRequest(body);
    if (!request)
        return request.error().message;
    return upstreamBody(*request, {.model = "m", .forcesUsage = false, .clampedMax = {}}).joined();
}

} // namespace

class MessagesRequestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agentRequestIsRead();
    void contentOfEveryBlockIsMeasured();
    void mediaIsCountedByItsPayload();
    void refusedMemberIsNamed_data();
    void refusedMemberIsNamed();
    void duplicateOfAReadNameIsRefused_data();
    void duplicateOfAReadNameIsRefused();
    void otherSpellingOfAReadNameIsRefused_data();
    void otherSpellingOfAReadNameIsRefused();
    void unknownMembersAndBlocksAreTolerated();
    void typedToolsOfTheProviderAreServerTools();
    void sessionComesFromTheUserId();
    void openingIsOfTheConversationAndNotOfTheTurn();
    void reasoningIsAskedForInSeveralWords();
    void thoughtsOfOtherFamiliesAreNotSentOn();
    void dearerWaysAreNotSentOn();
    void tokensAreCountedRatherTooHigh();
};

void MessagesRequestTest::agentRequestIsRead()
{
    const auto request = readMessagesRequest(
        R"({"model":"claude-sonnet-4-5","max_tokens":64000,"stream":true,"system":[{"type":"text","text":"12345","cache_control":{"type":"ephemeral"}}],)"
        R"("messages":[{"role":"user","content":[{"type":"text","text":"ab"}]},{"role":"system","content":"c"}],)"
        R"("tools":[{"name":"f","description":"d","input_schema":{"type":"object"}}],"tool_choice":{"type":"auto"},)"
        R"("thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"high","format":{"type":"json_schema","schema":{}}},)"
        R"("context_management":{"edits":[{"type":"clear_thinking_20251015"}]},"metadata":{"user_id":"user_1_account__session_abc-1"},)"
        R"("stop_sequences":["x"],"temperature":1,"top_p":0.9,"top_k":5,"service_tier":"auto"})");
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QVERIFY(request->api == ApiType::Messages);
    QCOMPARE(request->model, "claude-sonnet-4-5");
    QCOMPARE(request->maxTokens, 64000);
    QCOMPARE(request->maxTokensMember.value, "64000");
    QCOMPARE(request->thinkingTokens, 2000);
    QVERIFY(request->isStreaming && request->hasTools && !request->hasServerTools);
    QVERIFY(request->hasResponseFormat && request->asksReasoning && !request->hidesReasoning);
    QVERIFY(request->content.marksCaching);
    QCOMPARE(request->content.messageCount, 2);
    QCOMPARE(request->sessionId, "abc-1");
    QCOMPARE(request->user, "user_1_account__session_abc-1");
    QCOMPARE(request->serviceTier, "auto");
    for (const char *name : {"max_tokens", "tools", "tool_choice", "stop", "temperature", "top_p",
                             "top_k", "reasoning", "response_format", "structured_outputs"})
        QVERIFY2(names(*request, name), name);
    QVERIFY(request->gatewayMembers.empty());
}

void MessagesRequestTest::contentOfEveryBlockIsMeasured()
{
    const auto request = readMessagesRequest(R"({"max_tokens":1,"system":"12345","messages":[
        {"role":"user","content":"\u00e9\n"},
        {"role":"assistant","content":[{"type":"thinking","thinking":"1234","signature":"12"},
            {"type":"redacted_thinking","data":"123"},{"type":"text","text":"67"},
            {"type":"tool_use","id":"t1","name":"fn","input":{"a":1}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":false,"content":[{"type":"text","text":"abc"}]},
            {"type":"tool_result","tool_use_id":"t1","content":"de"}]}]})");
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->content.textBytes, 5 + 3 + 4 + 3 + 2 + 2 + 2 + 7 + 2 + 3 + 2 + 2);
    QVERIFY(!request->content.marksCaching);
}

void MessagesRequestTest::mediaIsCountedByItsPayload()
{
    const auto request = readMessagesRequest(withBlock(
        R"({"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},)"
        R"({"type":"image","source":{"type":"url","url":"https://e.test/a.png"}},)"
        R"({"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AAAAAAAA"}},)"
        R"({"type":"document","source":{"type":"text","media_type":"text/plain","data":"12345"}},)"
        R"({"type":"document","source":{"type":"content","content":[{"type":"text","text":"67"}]}},)"
        R"({"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]},)"
        R"({"type":"unheard_of","payload":"0123456789"})"));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->content.imageCount, 3);
    QCOMPARE(request->content.fileCount, 1);
    QCOMPARE(request->content.fileBytes, 8);
    QVERIFY(request->content.textBytes >= 5 + 2 + 1 + 30);
}

void MessagesRequestTest::refusedMemberIsNamed_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](const char *pointer, const std::string &body) {
        QTest::addRow("%s %s", pointer, body.c_str())
            << QByteArray::fromStdString(body) << QByteArray(pointer);
    };
    row("", "[]");
    row("", "{");
    row("/messages", R"({"max_tokens":1})");
    row("/messages", R"({"max_tokens":1,"messages":[]})");
    row("/messages", R"({"max_tokens":1,"messages":null})");
    row("/max_tokens", R"({"max_tokens":0,"messages":[{"role":"user","content":"hi"}]})");
    row("/max_tokens", R"({"max_tokens":1e3,"messages":[{"role":"user","content":"hi"}]})");
    row("/messages/0/role", R"({"max_tokens":1,"messages":[{"role":"tool","content":"hi"}]})");
    row("/messages/0/role", R"({"max_tokens":1,"messages":[{"content":"hi"}]})");
    row("/messages/0/content", R"({"max_tokens":1,"messages":[{"role":"user"}]})");
    row("/messages/0/content", R"({"max_tokens":1,"messages":[{"role":"user","content":null}]})");
    row("/messages/0/content/0", withBlock("5"));
    row("/messages/0/content/0/type", withBlock("{}"));
    row("/messages/0/content/0/text", withBlock(R"({"type":"text"})"));
    row("/messages/0/content/0/text", withBlock(R"({"type":"text","text":null})"));
    row("/messages/0/content/0/source", withBlock(R"({"type":"image"})"));
    row("/messages/0/content/0/source", withBlock(R"({"type":"image","source":"x"})"));
    row("/messages/0/content/0/source/type", withBlock(R"({"type":"document","source":{}})"));
    row("/messages/0/content/0/id", withBlock(R"({"type":"tool_use","name":"f","input":{}})"));
    row("/messages/0/content/0/input",
        withBlock(R"({"type":"tool_use","id":"t","name":"f","input":"{}"})"));
    row("/messages/0/content/0/tool_use_id", withBlock(R"({"type":"tool_result"})"));
    row("/messages/0/content/0/is_error",
        withBlock(R"({"type":"tool_result","tool_use_id":"t","is_error":"no"})"));
    row("/messages/0/content/0/content/0/type",
        withBlock(R"({"type":"tool_result","tool_use_id":"t","content":[{"text":"x"}]})"));
    row("/system", with(R"("system":5)"));
    row("/system/0/type", with(R"("system":[{"type":"image","text":"x"}])"));
    row("/system/0/text", with(R"("system":[{"type":"text"}])"));
    row("/tools", with(R"("tools":{})"));
    row("/tools/0/name", with(R"("tools":[{"input_schema":{}}])"));
    row("/tools/1/input_schema", with(R"("tools":[{"name":"f"},{"name":"g","input_schema":[]}])"));
    row("/thinking/type", with(R"("thinking":{"type":"on"})"));
    row("/thinking/budget_tokens", with(R"("thinking":{"type":"enabled","budget_tokens":"1"})"));
    row("/thinking", with(R"("thinking":true)"));
    row("/temperature", with(R"("temperature":"1")"));
    row("/stop_sequences/0", with(R"("stop_sequences":[5])"));
    row("/metadata/user_id", with(R"("metadata":{"user_id":5})"));
    row("/tool_choice/disable_parallel_tool_use",
        with(R"("tool_choice":{"type":"auto","disable_parallel_tool_use":1})"));
    row("/output_config/format/schema", with(R"("output_config":{"format":{"schema":"x"}})"));
    row("/fallbacks/0/model", with(R"("fallbacks":[{"model":""}])"));
}

void MessagesRequestTest::refusedMemberIsNamed()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(body.toStdString()), pointer.toStdString());
}

void MessagesRequestTest::duplicateOfAReadNameIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](const char *pointer, const std::string &body) {
        QTest::newRow(pointer) << QByteArray::fromStdString(body) << QByteArray(pointer);
    };
    row("/max_tokens", with(R"("max_tokens":1)"));
    row("/system", with(R"("system":"a","system":"b")"));
    row("/speed", with(R"("speed":"fast","speed":"standard")"));
    row("/messages/0/role",
        R"({"max_tokens":1,"messages":[{"role":"user","role":"system","content":""}]})");
    row("/messages/0/content/0/text", withBlock(R"({"type":"text","text":"a","text":"b"})"));
    row("/messages/0/content/0/source/data",
        withBlock(R"({"type":"image","source":{"type":"base64","data":"a","data":"b"}})"));
    row("/messages/0/content/0/input",
        withBlock(R"({"type":"tool_use","id":"t","name":"f","input":{},"input":{}})"));
    row("/tools/0/name", with(R"("tools":[{"name":"f","name":"g"}])"));
    row("/tool_choice/name", with(R"("tool_choice":{"type":"tool","name":"a","name":"b"})"));
    row("/thinking/budget_tokens", with(R"("thinking":{"budget_tokens":1,"budget_tokens":2})"));
    row("/output_config/effort", with(R"("output_config":{"effort":"low","effort":"max"})"));
    row("/metadata/user_id", with(R"("metadata":{"user_id":"a","user_id":"b"})"));
    row("/context_management/edits/0/type",
        with(R"("context_management":{"edits":[{"type":"a","type":"compact_20260112"}]})"));
}

void MessagesRequestTest::duplicateOfAReadNameIsRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(body.toStdString()), pointer.toStdString());
}

void MessagesRequestTest::otherSpellingOfAReadNameIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](const char *pointer, const std::string &body) {
        QTest::newRow(pointer) << QByteArray::fromStdString(body) << QByteArray(pointer);
    };
    row("/fallbacks", with(R"("fallback\u0073":[])"));
    row("/thinking/budget_tokens", with(R"("thinking":{"Budget_Tokens":1})"));
    row("/messages/0/content/0/type", withBlock(R"({"\u0074ype":"text","text":""})"));
    row("/messages/0/content/0/signature",
        withBlock(R"({"type":"thinking","thinking":"","SIGNATURE":"x"})"));
}

void MessagesRequestTest::otherSpellingOfAReadNameIsRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(body.toStdString()), pointer.toStdString());
}

void MessagesRequestTest::unknownMembersAndBlocksAreTolerated()
{
    QCOMPARE(refusal(with(R"("x":{"y":[1,null]},"container":null,"mcp_servers":null)")),
             "accepted");
    const std::string blocks = withBlock(
        R"({"type":"server_tool_use","id":"s","name":"web_search","input":{"q":1}},)"
        R"({"type":"web_search_tool_result","tool_use_id":"s","content":{"type":"error","code":1}},)"
        R"({"type":"search_result","source":"https://e.test","title":"t","content":[{"type":"text","text":"x"}]},)"
        R"({"type":"compaction","content":"sum"},{"type":"tool_addition","tool":{"name":"f"}})");
    QCOMPARE(refusal(blocks), "accepted");
}

void MessagesRequestTest::typedToolsOfTheProviderAreServerTools()
{
    const auto hasServerTools = [](std::string_view members) {
        const auto request = readMessagesRequest(with(members));
        return request && request->hasServerTools;
    };
    QVERIFY(hasServerTools(R"("tools":[{"type":"web_search_20250305","name":"web_search"}])"));
    QVERIFY(hasServerTools(R"("tools":[{"type":"code_execution_20250825","name":"c"}])"));
    QVERIFY(hasServerTools(R"("mcp_servers":[{"name":"e"}])"));
    QVERIFY(hasServerTools(R"("context_management":{"edits":[{"type":"compact_20260112"}]})"));
    QVERIFY(!hasServerTools(R"("tools":[{"type":"bash_20250124","name":"bash"}])"));
    QVERIFY(!hasServerTools(R"("tools":[{"type":"custom","name":"f","input_schema":{}}])"));
    QVERIFY(!hasServerTools(R"("tools":[{"type":null,"name":"f"}],"mcp_servers":[])"));
}

void MessagesRequestTest::sessionComesFromTheUserId()
{
    const auto session = [](std::string_view members) {
        const auto request = readMessagesRequest(with(members));
        return request ? request->sessionId : request.error().message;
    };
    QCOMPARE(session(R"("metadata":{"user_id":"user_a_session_b_session_c"})"), "c");
    const std::string object
        = R"("metadata":{"user_id":"{\"device_id\":\"d\",\"session_id\":\"e-1\"}"})";
    QCOMPARE(session(object), "e-1");
    QCOMPARE(session(R"("metadata":{"user_id":"somebody"})"), "");
    QCOMPARE(session(R"("metadata":{"user_id":null})"), "");
    QCOMPARE(session(R"("metadata":{"user_id":"x_session_y"},"session_id":"mine")"), "mine");
    const std::string tooLong
        = R"("metadata":{"user_id":"x_session_)" + std::string(257, 'y') + "\"}";
    QCOMPARE(session(tooLong), "");
    const auto both = readMessagesRequest(with(R"("user":"u","metadata":{"user_id":"v"})"));
    QCOMPARE(both->user, "u");
}

void MessagesRequestTest::openingIsOfTheConversationAndNotOfTheTurn()
{
    const auto opening = [](const std::string &system, const std::string &more) {
        const auto request
            = readMessagesRequest(R"({"max_tokens":1,"system":)" + system
                                  + R"(,"messages":[{"role":"user","content":)" + more + "]}");
        return request ? request->opening : 0;
    };
    const std::uint64_t first = opening(
        R"("s")", R"([{"type":"text","text":"q","cache_control":{"type":"ephemeral"}}]})");
    QVERIFY(first != 0);
    // The cache marker moves on with the conversation.
    QCOMPARE(
        opening(R"("s")", R"([{"type":"text","text":"q"}]},{"role":"assistant","content":"a"})"),
        first);
    QVERIFY(opening(R"("t")", R"("q"})") != opening(R"("s")", R"("q"})"));
    QVERIFY(opening(R"("s")", R"("r"})") != opening(R"("s")", R"("q"})"));
}

void MessagesRequestTest::reasoningIsAskedForInSeveralWords()
{
    const auto asks = [](std::string_view members) {
        return readMessagesRequest(with(members))->asksReasoning;
    };
    QVERIFY(asks(R"("thinking":{"type":"adaptive"})"));
    QVERIFY(asks(R"("output_config":{"effort":"low"})"));
    QVERIFY(!asks(R"("thinking":{"type":"disabled"})"));
    QVERIFY(!asks(R"("thinking":null,"output_config":null)"));
    QVERIFY(readMessagesRequest(with(R"("thinking":{"type":"adaptive","display":"omitted"})"))
                ->hidesReasoning);
}

void MessagesRequestTest::thoughtsOfOtherFamiliesAreNotSentOn()
{
    const auto body = [](std::string_view answer) {
        return R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"q"},{"role":"assistant","content":[)"
            + std::string(answer) + R"(]},{"role":"user","content":"r"}]})";
    };
    const std::string text = R"({"type":"text","text":"a"})";
    const std::string own = R"({"type":"thinking","thinking":"t","signature":"Eq=="})";
    const std::string foreign = R"({"type":"thinking","thinking":"t","signature":"tp1:openai::x"})";
    const std::string sealed = R"({"type":"redacted_thinking","data":"tp1:gemini+call::y"})";
    QCOMPARE(upstream(body(own + ", " + text)), body(own + ", " + text));
    QCOMPARE(upstream(body(foreign + ", " + text)), body(text));
    QCOMPARE(upstream(body(text + "," + foreign)), body(text));
    QCOMPARE(upstream(body(foreign + "," + text + "," + sealed + " ," + sealed)), body(text));
    QCOMPARE(upstream(body(own + "," + foreign + "," + sealed + "," + text)),
             body(own + "," + text));
    // A message that would be empty goes as a whole.
    QCOMPARE(
        upstream(body(foreign + "," + sealed)),
        R"({"model":"m","max_tokens":1,"messages":[{"role":"user","content":"q"},{"role":"user","content":"r"}]})");
    // A citation that we made is none that a provider could look up.
    const auto cited = [](const std::string &citations) {
        return R"({"type":"text","text":"a","citations": )" + citations + "}";
    };
    const std::string theirs = R"([{"type":"char_location","encrypted_index":"x"}])";
    const std::string ours
        = R"([{"type":"web_search_result_location","encrypted_index": "tp1:citation"}])";
    QCOMPARE(upstream(body(cited(theirs) + "," + text)), body(cited(theirs) + "," + text));
    QCOMPARE(upstream(body(cited(ours) + "," + text)), body(cited("null") + "," + text));
    const std::string both
        = R"({"type":"thinking","thinking":"t","signature":"tp1:xai::","content":[)" + cited(ours)
        + "]}";
    QCOMPARE(upstream(body(both + "," + text)), body(text));
    // What a tool gave back is nobody's thought.
    const std::string nested
        = R"({"type":"tool_result","tool_use_id":"t","content":[)" + sealed + "]}";
    QCOMPARE(upstream(body(nested)), body(nested));
    const std::string within
        = R"({"type":"thinking","thinking":"t","signature":"tp1:xai::","content":[)" + sealed
        + "]}";
    QCOMPARE(upstream(body(within + "," + text)), body(text));
}

void MessagesRequestTest::dearerWaysAreNotSentOn()
{
    const std::string body = R"({"model":"m",)" + messages + "}";
    QCOMPARE(
        upstream(R"({"model":"m","speed":"fast","fallbacks":[{"model":"a/b"}],)" + messages + "}"),
        body);
    const auto request = readMessagesRequest(
        R"({"model":"m","speed":"fast","fallbacks":[{"model":"a/b"},{"model":"c"}],)" + messages
        + "}");
    QCOMPARE(request->serviceTier, "fast");
    QCOMPARE(request->models, (std::vector<std::string>{"a/b", "c"}));
}

void MessagesRequestTest::tokensAreCountedRatherTooHigh()
{
    QCOMPARE(countTokensEstimate(R"({"model":"m","messages":[{"role":"user","content":"12345"}]})"),
             2);
    QCOMPARE(
        countTokensEstimate(
            R"({"model":"m","system":"1","messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"u"}},{"type":"text","text":"12"}]}]})"),
        4784 + 1);
    QCOMPARE(
        countTokensEstimate(
            R"({"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","data":"AAAAAAAAAAAAAAAAAAAAAAAA"}}]}]})"),
        2);
    const auto refused = countTokensEstimate(R"({"model":"m"})");
    QVERIFY(!refused);
    QCOMPARE(refused.error().pointer, "/messages");
}

QTEST_APPLESS_MAIN(MessagesRequestTest)
#include "tst_MessagesRequest.moc"
