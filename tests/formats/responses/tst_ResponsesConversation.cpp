// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesApi.h"

#include <QTest>

#include <string>

using namespace turnpike;
using namespace std::string_literals;

class ResponsesConversationTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textInputIsOneTurn();
    void agentItemsBecomeTurns();
    void mediaOfEveryKindIsKept();
    void reasoningGoesBackToItsFamily_data();
    void reasoningGoesBackToItsFamily();
    void hostedItemsAreLeftOut();
    void contentThatNobodyKnowsIsRefused();
    void toolsAreMadeFlat();
    void flatNamesAreUniqueAndFit();
    void toolChoiceIsRead_data();
    void toolChoiceIsRead();
    void settingsAreRead();
};

#ifndef Q_MOC_RUN // Raw strings that hold quotes are too much for it.

namespace {

/// A part as text: kind, what it holds.
std::string said(const ContentPart &part)
{
    static constexpr std::string_view kinds[]
        = {"text", "refusal", "image", "audio", "video", "file", "reasoning", "call", "result"};
    static constexpr std::string_view families[] = {"", "anthropic ", "openai ", "gemini ", "xai "};
    std::string text(kinds[static_cast<std::size_t>(part.kind)]);
    text += '(';
    text += families[static_cast<std::size_t>(part.family)];
    text += part.isSummary ? "summary " : "";
    for (const std::string_view value : {part.id, part.name, part.text, part.arguments, part.data,
                                         part.mediaType, part.fileName, part.detail})
        text.append(value).append(value.empty() ? "" : " ");
    if (!part.signature.empty())
        text.append("signed ").append(part.signature).append(1, ' ');
    if (!part.encrypted.empty())
        text.append("encrypted ").append(part.encrypted).append(1, ' ');
    for (const ContentPart &inner : part.result)
        text += said(inner);
    if (text.back() == ' ')
        text.pop_back();
    return text + ')';
}

std::string said(const Conversation &talk)
{
    static constexpr std::string_view roles[]
        = {"system", "developer", "user", "assistant", "tool"};
    std::string text;
    for (const Turn &turn : talk.turns) {
        text.append(roles[static_cast<std::size_t>(turn.role)]).append(1, ':');
        for (const ContentPart &part : turn.parts)
            text += ' ' + said(part);
        text += '\n';
    }
    return text;
}

/// The conversation of a body; its texts, or the refusal's pointer.
struct Talk
{
    explicit Talk(std::string json)
        : body(std::move(json))
        , request(responsesApi().read(body).value())
        , talk(responsesApi().converse(request))
    {}

    std::string turns() const { return talk ? said(*talk) : talk.error().pointer; }

    std::string body;
    ClientRequest request;
    tl::expected<Conversation, ApiError> talk;
};

std::string withItems(std::string_view items)
{
    return R"({"model":"m","input":[)" + std::string(items) + "]}";
}

std::string withTools(std::string_view tools, std::string_view more = {})
{
    return R"({"model":"m","input":"x","tools":[)" + std::string(tools) + "]" + std::string(more)
        + "}";
}

const std::string function = R"({"type":"function","name":"f"})";

} // namespace

void ResponsesConversationTest::textInputIsOneTurn()
{
    QCOMPARE(Talk(R"({"model":"m","input":"h\u00e9","instructions":"be"})").turns(),
             "system: text(\"be\")\nuser: text(\"h\\u00e9\")\n");
}

void ResponsesConversationTest::agentItemsBecomeTurns()
{
    const Talk talk(withItems(
        R"({"type":"message","role":"developer","content":[{"type":"input_text","text":"rules"}]},)"s
        + R"({"role":"user","content":"do"},)"s
        + R"({"type":"reasoning","summary":[{"type":"summary_text","text":"s"}],"id":"rs_1","encrypted_content":"gAAA"},)"s
        + R"({"type":"message","role":"assistant","id":"m","status":"completed","content":[{"type":"output_text","text":"I will","annotations":[]}]},)"s
        + R"({"type":"function_call","call_id":"c1","name":"look","arguments":"{\"a\":1}"},)"s
        + R"({"type":"custom_tool_call","call_id":"c2","name":"patch","input":"*** \"x\""},)"s
        + R"({"type":"function_call_output","call_id":"c1","output":"ok"},)"s
        + R"({"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"done"}]},)"s
        + R"({"role":"assistant","content":"Done."})"));
    QCOMPARE(talk.turns(), R"(developer: text("rules")
user: text("do")
assistant: reasoning(openai summary "s") reasoning(openai "rs_1" encrypted "gAAA") text("I will") call("c1" "look" "{\"a\":1}") call("c2" "patch" {"input":"*** \"x\""})
tool: result("c1" "look" text("ok"))
tool: result("c2" "patch" text("done"))
assistant: text("Done.")
)");
}

void ResponsesConversationTest::mediaOfEveryKindIsKept()
{
    const Talk talk(withItems(
        R"({"role":"user","content":[{"type":"input_image","image_url":"data:image\/png;base64,AAAA","detail":"low"},)"s
        + R"({"type":"input_image","image_url":"https://a"},{"type":"input_image","file_id":"f"},)"s
        + R"({"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"},)"s
        + R"({"type":"input_file","file_data":"CCCC"},{"type":"input_file","file_url":"https://b"},)"s
        + R"({"type":"input_audio","input_audio":{"data":"DDDD","format":"wav"}},)"s
        + R"({"type":"input_video","video_url":"https://c"},{"type":"refusal","refusal":"no"}]})"));
    QCOMPARE(
        talk.turns(),
        R"(user: image(AAAA image/png "low") image("https://a") image("f") file(BBBB application/pdf "a.pdf") file(CCCC application/pdf) file("https://b") audio(DDDD audio/wav) video("https://c") refusal("no"))"
        "\n");
    const std::vector<ContentPart> &parts = talk.talk->turns.front().parts;
    QVERIFY(parts[0].source == ContentPart::Source::Base64);
    QVERIFY(parts[1].source == ContentPart::Source::Url);
    QVERIFY(parts[2].source == ContentPart::Source::FileId);
}

void ResponsesConversationTest::reasoningGoesBackToItsFamily_data()
{
    QTest::addColumn<QByteArray>("item");
    QTest::addColumn<QByteArray>("turns");
    const auto row = [](const char *name, const char *members, const char *turns) {
        QTest::newRow(name) << QByteArray(R"({"type":"reasoning","id":"rs",)") + members + "}"
                            << QByteArray(turns);
    };
    row("OpenAI's own", R"("summary":[],"encrypted_content":"gA")",
        R"(reasoning(openai "rs" encrypted "gA"))");
    row("Anthropic's signature",
        R"("summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"tp1s:anthropic:Sg")",
        R"(reasoning(anthropic "t" signed "Sg"))");
    row("Anthropic's redacted", R"("summary":[],"encrypted_content":"tp1:anthropic:Rd")",
        R"(reasoning(anthropic encrypted "Rd"))");
    row("nothing readable", R"("summary":[],"encrypted_content":null)", "");
    row("raw text", R"("summary":[],"content":[{"type":"reasoning_text","text":"t"}])",
        R"(reasoning("t"))");
    row("a signature told plainly",
        R"("summary":[],"content":[{"type":"reasoning_text","text":"t"}],"signature":"Sg","format":"anthropic-claude-v1")",
        R"(reasoning(anthropic "t" signed "Sg"))");
    row("an unknown mark", R"("summary":[],"encrypted_content":"tp1:martian:x")",
        R"(reasoning(openai "rs" encrypted "tp1:martian:x"))");
}

void ResponsesConversationTest::reasoningGoesBackToItsFamily()
{
    QFETCH(QByteArray, item);
    QFETCH(QByteArray, turns);
    const std::string call
        = R"(,{"type":"function_call","call_id":"c","name":"f","arguments":"{}"})";
    const std::string text = turns.toStdString();
    QCOMPARE(Talk(withItems(item.toStdString() + call)).turns(),
             "assistant: " + text + (text.empty() ? "" : " ") + "call(\"c\" \"f\" \"{}\")\n");
    const std::string signature
        = R"({"type":"reasoning","summary":[],"encrypted_content":"tp1c:gemini:Sg"})";
    QCOMPARE(Talk(withItems(signature + call)).turns(),
             "assistant: call(gemini \"c\" \"f\" \"{}\" signed \"Sg\")\n");
}

void ResponsesConversationTest::hostedItemsAreLeftOut()
{
    QCOMPARE(
        Talk(
            withItems(
                R"({"role":"user","content":"a"},)"s
                + R"({"type":"web_search_call","id":"w","status":"completed"},)"s
                + R"({"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot"}},)"s
                + R"({"type":"mcp_list_tools","tools":[]},{"role":"user","content":"b"})"))
            .turns(),
        "user: text(\"a\")\nuser: text(\"b\")\n");
}

void ResponsesConversationTest::contentThatNobodyKnowsIsRefused()
{
    QCOMPARE(Talk(withItems(R"({"role":"user","content":"a"},)"
                            R"({"role":"user","content":[{"type":"input_smell"}]})"))
                 .turns(),
             "/input/1/content/0/type");
}

void ResponsesConversationTest::toolsAreMadeFlat()
{
    const Talk talk(withTools(
        R"({"type":"function","name":"plain","description":"d","parameters":{"type":"object"},"strict":true},)"s
        + R"({"type":"namespace","name":"mcp__files","description":"","tools":[{"type":"function","name":"look","parameters":{"a":1}},{"type":"custom","name":"cut"}]},)"s
        + R"({"type":"namespace","name":"mcp__web__","description":"","tools":[{"type":"function","name":"a.b"}]},)"s
        + R"({"type":"custom","name":"patch","format":{"type":"text"}},{"type":"web_search"})"));
    QVERIFY(talk.talk);
    std::string tools;
    for (const ToolDefinition &tool : talk.talk->tools) {
        QVERIFY(tool.kind == ToolDefinition::Kind::Function);
        tools.append(tool.name).append(1, ' ').append(tool.schema).append(1, '\n');
    }
    QCOMPARE(tools, R"("plain" {"type":"object"}
"mcp__files__look" {"a":1}
"mcp__files__cut" {"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}
"mcp__web__a_b" 
"patch" {"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}
)");
    QCOMPARE(talk.talk->tools.front().strict, true);
    QCOMPARE(
        Talk(
            withItems(
                R"({"type":"function_call","call_id":"c","name":"a.b","namespace":"mcp__web__","arguments":"{}"})"))
            .turns(),
        "assistant: call(\"c\" \"mcp__web__a_b\" \"{}\")\n");
}

void ResponsesConversationTest::flatNamesAreUniqueAndFit()
{
    const std::string longName(70, 'n');
    const Talk talk(withTools(
        R"({"type":"namespace","name":"s","tools":[{"type":"function","name":"a"},{"type":"function","name":")"
        + longName + R"("},{"type":"function","name":")" + longName + R"(2"}]},)"
        + R"({"type":"function","name":"s__a"})"));
    std::vector<std::string> names;
    for (const ToolDefinition &tool : talk.talk->tools) {
        names.emplace_back(tool.name);
        QVERIFY(tool.name.size() <= 66);
    }
    QCOMPARE(names[0], "\"s__a_2\"");
    QCOMPARE(names[3], "\"s__a\"");
    QVERIFY(names[1] != names[2]);
}

void ResponsesConversationTest::toolChoiceIsRead_data()
{
    QTest::addColumn<QByteArray>("tools");
    QTest::addColumn<QByteArray>("choice");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray space
        = R"({"type":"namespace","name":"n","tools":[{"type":"function","name":"g"}]})";
    const QByteArray plain = QByteArray::fromStdString(function);
    const auto row
        = [](const char *name, const QByteArray &tools, const char *choice, const char *expected) {
              QTest::newRow(name) << tools << QByteArray(choice) << QByteArray(expected);
          };
    row("auto", plain, R"("auto")", "1");
    row("none", plain, R"("none")", "2");
    row("required", plain, R"("required")", "3");
    row("named", plain, R"({"type":"function","name":"f"})", "4 \"f\"");
    row("named in a namespace", space, R"({"type":"function","namespace":"n","name":"g"})",
        "4 \"n__g\"");
    row("allowed", plain + "," + space,
        R"({"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"web_search"}]})",
        "3 [\"f\"]");
    row("only hosted ones allowed", plain,
        R"({"type":"allowed_tools","mode":"auto","tools":[{"type":"web_search"}]})", "2");
    row("forced among hosted ones", plain,
        R"({"type":"allowed_tools","mode":"required","tools":[{"type":"web_search"}]})",
        "/tool_choice/tools");
    row("a hosted one forced", plain + R"(,{"type":"web_search"})", R"({"type":"web_search"})",
        "/tool_choice/type");
    row("hosted ones only", R"({"type":"web_search"})", R"("auto")", "1");
    row("hosted ones only, forced", R"({"type":"web_search"})", R"("required")", "/tool_choice");
}

void ResponsesConversationTest::toolChoiceIsRead()
{
    QFETCH(QByteArray, tools);
    QFETCH(QByteArray, choice);
    QFETCH(QByteArray, expected);
    const Talk talk(withTools(tools.toStdString(), ",\"tool_choice\":" + choice.toStdString()));
    std::string found;
    if (talk.talk) {
        const ToolChoice &told = talk.talk->toolChoice;
        found = std::to_string(static_cast<int>(told.kind));
        found.append(told.name.empty() ? "" : " ").append(told.name);
        for (const RawJson name : told.allowed)
            found.append(" [").append(name).append(1, ']');
    } else {
        found = talk.talk.error().pointer;
    }
    QCOMPARE(found, expected.toStdString());
}

void ResponsesConversationTest::settingsAreRead()
{
    const Talk talk(
        R"({"model":"m","input":"x","stream":true,"max_output_tokens":50,"temperature":0.70,"top_p":0.9,"top_logprobs":2,)"s
        + R"("parallel_tool_calls":false,"service_tier":"flex","prompt_cache_key":"k","reasoning":{"effort":"xhigh","summary":"detailed","max_tokens":9,"exclude":true},)"s
        + R"("text":{"verbosity":"low","format":{"type":"json_schema","name":"n","strict":true,"schema":{"z":1,"a":2}}}})");
    QVERIFY(talk.talk);
    const Conversation &told = *talk.talk;
    QVERIFY(told.isStreaming);
    QCOMPARE(told.maxOutput, 50);
    QCOMPARE(told.temperature, "0.70");
    QCOMPARE(told.topP, "0.9");
    QCOMPARE(told.topLogprobs, "2");
    QCOMPARE(told.logprobs, "true");
    QCOMPARE(told.isParallel, false);
    QCOMPARE(told.serviceTier, "\"flex\"");
    QCOMPARE(told.promptCacheKey, "\"k\"");
    QCOMPARE(told.verbosity, "\"low\"");
    QVERIFY(told.reasoning.isTold);
    QVERIFY(told.reasoning.effort == ReasoningWish::Effort::XHigh);
    QCOMPARE(told.reasoning.maxTokens, 9);
    QVERIFY(told.reasoning.isHidden);
    QCOMPARE(told.reasoning.summary, "\"detailed\"");
    QVERIFY(told.shape.kind == ResponseShape::Kind::JsonSchema);
    QCOMPARE(told.shape.schema, R"({"z":1,"a":2})");
    QCOMPARE(told.shape.strict, true);
    const Talk grammar(R"({"model":"m","input":"x","text":{"format":{"type":"grammar"}}})");
    QCOMPARE(grammar.turns(), "/text/format/type");
}

#endif

QTEST_GUILESS_MAIN(ResponsesConversationTest)
#include "tst_ResponsesConversation.moc"
