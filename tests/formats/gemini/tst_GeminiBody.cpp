// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/gemini/GeminiAdapter.h"
#include "engine/formats/gemini/GeminiThinking.h"
#include "engine/json/StrictReader.h"

#include <QTest>

using namespace turnpike;

namespace {

using Kind = ContentPart::Kind;
using Role = Turn::Role;
using Source = ContentPart::Source;
using Effort = ReasoningWish::Effort;

ContentPart text(RawJson token)
{
    return {.kind = Kind::Text, .text = token};
}

ContentPart call(RawJson id, RawJson name, RawJson arguments, RawJson signature = {})
{
    return {.kind = Kind::ToolCall,
            .id = id,
            .name = name,
            .arguments = arguments,
            .signature = signature,
            .family = signature.empty() ? ReasoningFamily::Unknown : ReasoningFamily::Gemini};
}

ContentPart result(RawJson id, std::vector<ContentPart> parts, bool isError = false)
{
    return {.kind = Kind::ToolResult, .id = id, .result = std::move(parts), .isError = isError};
}

ContentPart thought(RawJson signature, ReasoningFamily family = ReasoningFamily::Gemini)
{
    return {.kind = Kind::Reasoning, .text = R"("hm")", .signature = signature, .family = family};
}

ContentPart media(Kind kind, Source source, std::string_view data, std::string_view type = {})
{
    return {.kind = kind, .source = source, .data = data, .mediaType = type};
}

Conversation talk(std::vector<Turn> turns)
{
    Conversation conversation;
    conversation.turns = std::move(turns);
    return conversation;
}

Conversation asking()
{
    return talk({{.role = Role::User, .parts = {text(R"("hi")")}}});
}

EncodeTarget aimedAt(std::string_view model, std::optional<std::int64_t> maxOutput = {},
                     std::span<const std::string> supported = {})
{
    EncodeTarget target;
    target.model = model;
    target.maxOutput = maxOutput;
    target.supported = supported;
    return target;
}

/// The body, or what the refusal says. A body is JSON.
std::string encoded(Conversation conversation, const EncodeTarget &target)
{
    const auto body = geminiAdapter().encode(conversation, target);
    if (!body)
        return body.error().status == 400 ? body.error().message : "no 400";
    json::StrictReader reader(*body);
    reader.skip();
    return reader.finish() ? *body : "no JSON: " + *body;
}

std::string encoded(Conversation conversation, std::string_view model = "gemini-2.5-pro")
{
    return encoded(std::move(conversation), aimedAt(model));
}

std::string contents(std::vector<Turn> turns, std::string_view model = "gemini-2.5-pro")
{
    return encoded(talk(std::move(turns)), model);
}

std::string body(std::string_view contents, std::string_view config = {},
                 std::string_view between = {})
{
    return R"({"contents":[)" + std::string(contents) + "]" + std::string(between)
        + R"(,"generationConfig":{)" + std::string(config) + "}}";
}

const std::string hi = R"({"role":"user","parts":[{"text":"hi"}]})";

} // namespace

class GeminiBodyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pathHoldsTheModelEncoded();
    void credentialHasAHeaderOfItsOwn();
    void systemMessagesStandApart();
    void loneSystemMessageIsAsked();
    void neighboursAreMerged();
    void textsPassAsTheyAre();
    void mediaIsInlineOrByUrl();
    void mediaTextCannotBreakOut();
    void resultsAreNamedByTheirCall();
    void resultsAreObjects_data();
    void resultsAreObjects();
    void whatAToolShowedStandsBeside();
    void callsKeepTheirSignatures();
    void reasoningGivesItsSignatureAway();
    void foreignReasoningIsLeftOut();
    void unsignedCallsAreExcused();
    void toolsAreDeclared();
    void toolChoiceIsAMode_data();
    void toolChoiceIsAMode();
    void generationIsConfigured();
    void picturesAreAskedForAndSpeechIsRefused();
    void unknownPenaltiesAreLeftOut();
    void seedIsFolded();
    void answersAreShaped();
    void thinkingIsConfigured_data();
    void thinkingIsConfigured();
    void thinkingIsOnlySaidToModelsThatThink();
    void whatCannotBeSaidIsRefused_data();
    void whatCannotBeSaidIsRefused();
};

void GeminiBodyTest::pathHoldsTheModelEncoded()
{
    const ProviderAdapter &adapter = geminiAdapter();
    QVERIFY(!adapter.twin());
    QCOMPARE(adapter.path("gemini-3-pro", true),
             "/models/gemini-3-pro:streamGenerateContent?alt=sse");
    QCOMPARE(adapter.path("gemini-3-pro", false), "/models/gemini-3-pro:generateContent");
    QCOMPARE(adapter.path("models/a", false), "/models/a:generateContent");
    QCOMPARE(adapter.path("tunedModels/a", false), "/tunedModels/a:generateContent");
    QCOMPARE(adapter.path("../x?y#z/\xC3\xA4", false),
             "/models/..%2Fx%3Fy%23z%2F%C3%A4:generateContent");
}

void GeminiBodyTest::credentialHasAHeaderOfItsOwn()
{
    QCOMPARE(geminiAdapter().credentialHeader().first, "x-goog-api-key");
    QCOMPARE(geminiAdapter().credentialHeader().second, "");
}

void GeminiBodyTest::systemMessagesStandApart()
{
    QCOMPARE(contents({{.role = Role::System, .parts = {text(R"("a")"), text(R"("")")}},
                       {.role = Role::User, .parts = {text(R"("hi")")}},
                       {.role = Role::Developer, .parts = {text(R"("b")")}}}),
             body(hi, {}, R"(,"systemInstruction":{"parts":[{"text":"a"},{"text":"b"}]})"));
}

void GeminiBodyTest::loneSystemMessageIsAsked()
{
    QCOMPARE(contents({{.role = Role::System, .parts = {text(R"("hi")")}}}), body(hi));
}

void GeminiBodyTest::neighboursAreMerged()
{
    QCOMPARE(contents({{.role = Role::User, .parts = {text(R"("a")")}},
                       {.role = Role::User, .parts = {text(R"("b")")}},
                       {.role = Role::Assistant, .parts = {text(R"("")")}},
                       {.role = Role::User, .parts = {text(R"("c")")}},
                       {.role = Role::Assistant,
                        .parts = {text(R"("d")"), {.kind = Kind::Refusal, .text = R"("e")"}}}}),
             body(R"({"role":"user","parts":[{"text":"a"},{"text":"b"},{"text":"c"}]},)"
                  R"({"role":"model","parts":[{"text":"d"},{"text":"e"}]})"));
}

void GeminiBodyTest::textsPassAsTheyAre()
{
    QCOMPARE(contents({{.role = Role::User, .parts = {text(R"("\ud83d\/\u0041\n")")}}}),
             body(R"({"role":"user","parts":[{"text":"\ud83d\/\u0041\n"}]})"));
}

void GeminiBodyTest::mediaIsInlineOrByUrl()
{
    const std::vector<ContentPart> parts{
        media(Kind::Image, Source::Base64, "AA==", "image/jpg"),
        media(Kind::Image, Source::Base64, "AB=="),
        media(Kind::Audio, Source::Base64, "AC==", "audio/mp3"),
        media(Kind::File, Source::Base64, "AD==", "application/pdf"),
        media(Kind::Video, Source::Url, R"("https://youtu.be/x")"),
        media(Kind::Image, Source::Url, R"("https:\/\/e.org\/a.png?b=.gif")")};
    const std::string expected
        = R"({"role":"user","parts":[{"inlineData":{"mimeType":"image/jpeg","data":"AA=="}},)"
          R"({"inlineData":{"mimeType":"image/png","data":"AB=="}},)"
          R"({"inlineData":{"mimeType":"audio/mp3","data":"AC=="}},)"
          R"({"inlineData":{"mimeType":"application/pdf","data":"AD=="}},)"
          R"({"fileData":{"fileUri":"https://youtu.be/x"}},)"
          R"({"fileData":{"fileUri":"https:\/\/e.org\/a.png?b=.gif","mimeType":"image/png"}}]})";
    QCOMPARE(contents({{.role = Role::User, .parts = parts}}), body(expected));
}

void GeminiBodyTest::mediaTextCannotBreakOut()
{
    const ContentPart part
        = media(Kind::Image, Source::Base64, R"(A"}},{"text":"x)", R"(image/"png)");
    const std::string expected
        = R"({"role":"user","parts":[{"inlineData":{"mimeType":"image/\"png",)"
          R"("data":"A\"}},{\"text\":\"x"}}]})";
    QCOMPARE(contents({{.role = Role::User, .parts = {part}}}), body(expected));
}

void GeminiBodyTest::resultsAreNamedByTheirCall()
{
    QCOMPARE(
        contents({{.role = Role::Assistant,
                   .parts = {call(R"("c1")", R"("add")", R"("{\"a\":1}")"),
                             call(R"("c2")", R"("sub")", R"({"b": 2})"),
                             call(R"("c3")", R"("nop")", R"("")")}},
                  {.role = Role::Tool, .parts = {result(R"("c2")", {text(R"("two")")})}},
                  {.role = Role::User,
                   .parts = {result(R"("c1")", {text(R"("one")")}), text(R"("go on")")}}}),
        body(
            R"({"role":"model","parts":[{"functionCall":{"id":"c1","name":"add","args":{"a":1}}},)"
            R"({"functionCall":{"id":"c2","name":"sub","args":{"b": 2}}},)"
            R"({"functionCall":{"id":"c3","name":"nop","args":{}}}]},)"
            R"({"role":"user","parts":[{"functionResponse":{"id":"c2","name":"sub","response":{"result":"two"}}},)"
            R"({"functionResponse":{"id":"c1","name":"add","response":{"result":"one"}}},{"text":"go on"}]})"));
}

void GeminiBodyTest::resultsAreObjects_data()
{
    QTest::addColumn<std::string>("token");
    QTest::addColumn<bool>("isError");
    QTest::addColumn<std::string>("response");
    const auto row
        = [](const char *name, std::string token, std::string response, bool isError = false) {
              QTest::newRow(name) << token << isError << response;
          };
    row("text", R"("a\nb")", R"({"result":"a\nb"})");
    row("an object", R"(" {\"a\": [1,\"\\u0041\"]}")", R"( {"a": [1,"\u0041"]})");
    row("an array", R"("[1]")", R"({"result":"[1]"})");
    row("half an object", R"("{\"a\":")", R"({"result":"{\"a\":"})");
    row("two objects", R"("{} {}")", R"({"result":"{} {}"})");
    row("an object that would be taken for a reference", R"("{\"$ref\":\"#/x\"}")",
        R"({"result":"{\"$ref\":\"#/x\"}"})");
    row("an object with a lone surrogate", R"("{\"a\":\"\ud83d\"}")",
        R"({"result":"{\"a\":\"\ud83d\"}"})");
    row("an error", R"("{\"a\":1}")", R"({"error":"{\"a\":1}"})", true);
    row("nothing", R"("")", R"({"result":""})");
    row("blanks", R"("  ")", R"({"result":"  "})");
}

void GeminiBodyTest::resultsAreObjects()
{
    QFETCH(std::string, token);
    QFETCH(bool, isError);
    QFETCH(std::string, response);
    QCOMPARE(contents({{.role = Role::Assistant, .parts = {call(R"("c")", R"("f")", "{}")}},
                       {.role = Role::Tool, .parts = {result(R"("c")", {text(token)}, isError)}}}),
             body(R"({"role":"model","parts":[{"functionCall":{"id":"c","name":"f","args":{}}}]},)"
                  R"({"role":"user","parts":[{"functionResponse":{"id":"c","name":"f","response":)"
                  + response + "}}]}"));
}

void GeminiBodyTest::whatAToolShowedStandsBeside()
{
    ContentPart shown
        = result({}, {text(R"("a")"), media(Kind::Image, Source::Base64, "AA"), text(R"("b")")});
    shown.name = R"("told")";
    QCOMPARE(
        contents({{.role = Role::Tool, .parts = {shown}}}),
        body(
            R"({"role":"user","parts":[{"functionResponse":{"name":"told","response":{"result":"a\nb"}}},)"
            R"({"inlineData":{"mimeType":"image/png","data":"AA"}}]})"));
}

void GeminiBodyTest::callsKeepTheirSignatures()
{
    QCOMPARE(contents({{.role = Role::Assistant,
                        .parts = {thought(R"("t")"), text(R"("x")"),
                                  call(R"("c")", R"("f")", "{}", R"("s")"),
                                  call(R"("d")", R"("f")", "{}")}}},
                      "gemini-3-pro"),
             body(R"({"role":"model","parts":[{"text":"x","thoughtSignature":"t"},)"
                  R"({"functionCall":{"id":"c","name":"f","args":{}},"thoughtSignature":"s"},)"
                  R"({"functionCall":{"id":"d","name":"f","args":{}}}]})"));
    // A call is refused without one, a text is not.
    QCOMPARE(
        contents({{.role = Role::Assistant,
                   .parts = {thought(R"("t")"), text(R"("x")"), call(R"("c")", R"("f")", "{}")}}},
                 "gemini-3-pro"),
        body(R"({"role":"model","parts":[{"text":"x"},)"
             R"({"functionCall":{"id":"c","name":"f","args":{}},"thoughtSignature":"t"}]})"));
}

void GeminiBodyTest::reasoningGivesItsSignatureAway()
{
    QCOMPARE(
        contents({{.role = Role::Assistant,
                   .parts = {thought(R"("s")"), text(R"("x")"), text(R"("y")")}}}),
        body(R"({"role":"model","parts":[{"text":"x","thoughtSignature":"s"},{"text":"y"}]})"));
    ContentPart encrypted{.kind = Kind::Reasoning, .encrypted = R"("e")"};
    encrypted.family = ReasoningFamily::Gemini;
    QCOMPARE(
        contents({{.role = Role::Assistant,
                   .parts = {encrypted, call(R"("c")", R"("f")", "{}"), thought(R"("s2")"),
                             call(R"("d")", R"("f")", "{}")}}}),
        body(
            R"({"role":"model","parts":[{"functionCall":{"id":"c","name":"f","args":{}},"thoughtSignature":"e"},)"
            R"({"functionCall":{"id":"d","name":"f","args":{}},"thoughtSignature":"s2"}]})"));
}

void GeminiBodyTest::foreignReasoningIsLeftOut()
{
    QCOMPARE(contents({{.role = Role::Assistant,
                        .parts = {thought(R"("s")", ReasoningFamily::Anthropic), text(R"("x")")}},
                       {.role = Role::User, .parts = {text(R"("hi")")}}}),
             body(R"({"role":"model","parts":[{"text":"x"}]},)" + hi));
}

void GeminiBodyTest::unsignedCallsAreExcused()
{
    const std::vector<Turn> turns{
        {.role = Role::User, .parts = {text(R"("hi")")}},
        {.role = Role::Assistant,
         .parts = {call(R"("c")", R"("f")", "{}"), call(R"("d")", R"("f")", "{}")}}};
    const std::string excuse = R"(,"thoughtSignature":"skip_thought_signature_validator")";
    const auto expected = [&excuse](bool isExcused) {
        return body(hi
                    + R"(,{"role":"model","parts":[{"functionCall":{"id":"c","name":"f","args":{}})"
                    + (isExcused ? excuse : "")
                    + R"(},{"functionCall":{"id":"d","name":"f","args":{}}}]})");
    };
    QCOMPARE(contents(turns, "gemini-3.1-pro-preview"), expected(true));
    QCOMPARE(contents(turns, "gemini-2.5-pro"), expected(false));
}

void GeminiBodyTest::toolsAreDeclared()
{
    Conversation conversation = asking();
    conversation.tools = {{.name = R"("f")",
                           .description = R"("does")",
                           .schema = R"({"type":"object","additionalProperties":false})",
                           .strict = true,
                           .cacheControl = R"({"type":"ephemeral"})"},
                          {.name = R"("g")", .schema = R"({"$schema":"x","type":"object"})"},
                          {.name = R"("h")"}};
    QCOMPARE(encoded(std::move(conversation)),
             body(hi, {},
                  R"(,"tools":[{"functionDeclarations":[{"name":"f","description":"does",)"
                  R"("parametersJsonSchema":{"type":"object","additionalProperties":false}},)"
                  R"({"name":"g","parametersJsonSchema":{"type":"object"}},{"name":"h"}]}])"));
}

void GeminiBodyTest::toolChoiceIsAMode_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isLimited");
    QTest::addColumn<std::string>("declared");
    QTest::addColumn<std::string>("config");
    const auto row = [](const char *name, ToolChoice::Kind kind, bool isLimited,
                        std::string declared, std::string config) {
        QTest::newRow(name) << int(kind) << isLimited << declared << config;
    };
    using Choice = ToolChoice::Kind;
    const std::string both = R"({"name":"f"},{"name":"g"})";
    row("not told", Choice::NotTold, false, both, "");
    row("auto", Choice::Auto, false, both, R"({"mode":"AUTO"})");
    row("none", Choice::None, false, both, R"({"mode":"NONE"})");
    row("required", Choice::Required, false, both, R"({"mode":"ANY"})");
    row("named", Choice::Named, false, both, R"({"mode":"ANY","allowedFunctionNames":["g"]})");
    row("one of some", Choice::Required, true, both,
        R"({"mode":"ANY","allowedFunctionNames":["g"]})");
    row("any of some", Choice::Auto, true, R"({"name":"g"})", R"({"mode":"AUTO"})");
}

void GeminiBodyTest::toolChoiceIsAMode()
{
    QFETCH(int, kind);
    QFETCH(bool, isLimited);
    QFETCH(std::string, declared);
    QFETCH(std::string, config);
    Conversation conversation = asking();
    conversation.tools = {{.name = R"("f")"}, {.name = R"("g")"}};
    conversation.toolChoice.kind = static_cast<ToolChoice::Kind>(kind);
    conversation.toolChoice.name = R"("g")";
    if (isLimited)
        conversation.toolChoice.allowed = {R"("g")"};
    std::string between = R"(,"tools":[{"functionDeclarations":[)" + declared + "]}]";
    if (!config.empty())
        between += R"(,"toolConfig":{"functionCallingConfig":)" + config + "}";
    QCOMPARE(encoded(std::move(conversation)), body(hi, {}, between));
}

void GeminiBodyTest::generationIsConfigured()
{
    Conversation conversation = asking();
    conversation.temperature = "0.10";
    conversation.topP = "1e-1";
    conversation.topK = "40";
    conversation.presencePenalty = "1";
    conversation.frequencyPenalty = "-1";
    conversation.seed = "7";
    conversation.choices = 2;
    conversation.stops = {R"("a")", R"("\n")"};
    conversation.minP = conversation.logitBias = conversation.logprobs = "{}";
    EncodeTarget target = aimedAt("m", 64'000);
    target.endpointMaxOutput = 8192;
    QCOMPARE(
        encoded(std::move(conversation), target),
        body(
            hi,
            R"("maxOutputTokens":8192,"candidateCount":2,"stopSequences":["a","\n"],"seed":7,)"
            R"("temperature":0.10,"topP":1e-1,"topK":40,"presencePenalty":1,"frequencyPenalty":-1)"));
}

void GeminiBodyTest::picturesAreAskedForAndSpeechIsRefused()
{
    Conversation conversation = asking();
    conversation.modalities = R"(["image", "text"])";
    QCOMPARE(encoded(conversation), body(hi, R"("responseModalities":["IMAGE","TEXT"])"));
    conversation.modalities = R"(["text","audio"])";
    QVERIFY(encoded(conversation).starts_with("/modalities "));
}

void GeminiBodyTest::unknownPenaltiesAreLeftOut()
{
    Conversation conversation = asking();
    conversation.presencePenalty = conversation.frequencyPenalty = "1";
    const std::vector<std::string> supported{"presence_penalty"};
    QCOMPARE(encoded(std::move(conversation), aimedAt("m", {}, supported)),
             body(hi, R"("presencePenalty":1)"));
}

void GeminiBodyTest::seedIsFolded()
{
    for (const auto &[seed, expected] :
         {std::pair{"2147483647", "2147483647"}, std::pair{"2147483648", "0"},
          std::pair{"-5", "-5"}, std::pair{"9007199254740993", "1"}}) {
        Conversation conversation = asking();
        conversation.seed = seed;
        QCOMPARE(encoded(std::move(conversation)), body(hi, std::string("\"seed\":") + expected));
    }
}

void GeminiBodyTest::answersAreShaped()
{
    Conversation conversation = asking();
    conversation.shape.kind = ResponseShape::Kind::JsonObject;
    QCOMPARE(encoded(std::move(conversation)),
             body(hi, R"("responseMimeType":"application/json")"));
    conversation = asking();
    conversation.shape = {.kind = ResponseShape::Kind::JsonSchema,
                          .name = R"("n")",
                          .schema = R"({"type":"array"})",
                          .strict = true};
    QCOMPARE(
        encoded(std::move(conversation)),
        body(hi, R"("responseMimeType":"application/json","responseJsonSchema":{"type":"array"})"));
}

void GeminiBodyTest::thinkingIsConfigured_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<ReasoningWish>("wish");
    QTest::addColumn<std::string>("config");
    const auto row
        = [](const char *name, const char *model, ReasoningWish wish, std::string config) {
              wish.isTold = true;
              QTest::newRow(name) << QByteArray(model) << wish << config;
          };
    const std::string shown = R"(,"includeThoughts":true})";
    row("3: effort is a level", "gemini-3-flash", {.effort = Effort::Medium},
        R"({"thinkingLevel":"medium")" + shown);
    row("3: the highest is high", "gemini-3.1-pro", {.effort = Effort::XHigh},
        R"({"thinkingLevel":"high")" + shown);
    row("3 Pro knows two", "gemini-3-pro-preview", {.effort = Effort::Medium},
        R"({"thinkingLevel":"high")" + shown);
    row("3 Pro has no minimum", "gemini-3-pro-preview", {.effort = Effort::Minimal},
        R"({"thinkingLevel":"low")" + shown);
    row("3: a budget is one", "gemini-3-pro", {.maxTokens = 100'000},
        R"({"thinkingBudget":100000)" + shown);
    row("3 Flash is nearly off", "gemini-3-flash", {.isEnabled = false},
        R"({"thinkingLevel":"minimal"})");
    row("3 Pro cannot stop", "gemini-3-pro", {.effort = Effort::None},
        R"({"thinkingLevel":"low"})");
    row("the newest by name", "models/gemini-flash-latest", {.effort = Effort::Low},
        R"({"thinkingLevel":"low")" + shown);
    row("2.5: effort is a share", "gemini-2.5-pro", {.effort = Effort::Medium},
        R"({"thinkingBudget":5000)" + shown);
    row("2.5: on alone is medium", "gemini-2.5-flash", {.isEnabled = true},
        R"({"thinkingBudget":5000)" + shown);
    row("2.5: budgets have bounds", "gemini-2.5-flash", {.maxTokens = 100'000},
        R"({"thinkingBudget":24576)" + shown);
    row("2.5 Pro has others", "gemini-2.5-pro", {.maxTokens = 100'000},
        R"({"thinkingBudget":32768)" + shown);
    row("2.5 Lite starts higher", "gemini-2.5-flash-lite", {.maxTokens = 1},
        R"({"thinkingBudget":512)" + shown);
    row("2.5 Flash can be off", "gemini-2.5-flash", {.effort = Effort::None},
        R"({"thinkingBudget":0})");
    row("2.5 Pro cannot", "gemini-2.5-pro", {.maxTokens = 0}, R"({"thinkingBudget":128})");
    row("2.5: the model decides", "gemini-2.5-pro", {.isAdaptive = true},
        R"({"thinkingBudget":-1)" + shown);
    row("3: the model decides", "gemini-3-pro", {.isEnabled = true, .isAdaptive = true},
        R"({"includeThoughts":true})");
    row("hidden", "gemini-3-pro", {.effort = Effort::High, .isHidden = true},
        R"({"thinkingLevel":"high"})");
    row("hidden and nothing else", "gemini-3-pro", {.isHidden = true}, "");
    row("asked for and nothing else", "gemini-2.5-pro", {}, R"({"includeThoughts":true})");
}

void GeminiBodyTest::thinkingIsConfigured()
{
    QFETCH(QByteArray, model);
    QFETCH(ReasoningWish, wish);
    QFETCH(std::string, config);
    QCOMPARE(thinkingConfig(wish, model.toStdString(), 10'000), config);
    Conversation conversation = asking();
    conversation.reasoning = wish;
    const std::string name = model.toStdString();
    const std::string member = config.empty() ? "" : ",\"thinkingConfig\":" + config;
    QCOMPARE(encoded(std::move(conversation), aimedAt(name, 10'000)),
             body(hi, "\"maxOutputTokens\":10000" + member));
}

void GeminiBodyTest::thinkingIsOnlySaidToModelsThatThink()
{
    const std::vector<std::string> plain{"temperature"};
    const std::vector<std::string> thinking{"reasoning"};
    const std::string config
        = R"("thinkingConfig":{"thinkingLevel":"high","includeThoughts":true})";
    const auto encode = [](std::string_view model, std::span<const std::string> supported) {
        Conversation conversation = asking();
        conversation.reasoning = {.isTold = true, .effort = Effort::High};
        return encoded(std::move(conversation), aimedAt(model, {}, supported));
    };
    QCOMPARE(encode("gemini-2.0-flash", {}), body(hi));
    QCOMPARE(encode("gemma-3-27b", {}), body(hi));
    QCOMPARE(encode("gemini-3-pro", plain), body(hi));
    QCOMPARE(encode("gemini-3-pro", thinking), body(hi, config));
    QCOMPARE(encode("gemini-3-pro", {}), body(hi, config));
}

void GeminiBodyTest::whatCannotBeSaidIsRefused_data()
{
    QTest::addColumn<Conversation>("conversation");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, Conversation conversation, std::string message) {
        QTest::newRow(name) << conversation << message;
    };
    const auto user
        = [](ContentPart part) { return talk({{.role = Role::User, .parts = {std::move(part)}}}); };
    row("nothing", talk({}),
        "The messages hold nothing that could be sent to this model's provider.");
    row("nothing in it", user(text(R"("")")),
        "The messages hold nothing that could be sent to this model's provider.");
    row("a file by id", user(media(Kind::File, Source::FileId, R"("file-1")")),
        "A message holds a file by its id at another provider; send its content or a URL.");
    row("a file without content", user({.kind = Kind::File}),
        "A message holds a file without content.");
    row("a result of nobody's", user(result(R"("c")", {text(R"("x")")})),
        "A tool result answers a call that is not in the conversation.");
    row("a call of nothing", user(call(R"("c")", {}, "{}")),
        "A tool call of the conversation has no name.");
    row("an image of the system's",
        talk({{.role = Role::System, .parts = {media(Kind::Image, Source::Base64, "AA")}}}),
        "A system message holds something else than text, which this model's provider does not "
        "take.");
    Conversation custom = asking();
    custom.tools = {{.kind = ToolDefinition::Kind::Custom, .name = R"("patch")"}};
    row("a custom tool", std::move(custom),
        "The tool patch takes free text, which this model's provider does not have.");
}

void GeminiBodyTest::whatCannotBeSaidIsRefused()
{
    QFETCH(Conversation, conversation);
    QFETCH(std::string, message);
    QCOMPARE(encoded(std::move(conversation)), message);
}

QTEST_GUILESS_MAIN(GeminiBodyTest)
#include "tst_GeminiBody.moc"
