// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/MessagesApi.h"

#include <QTest>

#include <string>

using namespace turnpike;

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

/// A body's conversation; the body lives as long as it.
struct Talk
{
    explicit Talk(std::string text)
        : body(std::move(text))
        , request(messagesApi().read(body, {}))
    {
        if (!request) {
            error = request.error();
            return;
        }
        auto result = messagesApi().converse(*request);
        if (result)
            conversation = std::move(*result);
        else
            error = result.error();
    }
    Talk(const Talk &) = delete;
    Talk &operator=(const Talk &) = delete;

    bool isLegal() const { return error.message.empty(); }
    const ContentPart &part(std::size_t turn, std::size_t index) const
    {
        return conversation.turns.at(turn).parts.at(index);
    }

    std::string body;
    tl::expected<ClientRequest, ApiError> request;
    Conversation conversation;
    ApiError error;
};

std::string with(std::string_view members)
{
    return R"({"max_tokens":10,"messages":[{"role":"user","content":"hi"}],)" + std::string(members)
        + "}";
}

std::string withBlocks(std::string_view role, std::string_view blocks)
{
    return R"({"max_tokens":10,"messages":[{"role":")" + std::string(role) + R"(","content":[)"
        + std::string(blocks) + "]}]}";
}

} // namespace

class MessagesConversationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void agentRequestIsUnderstood();
    void systemStandsFirstWhereverItIsSaid();
    void resultsOfToolsComeBeforeSpeech();
    void mediaKeepTheirSources();
    void documentsBecomeTextOrFiles();
    void mediaThatAreNoneAreRefused_data();
    void mediaThatAreNoneAreRefused();
    void thoughtsKeepTheirFamily();
    void signedCallGetsItsSignatureBack();
    void typedToolsAreLeftOutUnlessDemanded();
    void toolChoiceIsUnderstood_data();
    void toolChoiceIsUnderstood();
    void reasoningIsUnderstood_data();
    void reasoningIsUnderstood();
    void schemaBecomesAShape();
    void blocksOfServersAreLeftOut();
    void textsStayAsTheyWereWritten();
};

void MessagesConversationTest::agentRequestIsUnderstood()
{
    const Talk talk(
        R"({"model":"openai/gpt-4o","max_tokens":64000,"stream":true,"system":[{"type":"text","text":"sys","cache_control":{"type":"ephemeral"}}],)"
        R"("messages":[{"role":"user","content":[{"type":"text","text":"do"}]},{"role":"system","content":"mid"},)"
        R"({"role":"assistant","content":[{"type":"text","text":"ok"},{"type":"tool_use","id":"t1","name":"f","input":{"b":1, "a":[]}}]},)"
        R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"done","is_error":true}]}],)"
        R"("tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral","ttl":"1h"}}],)"
        R"("thinking":{"type":"adaptive"},"context_management":{"edits":[]},"output_config":{"effort":"max"},"metadata":{"user_id":"u"},)"
        R"("stop_sequences":["a","b"],"temperature":0.50,"top_p":0.9,"top_k":40})");
    QVERIFY2(talk.isLegal(), talk.error.message.c_str());
    const Conversation &conversation = talk.conversation;
    QVERIFY(conversation.isStreaming);
    QCOMPARE(conversation.maxOutput, 64000);
    QCOMPARE(conversation.turns.size(), std::size_t(5));
    QVERIFY(conversation.turns[0].role == Role::System);
    QCOMPARE(talk.part(0, 0).text, R"("sys")");
    QCOMPARE(talk.part(0, 0).cacheControl, R"({"type":"ephemeral"})");
    QVERIFY(conversation.turns[1].role == Role::User);
    QVERIFY(conversation.turns[2].role == Role::System);
    QCOMPARE(talk.part(2, 0).text, R"("mid")");
    QVERIFY(conversation.turns[3].role == Role::Assistant);
    QVERIFY(talk.part(3, 1).kind == Kind::ToolCall);
    const std::string_view input = R"({"b":1, "a":[]})";
    QCOMPARE(talk.part(3, 1).arguments, input);
    QVERIFY(conversation.turns[4].role == Role::Tool);
    QVERIFY(talk.part(4, 0).isError);
    QCOMPARE(talk.part(4, 0).id, R"("t1")");
    QCOMPARE(talk.part(4, 0).result.at(0).text, R"("done")");
    QCOMPARE(conversation.tools.size(), std::size_t(1));
    QCOMPARE(conversation.tools[0].schema, R"({"type":"object"})");
    QCOMPARE(conversation.tools[0].cacheControl, R"({"type":"ephemeral","ttl":"1h"})");
    QVERIFY(conversation.reasoning.isTold && conversation.reasoning.isAdaptive);
    QVERIFY(conversation.reasoning.effort == ReasoningWish::Effort::Max);
    QCOMPARE(conversation.stops.size(), std::size_t(2));
    QCOMPARE(conversation.temperature, "0.50");
    QCOMPARE(conversation.topP, "0.9");
    QCOMPARE(conversation.topK, "40");
}

void MessagesConversationTest::systemStandsFirstWhereverItIsSaid()
{
    const Talk talk(with(R"("system":"s")"));
    QVERIFY(talk.conversation.turns.at(0).role == Role::System);
    QCOMPARE(talk.part(0, 0).text, R"("s")");
    QCOMPARE(Talk(with(R"("system":null)")).conversation.turns.size(), std::size_t(1));
}

void MessagesConversationTest::resultsOfToolsComeBeforeSpeech()
{
    const Talk talk(withBlocks(
        "user",
        R"({"type":"text","text":"x"},{"type":"tool_result","tool_use_id":"a"},)"
        R"({"type":"tool_result","tool_use_id":"b","content":[{"type":"text","text":"r"},)"
        R"({"type":"image","source":{"type":"url","url":"u"}},{"type":"tool_reference","tool_name":"f"}]})"));
    QCOMPARE(talk.conversation.turns.size(), std::size_t(2));
    QVERIFY(talk.conversation.turns[0].role == Role::Tool);
    QCOMPARE(talk.conversation.turns[0].parts.size(), std::size_t(2));
    QVERIFY(talk.part(0, 0).result.empty());
    QCOMPARE(talk.part(0, 1).result.size(), std::size_t(2));
    QVERIFY(talk.part(0, 1).result[1].kind == Kind::Image);
    QVERIFY(talk.conversation.turns[1].role == Role::User);
}

void MessagesConversationTest::mediaKeepTheirSources()
{
    const Talk talk(withBlocks(
        "user",
        R"({"type":"image","source":{"type":"base64","media_type":"image\/png","data":"AA\/\n =="}},)"
        R"({"type":"image","source":{"type":"url","url":"http:x"}},)"
        R"({"type":"image","source":{"type":"file","file_id":"file_1"}})"));
    QVERIFY2(talk.isLegal(), talk.error.message.c_str());
    QVERIFY(talk.part(0, 0).source == Source::Base64);
    QCOMPARE(talk.part(0, 0).mediaType, "image/png");
    QCOMPARE(talk.part(0, 0).data, "AA/==");
    QVERIFY(talk.part(0, 1).source == Source::Url);
    QCOMPARE(talk.part(0, 1).data, R"("http:x")");
    QVERIFY(talk.part(0, 2).source == Source::FileId);
}

void MessagesConversationTest::documentsBecomeTextOrFiles()
{
    const Talk talk(withBlocks(
        "user",
        R"({"type":"document","title":"t","context":"c","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}},)"
        R"({"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}},)"
        R"({"type":"document","source":{"type":"content","content":[{"type":"text","text":"in"}]}},)"
        R"({"type":"document","source":{"type":"content","content":"str"}},)"
        R"({"type":"document","source":{"type":"url","url":"u"}})"));
    QVERIFY2(talk.isLegal(), talk.error.message.c_str());
    QCOMPARE(talk.conversation.turns[0].parts.size(), std::size_t(6));
    QCOMPARE(talk.part(0, 0).text, R"("c")");
    QVERIFY(talk.part(0, 1).kind == Kind::File);
    QCOMPARE(talk.part(0, 1).fileName, R"("t")");
    QCOMPARE(talk.part(0, 2).text, R"("plain")");
    QCOMPARE(talk.part(0, 3).text, R"("in")");
    QCOMPARE(talk.part(0, 4).text, R"("str")");
    QVERIFY(talk.part(0, 5).source == Source::Url);
    QCOMPARE(talk.part(0, 5).mediaType, "application/pdf");
}

void MessagesConversationTest::mediaThatAreNoneAreRefused_data()
{
    QTest::addColumn<QString>("source");
    QTest::newRow("quote in data")
        << R"({"type":"base64","media_type":"image/png","data":"A\",\"x\":\""})";
    QTest::newRow("control in data")
        << R"({"type":"base64","media_type":"image/png","data":"A\u0000"})";
    QTest::newRow("quote in type") << R"({"type":"base64","media_type":"i\"/png","data":"AA"})";
    QTest::newRow("no type") << R"({"type":"base64","data":"AA"})";
    QTest::newRow("no data") << R"({"type":"base64","media_type":"image/png"})";
    QTest::newRow("unknown") << R"({"type":"carrier_pigeon"})";
}

void MessagesConversationTest::mediaThatAreNoneAreRefused()
{
    QFETCH(QString, source);
    const Talk talk(withBlocks("user",
                               R"({"type":"text","text":"x"},{"type":"image","source":)"
                                   + source.toStdString() + "}"));
    QCOMPARE(talk.error.status, 400);
    QCOMPARE(talk.error.pointer, "/messages/0/content/1");
}

void MessagesConversationTest::thoughtsKeepTheirFamily()
{
    const Talk talk(withBlocks(
        "assistant",
        R"({"type":"thinking","thinking":"own","signature":"Eq=="},{"type":"redacted_thinking","data":"Em=="},)"
        R"({"type":"thinking","thinking":"sum","signature":"tp1:openai+summary:rs_1:"},{"type":"redacted_thinking","data":"tp1:openai:rs_1:gAA:="},)"
        R"({"type":"thinking","thinking":"raw","signature":"tp1:unknown::"},{"type":"thinking","thinking":"unsigned","signature":""},)"
        R"({"type":"thinking","thinking":"","signature":""},{"type":"thinking","thinking":"","signature":"only"})"));
    QVERIFY2(talk.isLegal(), talk.error.message.c_str());
    QCOMPARE(talk.conversation.turns[0].parts.size(), std::size_t(7));
    QVERIFY(talk.part(0, 0).family == ReasoningFamily::Anthropic);
    QCOMPARE(talk.part(0, 0).signature, R"("Eq==")");
    QCOMPARE(talk.part(0, 1).encrypted, R"("Em==")");
    QVERIFY(talk.part(0, 2).family == ReasoningFamily::OpenAi && talk.part(0, 2).isSummary);
    QCOMPARE(talk.part(0, 2).id, R"("rs_1")");
    QVERIFY(talk.part(0, 2).signature.empty());
    QCOMPARE(talk.part(0, 3).encrypted, R"("gAA:=")");
    QVERIFY(talk.part(0, 3).family == ReasoningFamily::OpenAi && !talk.part(0, 3).isSummary);
    QVERIFY(talk.part(0, 4).family == ReasoningFamily::Unknown);
    QCOMPARE(talk.part(0, 4).text, R"("raw")");
    QVERIFY(talk.part(0, 5).family == ReasoningFamily::Unknown);
    QCOMPARE(talk.part(0, 6).signature, R"("only")");
}

void MessagesConversationTest::signedCallGetsItsSignatureBack()
{
    const Talk talk(withBlocks(
        "assistant",
        R"({"type":"redacted_thinking","data":"tp1:gemini+call::CiQ+/="},{"type":"tool_use","id":"a","name":"f","input":{}},)"
        R"({"type":"tool_use","id":"b","name":"f","input":{}})"));
    QCOMPARE(talk.conversation.turns[0].parts.size(), std::size_t(2));
    QCOMPARE(talk.part(0, 0).signature, R"("CiQ+/=")");
    QVERIFY(talk.part(0, 0).family == ReasoningFamily::Gemini);
    QVERIFY(talk.part(0, 1).signature.empty());
}

void MessagesConversationTest::typedToolsAreLeftOutUnlessDemanded()
{
    const std::string tools
        = R"("tools":[{"name":"f","input_schema":{}},{"type":"web_search_20250305","name":"web_search"}])";
    const Talk plain(with(tools));
    QVERIFY(plain.isLegal());
    QCOMPARE(plain.conversation.tools.size(), std::size_t(1));
    const Talk any(with(tools + R"(,"tool_choice":{"type":"any"})"));
    QVERIFY(any.isLegal());
    const Talk named(with(tools + R"(,"tool_choice":{"type":"tool","name":"web_search"})"));
    QCOMPARE(named.error.pointer, "/tools/1/type");
    QCOMPARE(named.error.status, 400);
    const std::string alone = R"("tools":[{"type":"web_search_20250305","name":"web_search"}])";
    const Talk forced(with(R"("tool_choice":{"type":"any"},)" + alone));
    QCOMPARE(forced.error.pointer, "/tools/0/type");
    const Talk free(with(R"("tool_choice":{"type":"auto"},)" + alone));
    QVERIFY(free.isLegal());
    QVERIFY(free.conversation.toolChoice.kind == ToolChoice::Kind::NotTold);
}

void MessagesConversationTest::toolChoiceIsUnderstood_data()
{
    QTest::addColumn<QString>("choice");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("isParallel"); // -1: not told
    QTest::newRow("auto") << R"({"type":"auto"})" << int(ToolChoice::Kind::Auto) << -1;
    QTest::newRow("any") << R"({"type":"any","disable_parallel_tool_use":true})"
                         << int(ToolChoice::Kind::Required) << 0;
    QTest::newRow("none") << R"({"type":"none"})" << int(ToolChoice::Kind::None) << -1;
    QTest::newRow("tool") << R"({"type":"tool","name":"f","disable_parallel_tool_use":false})"
                          << int(ToolChoice::Kind::Named) << 1;
    QTest::newRow("null") << "null" << int(ToolChoice::Kind::NotTold) << -1;
}

void MessagesConversationTest::toolChoiceIsUnderstood()
{
    QFETCH(QString, choice);
    QFETCH(int, kind);
    QFETCH(int, isParallel);
    const Talk talk(
        with(R"("tools":[{"name":"f","input_schema":{}}],"tool_choice":)" + choice.toStdString()));
    QVERIFY2(talk.isLegal(), talk.error.message.c_str());
    QCOMPARE(int(talk.conversation.toolChoice.kind), kind);
    const std::optional<bool> told = talk.conversation.isParallel;
    QCOMPARE(told ? int(*told) : -1, isParallel);
}

void MessagesConversationTest::reasoningIsUnderstood_data()
{
    QTest::addColumn<QString>("members");
    QTest::addColumn<QString>("wish");
    QTest::newRow("nothing") << R"("x":1)"
                             << "";
    QTest::newRow("budget") << R"("thinking":{"type":"enabled","budget_tokens":2048})"
                            << "on 2048";
    QTest::newRow("off") << R"("thinking":{"type":"disabled"})"
                         << "off";
    QTest::newRow("adaptive") << R"("thinking":{"type":"adaptive"})"
                              << "on adaptive";
    QTest::newRow("effort") << R"("output_config":{"effort":"xhigh"})"
                            << "xhigh";
    QTest::newRow("off, with effort")
        << R"("output_config":{"effort":"low"},"thinking":{"type":"disabled"})"
        << "off";
    QTest::newRow("hidden") << R"("thinking":{"type":"adaptive","display":"omitted"})"
                            << "on adaptive hidden";
}

void MessagesConversationTest::reasoningIsUnderstood()
{
    QFETCH(QString, members);
    QFETCH(QString, wish);
    const Talk talk(with(members.toStdString()));
    const ReasoningWish &told = talk.conversation.reasoning;
    std::string words;
    const auto add = [&words](std::string_view word) {
        words.append(words.empty() || word.empty() ? "" : " ").append(word);
    };
    if (told.isEnabled)
        add(*told.isEnabled ? "on" : "off");
    add(told.isAdaptive ? "adaptive" : "");
    add(told.maxTokens ? std::to_string(*told.maxTokens) : "");
    add(effortWord(told.effort));
    add(told.isHidden ? "hidden" : "");
    QCOMPARE(words, wish.toStdString());
    QCOMPARE(told.isTold, !words.empty());
}

void MessagesConversationTest::schemaBecomesAShape()
{
    for (const char *members :
         {R"("output_config":{"format":{"type":"json_schema","schema":{"z":1,"a":2}}})",
          R"("output_format":{"type":"json_schema","schema":{"z":1,"a":2}})"}) {
        const Talk talk(with(members));
        QVERIFY(talk.conversation.shape.kind == ResponseShape::Kind::JsonSchema);
        QCOMPARE(talk.conversation.shape.schema, R"({"z":1,"a":2})");
    }
}

void MessagesConversationTest::blocksOfServersAreLeftOut()
{
    const Talk talk(
        withBlocks("assistant",
                   R"({"type":"server_tool_use","id":"s","name":"web_search","input":{}},)"
                   R"({"type":"web_search_tool_result","tool_use_id":"s","content":[]},)"
                   R"({"type":"text","text":"found"},{"type":"unheard_of","text":"x"})"));
    QCOMPARE(talk.conversation.turns[0].parts.size(), std::size_t(1));
    QCOMPARE(talk.part(0, 0).text, R"("found")");
}

void MessagesConversationTest::textsStayAsTheyWereWritten()
{
    const Talk talk(withBlocks("user", R"({"type":"text","text":"\ud83d \/ \u00e9"})"));
    QCOMPARE(talk.part(0, 0).text, R"("\ud83d \/ \u00e9")");
}

QTEST_APPLESS_MAIN(MessagesConversationTest)
#include "tst_MessagesConversation.moc"
