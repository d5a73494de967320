// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/AddressGuard.h"

#include <QTest>

using namespace turnpike;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;

namespace {

QString verdict(const char *address, std::uint16_t port, const Endpoints &listeners,
                const Addresses &machine)
{
    const auto refused = refusal({make_address(address), port}, listeners, machine);
    if (!refused)
        return QStringLiteral("allowed");
    return *refused == UpstreamFailure::Loop ? QStringLiteral("loop") : QStringLiteral("forbidden");
}

} // namespace

class tst_AddressGuard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressIsJudged_data();
    void addressIsJudged();
    void ownListenerIsALoop_data();
    void ownListenerIsALoop();
    void machineKnowsItsLoopback();
};

void tst_AddressGuard::addressIsJudged_data()
{
    QTest::addColumn<QString>("expected");
    const auto rows = [](const char *expected, std::initializer_list<const char *> addresses) {
        for (const char *address : addresses)
            QTest::newRow(address) << QString::fromLatin1(expected);
    };
    rows("forbidden",
         {"169.254.169.254",
          "169.254.0.1",
          "169.254.170.2",
          "0.0.0.0",
          "0.1.2.3",
          "224.0.0.1",
          "239.255.255.255",
          "255.255.255.255",
          "100.100.100.200",
          "168.63.129.16",
          "192.0.0.192",
          "::",
          "fe80::1",
          "febf::1",
          "ff02::1",
          "fd00:ec2::254",
          "fd20:ce::254",
          "fd00:42::42",
          "::ffff:169.254.169.254",
          "::ffff:0.0.0.0",
          "::ffff:224.0.0.1",
          "::ffff:255.255.255.255",
          "::ffff:100.100.100.200",
          "::169.254.169.254",
          "64:ff9b::169.254.169.254",
          "2002:a9fe:a9fe::1"});
    rows("allowed",
         {"127.0.0.1", "127.8.9.10", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1",
          "8.8.8.8", "169.253.255.255", "169.255.0.1", "100.100.100.201", "223.255.255.255", "::1",
          "fd00::1", "fd00:ec2::253", "fec0::1", "2606:4700::1111", "::ffff:127.0.0.1",
          "::ffff:10.0.0.1", "64:ff9b::8.8.8.8"});
}

void tst_AddressGuard::addressIsJudged()
{
    QFETCH(QString, expected);
    QCOMPARE(verdict(QTest::currentDataTag(), 80, {}, {}), expected);
}

void tst_AddressGuard::ownListenerIsALoop_data()
{
    QTest::addColumn<QByteArray>("listener");
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *listener, const char *target, int port, const char *expected) {
        QTest::addRow("%s sees %s:%d", listener, target, port)
            << QByteArray(listener) << QByteArray(target) << port << QString::fromLatin1(expected);
    };
    row("127.0.0.1", "127.0.0.1", 4417, "loop");
    row("127.0.0.1", "127.0.0.1", 4418, "allowed");
    row("127.0.0.1", "127.9.9.9", 4417, "loop");
    row("127.0.0.1", "::1", 4417, "loop");
    row("127.0.0.1", "::ffff:127.0.0.1", 4417, "loop");
    row("127.0.0.1", "::127.0.0.1", 4417, "loop");
    row("127.0.0.1", "192.168.7.7", 4417, "allowed");
    row("::1", "127.0.0.1", 4417, "loop");
    row("0.0.0.0", "127.0.0.1", 4417, "loop");
    row("0.0.0.0", "192.168.7.7", 4417, "loop");
    row("::", "::ffff:192.168.7.7", 4417, "loop");
    row("0.0.0.0", "192.168.7.8", 4417, "allowed");
    row("192.168.7.7", "192.168.7.7", 4417, "loop");
    row("192.168.7.7", "127.0.0.1", 4417, "allowed");
}

void tst_AddressGuard::ownListenerIsALoop()
{
    QFETCH(QByteArray, listener);
    QFETCH(QByteArray, target);
    QFETCH(int, port);
    QFETCH(QString, expected);
    const Endpoints listeners{{make_address(listener.constData()), 4417}};
    const Addresses machine{make_address("127.0.0.1"), make_address("192.168.7.7")};
    QCOMPARE(verdict(target.constData(), static_cast<std::uint16_t>(port), listeners, machine),
             expected);
}

void tst_AddressGuard::machineKnowsItsLoopback()
{
    const Addresses machine = machineAddresses();
    QVERIFY(std::find(machine.begin(), machine.end(), make_address("127.0.0.1")) != machine.end());
}

QTEST_APPLESS_MAIN(tst_AddressGuard)
#include "tst_AddressGuard.moc"
