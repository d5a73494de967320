// SPDX-License-Identifier: GPL-3.0-or-later
// A running engine with a policy of one key, one model and two providers that tests script.
#pragma once

#include "core/Clock.h"
#include "engine/gateway/Engine.h"
#include "ledger/BudgetBook.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QTcpSocket>

#include <array>
#include <memory>
#include <optional>

#include "tests/engine/MemoryJournal.h"
#include "tests/support/FakeUpstream.h"

namespace turnpike::test {

struct Reply
{
    int status = 0; ///< 0: the connection ended without a head.
    QByteArray head;
    QByteArray body; ///< Without chunk framing.
    bool isWhole = false; ///< The framing's end came.

    QByteArray header(const QByteArray &name) const;
};

/// A client connection that reads answers at the test's pace.
class TestClient
{
public:
    explicit TestClient(quint16 port);
    void send(const QByteArray &bytes);
    void sendChat(const QByteArray &body, const QByteArray &moreHeaders = {});
    void post(const QByteArray &path, const QByteArray &body, const QByteArray &moreHeaders = {});
    Reply readReply(int timeoutMs = 10'000);
    QByteArray readUntil(const QByteArray &mark, int timeoutMs = 10'000); ///< Raw bytes so far.
    void close(); ///< FIN and gone.
    void reset(); ///< RST.

private:
    QTcpSocket m_socket;
    QByteArray m_buffer;
};

class GatewayFixture
{
public:
    static constexpr const char *secret = "sk-tp-v1-test";

    /// 1 USD per million prompt tokens and 4 USD per million completion tokens at the first
    /// endpoint; ten times that at the second.
    GatewayFixture();
    ~GatewayFixture();

    void limitKey(Money limit, BudgetMode mode = BudgetMode::Soft);
    void publish();
    /// As many workers as the options have threads; all of them write to `journal`.
    void start(EngineOptions options = {});
    Reply chat(const QByteArray &body, const QByteArray &moreHeaders = {});
    Reply get(const QByteArray &path, bool withKey = true);
    quint16 port() const { return m_engine->port(); }
    QList<Settled> settledAfter(int count); ///< Waits until that many are there.

    SystemClock clock;
    BudgetBook book;
    MemoryJournal journal;
    std::array<std::unique_ptr<FakeUpstream>, 2> upstream;
    PolicySnapshot policy; ///< Published by publish(); keys and scopes by limitKey().
    KeyPolicy key;

    Engine &engine() { return *m_engine; }

private:
    std::unique_ptr<Engine> m_engine;
};

/// The events of a good stream: role, two content chunks, finish, usage (10 prompt, 5 completion
/// tokens), [DONE].
QByteArrayList goodStream(const QByteArray &text = "Hello");
QByteArray goodAnswer();
QByteArray chatBody(bool isStream, const QByteArray &more = {});

} // namespace turnpike::test
