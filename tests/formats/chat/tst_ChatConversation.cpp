// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatBody.h"
#include "engine/formats/chat/ChatConversation.h"
#include "engine/formats/chat/ChatRequest.h"

#include <QTest>

#include <algorithm>

using namespace turnpike;

namespace {

/// JSON with apostrophes for quotes: moc stumbles over a raw string that holds escaped ones.
std::string quoted(std::string text)
{
    std::replace(text.begin(), text.end(), '\'', '"');
    return text;
}

struct Read
{
    explicit Read(std::string text, ChatDialect dialect = ChatDialect::Chat)
        : body(std::move(text))
        , request(readChatRequest(body, dialect).value())
        , talk(converseChat(request))
    {}

    std::string written(EncodeTarget target = {.model = "up"})
    {
        return writeChatBody(*talk, target).value();
    }

    std::string body;
    ClientRequest request;
    tl::expected<Conversation, ApiError> talk;
};

std::string with(std::string_view messages, std::string_view more = {})
{
    return R"({"model":"m","messages":[)" + std::string(messages) + "]" + std::string(more) + "}";
}

const std::string user = R"({"role":"user","content":"hi"})";

} // namespace

class ChatConversationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsReadIsWrittenAgain_data();
    void whatIsReadIsWrittenAgain();
    void mediaIsTakenApart();
    void mediaCannotBreakOutOfItsQuotes();
    void signaturesGoBackIntoTheirCalls();
    void reasoningComesBeforeSpeech();
    void oldFunctionsAreTools();
    void promptIsAMessage();
    void cursorsFlatToolsAreTools();
    void toolsOfProvidersAreRefused();
    void unknownShapesAreRefused();
    void limitsHaveTheNameThatTheModelTakes();
    void effortIsToldToThoseWhoTakeIt();
    void thoughtsAreWrittenWhereTheServerReadsThem_data();
    void thoughtsAreWrittenWhereTheServerReadsThem();
    void efforts();
    void argumentsChangeTheirForm();
};

void ChatConversationTest::whatIsReadIsWrittenAgain_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("written");
    const auto same
        = [](const char *name, const std::string &messages, const std::string &more = {}) {
              QTest::newRow(name) << with(messages, more)
                                  << R"({"model":"up","messages":[)" + messages + "]" + more + "}";
          };
    same("text with escapes", quoted("{'role':'user','content':'a\\u00e9\\ud83d \\'\\n'}"));
    same("system", R"({"role":"system","content":"s"},)" + user);
    same(
        "parts",
        R"({"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://x/y.png","detail":"low"}}]})");
    same(
        "data URL",
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}}]})");
    same(
        "audio",
        R"({"role":"user","content":[{"type":"input_audio","input_audio":{"data":"QUJD","format":"wav"}}]})");
    same(
        "file",
        R"({"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QUJD"}}]})");
    same(
        "tool round trip",
        user
            + quoted(
                ",{'role':'assistant','content':null,'tool_calls':[{'id':'c1','type':'function',"
                "'function':{'name':'f','arguments':'{\\'b\\':1,\\'a\\':2}'}}]},{'role':'tool','"
                "tool_call_id':'c1','content':'42'}"),
        R"(,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"b":{},"a":{}}},"strict":true}}],"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false)");
    same(
        "shape and sampling", user,
        R"(,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"x":1e400},"strict":true}},"temperature":0.10,"top_p":1,"frequency_penalty":0,"presence_penalty":0.5,"seed":12345678901234567890,"logit_bias":{"5":1},"logprobs":true,"top_logprobs":2,"stop":["a","b"],"n":2)");
    QTest::newRow("stream") << with(user, R"(,"stream":true)")
                            << R"({"model":"up","messages":[)" + user
            + R"(],"stream":true,"stream_options":{"include_usage":true}})";
    same("spoken answer", user,
         R"(,"modalities":["text","audio"],"audio":{"voice":"v","format":"pcm16"})");
    QTest::newRow("stop alone") << with(user, R"(,"stop":"a")")
                                << R"({"model":"up","messages":[)" + user + R"(],"stop":["a"]})";
    QTest::newRow("assistant parts") << with(
        user
        + R"(,{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]})")
                                     << R"({"model":"up","messages":[)" + user
            + R"(,{"role":"assistant","content":"a\n\nb"}]})";
    QTest::newRow("a tool that showed a picture")
        << with(
               R"({"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""}}]},{"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"see"},{"type":"image_url","image_url":{"url":"https://x"}}]})")
        << std::string(
               R"({"model":"up","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"see"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}]})");
}

void ChatConversationTest::whatIsReadIsWrittenAgain()
{
    QFETCH(std::string, body);
    QFETCH(std::string, written);
    Read read(body);
    QVERIFY(read.talk);
    QCOMPARE(read.written({.model = "up", .isStreaming = read.request.isStreaming}), written);
    // What was written is a chat request again.
    QVERIFY(readChatRequest(written));
}

void ChatConversationTest::mediaIsTakenApart()
{
    const Read read(with(
        R"({"role":"user","content":[{"type":"image_url","image_url":"data:image\/jpeg;base64,QUJD"},{"type":"file","file":{"file_id":"f1"}},{"type":"video_url","video_url":{"url":"https://v"}}]})"));
    const std::vector<ContentPart> &parts = read.talk->turns.front().parts;
    QCOMPARE(parts.size(), 3U);
    QVERIFY(parts[0].source == ContentPart::Source::Base64);
    QCOMPARE(parts[0].mediaType, "image/jpeg");
    QCOMPARE(parts[0].data, "QUJD");
    QVERIFY(parts[1].source == ContentPart::Source::FileId);
    QCOMPARE(parts[1].data, "\"f1\"");
    QVERIFY(parts[2].kind == ContentPart::Kind::Video);
}

/// An escape in a data URL would become a quote in the body that is written.
void ChatConversationTest::mediaCannotBreakOutOfItsQuotes()
{
    const std::string url = quoted("'data:image/png;base64,A\\u0022,\\u0022x\\u0022:\\u0022'");
    Read image(with(R"({"role":"user","content":[{"type":"image_url","image_url":{"url":)" + url
                    + "}}]}"));
    QVERIFY(image.talk);
    QVERIFY(image.talk->turns.front().parts.front().source == ContentPart::Source::Url);
    QVERIFY(image.written().find(url) != std::string::npos);
    const std::string data = quoted("'A\\u0022,\\u0022x'");
    Read audio(with(R"({"role":"user","content":[{"type":"input_audio","input_audio":{"data":)"
                    + data + R"(,"format":"wav"}}]})"));
    QVERIFY(audio.talk);
    const std::string escaped = quoted("'A\\',\\'x'");
    QVERIFY(audio.written().find(escaped) != std::string::npos);
}

void ChatConversationTest::signaturesGoBackIntoTheirCalls()
{
    const Read read(with(
        user
        + R"(,{"role":"assistant","content":null,"reasoning_details":[{"type":"reasoning.encrypted","data":"gs","id":"c1","format":"google-gemini-v1","index":0}],"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]})"));
    const std::vector<ContentPart> &parts = read.talk->turns.back().parts;
    QCOMPARE(parts.size(), 1U);
    QCOMPARE(parts[0].signature, "\"gs\"");
    QVERIFY(parts[0].family == ReasoningFamily::Gemini);
}

void ChatConversationTest::reasoningComesBeforeSpeech()
{
    const Read read(with(
        user
        + R"(,{"role":"assistant","content":"x","reasoning":"plain","reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s","index":0},{"type":"reasoning.server_tool_call","tool_name":"w"}]})"));
    const std::vector<ContentPart> &parts = read.talk->turns.back().parts;
    QCOMPARE(parts.size(), 2U);
    QVERIFY(parts[0].kind == ContentPart::Kind::Reasoning);
    QCOMPARE(parts[0].text, "\"t\"");
    QCOMPARE(parts[0].signature, "\"s\"");
    QVERIFY(parts[0].family == ReasoningFamily::Anthropic);
    QVERIFY(parts[1].kind == ContentPart::Kind::Text);
}

void ChatConversationTest::oldFunctionsAreTools()
{
    Read read(with(
        user
            + R"(,{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"})",
        R"(,"functions":[{"name":"f","parameters":{"type":"object"}}],"function_call":{"name":"f"})"));
    const std::string written = R"({"model":"up","messages":[)" + user
        + R"(,{"role":"assistant","content":null,"tool_calls":[{"id":"f","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"f","content":"1"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}}})";
    QCOMPARE(read.written(), written);
}

void ChatConversationTest::promptIsAMessage()
{
    Read read(R"({"model":"m","prompt":"Once","max_tokens":5})", ChatDialect::TextCompletion);
    QCOMPARE(read.written({.model = "up", .maxOutput = 5}),
             R"({"model":"up","messages":[{"role":"user","content":"Once"}],"max_tokens":5})");
}

void ChatConversationTest::cursorsFlatToolsAreTools()
{
    const std::string tools
        = R"(,"tools":[{"type":"function","name":"f","description":"d","parameters":{}},{"name":"g","input_schema":{"type":"object"}}])";
    const Read read(with(user, tools));
    QVERIFY(read.talk);
    QCOMPARE(read.talk->tools.size(), 2U);
    QCOMPARE(read.talk->tools[0].name, "\"f\"");
    QCOMPARE(read.talk->tools[1].schema, R"({"type":"object"})");
}

void ChatConversationTest::toolsOfProvidersAreRefused()
{
    const Read read(with(user, R"(,"tools":[{"type":"openrouter:web_search"}])"));
    QVERIFY(!read.talk);
    QCOMPARE(read.talk.error().status, 400);
    QCOMPARE(read.talk.error().pointer, "/tools/0");
}

void ChatConversationTest::unknownShapesAreRefused()
{
    const Read read(with(user, R"(,"response_format":{"type":"grammar","grammar":"x"})"));
    QVERIFY(!read.talk);
    QCOMPARE(read.talk.error().pointer, "/response_format/type");
}

void ChatConversationTest::limitsHaveTheNameThatTheModelTakes()
{
    Read read(with(user));
    QVERIFY(read.written({.model = "gpt-4o", .maxOutput = 9}).find(R"("max_tokens":9)")
            != std::string::npos);
    QVERIFY(read.written({.model = "gpt-5.1", .maxOutput = 9}).find(R"("max_completion_tokens":9)")
            != std::string::npos);
}

void ChatConversationTest::effortIsToldToThoseWhoTakeIt()
{
    const std::vector<std::string> taking{"reasoning"};
    const std::vector<std::string> plain{"temperature"};
    Read told(with(user, R"(,"reasoning":{"effort":"max"})"));
    const auto has = [](const std::string &body, std::string_view effort) {
        return body.find(quoted("'reasoning_effort':'") + std::string(effort) + '"')
            != std::string::npos;
    };
    QVERIFY(has(told.written({.model = "m", .supported = taking}), "xhigh"));
    QVERIFY(!has(told.written({.model = "m", .supported = plain}), "xhigh"));
    Read budget(with(user, R"(,"reasoning":{"max_tokens":8000},"max_tokens":10000)"));
    QVERIFY(has(budget.written({.model = "o3", .maxOutput = 10'000}), "high"));
    Read off(with(user, R"(,"reasoning":{"enabled":false})"));
    QVERIFY(has(off.written({.model = "o3"}), "none"));
}

void ChatConversationTest::efforts()
{
    using Effort = ReasoningWish::Effort;
    QCOMPARE(budgetOf(Effort::High, 10'000), 8000);
    QCOMPARE(budgetOf(Effort::Low, 1000), 1024);
    QCOMPARE(budgetOf(Effort::Max, 1'000'000), 128'000);
    QCOMPARE(budgetOf(Effort::None, 1'000'000), 0);
    QVERIFY(effortOfBudget(2000, 10'000) == Effort::Low);
    QVERIFY(effortOfBudget(0, 10'000) == Effort::None);
    QCOMPARE(effortWord(effortOf("xhigh")), "xhigh");
    QVERIFY(effortOf("huge") == Effort::NotTold);
}

void ChatConversationTest::thoughtsAreWrittenWhereTheServerReadsThem_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QByteArray>("thoughts");
    QTest::addColumn<QByteArray>("written");
    const auto row = [](const char *name, ReasoningField field, const QByteArray &thoughts,
                        const QByteArray &written) {
        QTest::newRow(name) << int(field) << thoughts << written;
    };
    const QByteArray unknown
        = R"("reasoning_details":[{"type":"reasoning.text","text":"a","format":"unknown"},{"type":"reasoning.text","text":"b","format":"unknown"}],)";
    const QByteArray claude
        = R"("reasoning_details":[{"type":"reasoning.text","text":"a","signature":"s","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"x","format":"anthropic-claude-v1","index":1}],)";
    row("text", ReasoningField::ReasoningContent, R"("reasoning":"why",)",
        R"(,"reasoning_content":"why")");
    row("several", ReasoningField::Reasoning, unknown, R"(,"reasoning":"ab")");
    row("another family's", ReasoningField::ReasoningContent, claude, "");
    row("elements", ReasoningField::ReasoningDetails, claude, "," + claude.chopped(1));
    row("nobody told", ReasoningField::None, R"("reasoning":"why",)", "");
}

void ChatConversationTest::thoughtsAreWrittenWhereTheServerReadsThem()
{
    QFETCH(const int, field);
    QFETCH(const QByteArray, thoughts);
    QFETCH(const QByteArray, written);
    Read read(with(R"({"role":"assistant",)" + thoughts.toStdString() + R"("content":"c"})"));
    QCOMPARE(read.written({.model = "up", .reasoningField = static_cast<ReasoningField>(field)}),
             R"({"model":"up","messages":[{"role":"assistant","content":"c")"
                 + written.toStdString() + "}]}");
}

void ChatConversationTest::argumentsChangeTheirForm()
{
    Conversation talk;
    QCOMPARE(argumentsObject(talk, quoted("'{\\'a\\':\\'\\\\n\\'}'")), R"({"a":"\n"})");
    QCOMPARE(argumentsObject(talk, R"("")"), "{}");
    QCOMPARE(argumentsObject(talk, R"("not json")"), R"({"arguments":"not json"})");
    QCOMPARE(argumentsObject(talk, R"("[1]")"), R"({"arguments":"[1]"})");
    QCOMPARE(argumentsString(talk, R"({"a":"\n"})"), quoted("'{\\'a\\':\\'\\\\n\\'}'"));
    QCOMPARE(argumentsString(talk, {}), R"("{}")");
    QCOMPARE(argumentsString(talk, R"("")"), R"("{}")");
}

QTEST_GUILESS_MAIN(ChatConversationTest)
#include "tst_ChatConversation.moc"
