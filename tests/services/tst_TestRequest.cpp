// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/TestRequest.h"

#include <QtTest>

#include <optional>

#include "tests/engine/GatewayFixture.h"

using namespace turnpike;
using namespace turnpike::test;

class tst_TestRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesThroughARealGateway();
    void unknownKeyIsToldSo();
    void unknownModelIsToldSo();
    void nothingListens();
    void destructionDropsTheAnswer();

private:
    TestAnswer send(const QString &url, const char *secret, const QString &model);
    static QString url(quint16 port)
    {
        return QStringLiteral("http://127.0.0.1:%1/api/v1").arg(port);
    }
};

TestAnswer tst_TestRequest::send(const QString &url, const char *secret, const QString &model)
{
    TestRequest request;
    std::optional<TestAnswer> answer;
    request.send(this, url, Secret(secret), model, [&](const TestAnswer &got) { answer = got; });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000))
        qFatal("no answer");
    return *answer;
}

void tst_TestRequest::goesThroughARealGateway()
{
    GatewayFixture gateway;
    gateway.upstream[0]->setDefault(Answer::sse(goodStream()));
    gateway.start();
    const TestAnswer answer
        = send(url(gateway.port()), GatewayFixture::secret, QStringLiteral("lab/m1"));
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.message, QString());
    QVERIFY(answer.generation.startsWith(QStringLiteral("gen-")));
    const QList<Settled> settled = gateway.settledAfter(1);
    QCOMPARE(settled.size(), 1);
}

void tst_TestRequest::unknownKeyIsToldSo()
{
    GatewayFixture gateway;
    gateway.start();
    const TestAnswer answer = send(url(gateway.port()), "sk-tp-v1-other", QStringLiteral("lab/m1"));
    QCOMPARE(answer.status, 401);
    QVERIFY(!answer.message.isEmpty());
    QVERIFY(!answer.message.contains(QStringLiteral("sk-tp-v1-other")));
}

void tst_TestRequest::unknownModelIsToldSo()
{
    GatewayFixture gateway;
    gateway.start();
    const TestAnswer answer
        = send(url(gateway.port()), GatewayFixture::secret, QStringLiteral("no/such"));
    QCOMPARE(answer.status, 400);
    QVERIFY(!answer.message.isEmpty());
}

void tst_TestRequest::nothingListens()
{
    quint16 port = 0;
    {
        GatewayFixture gateway;
        gateway.start();
        port = gateway.port();
    }
    const TestAnswer answer = send(url(port), GatewayFixture::secret, QStringLiteral("lab/m1"));
    QCOMPARE(answer.status, 0);
    QVERIFY(!answer.message.isEmpty());
}

void tst_TestRequest::destructionDropsTheAnswer()
{
    GatewayFixture gateway;
    gateway.upstream[0]->setDefault(Answer::silence());
    gateway.start();
    bool isAnswered = false;
    {
        TestRequest request;
        request.send(this, url(gateway.port()), Secret(GatewayFixture::secret),
                     QStringLiteral("lab/m1"), [&](const TestAnswer &) { isAnswered = true; });
        QTRY_VERIFY(gateway.upstream[0]->requestCount() > 0);
    }
    QVERIFY(gateway.settledAfter(1).size() == 1); // The gateway saw its client leave.
    QVERIFY(!isAnswered);
}

QTEST_GUILESS_MAIN(tst_TestRequest)
#include "tst_TestRequest.moc"
