// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/embeddings/EmbeddingsApi.h"
#include "engine/json/StrictReader.h"

#include <QTest>

using namespace turnpike;

namespace {

const AnswerNames ourNames{.id = "gen-1", .model = "a/b", .createdS = 1700000000};

ClientRequest asked(std::int64_t inputs, bool wantsBase64)
{
    ClientRequest request;
    request.api = ApiType::Embeddings;
    request.inputCount = inputs;
    request.wantsBase64 = wantsBase64;
    return request;
}

/// The client's body, or what is wrong. A body is JSON.
std::string answered(const std::string &body, std::int64_t inputs, bool wantsBase64 = false,
                     ProviderFormat format = ProviderFormat::OpenAi)
{
    const auto answer = readEmbeddingsAnswer(format, body, asked(inputs, wantsBase64), ourNames);
    if (!answer)
        return answer.error().message;
    const std::string written = (*answer)->body({}).joined();
    json::StrictReader reader(written);
    reader.skip();
    return reader.finish() ? written : "no JSON: " + written;
}

std::string ours(const std::string &data, const std::string &model = "a/b")
{
    return R"({"object":"list","data":[)" + data + R"(],"model":")" + model + R"(","usage":)"
        + usageJson({}) + R"(,"id":"gen-1"})";
}

std::string item(int index, const std::string &embedding)
{
    return R"({"object":"embedding","index":)" + std::to_string(index) + R"(,"embedding":)"
        + embedding + "}";
}

std::string theirs(const std::string &data)
{
    return R"({"object":"list","data":[)" + data
        + R"(],"model":"m-1","usage":{"prompt_tokens":5,"total_tokens":5}})";
}

} // namespace

class EmbeddingsAnswerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void numbersAreCopied();
    void numbersAreNotCopiedTwice();
    void base64PassesAsItIs();
    void base64AskedIsBase64Answered();
    void floatsAskedAreFloatsAnswered();
    void paddingIsPutIn();
    void orderIsByIndex();
    void indexMayBeLeftOut();
    void factsAreTold();
    void geminiIsRead();
    void geminiTellsItsUsageOrNothing();
    void badAnswersBreak_data();
    void badAnswersBreak();
    void errorsBreak();
};

void EmbeddingsAnswerTest::numbersAreCopied()
{
    QCOMPARE(answered(theirs(item(0, "[ 0.10, -1E-7,\n3]") + "," + item(1, "[1,2,3]")), 2),
             ours(item(0, "[ 0.10, -1E-7,\n3]") + "," + item(1, "[1,2,3]"), "m-1"));
}

void EmbeddingsAnswerTest::numbersAreNotCopiedTwice()
{
    const std::string body = theirs(item(0, "[1,2,3]"));
    const auto answer
        = readEmbeddingsAnswer(ProviderFormat::OpenAi, body, asked(1, false), ourNames);
    QVERIFY(answer);
    const GatheredText text = (*answer)->body({});
    const auto isBorrowed = [&body](std::string_view piece) {
        return piece.data() > body.data() && piece.data() < body.data() + body.size();
    };
    QVERIFY(std::any_of(text.pieces().begin(), text.pieces().end(), isBorrowed));
}

void EmbeddingsAnswerTest::base64PassesAsItIs()
{
    const std::string data
        = item(0, R"("AACAPwAAAMAAAAA\/")") + "," + item(1, R"("AACAPwAAAMAAAAAA")");
    QCOMPARE(answered(theirs(data), 2, true), ours(data, "m-1"));
}

/// Many servers do not know encoding_format, and the OpenAI SDK reads floats as nonsense.
void EmbeddingsAnswerTest::base64AskedIsBase64Answered()
{
    QCOMPARE(
        answered(theirs(item(0, "[1,-2,0.5]") + "," + item(1, "[0,0,0]")), 2, true),
        ours(item(0, R"("AACAPwAAAMAAAAA/")") + "," + item(1, R"("AAAAAAAAAAAAAAAA")"), "m-1"));
}

void EmbeddingsAnswerTest::floatsAskedAreFloatsAnswered()
{
    QCOMPARE(answered(theirs(item(0, R"("AACAPwAAAMAAAAA\/")")), 1),
             ours(item(0, "[1,-2,0.5]"), "m-1"));
}

void EmbeddingsAnswerTest::paddingIsPutIn()
{
    QCOMPARE(answered(theirs(item(0, R"("AACAPw")")), 1, true),
             ours(item(0, R"("AACAPw==")"), "m-1"));
}

void EmbeddingsAnswerTest::orderIsByIndex()
{
    QCOMPARE(answered(theirs(item(2, "[3]") + "," + item(0, "[1]") + "," + item(1, "[2]")), 3),
             ours(item(0, "[1]") + "," + item(1, "[2]") + "," + item(2, "[3]"), "m-1"));
}

void EmbeddingsAnswerTest::indexMayBeLeftOut()
{
    QCOMPARE(answered(R"({"data":[{"embedding":[1]},{"index":null,"embedding":[2]}]})", 2),
             ours(item(0, "[1]") + "," + item(1, "[2]")));
}

void EmbeddingsAnswerTest::factsAreTold()
{
    const std::string body
        = R"({"id":"e1","data":[{"embedding":[1]}],"model":"m\u0041","usage":{"prompt_tokens":7,"total_tokens":7,"cost":0.5}})";
    const auto answer
        = readEmbeddingsAnswer(ProviderFormat::OpenAi, body, asked(1, false), ourNames);
    QVERIFY(answer);
    QCOMPARE((*answer)->upstreamId, "e1");
    QCOMPARE((*answer)->servedModel, "mA");
    QVERIFY((*answer)->hasUsage);
    QVERIFY((*answer)->usage.origin() == UsageOrigin::Measured);
    QCOMPARE((*answer)->usage.usage.prompt, 7);
    QCOMPARE((*answer)->usage.usage.completion, 0);
    QVERIFY((*answer)->usage.cost);
    QCOMPARE((*answer)->outputBytes, 0);
    const auto silent = readEmbeddingsAnswer(ProviderFormat::OpenAi,
                                             R"({"data":[{"embedding":[1]}],"usage":null})",
                                             asked(1, false), ourNames);
    QVERIFY(silent);
    QVERIFY(!(*silent)->hasUsage);
    QVERIFY((*silent)->usage.origin() == UsageOrigin::Estimated);
}

void EmbeddingsAnswerTest::geminiIsRead()
{
    const auto gemini = [](const std::string &body, std::int64_t inputs, bool wantsBase64) {
        return answered(body, inputs, wantsBase64, ProviderFormat::Gemini);
    };
    const std::string two = R"({"embeddings":[{"values":[1,-2,0.50]},{"values":[0,0,0]}]})";
    QCOMPARE(gemini(two, 2, false), ours(item(0, "[1,-2,0.50]") + "," + item(1, "[0,0,0]")));
    QCOMPARE(gemini(two, 2, true),
             ours(item(0, R"("AACAPwAAAMAAAAA/")") + "," + item(1, R"("AAAAAAAAAAAAAAAA")")));
    QCOMPARE(gemini(R"({"embedding":{"values":[1]}})", 1, false), ours(item(0, "[1]")));
    QCOMPARE(gemini(theirs(item(0, "[1]")), 1, false),
             "The provider's answer is none: it has fewer embeddings than there were inputs.");
}

void EmbeddingsAnswerTest::geminiTellsItsUsageOrNothing()
{
    const auto read = [](const std::string &more) {
        const std::string body = R"({"embeddings":[{"values":[1]}])" + more + "}";
        auto answer = readEmbeddingsAnswer(ProviderFormat::Gemini, body, asked(1, false), ourNames);
        return std::pair((*answer)->hasUsage, (*answer)->usage.usage.prompt);
    };
    QCOMPARE(read(""), std::pair(false, std::int64_t{0}));
    QCOMPARE(read(R"(,"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9})"),
             std::pair(true, std::int64_t{9}));
    QCOMPARE(read(R"(,"usageMetadata":{"promptTokenCount":-9})"),
             std::pair(false, std::int64_t{0}));
}

void EmbeddingsAnswerTest::badAnswersBreak_data()
{
    QTest::addColumn<std::string>("body");
    QTest::addColumn<bool>("wantsBase64");
    QTest::addColumn<std::string>("problem");
    const auto row
        = [](const char *name, std::string body, const char *problem, bool wantsBase64 = false) {
              QTest::newRow(name) << std::move(body) << wantsBase64
                                  << std::string("The provider's answer is none: ") + problem;
          };
    row("HTML", "<html>", "it is not JSON.");
    row("half", theirs(item(0, "[1")), "it is not JSON.");
    row("a list", "[]", "it is not a JSON object.");
    row("no data", "{}", "it has fewer embeddings than there were inputs.");
    row("too few", theirs(item(0, "[1]")), "it has fewer embeddings than there were inputs.");
    row("too many", theirs(item(0, "[1]") + "," + item(1, "[1]") + "," + item(2, "[1]")),
        "it has more embeddings than there were inputs.");
    row("two for one", theirs(item(0, "[1]") + "," + item(0, "[1]")),
        "it has two embeddings for one input.");
    row("an index below zero", theirs(item(-1, "[1]") + "," + item(0, "[1]")),
        "an embedding's index makes no sense.");
    row("an empty one", theirs(item(0, "[]") + "," + item(1, "[]")),
        "it holds an embedding without numbers.");
    row("an empty text", theirs(item(0, R"("")") + "," + item(1, "[1]")),
        "it holds an embedding without numbers.");
    row("null", theirs(item(0, "null") + "," + item(1, "[1]")),
        "it holds an embedding without numbers.");
    row("a text among numbers", theirs(item(0, R"([1,"2"])") + "," + item(1, "[1,2]")),
        "an embedding holds something else than numbers.");
    row("null among numbers", theirs(item(0, "[1,null]") + "," + item(1, "[1,2]")),
        "an embedding holds something else than numbers.", true);
    row("of two lengths", theirs(item(0, "[1,2]") + "," + item(1, "[1]")),
        "its embeddings are not of one length.");
    row("a number that is too large", theirs(item(0, "[1e39]") + "," + item(1, "[1]")),
        "an embedding holds a number that is too large.", true);
    row("no base64", theirs(item(0, R"("AACAP!==")") + "," + item(1, R"("AACAPw==")")),
        "an embedding is no base64 of numbers.", true);
    row("base64 of what is no number",
        theirs(item(0, R"("AADAfw==")") + "," + item(1, R"("AACAPw==")")),
        "an embedding holds what is no number.");
}

void EmbeddingsAnswerTest::badAnswersBreak()
{
    QFETCH(std::string, body);
    QFETCH(bool, wantsBase64);
    QFETCH(std::string, problem);
    QCOMPARE(answered(body, 2, wantsBase64), problem);
    const auto answer
        = readEmbeddingsAnswer(ProviderFormat::OpenAi, body, asked(2, wantsBase64), ourNames);
    QVERIFY(answer.error().fault == WireFault::Garbage);
}

void EmbeddingsAnswerTest::errorsBreak()
{
    for (const ProviderFormat format : {ProviderFormat::OpenAi, ProviderFormat::Gemini}) {
        const auto answer = readEmbeddingsAnswer(format, R"({"error":{"code":429},"data":[]})",
                                                 asked(1, false), ourNames);
        QVERIFY(!answer);
        QVERIFY(answer.error().fault == WireFault::UpstreamError);
        QCOMPARE(answer.error().errorObject, R"({"code":429})");
        const auto empty = readEmbeddingsAnswer(format, " \n", asked(1, false), ourNames);
        QVERIFY(!empty);
        QVERIFY(empty.error().fault == WireFault::Empty);
    }
}

QTEST_GUILESS_MAIN(EmbeddingsAnswerTest)
#include "tst_EmbeddingsAnswer.moc"
