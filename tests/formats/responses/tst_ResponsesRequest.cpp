// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesApi.h"
#include "engine/wire/BodyEdit.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace turnpike;
using namespace std::string_literals;

class ResponsesRequestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agentRequestIsRead();
    void contentIsMeasuredByItsPayload();
    void unknownItemsAreToleratedAndCounted();
    void whatIsKeptElsewhereIsRefused_data();
    void whatIsKeptElsewhereIsRefused();
    void refusedMemberIsNamed_data();
    void refusedMemberIsNamed();
    void refusalsSayWhatToDo();
    void safetyIdentifierStandsInForTheUser();
    void parametersAreNamedAsTheCatalogueDoes();
    void serverToolsAreSeen_data();
    void serverToolsAreSeen();
    void openingIsTheSameForEveryTurn();
    void limitIsClampedInItsOwnMember();
    void streamedBodyGetsNoOptionsOfChat();
};

#ifndef Q_MOC_RUN // Raw strings that hold quotes are too much for it.

namespace {

std::string with(std::string_view members)
{
    return R"({"model":"a/b","input":"hi")" + std::string(members.empty() ? "" : ",")
        + std::string(members) + "}";
}

std::string withItem(std::string_view item)
{
    return R"({"model":"a/b","input":[)" + std::string(item) + "]}";
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// The pointer of the refusal, or "accepted".
std::string refusal(std::string_view body)
{
    const auto request = responsesApi().read(body);
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
    return std::count(request.parameters.begin(), request.parameters.end(), parameter) == 1;
}

/// As an agent sends it in the middle of its work.
const std::string agentBody = R"({"model":"a/b","instructions":"You are an agent.","input":[)"s
    + R"({"type":"message","role":"developer","content":[{"type":"input_text","text":"rules"}]},)"s
    + R"({"type":"message","role":"user","content":[{"type":"input_text","text":"do"},{"type":"input_image","image_url":"data:image/png;base64,AAAA"}]},)"s
    + R"({"type":"reasoning","summary":[],"encrypted_content":"gAAA"},)"s
    + R"({"type":"function_call","call_id":"c1","name":"look","namespace":"mcp__files","arguments":"{}"},)"s
    + R"({"type":"function_call_output","call_id":"c1","output":"ok"},)"s
    + R"({"type":"web_search_call","id":"ws","status":"completed","action":{"type":"search","query":"q"}}],)"s
    + R"("tools":[{"type":"function","name":"shell","strict":false,"parameters":{"type":"object"}},)"s
    + R"({"type":"namespace","name":"mcp__files","description":"","tools":[{"type":"function","name":"look","parameters":{}}]},)"s
    + R"({"type":"custom","name":"apply_patch","format":{"type":"grammar","syntax":"lark","definition":"x"}},)"s
    + R"({"type":"web_search","external_web_access":true}],)"s
    + R"("tool_choice":"auto","parallel_tool_calls":true,"reasoning":{"effort":"high","summary":"auto"},)"s
    + R"("store":false,"stream":true,"include":["reasoning.encrypted_content"],"prompt_cache_key":"k",)"s
    + R"("text":{"verbosity":"low"},"client_metadata":{"a":"b"}})";

} // namespace

void ResponsesRequestTest::agentRequestIsRead()
{
    const auto request = responsesApi().read(agentBody);
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->model, "a/b");
    QVERIFY(request->api == ApiType::Responses);
    QVERIFY(request->isStreaming);
    QVERIFY(request->hasTools);
    QVERIFY(request->hasServerTools);
    QVERIFY(!request->hasResponseFormat);
    QVERIFY(request->asksReasoning);
    QCOMPARE(request->promptCacheKey, "k");
    QCOMPARE(request->content.messageCount, 6);
    QCOMPARE(request->content.imageCount, 1);
    QVERIFY(request->opening != 0);
}

void ResponsesRequestTest::contentIsMeasuredByItsPayload()
{
    const auto request = responsesApi().read(
        R"({"model":"m","instructions":"1234","input":[)"s + R"({"role":"user","content":"12"},)"s
        + R"({"role":"user","content":[{"type":"input_text","text":"\u00e9"},{"type":"input_image","file_id":"f"},)"s
        + R"({"type":"input_image","image_url":"https://a"},)"s
        + R"({"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"},)"s
        + R"({"type":"input_audio","input_audio":{"data":"AAAAAAAA","format":"wav"}}]},)"s
        + R"({"type":"function_call","call_id":"c","name":"f","arguments":"{\"a\":1}"},)"s
        + R"({"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"123"},{"type":"input_image","image_url":"https://b"}]}]})");
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->content.textBytes, 4 + 2 + 2 + (1 + 1 + 7) + (1 + 3));
    QCOMPARE(request->content.imageCount, 2);
    QCOMPARE(request->content.fileCount, 2); // A file by its id counts, whatever it is.
    QCOMPARE(request->content.fileBytes, 32);
    QCOMPARE(request->content.audioBytes, 8);
}

void ResponsesRequestTest::unknownItemsAreToleratedAndCounted()
{
    const std::string item
        = R"({"type":"shell_call_output","call_id":"","output":[{"stdout":"123","outcome":{"type":"exit"}}]})";
    const auto request = responsesApi().read(withItem(item));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QVERIFY(request->content.textBytes >= static_cast<std::int64_t>(item.size()) - 1);
    const auto part = responsesApi().read(
        withItem(R"({"role":"user","content":[{"type":"input_smell","smell":"0123456789"}]})"));
    QVERIFY(part);
    QVERIFY(part->content.textBytes > 30);
}

void ResponsesRequestTest::whatIsKeptElsewhereIsRefused_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("pointer");
    QTest::newRow("previous") << QByteArray(R"("previous_response_id":"resp_1")")
                              << QByteArray("/previous_response_id");
    QTest::newRow("conversation") << QByteArray(R"("conversation":{"id":"c"})")
                                  << QByteArray("/conversation");
    QTest::newRow("prompt") << QByteArray(R"("prompt":{"id":"p"})") << QByteArray("/prompt");
    QTest::newRow("background") << QByteArray(R"("background":true)") << QByteArray("/background");
    QTest::newRow("nulls") << QByteArray(
        R"("previous_response_id":null,"conversation":null,"prompt":null,"background":false,"store":true)")
                           << QByteArray("accepted");
}

void ResponsesRequestTest::whatIsKeptElsewhereIsRefused()
{
    QFETCH(QByteArray, members);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(with(view(members))), std::string(view(pointer)));
}

void ResponsesRequestTest::refusedMemberIsNamed_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](const char *name, const std::string &body, const char *pointer) {
        QTest::newRow(name) << QByteArray::fromStdString(body) << QByteArray(pointer);
    };
    row("no input", R"({"model":"m"})", "/input");
    row("null input", R"({"model":"m","input":null})", "/input");
    row("empty input", R"({"model":"m","input":[]})", "/input");
    row("an item that is none", withItem("1"), "/input/0");
    row("no type", withItem("{}"), "/input/0/type");
    row("a role of no one", withItem(R"({"role":"tool","content":"x"})"), "/input/0/role");
    row("no role", withItem(R"({"type":"message","content":"x"})"), "/input/0/role");
    row("no content", withItem(R"({"role":"user"})"), "/input/0/content");
    row("null content", withItem(R"({"role":"user","content":null})"), "/input/0/content");
    row("content of another kind", withItem(R"({"role":"user","content":1})"), "/input/0/content");
    row("a part without a type", withItem(R"({"role":"user","content":[{"text":"x"}]})"),
        "/input/0/content/0/type");
    row("a text part without text",
        withItem(R"({"role":"user","content":[{"type":"input_text"}]})"),
        "/input/0/content/0/text");
    row("a reference", withItem(R"({"type":"item_reference","id":"x"})"), "/input/0");
    row("a call without an id", withItem(R"({"type":"function_call","name":"f","arguments":""})"),
        "/input/0/call_id");
    row("a result without output", withItem(R"({"type":"function_call_output","call_id":"c"})"),
        "/input/0/output");
    row("role twice", withItem(R"({"role":"user","role":"system","content":"x"})"),
        "/input/0/role");
    row("type in another spelling",
        withItem(R"({"role":"user","content":[{"Type":"input_text","text":"x"}]})"),
        "/input/0/content/0/type");
    row("text under an escaped name",
        withItem(R"({"role":"user","content":[{"type":"input_text","te\u0078t":"x"}]})"),
        "/input/0/content/0/text");
    row("input twice", R"({"model":"m","input":"a","input":"b"})", "/input");
    row("the limit in another spelling", with(R"("Max_Output_Tokens":5)"), "/max_output_tokens");
    row("a limit of nothing", with(R"("max_output_tokens":0)"), "/max_output_tokens");
    row("temperature as text", with(R"("temperature":"1")"), "/temperature");
    row("a tool that is none", with(R"("tools":[1])"), "/tools/0");
    row("a tool without a type", with(R"("tools":[{"name":"f"}])"), "/tools/0/type");
    row("a tool without a name", with(R"("tools":[{"type":"function"}])"), "/tools/0/name");
    row("a nested tool without a name",
        with(R"("tools":[{"type":"namespace","name":"n","tools":[{"type":"function"}]}])"),
        "/tools/0/tools/0/name");
    row("a namespace in a namespace",
        with(
            R"("tools":[{"type":"namespace","name":"n","tools":[{"type":"namespace","name":"m","tools":[]}]}])"),
        "/tools/0/tools/0/tools");
    row("reasoning as text", with(R"("reasoning":"high")"), "/reasoning");
    row("effort as a number", with(R"("reasoning":{"effort":1})"), "/reasoning/effort");
    row("text as text", with(R"("text":"json")"), "/text");
    row("format twice", with(R"("text":{"format":null,"format":null})"), "/text/format");
    row("no JSON", R"({"model":"m","input":"x")", "");
}

void ResponsesRequestTest::refusedMemberIsNamed()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(view(body)), std::string(view(pointer)));
}

void ResponsesRequestTest::refusalsSayWhatToDo()
{
    const auto request = responsesApi().read(with(R"("previous_response_id":"resp_1")"));
    QVERIFY(!request);
    QCOMPARE(request.error().message,
             "/previous_response_id must be null: no answer is kept here, so send the whole "
             "conversation in /input.");
}

void ResponsesRequestTest::safetyIdentifierStandsInForTheUser()
{
    QCOMPARE(responsesApi().read(with(R"("safety_identifier":"s")"))->user, "s");
    QCOMPARE(responsesApi().read(with(R"("safety_identifier":"s","user":"u")"))->user, "u");
    QCOMPARE(responsesApi().read(with(R"("user":null,"safety_identifier":"s")"))->user, "s");
}

void ResponsesRequestTest::parametersAreNamedAsTheCatalogueDoes()
{
    const auto request = responsesApi().read(with(
        R"("max_output_tokens":9,"temperature":1,"top_p":null,"reasoning":{"max_tokens":2000,"exclude":true},"tool_choice":"none","text":{"format":{"type":"json_schema","name":"n","schema":{}},"verbosity":"low"})"));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->maxTokens, 9);
    QCOMPARE(request->thinkingTokens, 2000);
    QVERIFY(request->hidesReasoning);
    QVERIFY(request->hasResponseFormat);
    for (const std::string_view parameter :
         {"max_tokens", "temperature", "reasoning", "tool_choice", "response_format",
          "structured_outputs", "verbosity"})
        QVERIFY2(names(*request, parameter), std::string(parameter).c_str());
    QVERIFY(!names(*request, "top_p"));
    QVERIFY(!names(*request, "tools"));
    const auto plain = responsesApi().read(with(R"("text":{"format":{"type":"text"}})"));
    QVERIFY(!plain->hasResponseFormat);
}

void ResponsesRequestTest::serverToolsAreSeen_data()
{
    QTest::addColumn<QByteArray>("tool");
    QTest::addColumn<bool>("isServerTool");
    const auto row = [](const char *tool, bool isServerTool) {
        QTest::newRow(tool) << QByteArray(tool) << isServerTool;
    };
    row(R"({"type":"function","name":"f"})", false);
    row(R"({"type":"custom","name":"f"})", false);
    row(R"({"type":"namespace","name":"f","tools":[{"type":"custom","name":"f"}]})", false);
    row(R"({"type":"local_shell"})", false);
    row(R"({"type":"web_search"})", true);
    row(R"({"type":"mcp","server_label":"x"})", true);
    row(R"({"type":"openrouter:web_search"})", true);
}

void ResponsesRequestTest::serverToolsAreSeen()
{
    QFETCH(QByteArray, tool);
    QFETCH(bool, isServerTool);
    const std::string body = with("\"tools\":[" + tool.toStdString() + "]");
    const auto request = responsesApi().read(body);
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->hasServerTools, isServerTool);
    QVERIFY(request->hasTools);
}

void ResponsesRequestTest::openingIsTheSameForEveryTurn()
{
    const auto opening = [](std::string_view items) {
        return responsesApi()
            .read(R"({"model":"m","instructions":"i","input":[)" + std::string(items) + "]}")
            ->opening;
    };
    const std::string first = R"({"role":"user","content":"a"})";
    QCOMPARE(opening(first), opening(first + R"(,{"role":"assistant","content":"b"})"));
    QVERIFY(opening(first) != opening(R"({"role":"user","content":"b"})"));
}

void ResponsesRequestTest::limitIsClampedInItsOwnMember()
{
    const auto sent = [](std::string_view members) {
        const std::string body = with(members);
        const auto request = responsesApi().read(body);
        return upstreamBody(
                   *request,
                   {.model = "up", .clampedMax = 100, .defaultLimit = responsesApi().limitMember()})
            .joined();
    };
    QCOMPARE(sent(R"("max_output_tokens":500)"),
             R"({"model":"up","input":"hi","max_output_tokens":100})");
    QCOMPARE(sent(R"("max_output_tokens":null)"),
             R"({"model":"up","input":"hi","max_output_tokens":100})");
    QCOMPARE(sent(R"("user":"u","stream":true)"),
             R"({"model":"up","input":"hi","stream":true,"max_output_tokens":100})");
}

void ResponsesRequestTest::streamedBodyGetsNoOptionsOfChat()
{
    const auto sent = [](const std::string &body) {
        const auto request = responsesApi().read(body);
        return upstreamBody(*request, {.model = "up", .clampedMax = {}}).joined();
    };
    QCOMPARE(sent(with(R"("stream":true)")), R"({"model":"up","input":"hi","stream":true})");
    QCOMPARE(
        sent(with(R"("stream":true,"stream_options":{"include_obfuscation":false})")),
        R"({"model":"up","input":"hi","stream":true,"stream_options":{"include_obfuscation":false}})");
}

#endif

QTEST_GUILESS_MAIN(ResponsesRequestTest)
#include "tst_ResponsesRequest.moc"
