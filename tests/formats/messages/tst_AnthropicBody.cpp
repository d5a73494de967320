// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/chat/ChatApi.h"
#include "engine/formats/messages/AnthropicAdapter.h"
#include "engine/formats/messages/AnthropicThinking.h"
#include "engine/formats/messages/Base64Text.h"
#include "engine/json/StrictReader.h"

#include <QTest>

#include <string>

using namespace turnpike;

namespace {

constexpr std::string_view sonnet45 = "claude-sonnet-4-5-20250929";

/// A chat client's body as Anthropic gets it, or the refusal's "POINTER MESSAGE".
std::string sent(const std::string &body, std::string_view model = sonnet45,
                 std::int64_t endpointMax = 0, bool isStreaming = false)
{
    const auto request = chatApi().read(body, {});
    if (!request)
        return "unread: " + request.error().message;
    auto conversation = chatApi().converse(*request);
    if (!conversation)
        return "not understood: " + conversation.error().message;
    EncodeTarget target;
    target.model = model;
    target.maxOutput = conversation->maxOutput;
    target.endpointMaxOutput = endpointMax;
    target.isStreaming = isStreaming;
    const auto written = anthropicAdapter().encode(*conversation, target);
    if (!written)
        return written.error().pointer + ' ' + written.error().message;
    json::StrictReader reader(*written);
    reader.skip();
    return reader.finish() ? *written : "no JSON: " + *written;
}

std::string chat(std::string_view messages, std::string_view more = {})
{
    return R"({"max_tokens":9000,"messages":[)" + std::string(messages) + "]" + std::string(more)
        + "}";
}

/// What a body says between max_tokens and its end, for chats of one user's "hi".
std::string said(std::string_view more, std::string_view model = sonnet45,
                 std::string_view maxTokens = "9000")
{
    const std::string body = R"({"max_tokens":)" + std::string(maxTokens)
        + R"(,"messages":[{"role":"user","content":"hi"}])" + std::string(more) + "}";
    const std::string written = sent(body, model);
    const std::string begin = R"({"model":")" + std::string(model) + R"(","max_tokens":)"
        + std::string(maxTokens)
        + R"(,"messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}])";
    return written.starts_with(begin) ? written.substr(begin.size()) : written;
}

std::string messagesOf(std::string_view messages, std::string_view more = {})
{
    const std::string written = sent(chat(messages, more));
    const std::string_view name = R"("messages":[)";
    const std::size_t begin = written.find(name);
    if (begin == std::string::npos)
        return written;
    return written.substr(begin + name.size(), written.size() - begin - name.size() - 2);
}

const std::string tool
    = R"(,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{}}},"strict":true}}])";
const std::string sentTool
    = R"(,"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{}}}}])";

} // namespace

class AnthropicBodyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void chatBecomesExactlyThisBody();
    void streamIsAskedFor();
    void limitIsAlwaysTold();
    void systemGoesToTheTop();
    void neighboursAreMergedAndTheUserBegins();
    void resultsAreOneMessageAndComeFirst();
    void callsAreObjectsWithLegalIds();
    void emptyContentIsLeftOut();
    void speakersAreNamed();
    void mediaAreWritten();
    void whatCannotBeSaidIsRefused_data();
    void whatCannotBeSaidIsRefused();
    void onlyClaudesThoughtsAreSentBack();
    void lastFourMarkersAreKept();
    void toolsAreWritten();
    void toolChoiceIsWritten();
    void shapesAreWritten();
    void samplingIsWritten();
    void thinkingFitsTheGeneration_data();
    void thinkingFitsTheGeneration();
    void thinkingYieldsToForcedCalls();
    void thinkingDoesNotBeginInTheMiddleOfCalls();
    void versionsAreReadFromNames_data();
    void versionsAreReadFromNames();
    void headersSayWhatTheBodyNeeds();
    void base64IsDecoded();
};

void AnthropicBodyTest::chatBecomesExactlyThisBody()
{
    const std::string written = sent(chat(
        R"({"role":"system","content":"Be \ud83d brief."},{"role":"user","content":"Weather?"},)"
        R"({"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\": 1.0}"}}]},)"
        R"({"role":"tool","tool_call_id":"call_1","content":"sunny"})",
        tool + R"(,"temperature":0.20,"stop":"END","seed":7,"logprobs":true,"n":1)"));
    const std::string expected
        = R"({"model":"claude-sonnet-4-5-20250929","max_tokens":9000,"system":[{"type":"text","text":"Be \ud83d brief."}],)"
          R"("messages":[{"role":"user","content":[{"type":"text","text":"Weather?"}]},)"
          R"({"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":{"a": 1.0}}]},)"
          R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":[{"type":"text","text":"sunny"}]}]}])"
        + sentTool + R"(,"temperature":0.20,"stop_sequences":["END"]})";
    QCOMPARE(written, expected);
}

void AnthropicBodyTest::streamIsAskedFor()
{
    const std::string written = sent(chat(R"({"role":"user","content":"x"})"), sonnet45, 0, true);
    QVERIFY(written.ends_with(R"(,"stream":true})"));
}

void AnthropicBodyTest::limitIsAlwaysTold()
{
    const std::string untold = R"({"messages":[{"role":"user","content":"x"}]})";
    const auto limit = [](const std::string &written) {
        const std::size_t at = written.find("\"max_tokens\":") + 13;
        return written.substr(at, written.find(',', at) - at);
    };
    QCOMPARE(limit(sent(untold)), "4096");
    QCOMPARE(limit(sent(untold, sonnet45, 64000)), "64000");
    QCOMPARE(limit(sent(chat(R"({"role":"user","content":"x"})"), sonnet45, 8192)), "8192");
    QCOMPARE(limit(sent(chat(R"({"role":"user","content":"x"})"), sonnet45, 64000)), "9000");
}

void AnthropicBodyTest::systemGoesToTheTop()
{
    const std::string written = sent(chat(
        R"({"role":"system","content":"a"},{"role":"developer","content":[{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}]},)"
        R"({"role":"user","content":"x"},{"role":"system","content":"later"})"));
    const std::string expected
        = R"("system":[{"type":"text","text":"a"},{"type":"text","text":"b","cache_control":{"type":"ephemeral"}}],)"
          R"("messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"text","text":"later"}]}]})";
    QVERIFY(written.ends_with(expected));
    const std::string alone = messagesOf(R"({"role":"system","content":"only"})");
    const std::string opening = R"({"role":"user","content":[{"type":"text","text":"."}]})";
    QCOMPARE(alone, opening);
}

void AnthropicBodyTest::neighboursAreMergedAndTheUserBegins()
{
    const std::string written
        = messagesOf(R"({"role":"assistant","content":"a"},{"role":"assistant","content":"b"},)"
                     R"({"role":"user","content":"c"},{"role":"user","content":"d"})");
    const std::string expected
        = R"({"role":"user","content":[{"type":"text","text":"."}]},)"
          R"({"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},)"
          R"({"role":"user","content":[{"type":"text","text":"c"},{"type":"text","text":"d"}]})";
    QCOMPARE(written, expected);
}

void AnthropicBodyTest::resultsAreOneMessageAndComeFirst()
{
    const std::string written = messagesOf(
        R"({"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"before"},)"
        R"({"role":"tool","tool_call_id":"1","content":""},{"role":"tool","tool_call_id":"2","content":[{"type":"text","text":"r","cache_control":{"type":"ephemeral"}}]},)"
        R"({"role":"user","content":"after"})");
    const std::string expected
        = R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"1"},)"
          R"({"type":"tool_result","tool_use_id":"2","content":[{"type":"text","text":"r"}],"cache_control":{"type":"ephemeral"}},)"
          R"({"type":"text","text":"before"},{"type":"text","text":"after"}]})";
    QVERIFY2(written.ends_with(expected), written.c_str());
}

void AnthropicBodyTest::callsAreObjectsWithLegalIds()
{
    const std::string written = messagesOf(
        R"({"role":"user","content":"q"},{"role":"assistant","content":"a","tool_calls":[)"
        R"({"id":"a.b:c","type":"function","function":{"name":"f","arguments":""}},)"
        R"({"id":"d","type":"function","function":{"name":"g","arguments":"not json"}}]},)"
        R"({"role":"tool","tool_call_id":"a.b:c","content":"r"})");
    const std::string expected
        = R"([{"type":"text","text":"a"},{"type":"tool_use","id":"a_b_c","name":"f","input":{}},)"
          R"({"type":"tool_use","id":"d","name":"g","input":{"arguments":"not json"}}]},)"
          R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"a_b_c","content":[{"type":"text","text":"r"}]}]})";
    QVERIFY2(written.ends_with(expected), written.c_str());
}

void AnthropicBodyTest::emptyContentIsLeftOut()
{
    const std::string written = messagesOf(
        R"({"role":"user","content":"q"},{"role":"assistant","content":""},)"
        R"({"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"r"}]})");
    const std::string expected
        = R"({"role":"user","content":[{"type":"text","text":"q"},{"type":"text","text":"r"}]})";
    // Nobody spoke between the two.
    QVERIFY2(written == expected, written.c_str());
}

void AnthropicBodyTest::speakersAreNamed()
{
    const std::string written = messagesOf(
        R"({"role":"user","name":"Ann\u00e9","content":"q"},{"role":"assistant","name":"bot","content":"a"})");
    QVERIFY(written.find(R"("text":"Ann\u00e9: q")") != std::string::npos);
    QVERIFY(written.find(R"("text":"a")") != std::string::npos);
}

void AnthropicBodyTest::mediaAreWritten()
{
    const std::string written = messagesOf(
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/jpg;base64,AAA="}},)"
        R"({"type":"image_url","image_url":{"url":"https:\/\/e.test/i"}},)"
        R"({"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}},)"
        R"({"type":"file","file":{"filename":"n.txt","file_data":"data:text/plain;base64,SGkgIgo="}},)"
        R"({"type":"file","file":{"file_data":"https://e.test/b.pdf"}}]})");
    const std::string expected
        = R"({"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AAA="}},)"
          R"({"type":"image","source":{"type":"url","url":"https:\/\/e.test/i"}},)"
          R"({"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="},"title":"a.pdf"},)"
          R"({"type":"document","source":{"type":"text","media_type":"text/plain","data":"Hi \"\n"},"title":"n.txt"},)"
          R"({"type":"document","source":{"type":"url","url":"https://e.test/b.pdf"}}]})";
    QVERIFY2(written == expected, written.c_str());
    // What is no base64 stays inside of its string.
    const std::string hostile = messagesOf(
        R"({"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,A\",\"x\":\""}}]})");
    QVERIFY2(hostile.find(R"("url":"data:image/png;base64,A\",\"x\":\"")") != std::string::npos,
             hostile.c_str());
}

void AnthropicBodyTest::whatCannotBeSaidIsRefused_data()
{
    QTest::addColumn<QString>("content");
    QTest::addColumn<QString>("word");
    QTest::newRow("audio") << R"({"type":"input_audio","input_audio":{"data":"AA","format":"wav"}})"
                           << "Audio";
    QTest::newRow("video") << R"({"type":"video_url","video_url":{"url":"https:x"}})"
                           << "Video";
    QTest::newRow("file id") << R"({"type":"file","file":{"file_id":"file-1"}})"
                             << "file id";
    QTest::newRow("other file")
        << R"({"type":"file","file":{"file_data":"data:application/zip;base64,AA=="}})"
        << "PDF";
    QTest::newRow("no base64")
        << R"({"type":"file","file":{"file_data":"data:text/plain;base64,*"}})"
        << "base64";
}

void AnthropicBodyTest::whatCannotBeSaidIsRefused()
{
    QFETCH(QString, content);
    QFETCH(QString, word);
    const std::string refused
        = sent(chat(R"({"role":"user","content":[)" + content.toStdString() + "]}"));
    QVERIFY2(refused.starts_with("/messages "), refused.c_str());
    QVERIFY2(refused.find(word.toStdString()) != std::string::npos, refused.c_str());
    const std::string several = sent(chat(R"({"role":"user","content":"x"})", R"(,"n":2)"));
    QVERIFY2(several.starts_with("/n "), several.c_str());
    const std::string spoken
        = sent(chat(R"({"role":"user","content":"x"})", R"(,"modalities":["text","audio"])"));
    QVERIFY2(spoken.starts_with("/modalities "), spoken.c_str());
}

void AnthropicBodyTest::onlyClaudesThoughtsAreSentBack()
{
    const std::string written = messagesOf(
        R"({"role":"user","content":"q"},{"role":"assistant","content":"a","reasoning_details":[)"
        R"({"type":"reasoning.text","text":"t","signature":"S","format":"anthropic-claude-v1"},)"
        R"({"type":"reasoning.encrypted","data":"E","format":"anthropic-claude-v1"},)"
        R"({"type":"reasoning.text","text":"unsigned","format":"anthropic-claude-v1"},)"
        R"({"type":"reasoning.encrypted","data":"O","format":"openai-responses-v1"}]})");
    const std::string expected
        = R"({"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"S"},)"
          R"({"type":"redacted_thinking","data":"E"},{"type":"text","text":"a"}]})";
    QVERIFY2(written.ends_with(expected), written.c_str());
}

void AnthropicBodyTest::lastFourMarkersAreKept()
{
    const std::string marker = R"(,"cache_control":{"type":"ephemeral"})";
    const auto text = [&marker](std::string_view word) {
        return R"({"type":"text","text":")" + std::string(word) + '"' + marker + "}";
    };
    const std::string messages = R"({"role":"system","content":[)" + text("a") + "," + text("")
        + R"(]},{"role":"user","content":[)" + text("b") + "," + text("c") + "," + text("d") + ","
        + text("e") + "]}";
    const std::string tools
        = R"(,"tools":[{"type":"function","function":{"name":"f"})" + marker + "}]";
    const auto marked = [&](std::string_view more) {
        std::string words;
        const std::string written = sent(chat(messages, tools + std::string(more)));
        for (const char *word : {"a", "b", "c", "d", "e"})
            if (written.find("\"text\":\"" + std::string(word) + '"' + marker) != std::string::npos)
                words += word;
        return words + (written.find("}}" + marker) != std::string::npos ? " tool" : "");
    };
    QCOMPARE(marked(""), "bcde");
    // Automatic caching is a marker, too.
    QCOMPARE(marked(marker), "cde");
    const std::string few = sent(chat(R"({"role":"user","content":[)" + text("b") + "]}", tools));
    QVERIFY(few.find("}" + marker + "}]") != std::string::npos);
}

void AnthropicBodyTest::toolsAreWritten()
{
    const std::string tools = said(
        R"(,"tools":[{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"b","parameters":{}}},)"
        R"({"type":"function","function":{"name":"c","parameters":{"properties":{"z":1,"a":2}}}}])");
    const std::string expected
        = R"(,"tools":[{"name":"a","input_schema":{"type":"object","properties":{}}},)"
          R"({"name":"b","input_schema":{"type":"object","properties":{}}},)"
          R"({"name":"c","input_schema":{"type":"object","properties":{"z":1,"a":2}}}]})";
    QVERIFY2(tools == expected, tools.c_str());
}

void AnthropicBodyTest::toolChoiceIsWritten()
{
    const auto choice = [](std::string_view members) {
        const std::string written = said(tool + std::string(members));
        return written.starts_with(sentTool) ? written.substr(sentTool.size()) : written;
    };
    QCOMPARE(choice(""), "}");
    const std::string serial = R"(,"parallel_tool_calls":false)";
    const std::pair<std::string, std::string> rows[] = {
        {R"(,"tool_choice":"auto")", R"({"type":"auto"})"},
        {R"(,"tool_choice":"none")", R"({"type":"none"})"},
        {R"(,"tool_choice":"required")", R"({"type":"any"})"},
        {R"(,"tool_choice":{"type":"function","function":{"name":"f"}})",
         R"({"type":"tool","name":"f"})"},
        {serial, R"({"type":"auto","disable_parallel_tool_use":true})"},
        {R"(,"tool_choice":"required")" + serial,
         R"({"type":"any","disable_parallel_tool_use":true})"},
        {R"(,"tool_choice":"none")" + serial, R"({"type":"none"})"},
    };
    for (const auto &[members, expected] : rows) {
        const std::string whole = R"(,"tool_choice":)" + expected + "}";
        QCOMPARE(choice(members), whole);
    }
    QCOMPARE(said(R"(,"tool_choice":"auto")"), "}");
}

void AnthropicBodyTest::shapesAreWritten()
{
    const std::string schema = said(
        R"(,"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","b":1,"a":2}}})");
    const std::string expected
        = R"(,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","b":1,"a":2}}}})";
    QCOMPARE(schema, expected);
    const std::string object
        = sent(chat(R"({"role":"system","content":"s"},{"role":"user","content":"x"})",
                    R"(,"response_format":{"type":"json_object"})"));
    QVERIFY(object.find(R"({"type":"text","text":"s"},{"type":"text","text":"Answer with one JSON)")
            != std::string::npos);
}

void AnthropicBodyTest::samplingIsWritten()
{
    QCOMPARE(said(R"(,"temperature":1.7,"top_k":40)"), R"(,"temperature":1,"top_k":40})");
    QCOMPARE(said(R"(,"temperature":0.3,"top_p":0.9)"), R"(,"temperature":0.3})");
    QCOMPARE(said(R"(,"top_p":0.9)"), R"(,"top_p":0.9})");
    QCOMPARE(said(R"(,"temperature":0.3,"top_p":0.9)", "claude-3-haiku-20240307"),
             R"(,"temperature":0.3,"top_p":0.9})");
    QCOMPARE(said(R"(,"temperature":0.3,"top_p":0.9,"top_k":4)", "claude-opus-4-7"), "}");
    QCOMPARE(said(R"(,"stop":["a","b"])"), R"(,"stop_sequences":["a","b"]})");
}

void AnthropicBodyTest::thinkingFitsTheGeneration_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("wish");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *model, const char *wish, const char *expected) {
        QTest::addRow("%s %s", model, wish) << model << wish << expected;
    };
    const char *budget5000 = R"(,"thinking":{"type":"enabled","budget_tokens":5000})";
    row("claude-3-haiku-20240307", R"({"effort":"high"})", "");
    row("claude-3-7-sonnet-20250219", R"({"max_tokens":5000})", budget5000);
    row("claude-sonnet-4-5", R"({"enabled":true})",
        R"(,"thinking":{"type":"enabled","budget_tokens":5000})");
    row("claude-sonnet-4-5", R"({"effort":"high"})",
        R"(,"thinking":{"type":"enabled","budget_tokens":8000})");
    row("claude-sonnet-4-5", R"({"effort":"minimal"})",
        R"(,"thinking":{"type":"enabled","budget_tokens":1024})");
    row("claude-sonnet-4-5", R"({"max_tokens":10})",
        R"(,"thinking":{"type":"enabled","budget_tokens":1024})");
    row("claude-sonnet-4-5", R"({"max_tokens":20000})",
        R"(,"thinking":{"type":"enabled","budget_tokens":9999})");
    row("claude-sonnet-4-5", R"({"effort":"none"})", "");
    row("claude-opus-4-6", R"({"max_tokens":5000})", budget5000);
    row("claude-opus-4-6", R"({"enabled":true})", R"(,"thinking":{"type":"adaptive"})");
    row("claude-opus-4-6", R"({"effort":"xhigh"})",
        R"(,"thinking":{"type":"adaptive"},"output_config":{"effort":"high"})");
    row("claude-opus-4-6", R"({"effort":"max"})",
        R"(,"thinking":{"type":"adaptive"},"output_config":{"effort":"max"})");
    row("claude-opus-4-6", R"({"effort":"medium","exclude":true})",
        R"(,"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"medium"})");
    row("claude-opus-4-7", R"({"effort":"xhigh"})",
        R"(,"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"xhigh"})");
    row("claude-opus-4.8-fast", R"({"max_tokens":8000})",
        R"(,"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"high"})");
    row("claude-sonnet-5", R"({"effort":"minimal"})",
        R"(,"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"})");
    row("claude-sonnet-5", R"({"effort":"none"})", R"(,"thinking":{"type":"disabled"})");
    row("claude-opus-4-7", R"({"enabled":false})", "");
    row("MiniMax-M2", R"({"effort":"medium"})",
        R"(,"thinking":{"type":"enabled","budget_tokens":5000})");
    row("claude-opus-4-7", "null", "");
}

void AnthropicBodyTest::thinkingFitsTheGeneration()
{
    QFETCH(QString, model);
    QFETCH(QString, wish);
    QFETCH(QString, expected);
    const std::string written = said(R"(,"temperature":0.5,"reasoning":)" + wish.toStdString(),
                                     model.toStdString(), "10000");
    std::string whole = expected.toStdString();
    const bool keepsSampling = whole.find("\"thinking\":{\"type\":\"enabled") == std::string::npos
        && whole.find("adaptive") == std::string::npos
        && !claudeVersion(model.toStdString()).isAtLeast(4, 7);
    whole += keepsSampling ? R"(,"temperature":0.5})" : "}";
    QCOMPARE(written, whole);
}

void AnthropicBodyTest::thinkingYieldsToForcedCalls()
{
    const std::string forced = R"(,"reasoning":{"effort":"high"},"tool_choice":"required")";
    QVERIFY(said(tool + forced).find("\"thinking\"") == std::string::npos);
    QVERIFY(said(tool + R"(,"reasoning":{"effort":"high"})").find("\"thinking\"")
            != std::string::npos);
    // Too small a limit for the smallest budget.
    QCOMPARE(said(R"(,"reasoning":{"effort":"high"})", sonnet45, "1024"), "}");
    QCOMPARE(said(R"(,"verbosity":"low")", "claude-opus-4-6"),
             R"(,"output_config":{"effort":"low"}})");
}

void AnthropicBodyTest::thinkingDoesNotBeginInTheMiddleOfCalls()
{
    const auto thinks = [](const std::string &details) {
        const std::string written = sent(chat(
            R"({"role":"user","content":"q"},{"role":"assistant","content":null)" + details
                + R"(,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},)"
                  R"({"role":"tool","tool_call_id":"c","content":"r"})",
            R"(,"reasoning":{"max_tokens":2000})"));
        return written.find(R"("type":"enabled")") != std::string::npos;
    };
    QVERIFY(!thinks(""));
    QVERIFY(thinks(
        R"(,"reasoning_details":[{"type":"reasoning.text","text":"t","signature":"S","format":"anthropic-claude-v1"}])"));
}

void AnthropicBodyTest::versionsAreReadFromNames_data()
{
    QTest::addColumn<int>("major");
    QTest::addColumn<int>("minor");
    QTest::newRow("claude-3-5-sonnet-20241022") << 3 << 5;
    QTest::newRow("claude-3-haiku-20240307") << 3 << 0;
    QTest::newRow("claude-opus-4-20250514") << 4 << 0;
    QTest::newRow("claude-opus-4-0") << 4 << 0;
    QTest::newRow("claude-opus-4-1-20250805") << 4 << 1;
    QTest::newRow("anthropic/claude-sonnet-4.5") << 4 << 5;
    QTest::newRow("us.anthropic.claude-opus-4-6-20260101-v1:0") << 4 << 6;
    QTest::newRow("claude-sonnet-4@20250514") << 4 << 0;
    QTest::newRow("claude-opus-4.7-fast") << 4 << 7;
    QTest::newRow("claude-fable-5") << 5 << 0;
    QTest::newRow("claude-opus-latest") << 99 << 0;
    QTest::newRow("claude-2.1") << 2 << 1;
}

void AnthropicBodyTest::versionsAreReadFromNames()
{
    QFETCH(int, major);
    QFETCH(int, minor);
    const ClaudeVersion version = claudeVersion(QTest::currentDataTag());
    QVERIFY(version.isClaude);
    QCOMPARE(version.major, major);
    QCOMPARE(version.minor, minor);
    QVERIFY(!claudeVersion("MiniMax-M2").isAtLeast(0, 0));
}

void AnthropicBodyTest::headersSayWhatTheBodyNeeds()
{
    const auto betas = [](ClientRequest request, const Conversation *conversation) {
        ProviderAdapter::Headers headers;
        anthropicAdapter().addHeaders(request, conversation, headers);
        std::string text;
        for (const auto &[name, value] : headers)
            text.append(name).append("=").append(value).append(" ");
        return text;
    };
    const std::string version = "anthropic-version=2023-06-01 ";
    ClientRequest request;
    QCOMPARE(betas(request, nullptr), version);
    request.betas = "claude-code-20250219,context-1m-2025-08-07";
    QCOMPARE(betas(request, nullptr),
             version + "anthropic-beta=claude-code-20250219,context-1m-2025-08-07 ");
    Conversation conversation;
    QCOMPARE(betas(request, &conversation), version);
    conversation.tools.emplace_back();
    conversation.reasoning.isTold = true;
    QCOMPARE(betas(request, &conversation),
             version + "anthropic-beta=interleaved-thinking-2025-05-14 ");
    conversation.shape.kind = ResponseShape::Kind::JsonSchema;
    conversation.reasoning.isEnabled = false;
    QCOMPARE(betas(request, &conversation),
             version + "anthropic-beta=structured-outputs-2025-11-13 ");
    QCOMPARE(anthropicAdapter().path("m", true), "/messages");
    QCOMPARE(anthropicAdapter().credentialHeader().first, "x-api-key");
    QVERIFY(anthropicAdapter().twin() == ApiType::Messages);
}

void AnthropicBodyTest::base64IsDecoded()
{
    QCOMPARE(decodedBase64("").value(), "");
    QCOMPARE(decodedBase64("SGk=").value(), "Hi");
    QCOMPARE(decodedBase64("SGk").value(), "Hi");
    QCOMPARE(decodedBase64("-_\n+/").value(), "\xFB\xFF\xBF");
    QVERIFY(!decodedBase64("A"));
    QVERIFY(!decodedBase64("AA*A"));
}

QTEST_APPLESS_MAIN(AnthropicBodyTest)
#include "tst_AnthropicBody.moc"
