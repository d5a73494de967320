// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/Reactor.h"

#include <QTest>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

using turnpike::http::Reactor;

namespace {

/// One side is watched, the test holds the other.
class Party final : public Reactor::Client
{
public:
    Party(boost::asio::io_context &loop, char name, std::string &log)
        : m_name(name)
        , m_log(log)
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, m_pair.data()) != 0)
            qFatal("socketpair failed");
        watch = std::make_unique<Reactor::Watch>(Reactor::of(loop), m_pair[0], *this);
    }
    ~Party()
    {
        watch.reset();
        for (const int descriptor : m_pair)
            if (descriptor >= 0)
                ::close(descriptor);
    }
    Party(const Party &) = delete;
    Party &operator=(const Party &) = delete;

    void write() { QCOMPARE(::write(m_pair[1], "x", 1), ssize_t(1)); }
    void hangUp() { ::close(std::exchange(m_pair[1], -1)); }

    std::unique_ptr<Reactor::Watch> watch;
    std::function<void()> whenReady;
    std::function<void()> whenSending;

private:
    void onReady(bool isReadable, bool isWritable) override
    {
        m_log += m_name;
        m_log += isReadable && isWritable ? "rw " : isReadable ? "r " : isWritable ? "w " : "- ";
        std::array<char, 8> bytes;
        if (isReadable && ::read(m_pair[0], bytes.data(), bytes.size()) == 0)
            m_log += "end ";
        if (whenReady)
            whenReady();
    }
    void onSendTurn() override
    {
        m_log += m_name;
        m_log += "! ";
        if (whenSending)
            whenSending();
    }

    const char m_name;
    std::string &m_log;
    std::array<int, 2> m_pair{-1, -1};
};

} // namespace

class ReactorTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_loop = std::make_unique<boost::asio::io_context>();
        m_log.clear();
        m_a = std::make_unique<Party>(*m_loop, 'a', m_log);
        m_b = std::make_unique<Party>(*m_loop, 'b', m_log);
    }

    void cleanup()
    {
        m_a.reset();
        m_b.reset();
    }

    void sendsOfATurnComeAfterAllWereTold()
    {
        watchBoth();
        m_a->whenReady = [this] { QVERIFY(m_a->watch->sendLater()); };
        m_b->whenReady = [this] {
            QVERIFY(m_b->watch->sendLater());
            QVERIFY(m_b->watch->sendLater()); // Is told once all the same.
        };
        m_a->write();
        m_b->write();
        turn();
        QCOMPARE(m_log, std::string("ar br a! b! "));
    }

    void whoIsAloneInItsTurnSendsAtOnce()
    {
        watchBoth();
        m_a->whenReady = [this] { QVERIFY(!m_a->watch->sendLater()); };
        m_a->write();
        turn();
        QCOMPARE(m_log, std::string("ar "));
    }

    void outsideOfATurnNothingIsPutOff()
    {
        watchBoth();
        QVERIFY(!m_a->watch->sendLater());
        m_a->whenReady = [this] { QVERIFY(m_a->watch->sendLater()); };
        m_a->whenSending = [this] { QVERIFY(!m_b->watch->sendLater()); };
        m_a->write();
        m_b->write();
        turn();
        QCOMPARE(m_log, std::string("ar br a! "));
    }

    void whoIsGoneIsNotTold()
    {
        watchBoth();
        m_a->whenReady = [this] { m_b->watch.reset(); };
        m_a->write();
        m_b->write();
        turn();
        QCOMPARE(m_log, std::string("ar "));
    }

    void whoLeavesBeforeItsSendIsNotTold()
    {
        watchBoth();
        m_a->whenReady = [this] { QVERIFY(m_a->watch->sendLater()); };
        m_b->whenReady = [this] { m_a.reset(); };
        m_a->write();
        m_b->write();
        turn();
        QCOMPARE(m_log, std::string("ar br "));
    }

    void aWatchMayEndItself()
    {
        watchBoth();
        m_a->whenReady = [this] { m_a->watch.reset(); };
        m_a->write();
        turn();
        turn();
        QCOMPARE(m_log, std::string("ar "));
    }

    void readinessIsToldUntilItIsTakenOrNotWanted()
    {
        QVERIFY(m_a->watch->awaitWrites(true));
        turn();
        turn();
        QCOMPARE(m_log, std::string("aw aw "));
        QVERIFY(m_a->watch->awaitWrites(false));
        turn();
        QCOMPARE(m_log, std::string("aw aw "));
    }

    void whatIsNotWantedAnyMoreIsNotToldInTheSameTurn()
    {
        watchBoth();
        m_a->whenReady = [this] { QVERIFY(m_b->watch->awaitReads(false)); };
        m_a->write();
        m_b->write();
        turn();
        QCOMPARE(m_log, std::string("ar "));
        QVERIFY(m_b->watch->awaitReads(true));
        turn();
        QCOMPARE(m_log, std::string("ar br "));
    }

    /// The kernel tells hang-ups unasked: a connection that holds its peer back must not spin.
    void aHangUpWaitsForAReader()
    {
        QVERIFY(m_a->watch->awaitReads(true));
        QVERIFY(m_a->watch->awaitReads(false));
        m_a->hangUp();
        turn();
        QCOMPARE(m_log, std::string());
        QVERIFY(m_a->watch->awaitReads(true));
        turn();
        QCOMPARE(m_log, std::string("ar end "));
    }

    void aHangUpIsToldToAWriter()
    {
        m_a->hangUp();
        QVERIFY(m_a->watch->awaitWrites(true));
        turn();
        QCOMPARE(m_log, std::string("aw "));
    }

    void aDescriptorThatCannotBeWatchedIsRefused()
    {
        Reactor::Watch watch(Reactor::of(*m_loop), 1 << 20, *m_a);
        QVERIFY(!watch.awaitReads(true));
        watch.stop();
        QVERIFY(!watch.awaitReads(true));
    }

    void withoutSocketsTheLoopRunsDry()
    {
        watchBoth();
        m_b->watch->stop();
        m_b->watch->stop();
        QVERIFY(m_a->watch->awaitReads(false));
        m_loop->restart();
        m_loop->run();
        QVERIFY(m_a->watch->awaitReads(true));
        m_a->write();
        turn();
        QCOMPARE(m_log, std::string("ar "));
    }

    void furtherTurnsTellWhatDidNotFitIntoTheFirst()
    {
        std::vector<std::unique_ptr<Party>> crowd;
        for (int i = 0; i < 20; ++i) {
            crowd.push_back(std::make_unique<Party>(*m_loop, 'c', m_log));
            QVERIFY(crowd.back()->watch->awaitReads(true));
            crowd.back()->write();
        }
        const std::size_t all = 20 * std::string_view("cr ").size();
        turn();
        QVERIFY(!m_log.empty() && m_log.size() < all);
        turn();
        QCOMPARE(m_log.size(), all); // Each was told once.
    }

private:
    void watchBoth()
    {
        QVERIFY(m_a->watch->awaitReads(true));
        QVERIFY(m_b->watch->awaitReads(true));
    }

    /// One turn, when there is something to tell.
    void turn()
    {
        m_loop->restart();
        m_loop->poll_one();
    }

    std::unique_ptr<boost::asio::io_context> m_loop;
    std::string m_log;
    std::unique_ptr<Party> m_a;
    std::unique_ptr<Party> m_b;
};

QTEST_GUILESS_MAIN(ReactorTest)
#include "tst_Reactor.moc"
