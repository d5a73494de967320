// SPDX-License-Identifier: GPL-3.0-or-later
// The inside of FakeUpstream: its threads, and the two protocols that they speak.
#pragma once

#include <atomic>
#include <deque>
#include <list>
#include <mutex>
#include <thread>

#include "tests/support/FakeSocket.h"
#include "tests/support/FakeUpstream.h"

namespace turnpike::test {

class FakeUpstream::Server
{
public:
    Server(Answer defaultAnswer, FakeUpstreamOptions options);
    ~Server();

    /// Records the request and picks its answer.
    Answer answerTo(const Seen &seen);
    /// The body's pieces as HTTP/1.1 puts them on the wire, the head first.
    static QByteArrayList wirePieces(const Answer &answer, bool isHead);

    struct Connection
    {
        Connection(int descriptor, int number, const std::atomic<bool> &isStopping)
            : socket(descriptor, isStopping)
            , number(number)
        {}

        FakeSocket socket;
        int number;
        std::thread thread;
        bool isOpen = true; ///< Guarded by Server::mutex.
    };

    void serveHttp1(Connection &connection);
    void serveHttp2(Connection &connection); ///< In FakeUpstreamHttp2.cpp.

    mutable std::mutex mutex; ///< Guards all that is not atomic or constant.
    const FakeUpstreamOptions options;
    Answer defaultAnswer;
    Responder responder;
    std::deque<Answer> queue;
    QList<Seen> seen;
    std::list<std::unique_ptr<Connection>> connections;
    std::atomic<int> accepted = 0;
    std::atomic<int> resumed = 0;
    std::atomic<int> resetStreams = 0;
    std::atomic<qint64> sent = 0;
    std::atomic<bool> isStopping = false;
    quint16 port = 0;

private:
    void listen();
    void makeTlsContext();
    void acceptAll();
    void serve(Connection &connection);
    bool readRequest(Connection &connection, QByteArray *buffer, Seen *request);
    /// False when the connection is not to be used again; it may be closed by then.
    bool send(Connection &connection, const Answer &answer, bool isHead);

    int m_listener = -1;
    std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st *)> m_tls;
    std::thread m_acceptor;
};

} // namespace turnpike::test
