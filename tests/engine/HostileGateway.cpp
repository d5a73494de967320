// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/HostileGateway.h"

#include <QTest>

using namespace std::chrono_literals;

namespace turnpike::test {

QByteArray chunkOf(const QByteArray &choices, const QByteArray &more)
{
    return R"({"id":"up-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[)"
        + choices + ']' + more + '}';
}

QByteArray contentOf(const QByteArray &text)
{
    return chunkOf(R"({"index":0,"delta":{"content":")" + text + R"("},"finish_reason":null})");
}

QByteArray dataEvent(const QByteArray &data)
{
    return "data: " + data + "\n\n";
}

Answer untilClose(Answer answer)
{
    answer.framing = Answer::Framing::UntilClose;
    return answer;
}

HostileGateway::HostileGateway(int endpoints)
{
    policy.models[0].endpoints.resize(static_cast<std::size_t>(endpoints));
}

void HostileGateway::meet(const test::Answer &answer)
{
    upstream[0]->setDefault(answer);
    if (answer.end == test::Answer::End::Hang)
        losePatience();
}

void HostileGateway::speak(const ProviderDialect &dialect)
{
    m_dialect = &dialect;
    for (ProviderPolicy &provider : policy.providers)
        provider.format = dialect.format;
}

Reply HostileGateway::ask(const ClientDialect &client, const QByteArray &body)
{
    TestClient connection(port());
    connection.post(client.path, body);
    return connection.readReply(60'000);
}

void HostileGateway::losePatience()
{
    for (ProviderPolicy &provider : policy.providers) {
        provider.timeouts.firstByte = 300ms;
        provider.timeouts.stall = 300ms;
    }
}

QByteArray HostileGateway::problemAfterwards(int rows)
{
    const QList<Settled> settled = settledAfter(rows);
    if (settled.size() != rows)
        return QByteArray::number(settled.size()) + " records";
    if (held().nanoUsd != 0)
        return "money stays held";
    Money counted;
    for (const Settled &row : settled)
        counted += row.record.counted;
    if (spent() != counted)
        return "the limits count something else than the records";
    for (const bool isStream : {true, false}) {
        // One that was answered may still read the end of the provider's framing.
        if (!QTest::qWaitFor([this] { return engine().status().activeRequests == 0; }, 5'000))
            return "a request is still counted as running";
        upstream[0]->setDefault(isStream ? Answer::sse(m_dialect->events)
                                         : Answer::json(200, m_dialect->whole));
        if (const Reply reply = chat(chatBody(isStream)); reply.status != 200 || !reply.isWhole)
            return "the next request is not served: " + reply.body;
    }
    const QList<Settled> after = settledAfter(rows + 2);
    if (after.size() != rows + 2 || after.last().record.cost.nanoUsd != 30'000)
        return "the next requests are not recorded";
    if (!QTest::qWaitFor([this] { return upstream[0]->openConnections() <= 1; }, 5'000))
        return "connections to the provider leak";
    return {};
}

} // namespace turnpike::test
