// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/responses/ResponsesAdapter.h"
#include "engine/formats/responses/ResponsesApi.h"
#include "engine/json/StrictReader.h"

#include <QTest>

#include <string>

using namespace turnpike;
using namespace std::string_literals;

class ResponsesBodyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void adapterSpeaksResponses();
    void leadingSystemTurnsAreInstructions();
    void turnsBecomeItems();
    void reasoningOfOthersIsDropped();
    void customCallsKeepTheirKind();
    void mediaIsWritten();
    void toolsAreFlat();
    void toolChoiceIsWritten();
    void settingsAreWritten();
    void reasoningWishIsWritten_data();
    void reasoningWishIsWritten();
    void whatCannotBeSaidIsRefused();
    void clientBodySurvivesTheWayThrough();
};

#ifndef Q_MOC_RUN // Raw strings that hold quotes are too much for it.

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;

const EncodeTarget target{.model = "gpt", .maxOutput = {}, .supported = {}};

ContentPart text(RawJson token)
{
    return {.kind = Kind::Text, .text = token};
}

/// The body, or the refusal; checked to be JSON that our own reader takes.
std::string bodyOf(Conversation &talk, const EncodeTarget &to = target)
{
    const auto body = responsesAdapter().encode(talk, to);
    if (!body)
        return std::to_string(body.error().status) + ' ' + body.error().message;
    if (const auto request = responsesApi().read(*body); !request)
        return "not accepted: " + request.error().message + *body;
    return *body;
}

/// What stands between the model and the store.
std::string middleOf(Conversation &talk, const EncodeTarget &to = target)
{
    const std::string body = bodyOf(talk, to);
    const std::string begin = R"({"model":"gpt",)";
    const std::string end = R"(,"store":false})";
    if (!body.starts_with(begin) || !body.ends_with(end))
        return body;
    return body.substr(begin.size(), body.size() - begin.size() - end.size());
}

Conversation saying(RawJson token)
{
    Conversation talk;
    talk.turns.push_back({.role = Role::User, .parts = {text(token)}});
    return talk;
}

const std::string hi
    = R"("input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"hi"}]}])";

} // namespace

void ResponsesBodyTest::adapterSpeaksResponses()
{
    QVERIFY(responsesAdapter().twin() == ApiType::Responses);
    QCOMPARE(responsesAdapter().path("m", true), "/responses");
    QCOMPARE(responsesAdapter().credentialHeader().first, "Authorization");
    QCOMPARE(responsesAdapter().credentialHeader().second, "Bearer ");
}

void ResponsesBodyTest::leadingSystemTurnsAreInstructions()
{
    Conversation talk;
    talk.turns.push_back({.role = Role::System, .parts = {text(R"("a")"), text(R"("b\"")")}});
    talk.turns.push_back({.role = Role::System, .parts = {text(R"("c")")}});
    talk.turns.push_back({.role = Role::Developer, .parts = {text(R"("d")")}});
    talk.turns.push_back(
        {.role = Role::User, .parts = {text(R"("hi")"), text(R"("ho")")}, .name = R"("Ann")"});
    talk.turns.push_back({.role = Role::System, .parts = {text(R"("e")")}});
    QCOMPARE(
        middleOf(talk),
        R"("instructions":"a\n\nb\"\n\nc","input":[{"type":"message","role":"developer","content":[{"type":"input_text","text":"d"}]},{"type":"message","role":"user","content":[{"type":"input_text","text":"Ann: hi"},{"type":"input_text","text":"ho"}]},{"type":"message","role":"system","content":[{"type":"input_text","text":"e"}]}])");
    Conversation alone;
    alone.turns.push_back({.role = Role::System, .parts = {text(R"("a")")}});
    QCOMPARE(
        middleOf(alone),
        R"("input":[{"type":"message","role":"system","content":[{"type":"input_text","text":"a"}]}])");
}

void ResponsesBodyTest::turnsBecomeItems()
{
    Conversation talk = saying(R"("\ud83d hi")");
    Turn turn{.role = Role::Assistant};
    turn.parts.push_back({.kind = Kind::Reasoning,
                          .text = R"("s1")",
                          .isSummary = true,
                          .family = ReasoningFamily::OpenAi});
    turn.parts.push_back({.kind = Kind::Reasoning,
                          .id = R"("rs_1")",
                          .encrypted = R"("gA")",
                          .family = ReasoningFamily::OpenAi});
    turn.parts.push_back(text(R"("I")"));
    turn.parts.push_back({.kind = Kind::Refusal, .text = R"("no")"});
    turn.parts.push_back(
        {.kind = Kind::ToolCall, .id = R"("c1")", .name = R"("f")", .arguments = R"({"a": "b"})"});
    turn.parts.push_back({.kind = Kind::ToolCall, .id = R"("c2")", .name = R"("g")"});
    talk.turns.push_back(turn);
    ContentPart one{.kind = Kind::ToolResult, .id = R"("c1")"};
    one.result.push_back(text(R"("ok")"));
    ContentPart two{.kind = Kind::ToolResult, .id = R"("c2")"};
    two.result.push_back(text(R"("see")"));
    two.result.push_back({.kind = Kind::Image, .source = Source::Url, .data = R"("https://a")"});
    talk.turns.push_back({.role = Role::Tool, .parts = {one}});
    talk.turns.push_back({.role = Role::User, .parts = {two, text(R"("go on")")}});
    QCOMPARE(
        middleOf(talk),
        R"("input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"\ud83d hi"}]},)"s
            + R"({"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"s1"}],"encrypted_content":"gA"},)"s
            + R"({"type":"message","role":"assistant","content":[{"type":"output_text","text":"I"},{"type":"refusal","refusal":"no"}]},)"s
            + R"({"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a\": \"b\"}"},)"s
            + R"({"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},)"s
            + R"({"type":"function_call_output","call_id":"c1","output":"ok"},)"s
            + R"({"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"see"},{"type":"input_image","detail":"auto","image_url":"https://a"}]},)"s
            + R"({"type":"message","role":"user","content":[{"type":"input_text","text":"go on"}]}])");
}

void ResponsesBodyTest::reasoningOfOthersIsDropped()
{
    Conversation talk = saying(R"("hi")");
    Turn turn{.role = Role::Assistant};
    turn.parts.push_back({.kind = Kind::Reasoning,
                          .text = R"("t")",
                          .signature = R"("s")",
                          .family = ReasoningFamily::Anthropic});
    turn.parts.push_back(
        {.kind = Kind::Reasoning, .encrypted = R"("e")", .family = ReasoningFamily::Anthropic});
    turn.parts.push_back({.kind = Kind::Reasoning, .text = R"("t")"});
    talk.turns.push_back(turn);
    QCOMPARE(middleOf(talk), hi);
}

void ResponsesBodyTest::customCallsKeepTheirKind()
{
    Conversation talk = saying(R"("hi")");
    Turn turn{.role = Role::Assistant};
    turn.parts.push_back({.kind = Kind::ToolCall,
                          .id = R"("c1")",
                          .name = R"("p")",
                          .arguments = R"("*** x")",
                          .isCustom = true});
    talk.turns.push_back(turn);
    talk.turns.push_back(
        {.role = Role::Tool, .parts = {{.kind = Kind::ToolResult, .id = R"("c1")"}}});
    talk.tools.push_back(
        {.kind = ToolDefinition::Kind::Custom, .name = R"("p")", .format = R"({"type":"text"})"});
    QCOMPARE(
        middleOf(talk),
        hi.substr(0, hi.size() - 1)
            + R"(,{"type":"custom_tool_call","call_id":"c1","name":"p","input":"*** x"},{"type":"custom_tool_call_output","call_id":"c1","output":""}],"tools":[{"type":"custom","name":"p","format":{"type":"text"}}])");
}

void ResponsesBodyTest::mediaIsWritten()
{
    Conversation talk;
    Turn turn;
    turn.parts = {
        {.kind = Kind::Image,
         .source = Source::Base64,
         .data = "AA",
         .mediaType = "image/png",
         .detail = R"("low")"},
        {.kind = Kind::Image, .source = Source::FileId, .data = R"("f")"},
        {.kind = Kind::File,
         .source = Source::Base64,
         .data = "BB",
         .mediaType = "application/pdf"},
        {.kind = Kind::File, .source = Source::Url, .data = R"("https://a")"},
        {.kind = Kind::Audio, .source = Source::Base64, .data = "CC", .mediaType = "audio/mpeg"}};
    talk.turns.push_back(turn);
    QCOMPARE(
        middleOf(talk),
        R"("input":[{"type":"message","role":"user","content":[{"type":"input_image","detail":"low","image_url":"data:image/png;base64,AA"},{"type":"input_image","detail":"auto","file_id":"f"},)"s
            + R"({"type":"input_file","filename":"document.pdf","file_data":"data:application/pdf;base64,BB"},{"type":"input_file","file_url":"https://a"},)"s
            + R"({"type":"input_audio","input_audio":{"data":"CC","format":"mp3"}}]}])");
}

void ResponsesBodyTest::toolsAreFlat()
{
    Conversation talk = saying(R"("hi")");
    talk.tools.push_back({.name = R"("f")", .description = R"("d")", .schema = R"({"z":1,"a":2})"});
    talk.tools.push_back({.name = R"("g")", .strict = true});
    talk.isParallel = false;
    QCOMPARE(
        middleOf(talk),
        hi + R"(,"tools":[{"type":"function","name":"f","description":"d","parameters":{"z":1,"a":2},"strict":false},{"type":"function","name":"g","parameters":{"type":"object","properties":{}},"strict":true}],"parallel_tool_calls":false)");
}

void ResponsesBodyTest::toolChoiceIsWritten()
{
    const auto choice = [](ToolChoice told) {
        Conversation talk = saying(R"("hi")");
        talk.tools.push_back({.name = R"("f")"});
        talk.tools.push_back({.kind = ToolDefinition::Kind::Custom, .name = R"("p")"});
        talk.toolChoice = std::move(told);
        const std::string middle = middleOf(talk);
        const std::size_t found = middle.find("\"tool_choice\":");
        return found == std::string::npos ? std::string() : middle.substr(found + 14);
    };
    QCOMPARE(choice({}), "");
    QCOMPARE(choice({.kind = ToolChoice::Kind::Auto}), R"("auto")");
    QCOMPARE(choice({.kind = ToolChoice::Kind::None}), R"("none")");
    QCOMPARE(choice({.kind = ToolChoice::Kind::Required}), R"("required")");
    QCOMPARE(choice({.kind = ToolChoice::Kind::Named, .name = R"("f")"}),
             R"({"type":"function","name":"f"})");
    QCOMPARE(choice({.kind = ToolChoice::Kind::Named, .name = R"("p")"}),
             R"({"type":"custom","name":"p"})");
    QCOMPARE(
        choice({.kind = ToolChoice::Kind::Required, .allowed = {R"("f")", R"("p")"}}),
        R"({"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"},{"type":"custom","name":"p"}]})");
}

void ResponsesBodyTest::settingsAreWritten()
{
    Conversation talk = saying(R"("hi")");
    talk.shape = {.kind = ResponseShape::Kind::JsonSchema,
                  .name = R"("n")",
                  .schema = R"({"z":1})",
                  .strict = true};
    talk.verbosity = R"("low")";
    talk.temperature = "0.70";
    talk.topP = "1e-1";
    talk.seed = "5";
    talk.stops = {R"("x")"};
    talk.logprobs = "true";
    talk.topLogprobs = "3";
    talk.serviceTier = R"("fast")";
    talk.promptCacheKey = R"("k")";
    EncodeTarget to = target;
    to.maxOutput = 5;
    QCOMPARE(
        middleOf(talk, to),
        hi + R"(,"text":{"format":{"type":"json_schema","name":"n","schema":{"z":1},"strict":true},"verbosity":"low"},"include":["message.output_text.logprobs"],"max_output_tokens":16,"temperature":0.70,"top_p":1e-1,"top_logprobs":3,"service_tier":"priority","prompt_cache_key":"k")");
    Conversation object = saying(R"("hi")");
    object.shape.kind = ResponseShape::Kind::JsonObject;
    to.isStreaming = true;
    to.maxOutput = 500;
    QCOMPARE(
        bodyOf(object, to),
        R"({"model":"gpt",)" + hi
            + R"(,"text":{"format":{"type":"json_object"}},"max_output_tokens":500,"store":false,"stream":true})");
}

void ResponsesBodyTest::reasoningWishIsWritten_data()
{
    using Effort = ReasoningWish::Effort;
    QTest::addColumn<int>("effort");
    QTest::addColumn<int>("budget");
    QTest::addColumn<int>("enabled");
    QTest::addColumn<bool>("isHidden");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray include = R"(,"include":["reasoning.encrypted_content"])";
    const auto row = [](const char *name, Effort effort, int budget, int enabled, bool isHidden,
                        const QByteArray &expected) {
        QTest::newRow(name) << static_cast<int>(effort) << budget << enabled << isHidden
                            << expected;
    };
    row("effort", Effort::High, 0, -1, false,
        R"(,"reasoning":{"effort":"high","summary":"auto"})" + include);
    row("hidden", Effort::Low, 0, -1, true, R"(,"reasoning":{"effort":"low"})" + include);
    row("a budget", Effort::NotTold, 8000, -1, true, R"(,"reasoning":{"effort":"high"})" + include);
    row("on", Effort::NotTold, 0, 1, true, R"(,"reasoning":{})" + include);
    row("off", Effort::NotTold, 0, 0, false, "");
    row("none", Effort::None, 0, -1, true, R"(,"reasoning":{"effort":"none"})");
}

void ResponsesBodyTest::reasoningWishIsWritten()
{
    QFETCH(int, effort);
    QFETCH(int, budget);
    QFETCH(int, enabled);
    QFETCH(bool, isHidden);
    QFETCH(QByteArray, expected);
    Conversation talk = saying(R"("hi")");
    talk.reasoning.isTold = true;
    talk.reasoning.effort = static_cast<ReasoningWish::Effort>(effort);
    if (budget != 0)
        talk.reasoning.maxTokens = budget;
    if (enabled >= 0)
        talk.reasoning.isEnabled = enabled == 1;
    talk.reasoning.isHidden = isHidden;
    talk.reasoning.summary = R"("auto")";
    EncodeTarget to = target;
    to.endpointMaxOutput = 10'000;
    QCOMPARE(middleOf(talk, to), hi + expected.toStdString());
}

void ResponsesBodyTest::whatCannotBeSaidIsRefused()
{
    Conversation several = saying(R"("hi")");
    several.choices = 2;
    QCOMPARE(bodyOf(several),
             "400 This model's provider gives one answer to a request: n must be 1.");
    Conversation spoken = saying(R"("hi")");
    spoken.modalities = R"(["audio"])";
    QCOMPARE(bodyOf(spoken), "400 " + spokenAnswerRefused().message);
    Conversation video;
    video.turns.push_back(
        {.parts = {{.kind = Kind::Video, .source = Source::Url, .data = R"("https://a")"}}});
    QCOMPARE(bodyOf(video), "400 Video cannot be sent to this model's provider.");
}

/// Read, meant, and written again it says the same, flat.
void ResponsesBodyTest::clientBodySurvivesTheWayThrough()
{
    const std::string body
        = R"({"model":"gpt","instructions":"be","input":[{"role":"user","content":"h\u00e9"},{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"gA"},)"s
        + R"({"type":"function_call","call_id":"c","name":"g","namespace":"n","arguments":"{\"a\":1}"},{"type":"function_call_output","call_id":"c","output":"ok"}],)"s
        + R"("tools":[{"type":"namespace","name":"n","description":"","tools":[{"type":"function","name":"g","parameters":{"z":1,"a":2}}]},{"type":"web_search"}],)"s
        + R"("tool_choice":"auto","reasoning":{"effort":"low"},"max_output_tokens":50})";
    const auto request = responsesApi().read(body);
    auto talk = responsesApi().converse(*request);
    QVERIFY(talk);
    EncodeTarget to = target;
    to.maxOutput = talk->maxOutput;
    QCOMPARE(
        middleOf(*talk, to),
        R"("instructions":"be","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"h\u00e9"}]},{"type":"reasoning","id":"rs","summary":[],"encrypted_content":"gA"},)"s
            + R"({"type":"function_call","call_id":"c","name":"n__g","arguments":"{\"a\":1}"},{"type":"function_call_output","call_id":"c","output":"ok"}],)"s
            + R"("tools":[{"type":"function","name":"n__g","parameters":{"z":1,"a":2},"strict":false}],"tool_choice":"auto",)"s
            + R"("reasoning":{"effort":"low"},"include":["reasoning.encrypted_content"],"max_output_tokens":50)");
}

#endif

QTEST_GUILESS_MAIN(ResponsesBodyTest)
#include "tst_ResponsesBody.moc"
