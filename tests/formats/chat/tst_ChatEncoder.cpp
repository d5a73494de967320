// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/TranslatedAnswer.h"
#include "engine/formats/chat/ChatApi.h"
#include "engine/formats/chat/ChatDecoder.h"
#include "engine/formats/chat/ChatEncoder.h"
#include "engine/formats/chat/ChatStream.h"

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

using Kind = AnswerEvent::Kind;

const AnswerNames names{"gen-1", "a/b", 5};
const std::string head
    = R"(data: {"id":"gen-1","object":"chat.completion.chunk","created":5,"model":"a/b","choices":[)";

std::string chunk(std::string_view delta, std::string_view finish = "null")
{
    return head + R"({"index":0,"delta":)" + std::string(delta) + R"(,"finish_reason":)"
        + std::string(finish) + "}]}\n\n";
}

const std::string closing = head + R"(],"usage":)" + usageJson({}) + "}\n\ndata: [DONE]\n\n";

const std::string piece0 = quoted("'{\\'x\\':'");

/// What every decoder may say, in one answer.
const std::vector<AnswerEvent> answer{
    {.kind = Kind::Reasoning, .text = R"("hm")", .family = ReasoningFamily::Anthropic},
    {.kind = Kind::Signature, .signature = R"("sig")", .family = ReasoningFamily::Anthropic},
    {.kind = Kind::Encrypted,
     .index = 1,
     .encrypted = R"("enc")",
     .family = ReasoningFamily::Anthropic},
    {.kind = Kind::Text, .text = R"("Hi \ud83d")"},
    {.kind = Kind::Text, .text = R"("\ude42")"},
    {.kind = Kind::ToolStart,
     .id = R"("c1")",
     .name = R"("f")",
     .signature = R"("gs")",
     .family = ReasoningFamily::Gemini},
    {.kind = Kind::ToolArguments, .text = piece0},
    {.kind = Kind::ToolArguments, .text = R"("1}")"},
    {.kind = Kind::Image, .text = R"("data:image/png;base64,AA==")"},
    {.kind = Kind::Annotation, .json = R"({"type":"url_citation"})"},
    {.kind = Kind::Audio, .json = R"({"id":"a1","transcript":"Hi"})"},
    {.kind = Kind::Finish, .finish = "tool_calls"},
};

std::string streamed(const std::vector<AnswerEvent> &events, bool hidesReasoning = false)
{
    ChatEncoder encoder(names, ChatDialect::Chat, hidesReasoning);
    for (const AnswerEvent &event : events)
        encoder.take(event);
    encoder.close({});
    return encoder.out();
}

} // namespace

class ChatEncoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyEventIsWritten();
    void whatIsWrittenIsLegal();
    void reasoningIsLeftOutWhereItIsNotWanted();
    void anEmptyAnswerIsLegal();
    void aFailureIsTheLastChunk();
    void wholeAnswerIsOneMessage();
    void textCompletionsCarryTextAlone();
    void contentThatComesWithTheEndIsNotLost();
};

void ChatEncoderTest::everyEventIsWritten()
{
    QCOMPARE(
        streamed(answer),
        chunk(R"({"role":"assistant","content":""})")
            + chunk(
                R"({"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","format":"anthropic-claude-v1","index":0}]})")
            + chunk(
                R"({"reasoning_details":[{"type":"reasoning.text","text":"","signature":"sig","format":"anthropic-claude-v1","index":0}]})")
            + chunk(
                R"({"reasoning_details":[{"type":"reasoning.encrypted","data":"enc","format":"anthropic-claude-v1","index":1}]})")
            + chunk(R"({"content":"Hi \ud83d"})") + chunk(R"({"content":"\ude42"})")
            + chunk(
                R"({"reasoning_details":[{"type":"reasoning.encrypted","data":"gs","id":"c1","format":"google-gemini-v1","index":0}],"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}]})")
            + chunk(quoted("{'tool_calls':[{'index':0,'function':{'arguments':'{\\'x\\':'}}]}"))
            + chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]})")
            + chunk(
                R"({"images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]})")
            + chunk(R"({"annotations":[{"type":"url_citation"}]})")
            + chunk(R"({"audio":{"id":"a1","transcript":"Hi"}})") + chunk("{}", R"("tool_calls")")
            + closing);
}

/// The pass-through machine finds nothing to put right in what is written here.
void ChatEncoderTest::whatIsWrittenIsLegal()
{
    ChatStream machine(names);
    sse::SseParser parser;
    const std::string stream = streamed(answer);
    parser.feed(stream);
    AnswerStream::Action last = AnswerStream::Action::Nothing;
    for (sse::Event event; parser.next(event) == sse::Step::Event;)
        last = machine.admit(event).action;
    QVERIFY(last == AnswerStream::Action::End);
    QCOMPARE(machine.finishReason(), "tool_calls");
    // Our usage stands in a chunk of its own, and is the one thing that moves.
    RepairCounts none{};
    QCOMPARE(machine.repairs(), none);
}

void ChatEncoderTest::reasoningIsLeftOutWhereItIsNotWanted()
{
    const std::string stream = streamed(answer, true);
    QVERIFY(stream.find("\"hm\"") == std::string::npos);
    QVERIFY(stream.find("\"enc\"") == std::string::npos);
    QVERIFY(stream.find("\"content\":\"Hi") != std::string::npos);
}

void ChatEncoderTest::anEmptyAnswerIsLegal()
{
    QCOMPARE(streamed({}),
             chunk(R"({"role":"assistant","content":""})") + chunk("{}", R"("stop")") + closing);
}

void ChatEncoderTest::aFailureIsTheLastChunk()
{
    ChatEncoder encoder(names, ChatDialect::Chat, false);
    encoder.take({.kind = Kind::Text, .text = R"("x")"});
    encoder.out().clear();
    encoder.fail({.status = 502, .errorType = "provider_unavailable", .message = "It broke."});
    QCOMPARE(
        encoder.out(),
        head
            + R"({"index":0,"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"It broke.","metadata":{"error_type":"provider_unavailable"}}})"
              "\n\n");
}

void ChatEncoderTest::wholeAnswerIsOneMessage()
{
    AnswerCollector collected;
    for (const AnswerEvent &event : answer)
        collected.take(event);
    QCOMPARE(
        writeChatAnswer(collected, names, {}, ChatDialect::Chat, false),
        quoted("{'id':'gen-1','object':'chat.completion','created':5,'model':'a/"
               "b','system_fingerprint':null,'choices':[{'index':0,'message':{'role':'assistant'"
               ",'content':'Hi "
               "\\ud83d\\ude42','refusal':null,'reasoning':'hm','reasoning_details':[{'type':'"
               "reasoning.text','text':'hm','signature':'sig','format':'anthropic-claude-v1','"
               "index':0},{'type':'reasoning.encrypted','data':'enc','format':'anthropic-claude-"
               "v1','index':1},{'type':'reasoning.encrypted','data':'gs','id':'c1','format':'"
               "google-gemini-v1','index':0}],'tool_calls':[{'id':'c1','type':'function','"
               "function':{'name':'f','arguments':'{\\'x\\':1}'}}],'images':[{'type':'image_url'"
               ",'image_url':{'url':'data:image/"
               "png;base64,AA=='}}],'annotations':[{'type':'url_citation'}],'audio':{'id':'a1','"
               "transcript':'Hi'}},'logprobs':null,'"
               "finish_reason':'tool_calls'}],'usage':")
            + usageJson({}) + "}");
}

void ChatEncoderTest::textCompletionsCarryTextAlone()
{
    ChatEncoder encoder(names, ChatDialect::TextCompletion, false);
    for (const AnswerEvent &event : answer)
        encoder.take(event);
    encoder.close({});
    const std::string text
        = R"(data: {"id":"gen-1","object":"text_completion","created":5,"model":"a/b","choices":[)";
    QCOMPARE(encoder.out(),
             text + R"({"index":0,"text":"Hi \ud83d","finish_reason":null}]})" + "\n\n" + text
                 + R"({"index":0,"text":"\ude42","finish_reason":null}]})" + "\n\n" + text
                 + R"({"index":0,"text":"","finish_reason":"tool_calls"}]})" + "\n\n" + text
                 + R"(],"usage":)" + usageJson({}) + "}\n\ndata: [DONE]\n\n");
}

/// Some providers say the last words and the end in one event.
void ChatEncoderTest::contentThatComesWithTheEndIsNotLost()
{
    TranslatedStream stream(std::make_unique<ChatDecoder>(1),
                            std::make_unique<ChatEncoder>(names, ChatDialect::Chat, false));
    sse::SseParser parser;
    const std::string events = "data: "
                               "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_"
                               "reason\":\"stop\"}]}\n\n";
    parser.feed(events);
    sse::Event event;
    QVERIFY(parser.next(event) == sse::Step::Event);
    const AnswerStream::Step step = stream.admit(event);
    QVERIFY(step.action == AnswerStream::Action::Forward);
    QVERIFY(stream.hasForwarded());
    QVERIFY(stream.end().action == AnswerStream::Action::End);
    QCOMPARE(stream.closing({}), chunk("{}", R"("stop")") + closing);
}

QTEST_GUILESS_MAIN(ChatEncoderTest)
#include "tst_ChatEncoder.moc"
