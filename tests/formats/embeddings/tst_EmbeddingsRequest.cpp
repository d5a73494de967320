// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/embeddings/EmbeddingsApi.h"
#include "engine/json/StrictReader.h"

#include <QTest>

using namespace turnpike;

namespace {

std::string asking(const std::string &input, const std::string &more = {})
{
    return R"({"model":"google/embed","input":)" + input + more + "}";
}

/// Many times the same element.
std::string array(std::size_t count, const std::string &element)
{
    std::string text = "[";
    for (std::size_t i = 0; i < count; ++i)
        text += (i == 0 ? "" : ",") + element;
    return text + "]";
}

std::string refusal(const std::string &body)
{
    const auto request = readEmbeddingsRequest(body);
    if (request)
        return "accepted";
    return request.error().status == 400 && request.error().errorType == "invalid_request"
        ? request.error().message
        : "no 400";
}

/// Gemini's body, or what the refusal says. A body is JSON.
std::string forGemini(const std::string &body, std::string_view model = "embed-1")
{
    const auto request = readEmbeddingsRequest(body);
    if (!request)
        return "not read: " + request.error().message;
    const auto encoded = encodeGeminiEmbeddings(*request, model);
    if (!encoded)
        return encoded.error().status == 400 ? encoded.error().message : "no 400";
    json::StrictReader reader(*encoded);
    reader.skip();
    return reader.finish() ? *encoded : "no JSON: " + *encoded;
}

} // namespace

class EmbeddingsRequestTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void inputIsCountedAndMeasured_data();
    void inputIsCountedAndMeasured();
    void contentsAreMeasuredByWhatIsThere();
    void encodingIsRemembered();
    void policyMembersAreRead();
    void upstreamBodyPassesAllButOurs();
    void badRequestsAreRefused_data();
    void badRequestsAreRefused();
    void inputsHaveABound();
    void geminiGetsABatch();
    void geminiGetsMediaInline();
    void geminiRefuses_data();
    void geminiRefuses();
    void largeInputIsReadInTime();
};

void EmbeddingsRequestTest::inputIsCountedAndMeasured_data()
{
    QTest::addColumn<std::string>("input");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("bytes");
    const auto row = [](const char *name, std::string input, int count, int bytes) {
        QTest::newRow(name) << std::move(input) << count << bytes;
    };
    row("a text", R"("a\u00e4\n")", 1, 4);
    row("a lone surrogate", R"("\ud83d")", 1, 3);
    row("texts", R"(["ab", "c"])", 2, 3);
    row("tokens", "[1, 2,3]", 1, 12);
    row("many tokens are one input", array(5000, "7"), 1, 20'000);
    row("lists of tokens", "[[1,2],[3]]", 2, 12);
    row("contents",
        R"([{"content":[{"type":"text","text":"abc"},{"type":"text","text":"d"}]},{"content":[{"type":"text","text":"e"}]}])",
        2, 5);
}

void EmbeddingsRequestTest::inputIsCountedAndMeasured()
{
    QFETCH(std::string, input);
    QFETCH(int, count);
    QFETCH(int, bytes);
    const std::string body = asking(input);
    const auto request = readEmbeddingsRequest(body);
    QVERIFY2(request, request ? "" : request.error().message.c_str());
    QCOMPARE(request->inputCount, count);
    QCOMPARE(request->content.textBytes, bytes);
    QCOMPARE(request->choiceCount, 1);
    QVERIFY(request->api == ApiType::Embeddings);
    QCOMPARE(request->content.otherBytes,
             static_cast<std::int64_t>(std::string_view(R"("model":"google/embed")").size()));
}

void EmbeddingsRequestTest::contentsAreMeasuredByWhatIsThere()
{
    const std::string body = asking(
        R"([{"content":[{"type":"text","image_url":{"url":"data:,"},"input_audio":{"data":"AA"}},{"input_video":{},"input_file":"xy","other":"12345"}],"title":"t"}])");
    const auto request = readEmbeddingsRequest(body);
    QVERIFY(request);
    QCOMPARE(request->content.imageCount, 1);
    QCOMPARE(request->content.audioBytes, 13);
    QCOMPARE(request->content.videoCount, 1);
    QCOMPARE(request->content.fileCount, 1);
    QCOMPARE(request->content.fileBytes, 4);
    QCOMPARE(request->content.textBytes, 7);
}

void EmbeddingsRequestTest::encodingIsRemembered()
{
    QVERIFY(!readEmbeddingsRequest(asking(R"("a")"))->wantsBase64);
    QVERIFY(!readEmbeddingsRequest(asking(R"("a")", R"(,"encoding_format":"float")"))->wantsBase64);
    QVERIFY(!readEmbeddingsRequest(asking(R"("a")", R"(,"encoding_format":null)"))->wantsBase64);
    QVERIFY(readEmbeddingsRequest(asking(R"("a")", R"(,"encoding_format":"base64")"))->wantsBase64);
}

void EmbeddingsRequestTest::policyMembersAreRead()
{
    const std::string body = asking(
        R"("a")",
        R"(,"user":"u","dimensions":256,"provider":{"only":["x"]},"models":["b"],"stream":false)");
    const auto request = readEmbeddingsRequest(body);
    QVERIFY(request);
    QCOMPARE(request->model, "google/embed");
    QCOMPARE(request->user, "u");
    QVERIFY(request->provider && request->provider->hasOnly);
    QCOMPARE(request->models.size(), std::size_t{1});
    QCOMPARE(request->parameters, std::vector<std::string_view>{"dimensions"});
}

void EmbeddingsRequestTest::upstreamBodyPassesAllButOurs()
{
    const std::string body = asking(
        R"( [ "a\/", "b" ])",
        R"(,"user":"u","encoding_format":"base64","provider":{},"dimensions":256,"input_type":"query","x":1.50)");
    const auto request = readEmbeddingsRequest(body);
    QVERIFY(request);
    UpstreamEdits edits;
    edits.model = "m";
    QCOMPARE(
        upstreamBody(*request, edits).joined(),
        R"({"model":"m","input": [ "a\/", "b" ],"encoding_format":"base64","dimensions":256,"input_type":"query","x":1.50})");
}

void EmbeddingsRequestTest::badRequestsAreRefused_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, std::string body, std::string message) {
        QTest::newRow(name) << std::move(body) << std::move(message);
    };
    row("no input", R"({"model":"m"})", "/input is missing.");
    row("null", asking("null"),
        "/input must be a string, an array of strings, of tokens or of contents.");
    row("a number", asking("5"),
        "/input must be a string, an array of strings, of tokens or of contents.");
    row("an empty text", asking(R"("")"), "/input must not be empty.");
    row("an empty list", asking("[ ]"), "/input must not be empty.");
    row("an empty text among others", asking(R"(["a",""])"), "/input/1 must not be empty.");
    row("an empty list of tokens", asking("[[1],[]]"), "/input/1 must not be empty.");
    row("mixed", asking(R"(["a",1])"), "/input/1 is of another kind than the inputs before it.");
    row("a text among tokens", asking(R"([1,"a"])"),
        "/input/1 is of another kind than the inputs before it.");
    row("tokens of text", asking(R"([["a"]])"), "/input/0/0 must be a token's number.");
    row("half a token", asking("[7,1.5]"), "/input/1 must be a token's number.");
    row("a token below zero", asking("[[-1]]"), "/input/0/0 must be a token's number.");
    row("a token that is too long", asking("[12345678901]"), "/input/0 must be a token's number.");
    row("true", asking("[true]"), "/input/0 must be a string, tokens or a content.");
    row("a content without content", asking("[{}]"), "/input/0/content is missing.");
    row("an empty content", asking(R"([{"content":[]}])"), "/input/0/content must not be empty.");
    row("a part that is none", asking(R"([{"content":["a"]}])"),
        "/input/0/content/0 must be an object.");
    row("a name twice", asking(R"([{"content":[{"text":"a","text":"b"}]}])"),
        "/input/0/content/0/text is given twice.");
    row("another spelling", asking(R"("a")", R"(,"Input":"b")"),
        "/input must be spelled exactly so: other spellings of the name are not accepted.");
    row("a stream", asking(R"("a")", R"(,"stream":true)"),
        "/stream cannot be true: embeddings are not streamed.");
    row("another encoding", asking(R"("a")", R"(,"encoding_format":"int8")"),
        "/encoding_format must be float or base64.");
    row("no dimension", asking(R"("a")", R"(,"dimensions":0)"),
        "/dimensions must be an integer of at least 1, written without fraction and exponent.");
    row("no JSON", asking(R"("a)"), "The body is not valid JSON: a string has no end, at byte 32.");
}

void EmbeddingsRequestTest::badRequestsAreRefused()
{
    QFETCH(std::string, body);
    QFETCH(std::string, message);
    QCOMPARE(refusal(body), message);
}

void EmbeddingsRequestTest::inputsHaveABound()
{
    QCOMPARE(refusal(asking(array(2048, R"("a")"))), "accepted");
    QCOMPARE(refusal(asking(array(2049, R"("a")"))), "/input must not hold more than 2048 inputs.");
    QCOMPARE(refusal(asking(array(2049, "[1]"))), "/input must not hold more than 2048 inputs.");
}

void EmbeddingsRequestTest::geminiGetsABatch()
{
    QCOMPARE(geminiEmbeddingsPath("embed-1"), "/models/embed-1:batchEmbedContents");
    const std::string head = R"({"model":"models/embed-1","content":{"parts":[)";
    QCOMPARE(forGemini(asking(R"("a\ud83d")")),
             R"({"requests":[)" + head + R"({"text":"a\ud83d"}]}}]})");
    QCOMPARE(forGemini(asking(R"(["a","b"])", R"(,"dimensions":256,"input_type":"search_query")")),
             R"({"requests":[)" + head
                 + R"({"text":"a"}]},"outputDimensionality":256,"taskType":"RETRIEVAL_QUERY"},)"
                 + head
                 + R"({"text":"b"}]},"outputDimensionality":256,"taskType":"RETRIEVAL_QUERY"}]})");
    QCOMPARE(
        forGemini(asking(R"("a")", R"(,"input_type":"CLUSTERING")"), "models/x\"y"),
        R"({"requests":[{"model":"models/x\"y","content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"}]})");
}

void EmbeddingsRequestTest::geminiGetsMediaInline()
{
    const std::string body = asking(
        R"([{"content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image\/png;base64,AA=="}},{"image_url":"data:image/gif;base64,AB"},{"input_audio":{"format":"wav","data":"AC"}}]}])");
    const std::string expected
        = R"({"requests":[{"model":"models/embed-1","content":{"parts":[{"text":"a"},)"
          R"({"inlineData":{"mimeType":"image/png","data":"AA=="}},)"
          R"({"inlineData":{"mimeType":"image/gif","data":"AB"}},)"
          R"({"inlineData":{"mimeType":"audio/wav","data":"AC"}}]}}]})";
    QCOMPARE(forGemini(body), expected);
}

void EmbeddingsRequestTest::geminiRefuses_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("message");
    const auto row = [](const char *name, std::string body, std::string message) {
        QTest::newRow(name) << std::move(body) << std::move(message);
    };
    const std::string tokens = "/input holds tokens; this model's provider takes text.";
    row("tokens", asking("[1,2]"), tokens);
    row("lists of tokens", asking("[[1]]"), tokens);
    row("too many at once", asking(array(101, R"("a")")),
        "This model's provider embeds at most 100 inputs at once.");
    row("a URL", asking(R"([{"content":[{"image_url":{"url":"https://e.org/a.png"}}]}])"),
        "/input holds an image that is no data URL.");
    row("a video", asking(R"([{"content":[{"type":"input_video","input_video":{}}]}])"),
        "/input holds content that this model's provider does not take.");
    row("half an audio", asking(R"([{"content":[{"input_audio":{"data":"AA"}}]}])"),
        "/input holds audio without data or format.");
    row("a task of its own", asking(R"("a")", R"(,"input_type":"poetry")"),
        "/input_type is a task that this model's provider does not know.");
}

void EmbeddingsRequestTest::geminiRefuses()
{
    QFETCH(std::string, body);
    QFETCH(std::string, message);
    QCOMPARE(forGemini(body), message);
}

/// Tokens are the smallest things that a large body can be full of.
void EmbeddingsRequestTest::largeInputIsReadInTime()
{
    const std::string body = asking(array(std::size_t{8} * 1024 * 1024, "7"));
    QElapsedTimer timer;
    timer.start();
    const auto request = readEmbeddingsRequest(body);
    QVERIFY(request);
    QVERIFY(!encodeGeminiEmbeddings(*request, "m"));
    QVERIFY2(timer.elapsed() < 30'000, "reading takes more than a linear time");
}

QTEST_GUILESS_MAIN(EmbeddingsRequestTest)
#include "tst_EmbeddingsRequest.moc"
