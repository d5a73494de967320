// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/media/MediaAnswer.h"
#include "engine/formats/media/MediaRequest.h"
#include "engine/formats/media/MediaStream.h"
#include "engine/formats/media/MediaUsage.h"
#include "engine/formats/media/Multipart.h"
#include "engine/formats/media/RecordingForm.h"
#include "engine/formats/media/WaveLength.h"
#include "engine/sse/SseParser.h"

#include <QTest>

using namespace turnpike;

namespace {

constexpr const char *formType = "multipart/form-data; boundary=edge";

std::string field(const std::string &name, const std::string &value, const std::string &more = {})
{
    return "--edge\r\nContent-Disposition: form-data; name=\"" + name + '"' + more + "\r\n\r\n"
        + value + "\r\n";
}

std::string file(const std::string &bytes, const std::string &name = "file")
{
    return field(name, bytes, "; filename=\"a.wav\"\r\nContent-Type: audio/wav");
}

std::string form(const std::string &parts)
{
    return parts + "--edge--\r\n";
}

std::string littleEndian(std::uint32_t number)
{
    std::string bytes;
    for (int at = 0; at < 4; ++at)
        bytes += static_cast<char>(number >> at * 8 & 0xFFU);
    return bytes;
}

/// A WAV file of 8 kHz, 16 bit, mono: 16,000 bytes a second.
std::string wave(std::uint32_t dataBytes, std::uint32_t told)
{
    return "RIFF" + littleEndian(36 + dataBytes) + "WAVEfmt " + littleEndian(16)
        + std::string("\1\0\1\0", 4) + littleEndian(8000) + littleEndian(16000)
        + std::string("\2\0\20\0", 4) + "data" + littleEndian(told) + std::string(dataBytes, '\0');
}

std::string refusalOf(ApiType api, const std::string &body, const std::string &type)
{
    const auto request = readMediaRequest(api, body, type);
    if (request)
        return "accepted";
    const ApiError &error = request.error();
    return error.status == 400 && error.errorType == "invalid_request" && !error.message.empty()
        ? error.message + error.pointer
        : "no 400";
}

PriceTable tableOf(PriceUnit unit, FemtoUsd price)
{
    PriceTable table{};
    table[static_cast<std::size_t>(PriceUnit::Prompt)] = 0;
    table[static_cast<std::size_t>(PriceUnit::Completion)] = 0;
    table[static_cast<std::size_t>(unit)] = price;
    return table;
}

std::string toldAs(ApiType api, const std::string &body, const UsageFigures &figures)
{
    const auto answer = readMediaAnswer(api, body);
    return answer ? (*answer)->body(figures).joined() : answer.error().message;
}

} // namespace

class MediaFormatsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void formIsReadAndOnlyItsModelChanges();
    void malformedFormIsRefusedByNamingThePart_data();
    void malformedFormIsRefusedByNamingThePart();
    void contentTypeMustNameOneBoundary_data();
    void contentTypeMustNameOneBoundary();
    void bodyOfEachRouteIsMeasured_data();
    void bodyOfEachRouteIsMeasured();
    void bodyThatARouteCannotUseIsRefused_data();
    void bodyThatARouteCannotUseIsRefused();
    void waveTellsItsLength();
    void usageIsReadInEachSpelling_data();
    void usageIsReadInEachSpelling();
    void whatIsNotToldComesFromTheRequest();
    void chargeIsPutIntoTheAnswer_data();
    void chargeIsPutIntoTheAnswer();
    void answerWithoutWhatWasAskedForIsNone_data();
    void answerWithoutWhatWasAskedForIsNone();
    void streamHoldsItsLastEventBack();
    void streamWithoutAnEndIsCut();
    void recordingBecomesAForm();
};

void MediaFormatsTest::formIsReadAndOnlyItsModelChanges()
{
    const std::string before = field("language", "en") + file(wave(8000, 8000));
    const std::string after = field("timestamp_granularities[]", "word")
        + field("timestamp_granularities[]", "segment") + field("prompt", "");
    const std::string body = form(before + field("model", "openai/whisper-1") + after);
    const auto request = readMediaRequest(ApiType::Transcriptions, body, formType);
    QVERIFY(request);
    QCOMPARE(request->model, "openai/whisper-1");
    QCOMPARE(request->media.usage.audioMs, 500);
    QVERIFY(request->media.isAudioMeasured);
    QVERIFY(request->content.audioBytes > 8000);
    QCOMPARE(request->media.contentType, formType);
    QCOMPARE(mediaUpstreamBody(*request, "whisper-1").joined(),
             form(before + field("model", "whisper-1") + after));
}

void MediaFormatsTest::malformedFormIsRefusedByNamingThePart_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, const std::string &body, const std::string &message) {
        QTest::newRow(name) << body << message;
    };
    const std::string model = field("model", "m");
    const std::string good = model + file("x");
    row("nothing", "", "The form does not begin with its boundary.");
    row("a preamble", "hello\r\n" + form(good), "The form does not begin with its boundary.");
    row("no parts", "--edge--", "The form has no fields.");
    row("cut in the data", (model + file("x")).substr(0, model.size() + file("x").size() - 2),
        "The form's field \"file\" does not end in the boundary: the form was cut off./file");
    row("cut in the head", model + "--edge\r\nContent-Dispo",
        "Part 2 of the form ends inside its headers.");
    row("cut before its end", model + "--edge",
        "The form's field \"model\" has a boundary with something behind it./model");
    row("an epilogue", form(good) + "--edge",
        "The form's field \"file\" is followed by something behind the last boundary./file");
    row("a boundary that goes on", model + "--edgewise\r\n\r\n",
        "The form's field \"model\" has a boundary with something behind it./model");
    row("two models", form(model + good), "The form's field \"model\" is there twice./model");
    row("two files", form(good + file("y")), "The form's field \"file\" is there twice./file");
    row("no model", form(file("x")), "The form's field \"model\" is missing./model");
    row("an empty model", form(field("model", "") + file("x")),
        "The form's field \"model\" must be the name of a model./model");
    row("a model on two lines", form(field("model", "a\r\nb") + file("x")),
        "The form's field \"model\" must be the name of a model./model");
    row("a model that is a file", form(file("m", "model") + file("x")),
        "The form's field \"model\" must not be a file./model");
    row("another spelling", form(good + field("Model", "n")),
        "The form's field \"Model\" must be spelled \"model\"./Model");
    row("no file", form(model), "The form's field \"file\" is missing./file");
    row("an empty file", form(model + file("")),
        "The form's field \"file\" must not be empty./file");
    row("a stream that is none", form(good + field("stream", "yes")),
        "The form's field \"stream\" must be true or false./stream");
    row("no name", form("--edge\r\nContent-Disposition: form-data; filename=\"a\"\r\n\r\n\r\n"),
        "Part 1 of the form has no name.");
    row("no disposition", form("--edge\r\nContent-Type: text/plain\r\n\r\nx\r\n"),
        "Part 1 of the form has no Content-Disposition.");
    row("two dispositions",
        form("--edge\r\nContent-Disposition: form-data; name=\"a\"\r\n"
             "Content-Disposition: form-data; name=\"model\"\r\n\r\nx\r\n"),
        "The form's field \"a\" has two Content-Dispositions./a");
    row("two names", form(field("a\"; name=\"model", "x")),
        "The form's field \"a\" has two names./a");
    row("an escaped name", form(field("mod\\el", "x")),
        "Part 1 of the form has a name with escapes.");
    row("an extended name",
        form("--edge\r\nContent-Disposition: form-data; name*=utf-8''model\r\n\r\nx\r\n"),
        "Part 1 of the form has a name in an encoding of its own.");
    row("base64", form(field("model", "bQ==", "\r\nContent-Transfer-Encoding: base64")),
        "The form's field \"model\" has a Content-Transfer-Encoding, which forms do not "
        "have./model");
    row("a header without a colon", form(field("a", "x", "\r\nhello")),
        "The form's field \"a\" has a header that is none./a");
    row("a head too long", form(field("a", "x", "\r\nX: " + std::string(9000, 'x'))),
        "The form's field \"a\" has headers of more than 8 KiB./a");
    std::string many;
    for (int i = 0; i < 257; ++i)
        many += field("a", "x");
    row("too many parts", form(many),
        "The form's field \"a\" is not the last of 256, which is the most that a form may have./a");
}

void MediaFormatsTest::malformedFormIsRefusedByNamingThePart()
{
    QFETCH(std::string, body);
    QFETCH(std::string, message);
    QCOMPARE(refusalOf(ApiType::Transcriptions, body, formType), message);
}

void MediaFormatsTest::contentTypeMustNameOneBoundary_data()
{
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("boundary");
    const std::string start = "multipart/form-data";
    const auto row = [&](const char *name, const std::string &more, const std::string &boundary) {
        QTest::newRow(name) << start + more << boundary;
    };
    row("a token", "; boundary=edge", "edge");
    row("quoted", ";boundary=\"an edge\"; charset=utf-8", "an edge");
    row("another case", "; Boundary=edge", "edge");
    row("none", "", "The Content-Type names no boundary.");
    row("empty", "; boundary=\"\"", "The Content-Type's boundary is none.");
    row("two", "; boundary=a; boundary=b", "The Content-Type names two boundaries.");
    row("too long", "; boundary=" + std::string(71, 'x'), "The Content-Type's boundary is none.");
    row("a blank at its end", "; boundary=\"edge \"", "The Content-Type's boundary is none.");
    row("an open quote", "; boundary=\"edge", "The Content-Type's parameters cannot be read.");
}

void MediaFormatsTest::contentTypeMustNameOneBoundary()
{
    QFETCH(std::string, type);
    QFETCH(std::string, boundary);
    const auto found = multipartBoundary(type);
    QCOMPARE(found ? std::string(*found) : found.error().message, boundary);
    QVERIFY(isMultipart(type));
    QVERIFY(!isMultipart("application/json"));
}

void MediaFormatsTest::bodyOfEachRouteIsMeasured_data()
{
    QTest::addColumn<ApiType>("api");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<QList<int>>("expected"); // Pictures, characters, ms, units, pictures in.
    QTest::newRow("pictures") << ApiType::Images
                              << std::string(R"({"model":"m","prompt":"a cat","n":3,"size":"1x1"})")
                              << QList{3, 0, 0, 0, 0};
    QTest::newRow("one picture by a reference")
        << ApiType::Images
        << std::string(R"({"model":"m","prompt":"a","input_references":[{"type":"image_url"}]})")
        << QList{1, 0, 0, 0, 1};
    QTest::newRow("speech counts characters, not bytes")
        << ApiType::Speech
        << std::string(R"({"model":"m","input":"gr\u00f6\u00dfer \ud83d\ude42"})")
        << QList{0, 8, 0, 0, 0};
    QTest::newRow("a recording of 16,000 bytes")
        << ApiType::Transcriptions
        << R"({"model":"m","input_audio":{"format":"mp3","data":")" + std::string(21'336, 'A')
            + "\"}}"
        << QList{0, 0, 1000, 0, 0};
    std::string documents = "\"x\"";
    for (int i = 0; i < 100; ++i)
        documents += R"(,{"text":"y"})";
    QTest::newRow("101 documents")
        << ApiType::Rerank << R"({"model":"m","query":"q","documents":[)" + documents + "]}"
        << QList{0, 0, 0, 2, 0};
}

void MediaFormatsTest::bodyOfEachRouteIsMeasured()
{
    QFETCH(ApiType, api);
    QFETCH(std::string, body);
    QFETCH(QList<int>, expected);
    const auto request = readMediaRequest(api, body, "application/json");
    QVERIFY(request);
    const TokenUsage &usage = request->media.usage;
    QCOMPARE((QList{int(usage.imagesOut), int(usage.characters), int(usage.audioMs),
                    int(usage.searchUnits), int(usage.images)}),
             expected);
    const std::string sent = mediaUpstreamBody(*request, "upstream").joined();
    std::string expectedBody = body;
    expectedBody.replace(expectedBody.find("\"m\""), 3, "\"upstream\"");
    QCOMPARE(sent, expectedBody);
}

void MediaFormatsTest::bodyThatARouteCannotUseIsRefused_data()
{
    QTest::addColumn<ApiType>("api");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("type");
    QTest::addColumn<std::string>("place");
    const auto row = [](const char *name, ApiType api, const char *body, const char *place,
                        const char *type = "application/json") {
        QTest::newRow(name) << api << std::string(body) << std::string(type) << std::string(place);
    };
    row("no prompt", ApiType::Images, R"({"model":"m"})", "/prompt");
    row("no pictures", ApiType::Images, R"({"model":"m","prompt":"p","n":0})", "/n");
    row("too many pictures", ApiType::Images, R"({"model":"m","prompt":"p","n":129})", "/n");
    row("two models", ApiType::Images, R"({"model":"m","prompt":"p","model":"n"})", "/model");
    row("no input", ApiType::Speech, R"({"model":"m"})", "/input");
    row("an empty input", ApiType::Speech, R"({"model":"m","input":""})", "/input");
    row("an unknown stream format", ApiType::Speech,
        R"({"model":"m","input":"x","stream_format":"wav"})", "/stream_format");
    row("no recording", ApiType::Transcriptions, R"({"model":"m"})", "/input_audio");
    row("a recording without its format", ApiType::Transcriptions,
        R"({"model":"m","input_audio":{"data":"AAAA"}})", "/input_audio");
    row("no query", ApiType::Rerank, R"({"model":"m","documents":["a"]})", "/query");
    row("no documents", ApiType::Rerank, R"({"model":"m","query":"q","documents":[]})",
        "/documents");
    row("a number among documents", ApiType::Rerank,
        R"({"model":"m","query":"q","documents":["a",1]})", "/documents/1");
    row("a streamed ranking", ApiType::Rerank,
        R"({"model":"m","query":"q","documents":["a"],"stream":true})", "/stream");
    row("a form for pictures", ApiType::Images, "", "takes JSON", formType);
    row("JSON for translations", ApiType::Translations, "{}", "multipart/form-data");
    row("a form without a boundary", ApiType::Transcriptions, "", "names no boundary",
        "multipart/form-data");
}

void MediaFormatsTest::bodyThatARouteCannotUseIsRefused()
{
    QFETCH(ApiType, api);
    QFETCH(std::string, body);
    QFETCH(std::string, type);
    QFETCH(std::string, place);
    const std::string refusal = refusalOf(api, body, type);
    QVERIFY2(refusal.find(place) != std::string::npos, refusal.c_str());
}

void MediaFormatsTest::waveTellsItsLength()
{
    QCOMPARE(waveLengthMs(wave(16'000, 16'000)), 1000);
    QCOMPARE(waveLengthMs(wave(16'001, 16'001)), 1001); // Rounded up.
    QCOMPARE(waveLengthMs(wave(8'000, 0xFFFFFFFFU)), 500); // A stream does not know its size.
    QVERIFY(!waveLengthMs("ID3 and so on"));
    QVERIFY(!waveLengthMs(wave(0, 0).substr(0, 30)));
}

void MediaFormatsTest::usageIsReadInEachSpelling_data()
{
    QTest::addColumn<std::string>("object");
    QTest::addColumn<QList<int>>(
        "expected"); // Prompt, completion, audio in, image tokens, ms, units.
    QTest::addColumn<bool>("isTold");
    const auto row
        = [](const char *name, const char *object, const QList<int> &expected, bool isTold = true) {
              QTest::newRow(name) << std::string(object) << expected << isTold;
          };
    row("pictures of OpenAI",
        R"({"total_tokens":100,"input_tokens":50,"output_tokens":60,"input_tokens_details":{"text_tokens":10,"image_tokens":40}})",
        {50, 60, 0, 40, 0, 0});
    row("pictures of the compatible API", R"({"prompt_tokens":5,"completion_tokens":6})",
        {5, 6, 0, 0, 0, 0});
    row("a transcription by tokens",
        R"({"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":10,"audio_tokens":4},"output_tokens":101,"total_tokens":115})",
        {14, 101, 4, 0, 0, 0});
    row("a transcription by its length", R"({"type":"duration","seconds":9.2})",
        {0, 0, 0, 0, 9200, 0}, false);
    row("search units", R"({"search_units":2})", {0, 0, 0, 0, 0, 2}, false);
    row("a total alone", R"({"total_tokens":150})", {150, 0, 0, 0, 0, 0});
    row("nonsense", R"({"seconds":"9","search_units":-1,"input_tokens":1.5,"total_tokens":null})",
        {0, 0, 0, 0, 0, 0}, false);
}

void MediaFormatsTest::usageIsReadInEachSpelling()
{
    QFETCH(std::string, object);
    QFETCH(QList<int>, expected);
    QFETCH(bool, isTold);
    const UsageReport report = readMediaUsage(object);
    const TokenUsage &usage = report.usage;
    QCOMPARE((QList{int(usage.prompt), int(usage.completion), int(usage.audioIn),
                    int(usage.imageTokens), int(usage.audioMs), int(usage.searchUnits)}),
             expected);
    QCOMPARE(report.isComplete(), isTold);
}

void MediaFormatsTest::whatIsNotToldComesFromTheRequest()
{
    MediaAsk asked;
    asked.usage.characters = 300;
    MediaMeter meter = mediaMeter(ApiType::Speech, nullptr, asked, 75, 0,
                                  tableOf(PriceUnit::Character, 15'000'000'000));
    QCOMPARE(meter.usage.characters, 300);
    QCOMPARE(meter.usage.prompt + meter.usage.completion,
             0); // Nobody pays tokens: none are made up.
    QVERIFY(meter.origin == UsageOrigin::Measured);
    meter = mediaMeter(ApiType::Speech, nullptr, asked, 75, 0, tableOf(PriceUnit::Completion, 12));
    QCOMPARE(meter.usage.prompt, 75);
    QCOMPARE(meter.usage.completion, 400);
    QVERIFY(meter.origin == UsageOrigin::Estimated);

    asked = {};
    asked.usage.audioMs = 9000;
    const PriceTable bySeconds = tableOf(PriceUnit::AudioSecond, 100'000'000'000);
    QVERIFY(mediaMeter(ApiType::Transcriptions, nullptr, asked, 0, 5, bySeconds).origin
            == UsageOrigin::Estimated);
    asked.isAudioMeasured = true;
    meter = mediaMeter(ApiType::Transcriptions, nullptr, asked, 0, 5, bySeconds);
    QCOMPARE(meter.usage.audioMs, 9000);
    QVERIFY(meter.origin == UsageOrigin::Measured);
    UsageReport told;
    told.usage.audioMs = 8500;
    QCOMPARE(mediaMeter(ApiType::Transcriptions, &told, asked, 0, 5, bySeconds).usage.audioMs,
             8500);
    meter
        = mediaMeter(ApiType::Transcriptions, nullptr, asked, 97, 5, tableOf(PriceUnit::Prompt, 1));
    QCOMPARE(meter.usage.audioIn, 90); // Of the prompt, not besides.
    QCOMPARE(meter.usage.prompt, 97);
    QCOMPARE(meter.usage.completion, 5);

    asked = {};
    asked.usage.imagesOut = 2;
    QCOMPARE(mediaMeter(ApiType::Images, nullptr, asked, 9, 0, tableOf(PriceUnit::ImageOutput, 1))
                 .usage.imagesOut,
             2);
    told = {};
    told.usage.imagesOut = 1; // Fewer came than were asked for.
    QCOMPARE(mediaMeter(ApiType::Images, &told, asked, 9, 0, tableOf(PriceUnit::ImageOutput, 1))
                 .usage.imagesOut,
             1);
}

void MediaFormatsTest::chargeIsPutIntoTheAnswer_data()
{
    QTest::addColumn<ApiType>("api");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("told");
    const auto row = [](const char *name, ApiType api, const char *body, const char *told) {
        QTest::newRow(name) << api << std::string(body) << std::string(told);
    };
    row("pictures with tokens", ApiType::Images,
        R"({"data":[{"b64_json":"AA"}],"usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}})",
        R"({"data":[{"b64_json":"AA"}],"usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7,"prompt_tokens":3,"completion_tokens":4,"cost":0.25}})");
    row("pictures without usage", ApiType::Images, R"({"data":[{"url":"u"}]})",
        R"({"data":[{"url":"u"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"seconds":9.2,"search_units":1,"cost":0.25}})");
    row("a null", ApiType::Transcriptions, R"({"usage":null,"text":"hi"})",
        R"({"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"seconds":9.2,"search_units":1,"cost":0.25},"text":"hi"})");
    row("the provider's own cost", ApiType::Rerank,
        R"({"results":[{"index":0}],"usage":{"cost":9,"search_units":1}})",
        R"({"results":[{"index":0}],"usage":{"cost":0.25,"search_units":1}})");
}

void MediaFormatsTest::chargeIsPutIntoTheAnswer()
{
    QFETCH(ApiType, api);
    QFETCH(std::string, body);
    QFETCH(std::string, told);
    UsageFigures figures;
    figures.usage.prompt = 3;
    figures.usage.completion = 4;
    figures.usage.audioMs = 9200;
    figures.usage.searchUnits = 1;
    figures.cost = {250'000'000};
    QCOMPARE(toldAs(api, body, figures), told);
}

void MediaFormatsTest::answerWithoutWhatWasAskedForIsNone_data()
{
    QTest::addColumn<ApiType>("api");
    QTest::addColumn<std::string>("body");
    QTest::addColumn<int>("fault");
    const auto row = [](const char *name, ApiType api, const char *body, WireFault fault) {
        QTest::newRow(name) << api << std::string(body) << static_cast<int>(fault);
    };
    row("empty", ApiType::Images, " \n", WireFault::Empty);
    row("a page", ApiType::Images, "<html>", WireFault::Garbage);
    row("cut", ApiType::Images, R"({"data":[{"url":"u"}])", WireFault::Garbage);
    row("no picture", ApiType::Images, R"({"data":[]})", WireFault::Garbage);
    row("no text", ApiType::Transcriptions, R"({"words":[]})", WireFault::Garbage);
    row("no ranking", ApiType::Rerank, R"({"results":[]})", WireFault::Garbage);
    row("JSON for audio", ApiType::Speech, R"({"audio":"AA"})", WireFault::Garbage);
    row("an error", ApiType::Rerank, R"({"error":{"message":"no"}})", WireFault::UpstreamError);
}

void MediaFormatsTest::answerWithoutWhatWasAskedForIsNone()
{
    QFETCH(ApiType, api);
    QFETCH(std::string, body);
    QFETCH(int, fault);
    const auto answer = readMediaAnswer(api, body);
    QVERIFY(!answer);
    QCOMPARE(static_cast<int>(answer.error().fault), fault);
}

void MediaFormatsTest::streamHoldsItsLastEventBack()
{
    const std::string partial
        = "event: image_generation.partial_image\ndata: "
          "{\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}\n\n";
    const std::string completed
        = "event: image_generation.completed\ndata: "
          "{\"type\":\"image_generation.completed\",\"usage\":{\"input_tokens\":3,"
          "\"output_tokens\":4,\"total_tokens\":7}}\n\n";
    MediaStream stream(ApiType::Images);
    sse::SseParser parser;
    const std::string text = partial + completed + completed + "data: [DONE]\n\n";
    parser.feed(text);
    std::string passed;
    sse::Event event;
    AnswerStream::Action last = AnswerStream::Action::Nothing;
    while (parser.next(event) == sse::Step::Event) {
        const AnswerStream::Step step = stream.admit(event);
        last = step.action;
        for (const std::string_view piece : step.pieces)
            passed += piece;
    }
    QVERIFY(last == AnswerStream::Action::End);
    QCOMPARE(passed, partial + completed);
    QCOMPARE(stream.usage().usage.imagesOut, 2);
    QCOMPARE(stream.usage().usage.prompt, 6);
    UsageFigures figures;
    figures.usage = stream.usage().usage;
    figures.cost = {250'000'000};
    const std::string closing = stream.closing(figures);
    QVERIFY2(closing.starts_with("event: image_generation.completed\ndata: {")
                 && closing.find("\"cost\":0.25}}\n\n") != std::string::npos
                 && closing.ends_with("data: [DONE]\n\n"),
             closing.c_str());
}

void MediaFormatsTest::streamWithoutAnEndIsCut()
{
    MediaStream stream(ApiType::Transcriptions);
    QVERIFY(stream.end().action == AnswerStream::Action::Broken);
    QVERIFY(stream.broken().fault == WireFault::Empty);
    MediaStream error(ApiType::Transcriptions);
    sse::SseParser parser;
    parser.feed("data: {\"type\":\"error\",\"error\":{\"message\":\"no\"}}\n\n");
    sse::Event event;
    QVERIFY(parser.next(event) == sse::Step::Event);
    QVERIFY(error.admit(event).action == AnswerStream::Action::Broken);
    QVERIFY(error.broken().fault == WireFault::UpstreamError);
}

void MediaFormatsTest::recordingBecomesAForm()
{
    const std::string body
        = R"({"model":"a/b","input_audio":{"data":"LS10dXJucGlrZS1mb3JtLTA=","format":"wav"},)"
          R"("language":"en","temperature":0.5,"timestamp_granularities":["word"],"provider":null})";
    const auto request = readMediaRequest(ApiType::Transcriptions, body, "application/json");
    QVERIFY(request);
    const auto written = recordingForm(*request, "whisper-1");
    QVERIFY(written);
    // The file holds what would have been the first boundary.
    QCOMPARE(formContentType(*written), "multipart/form-data; boundary=turnpike-form-1");
    const auto parts = readMultipart(*written, "turnpike-form-1");
    QVERIFY(parts);
    QByteArrayList found;
    for (const MultipartPart &part : *parts)
        found << QByteArray::fromStdString(std::string(part.name) + '=' + std::string(part.data));
    QCOMPARE(found,
             (QByteArrayList{"model=whisper-1", "language=en", "temperature=0.5",
                             "timestamp_granularities[]=word", "file=--turnpike-form-0"}));
    const auto bad = readMediaRequest(ApiType::Transcriptions,
                                      R"({"model":"m","input_audio":{"data":"?","format":"wav"}})",
                                      "application/json");
    QVERIFY(bad);
    QVERIFY(!recordingForm(*bad, "m"));
}

QTEST_APPLESS_MAIN(MediaFormatsTest)
#include "tst_MediaFormats.moc"
