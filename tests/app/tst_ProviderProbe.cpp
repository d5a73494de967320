// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/OwnAddress.h"
#include "app/ProviderProbe.h"
#include "core/Clock.h"

#include <QTest>

#include "tests/support/FakeUpstream.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray key = "key-7Qd0fJ2mXw9LrT4vBn8Zs6Yp1Kc3Hg5E";

/// A list that needs the key in this header, as this provider writes it.
struct Shop
{
    explicit Shop(QByteArray header, QByteArray value, QByteArray list)
        : upstream(test::FakeUpstream::start())
    {
        upstream->setResponder([=](const test::Seen &seen) {
            return seen.header(header) == value ? test::Answer::json(200, list)
                                                : test::Answer::json(401, "{}");
        });
    }

    ProviderPolicy policy(ProviderFormat format, const QByteArray &credential = key) const
    {
        ProviderPolicy policy;
        policy.format = format;
        policy.origin = {.isTls = false, .host = "127.0.0.1", .port = upstream->port()};
        policy.basePath = "/v1";
        policy.credential = Secret(credential.toStdString());
        return policy;
    }

    std::unique_ptr<test::FakeUpstream> upstream;
};

Result<ConnectionReport> probe(const ProviderPolicy &policy)
{
    SystemClock clock;
    return providerProbe(clock, {}, OwnAddress({"127.0.0.1"}, {}, 1))(policy,
                                                                      std::atomic<bool>(false));
}

} // namespace

class ProviderProbeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachFormatIsAskedInItsOwnWay_data()
    {
        QTest::addColumn<ProviderFormat>("format");
        QTest::addColumn<QString>("ownHeader");
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QByteArray>("target");
        const QByteArray openAi = R"({"object":"list","data":[{"id":"a"},{"id":"b"}]})";
        const QByteArray bearer = "Bearer " + key;
        QTest::newRow("openai") << ProviderFormat::OpenAi << QString()
                                << QByteArray("Authorization") << bearer << openAi
                                << QByteArray("/v1/models");
        QTest::newRow("bare list")
            << ProviderFormat::OpenAi << QString() << QByteArray("Authorization") << bearer
            << QByteArray(R"([{"id":"a"},{"id":"b"}])") << QByteArray("/v1/models");
        QTest::newRow("responses")
            << ProviderFormat::Responses << QString() << QByteArray("Authorization") << bearer
            << openAi << QByteArray("/v1/models");
        QTest::newRow("azure") << ProviderFormat::OpenAi << u"api-key"_s << QByteArray("api-key")
                               << key << openAi << QByteArray("/v1/models");
        QTest::newRow("named authorization")
            << ProviderFormat::Anthropic << u"authorization"_s << QByteArray("Authorization")
            << bearer << openAi << QByteArray("/v1/models?limit=1000");
        QTest::newRow("anthropic")
            << ProviderFormat::Anthropic << QString() << QByteArray("x-api-key") << key
            << QByteArray(R"({"data":[{"type":"model","id":"a","display_name":"A"},)"
                          R"({"type":"model","id":"b"}],"has_more":false,"last_id":"b"})")
            << QByteArray("/v1/models?limit=1000");
        QTest::newRow("gemini")
            << ProviderFormat::Gemini << QString() << QByteArray("x-goog-api-key") << key
            << QByteArray(
                   R"({"models":[{"name":"models/a","supportedGenerationMethods":["generateContent"]},)"
                   R"({"name":"models/b","supportedGenerationMethods":["embedContent"]},)"
                   R"({"name":"models/paints","supportedGenerationMethods":["predict"]}]})")
            << QByteArray("/v1/models?pageSize=1000");
    }
    void eachFormatIsAskedInItsOwnWay()
    {
        QFETCH(const ProviderFormat, format);
        QFETCH(const QString, ownHeader);
        QFETCH(const QByteArray, header);
        QFETCH(const QByteArray, value);
        QFETCH(const QByteArray, list);
        QFETCH(const QByteArray, target);
        const Shop shop(header, value, list);
        ProviderPolicy policy = shop.policy(format);
        policy.credentialHeader = ownHeader.toStdString();
        const auto report = probe(policy);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->status, 200);
        QCOMPARE(report->modelCount, 2);
        QCOMPARE(report->models, (QStringList{u"a"_s, u"b"_s}));
        QVERIFY(!report->isListOpen);
        const test::Seen seen = shop.upstream->requests().constFirst();
        QCOMPARE(seen.method, QByteArray("GET"));
        QCOMPARE(seen.path, target);
        QCOMPARE(seen.header("anthropic-version"),
                 format == ProviderFormat::Anthropic ? QByteArray("2023-06-01") : QByteArray());
        // The key is in its header and nowhere else.
        int places = 0;
        for (const auto &[name, text] : seen.headers)
            places += text.contains(key) ? 1 : 0;
        QCOMPARE(places, 1);
    }

    void aRefusedKeyIsTold()
    {
        const Shop shop("x-api-key", key, "{}");
        const auto report = probe(shop.policy(ProviderFormat::Anthropic, "another"));
        QVERIFY(report);
        QVERIFY(report->isRefused());
    }

    void geminiRefusesAKeyWithStatus400()
    {
        const Shop shop("x-goog-api-key", key, "{}");
        shop.upstream->setResponder([](const test::Seen &) {
            return test::Answer::json(
                400,
                R"({"error":{"code":400,"message":"API key not valid.","status":)"
                R"("INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}})");
        });
        const auto report = probe(shop.policy(ProviderFormat::Gemini));
        QVERIFY(report);
        QVERIFY(report->isRefused());
        QCOMPARE(report->status, 400);
        shop.upstream->setResponder([](const test::Seen &) {
            return test::Answer::json(400, R"({"error":{"code":400,"status":"FAILED"}})");
        });
        QVERIFY(!probe(shop.policy(ProviderFormat::Gemini)));
    }

    void aListOpenToAllProvesNothing()
    {
        const Shop shop("Authorization", "Bearer " + key, "{}");
        shop.upstream->setResponder([](const test::Seen &) {
            return test::Answer::json(200, R"({"models":[{"name":"models/a"}]})");
        });
        const auto report = probe(shop.policy(ProviderFormat::Gemini));
        QVERIFY(report);
        QVERIFY(report->isListOpen);
        QVERIFY(shop.upstream->requests().constLast().header("x-goog-api-key").isEmpty());
    }

    void whatIsNoListNamesNothing()
    {
        for (const QByteArray &body : {QByteArray("hello"), QByteArray("{}"), QByteArray("[1,2"),
                                       QByteArray(R"({"data":{"id":"a"}})")}) {
            const Shop shop("Authorization", "Bearer " + key, body);
            const auto report = probe(shop.policy(ProviderFormat::OpenAi));
            QVERIFY(report);
            QCOMPARE(report->modelCount, 0);
            QVERIFY(report->models.isEmpty());
        }
    }

    void entriesWithoutAProperNameAreCountedAndNotNamed()
    {
        const Shop shop("Authorization", "Bearer " + key,
                        R"({"data":[{"id":"a"},{"id":7},"b",{"id":"c\nd"},{"id":""}]})");
        const auto report = probe(shop.policy(ProviderFormat::OpenAi));
        QVERIFY(report);
        QCOMPARE(report->modelCount, 5);
        QCOMPARE(report->models, QStringList{u"a"_s});
    }
};

QTEST_GUILESS_MAIN(ProviderProbeTest)
#include "tst_ProviderProbe.moc"
