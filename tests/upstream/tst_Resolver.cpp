// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTest>

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <map>

#include "tests/support/ManualClock.h"
#include "tests/upstream/UpstreamRig.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using boost::asio::ip::udp;

namespace {

/// A name server on the same loop. Knows A and AAAA records of single-label-plus-domain names.
class FakeNameServer
{
public:
    explicit FakeNameServer(boost::asio::io_context &context)
        : m_socket(context, {boost::asio::ip::address_v4::loopback(), 0})
    {
        receive();
    }

    std::string address() const
    {
        return "127.0.0.1:" + std::to_string(m_socket.local_endpoint().port());
    }

    std::map<std::string, Addresses> records;
    std::uint8_t ttl = 60;
    bool isSilent = false;
    int questions = 0;

private:
    void receive()
    {
        m_socket.async_receive_from(boost::asio::buffer(m_query), m_peer,
                                    [this](const boost::system::error_code &error, std::size_t n) {
                                        if (error)
                                            return;
                                        ++questions;
                                        if (!isSilent)
                                            answer(n);
                                        receive();
                                    });
    }

    void answer(std::size_t size)
    {
        std::string name;
        std::size_t at = 12;
        while (at < size && m_query[at] != 0) {
            const auto length = static_cast<std::uint8_t>(m_query[at]);
            name += (name.empty() ? "" : ".") + std::string(&m_query[at + 1], length);
            at += 1 + length;
        }
        const bool wantsIpv6 = m_query[at + 2] == 28;
        std::string reply(m_query.data(), at + 5);
        reply[2] = char(0x84); // An authoritative answer.
        reply.replace(6, 6, std::string(6, '\0'));
        const auto found = records.find(name);
        reply[3] = found == records.end() ? 3 : 0; // NXDOMAIN
        if (found != records.end()) {
            for (const auto &each : found->second) {
                if (each.is_v6() != wantsIpv6)
                    continue;
                ++reply[7];
                const auto bytes = each.is_v6()
                    ? std::string(reinterpret_cast<const char *>(each.to_v6().to_bytes().data()),
                                  16)
                    : std::string(reinterpret_cast<const char *>(each.to_v4().to_bytes().data()),
                                  4);
                reply += std::string("\xc0\x0c\0", 3) + char(wantsIpv6 ? 28 : 1)
                    + std::string("\0\1\0\0\0", 5) + char(ttl) + '\0' + char(bytes.size()) + bytes;
            }
        }
        m_socket.send_to(boost::asio::buffer(reply), m_peer);
    }

    udp::socket m_socket;
    udp::endpoint m_peer;
    std::array<char, 512> m_query{};
};

QString textOf(const Addresses &addresses)
{
    QStringList texts;
    for (const auto &each : addresses)
        texts.append(QString::fromStdString(each.to_string()));
    return texts.join(u' ');
}

} // namespace

class tst_Resolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void literalsAndLocalhostAreKnown();
    void hostsFileIsHonoured();
    void familiesTakeTurns();
    void answerIsCachedForItsTtl();
    void questionsForOneNameAreMerged();
    void unknownNameHasNoAddress();
    void silentServerTimesOut();
    void callFailsByName();
    void deadAddressLosesTheRace();
};

void tst_Resolver::literalsAndLocalhostAreKnown()
{
    boost::asio::io_context context;
    ManualClock clock;
    Resolver resolver(context, clock, {});
    QStringList got;
    for (const char *host : {"127.0.0.1", "::1", "localhost", "Api.LOCALHOST."})
        resolver.resolve(host, [&](const Addresses &found) { got.append(textOf(found)); });
    const QStringList expected{QStringLiteral("127.0.0.1"), QStringLiteral("::1"),
                               QStringLiteral("127.0.0.1 ::1"), QStringLiteral("127.0.0.1 ::1")};
    QCOMPARE(got, expected);
}

void tst_Resolver::hostsFileIsHonoured()
{
    QFile hosts(QStringLiteral("/etc/hosts"));
    QVERIFY(hosts.open(QIODevice::ReadOnly));
    QByteArrayList words;
    while (!hosts.atEnd()
           && (words.size() < 2 || words.at(1) == "localhost" || words.at(0) != "127.0.0.1"))
        words = hosts.readLine().simplified().split(' ');
    if (words.size() < 2 || words.at(0) != "127.0.0.1" || words.at(1) == "localhost")
        QSKIP("/etc/hosts names nothing but localhost");
    UpstreamRig rig;
    FakeNameServer server(rig.context);
    ResolverOptions options;
    options.servers = server.address();
    Resolver resolver(rig.context, rig.clock, options);
    QString got;
    resolver.resolve(words.at(1).toStdString(),
                     [&](const Addresses &found) { got = textOf(found); });
    QVERIFY(rig.runUntil([&] { return !got.isEmpty(); }));
    QVERIFY(got.contains(QStringLiteral("127.0.0.1")));
    QCOMPARE(server.questions, 0);
}

void tst_Resolver::familiesTakeTurns()
{
    UpstreamRig rig;
    FakeNameServer server(rig.context);
    server.records["two.example"] = {make_address("192.0.2.1"), make_address("192.0.2.2"),
                                     make_address("192.0.2.3"), make_address("2001:db8::1")};
    ResolverOptions options;
    options.servers = server.address();
    Resolver resolver(rig.context, rig.clock, options);
    QString got;
    resolver.resolve("Two.Example", [&](const Addresses &found) { got = textOf(found); });
    QVERIFY(rig.runUntil([&] { return !got.isEmpty(); }));
    QCOMPARE(got, QStringLiteral("2001:db8::1 192.0.2.1 192.0.2.2 192.0.2.3"));
}

void tst_Resolver::answerIsCachedForItsTtl()
{
    UpstreamRig rig;
    ManualClock clock;
    FakeNameServer server(rig.context);
    server.records["one.example"] = {make_address("192.0.2.1")};
    ResolverOptions options;
    options.servers = server.address();
    Resolver resolver(rig.context, clock, options);
    int answers = 0;
    const auto ask = [&] {
        const int before = answers;
        resolver.resolve("one.example", [&](const Addresses &found) {
            answers += textOf(found) == QStringLiteral("192.0.2.1") ? 1 : 0;
        });
        return rig.runUntil([&] { return answers > before; });
    };
    QVERIFY(ask());
    const int asked = server.questions;
    clock.advance(59s);
    QVERIFY(ask());
    QCOMPARE(server.questions, asked);
    clock.advance(2s);
    QVERIFY(ask());
    QCOMPARE(server.questions, 2 * asked);
}

void tst_Resolver::questionsForOneNameAreMerged()
{
    UpstreamRig rig;
    FakeNameServer server(rig.context);
    server.records["one.example"] = {make_address("192.0.2.1")};
    ResolverOptions options;
    options.servers = server.address();
    Resolver resolver(rig.context, rig.clock, options);
    int answers = 0;
    for (int i = 0; i < 10; ++i)
        resolver.resolve("one.example",
                         [&](const Addresses &found) { answers += found.empty() ? 0 : 1; });
    QVERIFY(rig.runUntil([&] { return answers == 10; }));
    QCOMPARE(server.questions, 2); // A and AAAA.
}

void tst_Resolver::unknownNameHasNoAddress()
{
    UpstreamRig rig;
    FakeNameServer server(rig.context);
    ResolverOptions options;
    options.servers = server.address();
    Resolver resolver(rig.context, rig.clock, options);
    int empty = 0;
    for (int i = 0; i < 2; ++i) { // A failure is not kept.
        resolver.resolve("none.example",
                         [&](const Addresses &found) { empty += found.empty() ? 1 : 0; });
        QVERIFY(rig.runUntil([&] { return empty == i + 1; }));
    }
    QVERIFY(server.questions >= 4);
}

void tst_Resolver::silentServerTimesOut()
{
    UpstreamRig rig;
    FakeNameServer server(rig.context);
    server.isSilent = true;
    ResolverOptions options;
    options.servers = server.address();
    options.timeout = 50ms;
    options.tries = 2;
    Resolver resolver(rig.context, rig.clock, options);
    bool isEmpty = false;
    resolver.resolve("one.example", [&](const Addresses &found) { isEmpty = found.empty(); });
    QVERIFY(rig.runUntil([&] { return isEmpty; }));
}

void tst_Resolver::callFailsByName()
{
    UpstreamRig rig;
    FakeNameServer server(rig.context);
    server.records["meta.example"] = {make_address("169.254.169.254")};
    UpstreamOptions options = UpstreamRig::fastOptions();
    options.resolver.servers = server.address();
    rig.pool = std::make_unique<UpstreamPool>(rig.context, rig.clock, options);
    ProviderPolicy provider = UpstreamRig::provider(80);
    provider.origin.host = "none.example";
    auto done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::Resolve);
    QVERIFY(!done->handler.maybeSent);
    provider.origin.host = "meta.example";
    done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::ForbiddenAddress);
    // One address of ours is enough, whatever the others are.
    server.records["mixed.example"] = {make_address("127.0.0.1"), make_address("192.0.2.1")};
    rig.pool->setOwnListeners({{make_address("127.0.0.1"), 80}});
    provider.origin.host = "mixed.example";
    provider.timeouts.connect = 300ms;
    done = rig.finish(provider);
    QCOMPARE(done->handler.failure, UpstreamFailure::Loop);
}

void tst_Resolver::deadAddressLosesTheRace()
{
    // Nobody listens on the first address; the second one answers.
    const auto fake = FakeUpstream::start();
    UpstreamRig rig;
    FakeNameServer server(rig.context);
    server.records["race.example"] = {make_address("127.0.0.9"), make_address("127.0.0.1")};
    UpstreamOptions options = UpstreamRig::fastOptions();
    options.resolver.servers = server.address();
    options.stagger = 1h; // A failure starts the next one at once.
    rig.pool = std::make_unique<UpstreamPool>(rig.context, rig.clock, options);
    ProviderPolicy provider = UpstreamRig::provider(fake->port());
    provider.origin.host = "race.example";
    const auto done = rig.finish(provider);
    QCOMPARE(done->handler.status, 200);
    QCOMPARE(fake->requests().constFirst().header("Host"),
             "race.example:" + QByteArray::number(fake->port()));
}

QTEST_GUILESS_MAIN(tst_Resolver)
#include "tst_Resolver.moc"
