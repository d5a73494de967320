// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/LocalServers.h"
#include "services/ProviderSetup.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include "tests/services/Desk.h"
#include "tests/support/FakeUpstream.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

LocalServerPlace placeAt(quint16 port, const QString &owner = {})
{
    return {u"workshop"_s, u"Workshop"_s, port, owner};
}

const QByteArray ollama = R"({"object":"list","data":[)"
                          R"({"id":"llama3.2:latest","object":"model","owned_by":"library"},)"
                          R"({"id":"qwen3:8b","object":"model","owned_by":"library"},)"
                          R"({"id":"gpt-oss:120b-cloud","object":"model","owned_by":"library"}]})";

} // namespace

class LocalServersTest final : public QObject
{
    Q_OBJECT

private:
    static QList<LocalServer> lookAt(const QList<LocalServerPlace> &places)
    {
        LocalServers servers(places);
        QSignalSpy found(&servers, &LocalServers::found);
        servers.look();
        if (!found.wait(10'000))
            return {};
        return found.first().first().value<QList<LocalServer>>();
    }

private Q_SLOTS:
    void theUsualPortsAreAsked()
    {
        QList<quint16> ports;
        for (const LocalServerPlace &place : usualLocalServers())
            ports.append(place.port);
        QCOMPARE(ports, (QList<quint16>{11434, 1234, 8080, 8000}));
    }

    void whatRunsHereIsFound()
    {
        const auto upstream = test::FakeUpstream::start(test::Answer::json(200, ollama));
        const auto second = test::FakeUpstream::start(
            test::Answer::json(200, R"({"object":"list","data":[{"id":"m","owned_by":"vllm"}]})"));
        const QList<LocalServer> found
            = lookAt({placeAt(upstream->port()), placeAt(test::refusingPort()),
                      placeAt(second->port(), u"vllm"_s)});
        QCOMPARE(found.size(), 2);
        QCOMPARE(found[0].port, upstream->port());
        // What runs at a vendor is not offered as local.
        QCOMPARE(found[0].models, (QStringList{u"llama3.2:latest"_s, u"qwen3:8b"_s}));
        QCOMPARE(found[1].models, QStringList{u"m"_s});
        const test::Seen seen = upstream->requests().constFirst();
        QCOMPARE(seen.method, QByteArray("GET"));
        QCOMPARE(seen.path, QByteArray("/v1/models"));
        QVERIFY(seen.header("Authorization").isNull());
        QVERIFY(seen.header("Cookie").isNull());
    }

    void anythingElseIsNotOffered_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a web page") << 200 << QByteArray("<html>hello</html>");
        QTest::newRow("refused") << 401 << ollama;
        QTest::newRow("elsewhere") << 302 << ollama;
        QTest::newRow("another JSON") << 200 << QByteArray(R"({"data":[{"id":"a"}]})");
        QTest::newRow("no models") << 200 << QByteArray(R"({"object":"list","data":null})");
        QTest::newRow("an empty list") << 200 << QByteArray(R"({"object":"list","data":[]})");
        QTest::newRow("a broken entry")
            << 200 << QByteArray(R"({"object":"list","data":[{"id":"a"},{"id":7}]})");
        QTest::newRow("a control character")
            << 200 << QByteArray(R"({"object":"list","data":[{"id":"a\nb"}]})");
        QTest::newRow("cut off") << 200 << ollama.chopped(2);
        QTest::newRow("in the cloud alone")
            << 200 << QByteArray(R"({"object":"list","data":[{"id":"a:cloud"}]})");
        QTest::newRow("too long") << 200
                                  << QByteArray(R"({"object":"list","data":[{"id":"a"}]})"
                                                + QByteArray(1 << 21, ' '));
    }
    void anythingElseIsNotOffered()
    {
        QFETCH(const int, status);
        QFETCH(const QByteArray, body);
        const auto upstream = test::FakeUpstream::start(
            test::Answer::json(status, body).withHeader("Location", "/v1/models"));
        QVERIFY(lookAt({placeAt(upstream->port())}).isEmpty());
        QCOMPARE(upstream->requestCount(), 1);
    }

    /// 8000 and 8080 are ports of many programs, some of which send prompts elsewhere.
    void aPortOfManyNeedsTheRightOwner()
    {
        const auto upstream = test::FakeUpstream::start(test::Answer::json(
            200, R"({"object":"list","data":[{"id":"m","owned_by":"openai"}]})"));
        QVERIFY(lookAt({placeAt(upstream->port(), u"vllm"_s)}).isEmpty());
        QCOMPARE(lookAt({placeAt(upstream->port(), u"openai"_s)}).size(), 1);
    }

    void whoDoesNotAnswerIsGivenUp()
    {
        const auto silent = test::FakeUpstream::start(test::Answer::silence());
        test::Answer drops = test::Answer::json(200, ollama);
        drops.body.clear();
        for (qsizetype at = 0; at < ollama.size(); at += 5)
            drops.body.append(ollama.mid(at, 5));
        const auto slow = test::FakeUpstream::start(drops.pausing(std::chrono::milliseconds(100)));
        const auto quick = test::FakeUpstream::start(test::Answer::json(200, ollama));
        QElapsedTimer timer;
        timer.start();
        const QList<LocalServer> found
            = lookAt({placeAt(silent->port()), placeAt(slow->port()), placeAt(quick->port())});
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].port, quick->port());
    }

    void goingWhileALookRunsIsNoHarm()
    {
        const auto silent = test::FakeUpstream::start(test::Answer::silence());
        {
            LocalServers servers({placeAt(silent->port())});
            servers.look();
            QTRY_COMPARE(silent->requestCount(), 1);
        }
        QTRY_COMPARE(silent->openConnections(), 0);
    }

    void oneLookAtATime()
    {
        const auto upstream = test::FakeUpstream::start(test::Answer::json(200, ollama));
        LocalServers servers({placeAt(upstream->port())});
        QSignalSpy found(&servers, &LocalServers::found);
        servers.look();
        servers.look();
        QVERIFY(found.wait());
        servers.look();
        QVERIFY(found.wait());
        QCOMPARE(found.size(), 2);
        QCOMPARE(upstream->requestCount(), 2);
    }

    void aFoundServerCanBeAdded()
    {
        const LocalServer server{u"ollama"_s, u"Ollama"_s, 11434, {u"llama3.2:latest"_s}};
        const ProviderDraft draft = draftOf(server);
        QCOMPARE(draft.baseUrl, u"http://127.0.0.1:11434/v1"_s);
        QCOMPARE(draft.dataPolicy.trains, std::optional(false));
        QCOMPARE(draft.dataPolicy.retains, std::optional(false));
        QCOMPARE(draft.dataPolicy.source, u"local"_s);
        Desk desk;
        QVERIFY(desk.providers.add(desk.owner(), draft, Secret()).has_value());
        QCOMPARE(desk.catalog.addMissing(desk.owner(), modelsOf(server)).value_or(0), 1);
        const auto model = desk.catalog.find(desk.owner(), u"ollama/llama3.2:latest"_s);
        QVERIFY(model.has_value());
        QCOMPARE(model->endpoints[0].settings.upstreamModel, u"llama3.2:latest"_s);
        QVERIFY(model->endpoints[0].settings.prices.isFree());
    }
};

QTEST_GUILESS_MAIN(LocalServersTest)
#include "tst_LocalServers.moc"
