// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures, speech, transcriptions and rankings through a whole gateway: what passes, what is
// charged, what is refused.
#include "core/Money.h"

#include <QTest>

#include <algorithm>
#include <boost/json/parse.hpp>

#include "tests/engine/GatewayFixture.h"
#include "tests/support/RawClient.h"

using namespace turnpike;
using namespace turnpike::test;

namespace {

constexpr FemtoUsd perDollar = 1'000'000'000'000'000;

QByteArray form(const QByteArray &parts)
{
    return parts + "--edge--\r\n";
}

QByteArray field(const QByteArray &name, const QByteArray &value, const QByteArray &more = {})
{
    return "--edge\r\nContent-Disposition: form-data; name=\"" + name + '"' + more + "\r\n\r\n"
        + value + "\r\n";
}

QByteArray recording(const QByteArray &model)
{
    return form(field("model", model)
                + field("file", QByteArray(32'000, '\1'),
                        "; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg"));
}

Answer audio(const QByteArrayList &pieces)
{
    Answer answer = Answer::sse(pieces); // One chunk a piece.
    answer.headers = {{"Content-Type", "audio/mpeg"}};
    return answer;
}

} // namespace

class MediaRoutesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_gateway.reset(); }

    void pictureIsPaidByThePiece();
    void pictureStreamEndsInItsCost();
    void speechPassesAsBytesAndIsPaidByCharacters();
    void speechThatBreaksOffCostsNothingAndNeverEnds();
    void speechFallsBackBeforeItsFirstByte();
    void emptySpeechIsNoAnswer();
    void clientThatLeavesPaysForWhatItAsked();
    void slowListenerHoldsTheProvider();
    void formPassesWithItsModelReplaced();
    void subtitlesPassAsText();
    void recordingAsJsonReachesAProviderOfForms();
    void rankingIsPaidByItsUnits();
    void failedRequestCostsNothing();
    void unpricedMediaSaysSo();
    void hardLimitHoldsThePicturesAskedFor();
    void routeThatNobodyServesIs404_data();
    void routeThatNobodyServesIs404();
    void routesThatAreNotKeptSayWhy_data();
    void routesThatAreNotKeptSayWhy();
    void malformedFormNeverReachesAProvider_data();
    void malformedFormNeverReachesAProvider();
    void formBeyondTheLargestBodyIs413();

private:
    void add(const char *slug, const char *type, PriceUnit unit, FemtoUsd price,
             bool isPriced = true);
    Reply post(const QByteArray &path, const QByteArray &body,
               const QByteArray &type = "application/json");
    static QByteArray requestOf(const QByteArray &path, const QByteArray &body,
                                const QByteArray &type = "application/json");
    Reply postForm(const QByteArray &path, const QByteArray &body)
    {
        return post(path, body, "multipart/form-data; boundary=edge");
    }
    FakeUpstream &provider(int index = 0) { return *m_gateway->upstream[std::size_t(index)]; }
    Settled settled() { return m_gateway->settledAfter(1).value(0); }

    std::unique_ptr<GatewayFixture> m_gateway;
};

void MediaRoutesTest::init()
{
    m_gateway = std::make_unique<GatewayFixture>();
    add("lab/painter", "image", PriceUnit::ImageOutput, perDollar / 50);
    add("lab/speaker", "speech", PriceUnit::Character, perDollar / 1'000'000 * 15);
    add("lab/listener", "transcription", PriceUnit::AudioSecond, perDollar / 10'000);
    add("lab/ranker", "rerank", PriceUnit::SearchUnit, perDollar / 500);
    add("lab/unpriced", "speech", PriceUnit::Character, 0, false);
    m_gateway->start();
}

/// At both providers, and ten times as dear at the second.
void MediaRoutesTest::add(const char *slug, const char *type, PriceUnit unit, FemtoUsd price,
                          bool isPriced)
{
    ModelPolicy model = m_gateway->policy.models.front();
    model.id = {std::int64_t(m_gateway->policy.models.size()) + 1};
    model.slug = model.canonicalSlug = slug;
    model.type = type;
    for (EndpointPolicy &endpoint : model.endpoints) {
        endpoint.id = {model.id.value * 10 + endpoint.provider};
        endpoint.upstreamModel = "own-name";
        endpoint.contextLength = endpoint.maxOutput = 0;
        endpoint.prices = {};
        if (!isPriced)
            continue;
        endpoint.prices.prices[std::size_t(PriceUnit::Prompt)] = 0;
        endpoint.prices.prices[std::size_t(PriceUnit::Completion)] = 0;
        endpoint.prices.prices[std::size_t(unit)] = price * (endpoint.provider == 0 ? 1 : 10);
    }
    m_gateway->policy.modelBySlug.emplace(slug, std::uint32_t(m_gateway->policy.models.size()));
    m_gateway->policy.models.push_back(model);
}

QByteArray MediaRoutesTest::requestOf(const QByteArray &path, const QByteArray &body,
                                      const QByteArray &type)
{
    return "POST /api/v1" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
        + QByteArray(GatewayFixture::secret) + "\r\nContent-Type: " + type
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

Reply MediaRoutesTest::post(const QByteArray &path, const QByteArray &body, const QByteArray &type)
{
    TestClient client(m_gateway->port());
    client.send(requestOf(path, body, type));
    return client.readReply();
}

constexpr const char *cheapest = R"(,"provider":{"order":["alder","birch"]}})";

void MediaRoutesTest::pictureIsPaidByThePiece()
{
    provider().enqueue(
        Answer::json(200, R"({"created":1,"data":[{"b64_json":"AA"},{"b64_json":"BB"}]})"));
    const Reply reply = post(
        "/images/generations",
        QByteArray(R"({"model":"lab/painter","prompt":"a cat","n":2,"user":"u")") + cheapest);
    QCOMPARE(reply.status, 200);
    QCOMPARE(
        reply.body,
        R"({"created":1,"data":[{"b64_json":"AA"},{"b64_json":"BB"}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0,"cost":0.04}})");
    const Seen seen = provider().requests().value(0);
    QCOMPARE(seen.path, "/v1/images/generations");
    QCOMPARE(seen.body, R"({"model":"own-name","prompt":"a cat","n":2})");
    const Settled row = settled();
    QCOMPARE(row.record.api, ApiType::Images);
    QCOMPARE(row.record.cost.nanoUsd, 40'000'000);
    QCOMPARE(row.record.usage.imagesOut, 2);
    QVERIFY(row.record.usageOrigin == UsageOrigin::Measured);
    QCOMPARE(reply.header("X-Generation-Id"), row.id);
    QVERIFY(!row.trail.isEmpty());
}

void MediaRoutesTest::pictureStreamEndsInItsCost()
{
    const QByteArray partial = "data: {\"type\":\"image_generation.partial_image\"}\n\n";
    provider().enqueue(Answer::sse(
        {partial, "data: {\"type\":\"image_generation.completed\",\"b64_json\":\"AA\"}\n\n"}));
    const Reply reply = post(
        "/images", QByteArray(R"({"model":"lab/painter","prompt":"a","stream":true)") + cheapest);
    QCOMPARE(reply.header("Content-Type"), "text/event-stream");
    QCOMPARE(reply.body,
             partial
                 + "data: {\"type\":\"image_generation.completed\",\"b64_json\":\"AA\",\"usage\":"
                   "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0,\"cost\":0.02}}"
                   "\n\n");
    QCOMPARE(settled().record.cost.nanoUsd, 20'000'000);
}

void MediaRoutesTest::speechPassesAsBytesAndIsPaidByCharacters()
{
    const QByteArray sound = QByteArray("\xff\xfb\0\r\n\r\n", 7).repeated(3000);
    provider().enqueue(audio({sound.left(9000), sound.mid(9000)}));
    const Reply reply
        = post("/audio/speech",
               QByteArray(R"({"model":"lab/speaker","voice":"alloy","input":"größer")") + cheapest);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Content-Type"), "audio/mpeg");
    QCOMPARE(reply.body, sound);
    const Settled row = settled();
    QCOMPARE(row.record.usage.characters, 6);
    QCOMPARE(row.record.cost.nanoUsd, 90'000);
    QVERIFY(row.record.state == GenerationState::Complete);
    QVERIFY(row.record.usageOrigin == UsageOrigin::Measured);
    QCOMPARE(reply.header("X-Generation-Id"), row.id);
}

void MediaRoutesTest::speechThatBreaksOffCostsNothingAndNeverEnds()
{
    provider().enqueue(audio({QByteArray(5000, 'a'), QByteArray(5000, 'b')}).cutAfter(7000));
    const Reply reply
        = post("/audio/speech", QByteArray(R"({"model":"lab/speaker","input":"hello")") + cheapest);
    QVERIFY(!reply.isWhole); // No last chunk: nobody takes it for all of it.
    const Settled row = settled();
    QVERIFY(row.record.state == GenerationState::Failed);
    QCOMPARE(row.record.cost.nanoUsd, 0);
    QCOMPARE(m_gateway->book.usage(m_gateway->key.slot, m_gateway->clock.nowUs()).held.nanoUsd, 0);
}

void MediaRoutesTest::speechFallsBackBeforeItsFirstByte()
{
    provider().enqueue(Answer::json(503, R"({"error":{"message":"busy"}})"));
    provider(1).enqueue(audio({"sound"}));
    const Reply reply
        = post("/audio/speech", QByteArray(R"({"model":"lab/speaker","input":"hello")") + cheapest);
    QCOMPARE(reply.body, "sound");
    const Settled row = settled();
    QCOMPARE(row.record.attemptCount, 2U);
    QCOMPARE(row.record.cost.nanoUsd, 750'000); // By the second one's price.
}

void MediaRoutesTest::emptySpeechIsNoAnswer()
{
    provider().setDefault(audio({}));
    provider(1).setDefault(Answer::json(200, "<html>"));
    const Reply reply
        = post("/audio/speech", QByteArray(R"({"model":"lab/speaker","input":"hello")") + cheapest);
    QCOMPARE(reply.status, 502);
    QCOMPARE(settled().record.cost.nanoUsd, 0);
}

void MediaRoutesTest::clientThatLeavesPaysForWhatItAsked()
{
    provider().enqueue(Answer::raw({"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n"
                                    "Content-Length: 100\r\n\r\nsound"},
                                   Answer::End::Hang));
    TestClient client(m_gateway->port());
    client.send(requestOf("/audio/speech",
                          QByteArray(R"({"model":"lab/speaker","input":"hello")") + cheapest));
    QVERIFY(client.readUntil("sound").contains("sound"));
    client.reset();
    const Settled row = settled();
    QVERIFY(row.record.state == GenerationState::Cancelled);
    QCOMPARE(row.record.cost.nanoUsd, 75'000);
}

void MediaRoutesTest::slowListenerHoldsTheProvider()
{
    constexpr int pieces = 400;
    const QByteArray piece(65'536, 's');
    provider().enqueue(audio(QByteArrayList(pieces, piece)));
    RawClient client(m_gateway->port(), 4096);
    const QByteArray request = requestOf(
        "/audio/speech", QByteArray(R"({"model":"lab/speaker","input":"hello")") + cheapest);
    QVERIFY(client.send({request.constData(), std::size_t(request.size())}));
    std::string received = client.read(1'000'000);
    // 26 MB are to be had; what was taken from the provider is what sockets and queue hold.
    QTest::qWait(300);
    QVERIFY2(provider().bytesSent() < 15'000'000,
             QByteArray::number(provider().bytesSent()).constData());
    received += client.readThrough("\r\n0\r\n\r\n");
    const auto body = received.begin() + std::ptrdiff_t(received.find("\r\n\r\n"));
    QCOMPARE(std::count(body, received.end(), 's'), pieces * piece.size());
}

void MediaRoutesTest::formPassesWithItsModelReplaced()
{
    provider().setDefault(
        Answer::json(200, R"({"text":"Hello.","usage":{"type":"duration","seconds":2.5}})"));
    const Reply reply = postForm("/audio/transcriptions", recording("lab/listener"));
    QCOMPARE(reply.body,
             R"({"text":"Hello.","usage":{"type":"duration","seconds":2.5,"cost":0.00025}})");
    const Seen seen = provider().requests().value(0);
    QCOMPARE(seen.body, recording("own-name"));
    QCOMPARE(seen.header("Content-Type"), "multipart/form-data; boundary=edge");
    QCOMPARE(seen.path, "/v1/audio/transcriptions");
    const Settled row = settled();
    QCOMPARE(row.record.usage.audioMs, 2500);
    QCOMPARE(row.record.cost.nanoUsd, 250'000);
}

void MediaRoutesTest::subtitlesPassAsText()
{
    Answer answer = Answer::json(200, "1\n00:00:00,000 --> 00:00:02,000\nHello.\n");
    answer.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
    provider().setDefault(answer);
    const Reply reply = postForm("/audio/translations", recording("lab/listener"));
    QCOMPARE(reply.header("Content-Type"), "text/plain; charset=utf-8");
    QCOMPARE(reply.body, "1\n00:00:00,000 --> 00:00:02,000\nHello.\n");
    const Settled row = settled();
    QCOMPARE(row.record.usage.audioMs, 2000); // 32,000 bytes at 128 kbit/s.
    QVERIFY(row.record.usageOrigin == UsageOrigin::Estimated);
    QCOMPARE(row.record.cost.nanoUsd, 200'000);
}

void MediaRoutesTest::recordingAsJsonReachesAProviderOfForms()
{
    provider().setDefault(Answer::json(200, R"({"text":""})"));
    const Reply reply
        = post("/audio/transcriptions",
               QByteArray(R"({"model":"lab/listener","input_audio":{"data":"AAAA","format":"mp3"})")
                   + cheapest);
    QCOMPARE(reply.status, 200);
    const Seen seen = provider().requests().value(0);
    QVERIFY(seen.header("Content-Type").startsWith("multipart/form-data; boundary="));
    QVERIFY(seen.body.contains("own-name") && seen.body.contains("audio.mp3"));
}

void MediaRoutesTest::rankingIsPaidByItsUnits()
{
    const QByteArray ask
        = QByteArray(R"({"model":"lab/ranker","query":"q","documents":["a","b"])") + cheapest;
    provider().enqueue(Answer::json(
        200,
        R"({"results":[{"index":1,"relevance_score":0.9}],"meta":{"billed_units":{"search_units":3}}})"));
    QCOMPARE(post("/rerank", ask).status, 200);
    QCOMPARE(settled().record.usage.searchUnits, 3);
    QCOMPARE(settled().record.cost.nanoUsd, 6'000'000);
    provider().enqueue(
        Answer::json(200, R"({"results":[{"index":1}],"usage":{"total_tokens":7}})"));
    QVERIFY(post("/rerank", ask).body.contains(R"("cost":0.002)"));
    const Settled row = m_gateway->settledAfter(2).value(1);
    QCOMPARE(row.record.usage.searchUnits, 1);
    QVERIFY(row.record.usageOrigin == UsageOrigin::Estimated);
}

void MediaRoutesTest::failedRequestCostsNothing()
{
    for (int i = 0; i < 2; ++i)
        provider(i).setDefault(Answer::json(500, R"({"error":{"message":"no"}})"));
    const Reply reply = post("/images/generations", R"({"model":"lab/painter","prompt":"a"})");
    QCOMPARE(reply.status, 503);
    QCOMPARE(settled().record.cost.nanoUsd, 0);
    QCOMPARE(settled().record.usage.imagesOut, 0);
}

void MediaRoutesTest::unpricedMediaSaysSo()
{
    provider().setDefault(audio({"sound"}));
    provider(1).setDefault(audio({"sound"}));
    QCOMPARE(post("/audio/speech", R"({"model":"lab/unpriced","input":"hello"})").status, 200);
    QVERIFY(settled().record.has(GenerationFlag::Unpriced));
    QCOMPARE(settled().record.cost.nanoUsd, 0);
}

void MediaRoutesTest::hardLimitHoldsThePicturesAskedFor()
{
    m_gateway->limitKey({50'000'000}, BudgetMode::Hard); // Two pictures, not three.
    m_gateway->publish();
    provider().setDefault(Answer::json(200, R"({"data":[{"b64_json":"AA"}]})"));
    const QByteArray start = R"({"model":"lab/painter","prompt":"a","n":)";
    QCOMPARE(post("/images", start + '3' + cheapest).status, 402);
    QCOMPARE(provider().requestCount(), 0);
    QCOMPARE(post("/images", start + '2' + cheapest).status, 200);
    // How long a recording plays nobody can tell beforehand.
    QCOMPARE(postForm("/audio/transcriptions", recording("lab/listener")).status, 402);
}

void MediaRoutesTest::routeThatNobodyServesIs404_data()
{
    QTest::addColumn<QByteArray>("type"); // Of models that are taken away.
    QTest::addColumn<int>("format"); // Of the providers.
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("no model for it") << QByteArray("speech") << int(ProviderFormat::OpenAi)
                                     << QByteArray("any") << QByteArray("No model here speaks");
    QTest::newRow("a model for something else")
        << QByteArray() << int(ProviderFormat::OpenAi) << QByteArray("lab/ranker")
        << QByteArray("is no model that speaks");
    QTest::newRow("a provider of another format")
        << QByteArray() << int(ProviderFormat::Anthropic) << QByteArray("lab/speaker")
        << QByteArray("does not speak");
}

void MediaRoutesTest::routeThatNobodyServesIs404()
{
    QFETCH(QByteArray, type);
    QFETCH(int, format);
    QFETCH(QByteArray, model);
    QFETCH(QByteArray, reason);
    for (ModelPolicy &one : m_gateway->policy.models)
        if (type == one.type.c_str())
            one.type = "chat";
    for (ProviderPolicy &one : m_gateway->policy.providers)
        one.format = static_cast<ProviderFormat>(format);
    m_gateway->publish();
    const Reply reply = post("/audio/speech", R"({"model":")" + model + R"(","input":"x"})");
    QCOMPARE(reply.status, 404);
    const boost::json::value body = boost::json::parse(reply.body.toStdString());
    QCOMPARE(body.at_pointer("/error/code").as_int64(), 404);
    QVERIFY2(reply.body.contains(reason), reply.body);
    QCOMPARE(provider().requestCount(), 0);
    QVERIFY(settled().record.state == GenerationState::Refused);
}

void MediaRoutesTest::routesThatAreNotKeptSayWhy_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("reason");
    QTest::newRow("videos") << QByteArray("/videos") << QByteArray("cannot meter truthfully");
    QTest::newRow("a video") << QByteArray("/videos/job/content") << QByteArray("Videos");
    QTest::newRow("files") << QByteArray("/files") << QByteArray("Files are not kept here");
    QTest::newRow("a file") << QByteArray("/files/f1") << QByteArray("Files are not kept here");
    QTest::newRow("another word") << QByteArray("/filesystem") << QByteArray("No such route");
    QTest::newRow("variations") << QByteArray("/images/variations") << QByteArray("Variations");
}

void MediaRoutesTest::routesThatAreNotKeptSayWhy()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, reason);
    const Reply reply = post(path, "{}");
    QCOMPARE(reply.status, 404);
    QVERIFY2(reply.body.contains(reason), reply.body);
}

void MediaRoutesTest::malformedFormNeverReachesAProvider_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    const QByteArray good = recording("lab/listener");
    const QByteArray edge = "multipart/form-data; boundary=edge";
    QTest::newRow("cut") << good.left(20'000) << edge;
    QTest::newRow("cut before its end") << good.chopped(10) << edge;
    QTest::newRow("two models") << QByteArray(field("model", "lab/listener") + good) << edge;
    QTest::newRow("no boundary") << good << QByteArray("multipart/form-data");
    QTest::newRow("another boundary") << good << QByteArray("multipart/form-data; boundary=other");
    QTest::newRow("not a form") << QByteArray(R"({"model":"lab/listener"})") << edge;
    QTest::newRow("a form as JSON") << good << QByteArray("application/json");
}

void MediaRoutesTest::malformedFormNeverReachesAProvider()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    const Reply reply = post("/audio/transcriptions", body, type);
    QCOMPARE(reply.status, 400);
    QVERIFY(reply.body.contains("invalid_request"));
    QCOMPARE(provider().requestCount() + provider(1).requestCount(), 0);
    QCOMPARE(settled().record.httpStatus, 400);
}

void MediaRoutesTest::formBeyondTheLargestBodyIs413()
{
    TestClient client(m_gateway->port());
    client.send("POST /api/v1/audio/transcriptions HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                "Authorization: Bearer "
                + QByteArray(GatewayFixture::secret)
                + "\r\nContent-Type: multipart/form-data; boundary=edge\r\nContent-Length: "
                + QByteArray::number((64 << 20) + 1) + "\r\n\r\n");
    QCOMPARE(client.readReply().status, 413);
}

QTEST_GUILESS_MAIN(MediaRoutesTest)
#include "tst_MediaRoutes.moc"
