// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatRequest.h"

#include <QTest>

#include <string>

using namespace turnpike;

namespace {

const std::string messages = R"("messages":[{"role":"user","content":"hi"}])";

std::string with(std::string_view members)
{
    return "{" + std::string(members) + (members.empty() ? "" : ",") + messages + "}";
}

std::string_view view(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

/// The pointer of the refusal, or "accepted".
std::string refusal(std::string_view body, ChatDialect dialect = ChatDialect::Chat)
{
    const auto request = readChatRequest(body, dialect);
    if (request)
        return "accepted";
    if (request.error().status != 400 || request.error().errorType != "invalid_request"
        || !request.error().message.starts_with(
            request.error().pointer.empty() ? "The body" : request.error().pointer))
        return "malformed error: " + request.error().message;
    return request.error().pointer;
}

} // namespace

class ChatRequestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agentRequestIsRead();
    void contentOfEveryRoleIsMeasured();
    void mediaIsCountedByItsPayload();
    void refusedMemberIsNamed_data();
    void refusedMemberIsNamed();
    void duplicateOfAReadNameIsRefused_data();
    void duplicateOfAReadNameIsRefused();
    void otherSpellingOfAReadNameIsRefused_data();
    void otherSpellingOfAReadNameIsRefused();
    void unknownMembersAreTolerated();
    void nullMeansNotSet();
    void brokenJsonIsRefusedWithItsPlace();
    void providerPreferencesAreRead();
    void textCompletionNeedsAPrompt();
    void parametersAreNamedAsTheCatalogueDoes();
};

void ChatRequestTest::agentRequestIsRead()
{
    const std::string body = with(
        R"("model":"openai\/gpt-4o","models":["a/b","c/d"],"stream":true,"stream_options":{"include_usage":true},)"
        R"("max_tokens":4096,"max_completion_tokens":2048,"n":2,"session_id":"s1","user":"u1","route":"sort",)"
        R"("reasoning":{"effort":"high","max_tokens":1000},"debug":{"echo_upstream_body":true},"service_tier":"flex",)"
        R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},{"type":"openrouter:web_search"}])");
    const auto request = readChatRequest(body);
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->model, "openai/gpt-4o");
    QCOMPARE(request->models, (std::vector<std::string>{"a/b", "c/d"}));
    QVERIFY(request->isStreaming && request->asksUsage && request->hasTools);
    QVERIFY(request->hasServerTools && request->echoesUpstreamBody);
    QCOMPARE(request->maxTokens, 4096);
    QCOMPARE(request->maxCompletionTokens, 2048);
    QCOMPARE(request->maxOutput(), 2048);
    QCOMPARE(request->choiceCount, 2);
    QCOMPARE(request->sessionId, "s1");
    QCOMPARE(request->user, "u1");
    QCOMPARE(request->thinkingTokens, 1000);
    QCOMPARE(request->serviceTier, "flex");
    QCOMPARE(request->sortsAcrossModels, true);
    QCOMPARE(request->modelMember.value, R"("openai\/gpt-4o")");
    QCOMPARE(request->gatewayMembers.size(), std::size_t(5));
}

void ChatRequestTest::contentOfEveryRoleIsMeasured()
{
    const auto request = readChatRequest(R"({"messages":[
        {"role":"system","content":"12345"},
        {"role":"developer","content":[{"type":"text","text":"\u00e9\n"}]},
        {"role":"user","content":"67","name":"bob"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"fn","arguments":"{\"a\":1}"}}]},
        {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"abc","cache_control":{"type":"ephemeral"}}]},
        {"role":"assistant","reasoning":"why"},
        {"role":"function","name":"g","content":"ok"}]})");
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->content.messageCount, 7);
    QCOMPARE(request->content.textBytes, 5 + 3 + 2 + 3 + 2 + 7 + 1 + 3 + 3 + 1 + 2);
    QVERIFY(request->content.marksCaching);
    QVERIFY(!readChatRequest(with(""))->content.marksCaching);
    QVERIFY(readChatRequest(with(R"("cache_control":{"type":"ephemeral"})"))->content.marksCaching);
}

void ChatRequestTest::mediaIsCountedByItsPayload()
{
    const auto request = readChatRequest(R"({"messages":[{"role":"user","content":[
        {"type":"text","text":"x"},
        {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},
        {"type":"text","text":"y","image_url":"hidden"},
        {"type":"input_audio","input_audio":{"data":"AAAAAAAA","format":"wav"}},
        {"type":"file","file":{"file_data":"data:,12345"}},
        {"type":"video_url","video_url":{"url":"u"}},
        {"type":"unheard_of","payload":"0123456789"}]}]})");
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->content.imageCount, 2);
    QCOMPARE(request->content.audioBytes, 8);
    QCOMPARE(request->content.fileCount, 1);
    QCOMPARE(request->content.fileBytes, 11);
    QCOMPARE(request->content.videoCount, 1);
    QVERIFY(request->content.textBytes >= 12);
}

void ChatRequestTest::refusedMemberIsNamed_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](std::string_view pointer, const std::string &body) {
        QTest::addRow("%s %s", std::string(pointer).c_str(), body.c_str())
            << QByteArray::fromStdString(body)
            << QByteArray(pointer.data(), static_cast<qsizetype>(pointer.size()));
    };
    row("", "[]");
    row("", "1");
    row("/messages", "{}");
    row("/messages", R"({"messages":[]})");
    row("/messages", R"({"messages":null})");
    row("/messages", R"({"messages":"hi"})");
    row("/messages/0", R"({"messages":["hi"]})");
    row("/messages/1/role",
        R"({"messages":[{"role":"user","content":""},{"role":"root","content":""}]})");
    row("/messages/0/role", R"({"messages":[{"role":1,"content":""}]})");
    row("/messages/0/role", R"({"messages":[{"content":""}]})");
    row("/messages/0/content", R"({"messages":[{"role":"user"}]})");
    row("/messages/0/content", R"({"messages":[{"role":"system","content":null}]})");
    row("/messages/0/content", R"({"messages":[{"role":"user","content":{}}]})");
    row("/messages/0/content/0", R"({"messages":[{"role":"user","content":["x"]}]})");
    row("/messages/0/content/1/type",
        R"({"messages":[{"role":"user","content":[{"type":"text","text":""},{"text":"x"}]}]})");
    row("/messages/0/content/0/text",
        R"({"messages":[{"role":"user","content":[{"type":"text"}]}]})");
    row("/messages/0/tool_calls/0", R"({"messages":[{"role":"assistant","tool_calls":[1]}]})");
    row("/model", with(R"("model":1)"));
    row("/model", with(R"("model":"")"));
    row("/model", with(R"("model":"\ud83d")"));
    row("/models/1", with(R"("models":["a",null])"));
    row("/stream", with(R"("stream":"true")"));
    row("/stream", with(R"("stream":1)"));
    row("/stream_options", with(R"("stream_options":[])"));
    row("/stream_options/include_usage", with(R"("stream_options":{"include_usage":1})"));
    for (const char *number : {"1e2", "100.0", "0", "-1", "\"5\"", "99999999999999999999"}) {
        row("/max_tokens", with(std::string("\"max_tokens\":") + number));
        row("/max_completion_tokens", with(std::string("\"max_completion_tokens\":") + number));
    }
    row("/n", with(R"("n":129)"));
    row("/n", with(R"("n":0)"));
    row("/stop", with(R"("stop":5)"));
    row("/stop/1", with(R"("stop":["a",1])"));
    row("/reasoning_effort", with(R"("reasoning_effort":"low","reasoning":{"effort":"high"})"));
    row("/max_tool_calls", with(R"("max_tool_calls":0)"));
    row("/tools", with(R"("tools":{})"));
    row("/tools/0", with(R"("tools":[null])"));
    row("/temperature", with(R"("temperature":"hot")"));
    row("/response_format", with(R"("response_format":"json")"));
    row("/route", with(R"("route":"scenic")"));
    row("/session_id", with(R"("session_id":")" + std::string(257, 'x') + "\""));
    row("/reasoning/max_tokens", with(R"("reasoning":{"max_tokens":1.5})"));
    row("/prompt", with(R"("prompt":"x")"));
    row("/provider/ordre", with(R"("provider":{"ordre":["x"]})"));
    row("/provider/only/0", with(R"("provider":{"only":[1]})"));
    row("/provider/sort", with(R"("provider":{"sort":"beauty"})"));
    row("/provider/max_price/prompt", with(R"("provider":{"max_price":{"prompt":"cheap"}})"));
    row("/provider/data_collection", with(R"("provider":{"data_collection":"maybe"})"));
}

void ChatRequestTest::refusedMemberIsNamed()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(view(body)), pointer.toStdString());
}

void ChatRequestTest::duplicateOfAReadNameIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](const char *pointer, const std::string &body) {
        QTest::addRow("%s", pointer) << QByteArray::fromStdString(body) << QByteArray(pointer);
    };
    row("/model", with(R"("model":"a","model":"a")"));
    row("/messages", with(messages));
    row("/max_tokens", with(R"("max_tokens":1,"x":{"max_tokens":2},"max_tokens":9)"));
    row("/provider", with(R"("provider":{},"provider":{})"));
    row("/provider/only", with(R"("provider":{"only":["a"],"only":["b"]})"));
    row("/provider/sort/by", with(R"("provider":{"sort":{"by":"price","by":"latency"}})"));
    row("/stream_options/include_usage",
        with(R"("stream_options":{"include_usage":true,"include_usage":false})"));
    row("/reasoning/max_tokens", with(R"("reasoning":{"max_tokens":1,"max_tokens":2})"));
    row("/messages/0/role", R"({"messages":[{"role":"user","content":"","role":"system"}]})");
    row("/messages/0/content", R"({"messages":[{"role":"user","content":"","content":"x"}]})");
    row("/messages/0/content/0/type",
        R"({"messages":[{"role":"user","content":[{"type":"text","text":"","type":"file"}]}]})");
    row("/messages/0/content/0/text",
        R"({"messages":[{"role":"user","content":[{"type":"text","text":"","text":"x"}]}]})");
    row("/tools/0/type", with(R"("tools":[{"type":"function","type":"openrouter:bash"}])"));
    row("/temperature", with(R"("temperature":1,"temperature":2)"));
}

void ChatRequestTest::duplicateOfAReadNameIsRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(view(body)), pointer.toStdString());
}

void ChatRequestTest::otherSpellingOfAReadNameIsRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("pointer");
    const auto row = [](const char *pointer, const std::string &body) {
        QTest::addRow("%s", body.c_str()) << QByteArray::fromStdString(body) << QByteArray(pointer);
    };
    row("/model", with(R"("mod\u0065l":"a")"));
    row("/model", with(R"("model":"a","\u006dodel":"b")"));
    row("/model", with(R"("Model":"b")"));
    row("/max_tokens",
        with("\"max_to\xE2\x84\xAA"
             "ens\":5"));
    row("/provider/only", with(R"("provider":{"onl\u0079":["a"]})"));
    row("/messages/0/role", R"({"messages":[{"rol\u0065":"user","content":""}]})");
    row("/messages/0/content/0/type",
        R"({"messages":[{"role":"user","content":[{"typ\u0065":"text","text":""}]}]})");
}

void ChatRequestTest::otherSpellingOfAReadNameIsRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, pointer);
    QCOMPARE(refusal(view(body)), pointer.toStdString());
}

void ChatRequestTest::unknownMembersAreTolerated()
{
    QCOMPARE(
        refusal(with(
            R"("store":false,"prompt_cache_retention":"24h","__proto__":{},"x":1,"x":2,"":[])")),
        "accepted");
    QCOMPARE(
        refusal(
            R"({"messages":[{"role":"tool","content":[{"type":"text","text":""}],"tool_call_id":"1","zz":{}}]})"),
        "accepted");
    QCOMPARE(refusal(R"({"messages":[{"role":"user","content":"\ud83d"}]})"), "accepted");
}

void ChatRequestTest::nullMeansNotSet()
{
    const auto request = readChatRequest(with(
        R"("model":null,"models":null,"stream":null,"stream_options":null,"max_tokens":null,"n":null,)"
        R"("tools":null,"provider":null,"route":null,"session_id":null,"temperature":null,"reasoning":null)"));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QVERIFY(request->model.empty() && !request->maxTokens && !request->provider);
    QCOMPARE(request->choiceCount, 1);
    QVERIFY(request->parameters.empty());
}

void ChatRequestTest::brokenJsonIsRefusedWithItsPlace()
{
    const auto request = readChatRequest(with("") + "x");
    QVERIFY(!request);
    QCOMPARE(request.error().message,
             "The body is not valid JSON: something follows the value, at byte "
                 + std::to_string(with("").size()) + ".");
    for (const std::string &body : {std::string(), std::string("\xEF\xBB\xBF") + with(""),
                                    with(R"("x":"\x")"), with("\"x\":\"\xFF\""), with(R"("x":01)"),
                                    with("\"x\":" + std::string(200, '[') + std::string(200, ']'))})
        QCOMPARE(refusal(body), "");
}

void ChatRequestTest::providerPreferencesAreRead()
{
    const auto request = readChatRequest(with(
        R"("provider":{"order":["openai","azure"],"only":[],"ignore":["x"],"allow_fallbacks":false,"require_parameters":true,)"
        R"("data_collection":"deny","zdr":true,"quantizations":["fp8"],"sort":{"by":"latency","partition":"none"},)"
        R"("preferred_min_throughput":50.5,"preferred_max_latency":{"p90":2,"p99":null},"max_price":{"prompt":"0.5","completion":1e1}})"));
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    const ProviderPreferences &provider = *request->provider;
    QCOMPARE(provider.order, (std::vector<std::string>{"openai", "azure"}));
    QVERIFY(provider.hasOrder && !provider.hasOnly && !provider.allowsFallbacks);
    QVERIFY(provider.requiresParameters && provider.deniesDataCollection && provider.requiresZdr);
    QVERIFY(provider.sort == ProviderPreferences::Sort::Latency && provider.sortsAcrossModels);
    QCOMPARE(provider.minThroughput[0], 50'500);
    QCOMPARE(provider.maxLatency[2], 2'000);
    QVERIFY(!provider.maxLatency[3]);
    QCOMPARE(provider.maxPromptPrice, "0.5");
    QCOMPARE(provider.maxCompletionPrice, "1e1");
}

void ChatRequestTest::textCompletionNeedsAPrompt()
{
    QCOMPARE(refusal(R"({"prompt":"x","best_of":3})", ChatDialect::TextCompletion), "accepted");
    QCOMPARE(
        readChatRequest(R"({"prompt":"x","best_of":3})", ChatDialect::TextCompletion)->choiceCount,
        3);
    QCOMPARE(refusal(with(""), ChatDialect::TextCompletion), "/prompt");
    QCOMPARE(refusal(R"({"prompt":["x"]})", ChatDialect::TextCompletion), "/prompt");
}

void ChatRequestTest::parametersAreNamedAsTheCatalogueDoes()
{
    const auto request = readChatRequest(
        with(R"("temperature":1,"seed":1,"tools":[],"max_tokens":5,"stop":"x","top_k":null)"));
    QCOMPARE(request->parameters,
             (std::vector<std::string_view>{"max_tokens", "tools", "stop", "temperature", "seed"}));
    QCOMPARE(readChatRequest(with(R"("speed":"fast")"))->serviceTier, "fast");
    QCOMPARE(readChatRequest(with(R"("speed":"fast","service_tier":"flex")"))->serviceTier, "flex");
    QCOMPARE(refusal(with(R"("reasoning_effort":"low","reasoning":{"effort":"low"})")), "accepted");
    QCOMPARE(refusal(with(R"("reasoning_effort":null,"reasoning":{"effort":"low"})")), "accepted");
}

QTEST_GUILESS_MAIN(ChatRequestTest)
#include "tst_ChatRequest.moc"
