// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTest>

#include "tests/formats/gemini/GeminiRun.h"

using namespace turnpike;

namespace {

std::string fixture(const char *name)
{
    QFile file(QStringLiteral(TURNPIKE_FIXTURES) + QLatin1Char('/') + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// A chunk with these parts.
std::string chunk(std::string_view parts, std::string_view more = {}, int index = 0)
{
    return R"(data: {"candidates":[{"content":{"parts":[)" + std::string(parts)
        + R"(],"role":"model"},"index":)" + std::to_string(index) + std::string(more)
        + R"(}],"responseId":"r1","modelVersion":"gemini-x"})" + "\r\n\r\n";
}

const std::string stop = R"(,"finishReason":"STOP")";
/// FNV-1a of "r1".
const std::string r1 = "8dc8307b57be76c";

} // namespace

class GeminiDecoderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void recordedStreams_data();
    void recordedStreams();
    void everyCutGivesTheSameEvents_data();
    void everyCutGivesTheSameEvents();
    void reasoningPartsAreNumbered();
    void signaturesCloseWhatTheyFollow_data();
    void signaturesCloseWhatTheyFollow();
    void callsHaveIds();
    void callIdsDifferBetweenAnswers();
    void argumentsAreCompact();
    void imagesAreDataUrls();
    void mediaThatCannotBeToldBreaks();
    void choicesAreFollowedByIndex();
    void finishReasonsAreMapped_data();
    void finishReasonsAreMapped();
    void finishComesOnceAndLast();
    void blockedPromptIsFiltered();
    void usageIsTheLastTold();
    void usageOfACutStreamIsWhatWasTold();
    void nonsenseIsNoUsage();
    void sourcesAreCited();
    void errorsBreak_data();
    void errorsBreak();
    void garbageBreaks_data();
    void garbageBreaks();
    void nothingIsToldOfABrokenChunk();
    void cutStreamIsNotComplete_data();
    void cutStreamIsNotComplete();
    void wholeAnswerIsTheSame();
    void arrayOfChunksIsRead();
    void brokenDecoderStaysBroken();
};

void GeminiDecoderTest::recordedStreams_data()
{
    QTest::addColumn<std::string>("name");
    for (const char *name : {"text", "thinking", "parallel_calls", "image", "blocked"})
        QTest::newRow(name) << std::string(name);
}

void GeminiDecoderTest::recordedStreams()
{
    QFETCH(std::string, name);
    const std::string stream = fixture((name + ".sse").c_str());
    const std::string events = fixture((name + ".events").c_str());
    QVERIFY(!stream.empty() && !events.empty());
    const GeminiRun run(stream);
    QVERIFY2(run.hasEnded(), run.decoder.broken().message.c_str());
    QCOMPARE(run.log.text, events);
    QVERIFY(run.log.isAllJson);
    QVERIFY(run.decoder.hasUsage());
    QVERIFY(run.decoder.usage().isComplete());
}

void GeminiDecoderTest::everyCutGivesTheSameEvents_data()
{
    recordedStreams_data();
}

void GeminiDecoderTest::everyCutGivesTheSameEvents()
{
    QFETCH(std::string, name);
    const std::string stream = fixture((name + ".sse").c_str());
    const GeminiRun whole(stream);
    std::vector<std::size_t> all;
    for (std::size_t cut = 1; cut < stream.size(); ++cut) {
        const GeminiRun run(stream, {cut});
        QVERIFY(run.hasEnded());
        QCOMPARE(run.log.text, whole.log.text);
        all.push_back(cut);
    }
    const GeminiRun bytes(stream, all);
    QVERIFY(bytes.hasEnded());
    QCOMPARE(bytes.log.text, whole.log.text);
    QCOMPARE(bytes.decoder.outputBytes(), whole.decoder.outputBytes());
    QCOMPARE(bytes.decoder.usage().usage, whole.decoder.usage().usage);
}

void GeminiDecoderTest::reasoningPartsAreNumbered()
{
    const GeminiRun run(chunk(R"({"text":"a","thought":true})")
                        + chunk(R"({"text":"b","thought":true})") + chunk(R"({"text":"c"})")
                        + chunk(R"({"text":"","thought":true},{"text":"d","thought":true})")
                        + chunk(R"({"functionCall":{"name":"f","id":"i"}})")
                        + chunk(R"({"thought":true,"text":"e"})", stop));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text,
             "reasoning 0.0 text=\"a\"\nreasoning 0.0 text=\"b\"\ntext 0.0 text=\"c\"\n"
             "reasoning 0.1 text=\"d\"\nstart 0.0 id=\"i\" name=\"f\"\narguments 0.0 text=\"{}\"\n"
             "reasoning 0.2 text=\"e\"\nfinish 0.0 finish=tool_calls\n");
    QCOMPARE(run.decoder.outputBytes(), 5 + 1 + 2);
}

void GeminiDecoderTest::signaturesCloseWhatTheyFollow_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::addColumn<std::string>("events");
    const std::string finish = "finish 0.0 finish=stop\n";
    QTest::newRow("on the thought")
        << chunk(
               R"({"text":"a","thought":true,"thoughtSignature":"s"},{"text":"b","thought":true})",
               stop)
        << "reasoning 0.0 text=\"a\"\nsignature 0.0 signature=\"s\"\nreasoning 0.1 text=\"b\"\n"
            + finish;
    QTest::newRow("on the first text")
        << chunk(R"({"text":"a","thought":true},{"thoughtSignature":"s","text":"b"})", stop)
        << "reasoning 0.0 text=\"a\"\nsignature 0.0 signature=\"s\"\ntext 0.0 text=\"b\"\n"
            + finish;
    QTest::newRow("behind the text") << chunk(
        R"({"text":"a","thought":true},{"text":"b"},{"text":"","thoughtSignature":"s"})", stop)
                                     << "reasoning 0.0 text=\"a\"\ntext 0.0 text=\"b\"\n" + finish;
    QTest::newRow("without any thought")
        << chunk(R"({"text":"b","thoughtSignature":"s"},{"text":"c","thoughtSignature":""})", stop)
        << "text 0.0 text=\"b\"\ntext 0.0 text=\"c\"\n" + finish;
    QTest::newRow("on the call")
        << chunk(R"({"functionCall":{"name":"f","id":"i","args":{}},"thoughtSignature":"s"})", stop)
        << std::string("start 0.0 id=\"i\" name=\"f\" signature=\"s\"\n"
                       "arguments 0.0 text=\"{}\"\nfinish 0.0 finish=tool_calls\n");
}

void GeminiDecoderTest::signaturesCloseWhatTheyFollow()
{
    QFETCH(std::string, stream);
    QFETCH(std::string, events);
    const GeminiRun run(stream);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text, events);
}

void GeminiDecoderTest::callsHaveIds()
{
    const GeminiRun run(
        chunk(
            R"({"functionCall":{"name":"f","args":{"a":"\"\\\u0041"}}},{"functionCall":{"name":"g","args":null,"id":""}})")
            + chunk(R"({"functionCall":{"name":"h","id":"given"}})")
            + chunk(R"({"functionCall":{"name":"k"}})", stop, 1) + chunk("", stop),
        {}, 2);
    QVERIFY(run.hasEnded());
    QVERIFY(run.log.isAllJson);
    QCOMPARE(run.log.text,
             R"(start 0.0 id="call_)" + r1 + "_0_0\" name=\"f\"\n"
                 + R"(arguments 0.0 text="{\"a\":\"\\\"\\\\\\u0041\"}")" + "\n"
                 + R"(start 0.1 id="call_)" + r1 + "_0_1\" name=\"g\"\narguments 0.1 text=\"{}\"\n"
                 + "start 0.2 id=\"given\" name=\"h\"\narguments 0.2 text=\"{}\"\n"
                 + R"(start 1.0 id="call_)" + r1 + "_1_0\" name=\"k\"\narguments 1.0 text=\"{}\"\n"
                 + "finish 0.0 finish=tool_calls\nfinish 1.0 finish=tool_calls\n");
}

void GeminiDecoderTest::callIdsDifferBetweenAnswers()
{
    const auto answer = [](int promptTokens) {
        return R"(data: {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":)"
            + std::to_string(promptTokens) + "}}\n\n";
    };
    QVERIFY(GeminiRun(answer(7)).log.text != GeminiRun(answer(8)).log.text);
    QCOMPARE(GeminiRun(answer(7)).log.text, GeminiRun(answer(7)).log.text);
}

void GeminiDecoderTest::argumentsAreCompact()
{
    const std::string body = "{\"candidates\": [{\"content\": {\"parts\": [{\"functionCall\": "
                             "{\"name\": \"f\", \"id\": \"i\", \"args\": {\n  \"a b\": \"c \\\" "
                             "d\\n\",\n\t\"e\": [ 1, 2 ]\r\n}}}]},\"finishReason\":\"STOP\"}]}";
    GeminiDecoder decoder(1);
    GeminiEventLog log;
    QVERIFY(decoder.decodeWhole(body, log) == AnswerDecoder::Progress::End);
    QVERIFY(log.isAllJson);
    QVERIFY2(log.text.find(R"(text="{\"a b\":\"c \\\" d\\n\",\"e\":[1,2]}")") != std::string::npos,
             log.text.c_str());
}

void GeminiDecoderTest::imagesAreDataUrls()
{
    const GeminiRun run(
        chunk(R"({"inlineData":{"mimeType":"image/png","data":"DRAFT"},"thought":true})")
        + chunk(R"({"inlineData":{"data":"AA\/=","mimeType":"image/png"},"thoughtSignature":"s"})",
                stop));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text,
             "image 0.0 text=\"data:image/png;base64,AA\\/=\"\nsignature 0.0 signature=\"s\"\n"
             "finish 0.0 finish=stop\n");
    QCOMPARE(run.decoder.usage().usage.imagesOut, 1);
    QCOMPARE(run.decoder.outputBytes(), 0);
}

void GeminiDecoderTest::mediaThatCannotBeToldBreaks()
{
    const GeminiRun run(chunk(R"({"inlineData":{"mimeType":"audio/L16","data":"AA"}})", stop));
    QVERIFY(run.decoder.broken().fault == WireFault::Garbage);
}

void GeminiDecoderTest::choicesAreFollowedByIndex()
{
    const std::string both = chunk(R"({"text":"b"})", stop, 1) + chunk(R"({"text":"a"})", stop);
    const GeminiRun run(both, {}, 2);
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text,
             "text 1.0 text=\"b\"\ntext 0.0 text=\"a\"\nfinish 0.0 finish=stop\nfinish 1.0 "
             "finish=stop\n");
    QVERIFY(GeminiRun(both).decoder.broken().fault == WireFault::Garbage);
}

void GeminiDecoderTest::finishReasonsAreMapped_data()
{
    QTest::addColumn<std::string>("native");
    QTest::addColumn<std::string>("plain");
    QTest::addColumn<std::string>("withCall");
    const auto row = [](const char *native, const char *plain, const char *withCall) {
        QTest::newRow(native) << std::string(native) << std::string(plain) << std::string(withCall);
    };
    row("STOP", "stop", "tool_calls");
    row("OTHER", "stop", "tool_calls");
    row("SOMETHING_NEW", "stop", "tool_calls");
    row("MAX_TOKENS", "length", "length");
    row("SAFETY", "content_filter", "content_filter");
    row("IMAGE_PROHIBITED_CONTENT", "content_filter", "content_filter");
    row("LANGUAGE", "content_filter", "content_filter");
    row("MALFORMED_FUNCTION_CALL", "error", "error");
    row("UNEXPECTED_TOOL_CALL", "error", "error");
}

void GeminiDecoderTest::finishReasonsAreMapped()
{
    QFETCH(std::string, native);
    QFETCH(std::string, plain);
    QFETCH(std::string, withCall);
    const std::string finish = R"(,"finishReason":")" + native + "\"";
    const GeminiRun run(chunk(R"({"text":"a"})", finish));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.decoder.finishReason(), plain);
    QCOMPARE(run.decoder.nativeFinishReason(), native);
    QVERIFY(run.log.text.ends_with("finish=" + plain + "\n"));
    const GeminiRun calls(chunk(R"({"functionCall":{"name":"f"}})") + chunk("", finish));
    QVERIFY(calls.hasEnded());
    QCOMPARE(calls.decoder.finishReason(), withCall);
}

/// Some tell a reason with every chunk.
void GeminiDecoderTest::finishComesOnceAndLast()
{
    const GeminiRun run(
        chunk(R"({"text":"a"})", stop) + chunk(R"({"text":"b"})", R"(,"finishReason":"MAX_TOKENS")")
        + chunk("", R"(,"finishReason":null)") + "data: [DONE]\n\n" + chunk(R"({"text":"c"})"));
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text, "text 0.0 text=\"a\"\ntext 0.0 text=\"b\"\nfinish 0.0 finish=length\n");
    QCOMPARE(run.decoder.upstreamId(), "r1");
    QCOMPARE(run.decoder.servedModel(), "gemini-x");
}

void GeminiDecoderTest::blockedPromptIsFiltered()
{
    const GeminiRun run(
        "data: "
        R"({"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}})"
        "\n\n");
    QVERIFY(run.hasEnded());
    QCOMPARE(run.log.text, "finish 0.0 finish=content_filter\n");
    QCOMPARE(run.decoder.nativeFinishReason(), "PROHIBITED_CONTENT");
    QVERIFY(run.decoder.usage().isComplete());
    QCOMPARE(run.decoder.usage().usage.prompt, 9);
    QCOMPARE(run.decoder.usage().usage.completion, 0);
}

void GeminiDecoderTest::usageIsTheLastTold()
{
    const auto usage = [](const std::string &members) {
        return "data: {\"usageMetadata\":{" + members + "}}\n\n";
    };
    const GeminiRun run(
        usage(R"("promptTokenCount":100,"candidatesTokenCount":1,"cachedContentTokenCount":40)")
        + chunk(R"({"text":"a"})")
        + usage(
            R"("promptTokenCount":110,"candidatesTokenCount":20,"thoughtsTokenCount":5,)"
            R"("toolUsePromptTokenCount":7,"totalTokenCount":142,)"
            R"("promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":30},{"modality":"IMAGE","tokenCount":20}],)"
            R"("cacheTokensDetails":[{"modality":"AUDIO","tokenCount":10}],)"
            R"("candidatesTokensDetails":[{"tokenCount":3,"modality":"AUDIO"}])")
        + chunk("", stop));
    QVERIFY(run.hasEnded());
    const TokenUsage &told = run.decoder.usage().usage;
    QCOMPARE(told.prompt, 117);
    QCOMPARE(told.completion, 25);
    QCOMPARE(told.reasoning, 5);
    QCOMPARE(told.cacheRead, 30);
    QCOMPARE(told.audioCacheRead, 10);
    QCOMPARE(told.audioIn, 30);
    QCOMPARE(told.imageTokens, 20);
    QCOMPARE(told.audioOut, 3);
    QVERIFY(run.decoder.usage().isComplete());
}

/// What is left out of a stream that broke is not zero: the output that came is estimated.
void GeminiDecoderTest::usageOfACutStreamIsWhatWasTold()
{
    const GeminiRun run(
        "data: "
        R"({"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}})"
        "\n\n");
    QVERIFY(run.decoder.broken().fault == WireFault::Cut);
    QVERIFY(run.decoder.hasUsage());
    QVERIFY(run.decoder.usage().isPromptTold);
    QVERIFY(!run.decoder.usage().isCompletionTold);
}

void GeminiDecoderTest::nonsenseIsNoUsage()
{
    const GeminiRun run(
        chunk(R"({"text":"a"})", stop)
        + R"(data: {"usageMetadata":{"promptTokenCount":-1,"candidatesTokenCount":"5","thoughtsTokenCount":1e3,"totalTokenCount":99999999999999}})"
        + "\n\n");
    QVERIFY(run.hasEnded());
    QVERIFY(!run.decoder.hasUsage());
    QVERIFY(run.decoder.usage().origin() == UsageOrigin::Estimated);
}

void GeminiDecoderTest::sourcesAreCited()
{
    const GeminiRun run(chunk(
        R"({"text":"a"})",
        R"(,"groundingMetadata":{"webSearchQueries":["x","y"],"groundingChunks":[{"web":{"uri":"https://e.org","title":"E \"x\""}},{"web":{"uri":"https:\/\/f.org"}},{"retrievedContext":{"uri":"u"}},{"web":{"title":"t"}}]},"finishReason":"STOP")"));
    QVERIFY(run.hasEnded());
    QVERIFY(run.log.isAllJson);
    const std::string expected
        = "text 0.0 text=\"a\"\n"
          R"(annotation 0.0 json={"type":"url_citation","url_citation":{"url":"https://e.org","title":"E \"x\"","start_index":0,"end_index":0}})"
          "\n"
          R"(annotation 0.0 json={"type":"url_citation","url_citation":{"url":"https:\/\/f.org","title":"https:\/\/f.org","start_index":0,"end_index":0}})"
          "\nfinish 0.0 finish=stop\n";
    QCOMPARE(run.log.text, expected);
    QCOMPARE(run.decoder.usage().usage.searches, 2);
}

void GeminiDecoderTest::errorsBreak_data()
{
    QTest::addColumn<std::string>("text");
    const std::string error
        = R"({"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}})";
    QTest::newRow("an object") << error;
    QTest::newRow("an array") << "[" + error + "]";
    QTest::newRow("an array, late") << R"([{"candidates":[]},)" + error + "]";
}

void GeminiDecoderTest::errorsBreak()
{
    QFETCH(std::string, text);
    const std::string object = R"({"code":503,"message":"overloaded","status":"UNAVAILABLE"})";
    const GeminiRun run(chunk(R"({"text":"a"})", stop) + "data: " + text + "\n\n");
    QVERIFY(run.decoder.broken().fault == WireFault::UpstreamError);
    QCOMPARE(run.decoder.broken().errorObject, object);
    GeminiDecoder decoder(1);
    GeminiEventLog log;
    QVERIFY(decoder.decodeWhole(text, log) == AnswerDecoder::Progress::Broken);
    QVERIFY(decoder.broken().fault == WireFault::UpstreamError);
    QCOMPARE(decoder.broken().errorObject, object);
    QCOMPARE(log.text, "");
}

void GeminiDecoderTest::garbageBreaks_data()
{
    QTest::addColumn<std::string>("text");
    const auto row
        = [](const char *name, std::string text) { QTest::newRow(name) << std::move(text); };
    row("HTML", "<html>");
    row("half", R"({"candidates":[{"content":)");
    row("text", R"("hello")");
    row("nothing known", R"({"hello":1})");
    row("a list of texts", R"(["a"])");
    row("a candidate that is none", R"({"candidates":[1]})");
    row("a part that is none", R"({"candidates":[{"content":{"parts":["a"]}}]})");
    row("text that is none", R"({"candidates":[{"content":{"parts":[{"text":1}]}}]})");
    row("a call without a name", R"({"candidates":[{"content":{"parts":[{"functionCall":{}}]}}]})");
    row("arguments that are none",
        R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":[]}}]}}]})");
    row("an index out of range", R"({"candidates":[{"index":1,"finishReason":"STOP"}]})");
    row("an index that is none", R"({"candidates":[{"index":"0","finishReason":"STOP"}]})");
    row("a candidate too many", R"({"candidates":[{"finishReason":"STOP"},{"index":0}]})");
    row("no UTF-8", "{\"responseId\":\"\xff\"}");
}

void GeminiDecoderTest::garbageBreaks()
{
    QFETCH(std::string, text);
    QVERIFY(GeminiRun("data: " + text + "\n\n").decoder.broken().fault == WireFault::Garbage);
    GeminiDecoder decoder(1);
    GeminiEventLog log;
    QVERIFY(decoder.decodeWhole(text, log) == AnswerDecoder::Progress::Broken);
    QVERIFY(decoder.broken().fault == WireFault::Garbage);
}

void GeminiDecoderTest::nothingIsToldOfABrokenChunk()
{
    const GeminiRun run(chunk(R"({"text":"a"},{"functionCall":{}})", stop));
    QCOMPARE(run.log.text, "");
}

void GeminiDecoderTest::cutStreamIsNotComplete_data()
{
    QTest::addColumn<std::string>("stream");
    QTest::newRow("nothing") << std::string();
    QTest::newRow("comments") << std::string(": hello\n\n");
    QTest::newRow("no finish") << chunk(R"({"text":"a"})");
    QTest::newRow("counts only") << std::string("data: {\"usageMetadata\":{}}\n\n");
    QTest::newRow("done without finish") << chunk(R"({"text":"a"})") + "data: [DONE]\n\n";
}

void GeminiDecoderTest::cutStreamIsNotComplete()
{
    QFETCH(std::string, stream);
    const GeminiRun run(stream);
    QVERIFY(run.last == AnswerDecoder::Progress::Broken);
    QVERIFY(run.decoder.broken().fault == WireFault::Cut);
    QVERIFY(run.log.text.find("finish") == std::string::npos);
}

void GeminiDecoderTest::wholeAnswerIsTheSame()
{
    const std::string body
        = R"({"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"a","thoughtSignature":"s"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":1,"thoughtsTokenCount":2},"responseId":"r1"})";
    GeminiDecoder decoder(1);
    GeminiEventLog log;
    QVERIFY(decoder.decodeWhole(body, log) == AnswerDecoder::Progress::End);
    QCOMPARE(log.text,
             "reasoning 0.0 text=\"hm\"\nsignature 0.0 signature=\"s\"\ntext 0.0 text=\"a\"\n"
             "finish 0.0 finish=stop\n");
    QCOMPARE(decoder.usage().usage.completion, 3);
    QVERIFY(decoder.hasUsage());
    QCOMPARE(log.text, GeminiRun("data: " + body + "\n\n").log.text);
}

void GeminiDecoderTest::arrayOfChunksIsRead()
{
    const std::string body
        = R"([{"candidates":[{"content":{"parts":[{"text":"a"}]}}]},{"candidates":[{"finishReason":"STOP"}]}])";
    GeminiDecoder decoder(1);
    GeminiEventLog log;
    QVERIFY(decoder.decodeWhole(body, log) == AnswerDecoder::Progress::End);
    QCOMPARE(log.text, "text 0.0 text=\"a\"\nfinish 0.0 finish=stop\n");
}

void GeminiDecoderTest::brokenDecoderStaysBroken()
{
    const GeminiRun run("data: {}\n\n" + chunk(R"({"text":"a"})", stop));
    QVERIFY(run.last == AnswerDecoder::Progress::Broken);
    QCOMPARE(run.log.text, "");
}

QTEST_GUILESS_MAIN(GeminiDecoderTest)
#include "tst_GeminiDecoder.moc"
