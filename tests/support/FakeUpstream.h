// SPDX-License-Identifier: GPL-3.0-or-later
// A provider's server for tests: real sockets, and an answer script for each request.
#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QPair>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace turnpike::test {

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

/// What the server does with one request. Start from a factory, then bend it:
/// `Answer::sse({"data: a\n\n", "data: [DONE]\n\n"}).pausing(20ms).cutAfter(90,
/// Answer::End::Reset)`.
struct Answer
{
    /// How the body's length is told. Over HTTP/2 only Raw differs from the others (not allowed).
    enum class Framing {
        Length, ///< Content-Length.
        Chunked, ///< One chunk a piece.
        UntilClose, ///< Neither; the connection ends the body.
        Raw, ///< `body` is the whole answer, head included.
    };
    /// What happens once everything was written (or `cut` bytes were).
    enum class End {
        KeepAlive,
        Close, ///< FIN; over HTTP/2 the connection is closed.
        Reset, ///< RST; over HTTP/2 the stream is reset.
        Hang, ///< Sends nothing more and keeps the connection open until the client leaves.
        GoAway, ///< HTTP/2 only: GOAWAY that excludes this request; no answer to it.
    };

    int status = 200;
    HeaderList headers;
    QByteArrayList body;
    Framing framing = Framing::Length;
    End end = End::KeepAlive;
    std::chrono::milliseconds pauseBefore{0}; ///< Before the first byte of the answer.
    std::chrono::milliseconds pauseBetween{0}; ///< Between head and pieces, and between pieces.
    qsizetype cut = -1; ///< Ends after so many bytes: of head and body (HTTP/2: of body); -1 never.
    bool inSingleBytes = false; ///< One write for each byte (HTTP/2: one DATA frame).

    static Answer json(int status, const QByteArray &body);
    /// 200, text/event-stream, chunked: one chunk and one write for each element.
    static Answer sse(const QByteArrayList &events);
    /// These bytes and nothing else, one write a piece (HTTP/1.1 only).
    static Answer raw(const QByteArrayList &pieces, End end = End::KeepAlive);
    /// Takes the request and never answers.
    static Answer silence();

    Answer withHeader(const QByteArray &name, const QByteArray &value) const;
    Answer pausing(std::chrono::milliseconds between) const;
    Answer startingAfter(std::chrono::milliseconds before) const;
    Answer cutAfter(qsizetype bytes, End how = End::Close) const;
    Answer endingWith(End how) const;
    Answer byteByByte() const;
};

/// One request as it came.
struct Seen
{
    QByteArray method;
    QByteArray path;
    HeaderList headers; ///< As sent; over HTTP/2 without the pseudo-headers.
    QByteArray head; ///< The raw head with its empty line; empty over HTTP/2.
    QByteArray body;
    int connection = 0; ///< 1 for the first accepted connection, and so on.
    bool isHttp2 = false;

    /// Case-insensitive; the first one, or a null array.
    QByteArray header(const QByteArray &name) const;
};

struct FakeUpstreamOptions
{
    QString certificateFile; ///< PEM; TLS when set (see TestCertificate).
    QString keyFile;
    bool offersHttp2 = false; ///< ALPN h2 besides http/1.1. Needs TLS.
    int maxConcurrentStreams = 100; ///< What the HTTP/2 settings tell.
    int closesAfter = 0; ///< Closes a connection right after its n-th answer; 0 never.
    int resetsAfter
        = 0; ///< Resets a connection when a request beyond the n-th comes on it; 0 never.
    int receiveBuffer = 0; ///< SO_RCVBUF of connections; 0 the system's.
    int sendBuffer = 0; ///< SO_SNDBUF of connections; 0 the system's.
};

/// A small real server on 127.0.0.1, port chosen by the system; a thread a connection. Every public
/// function may be called from any thread. The destructor closes everything and joins.
///
/// Each request takes the oldest enqueued answer; when there is none, the responder's, if set; else
/// the default answer.
class FakeUpstream
{
public:
    using Responder = std::function<Answer(const Seen &)>; ///< Called on a connection's thread.

    static std::unique_ptr<FakeUpstream> start(Answer defaultAnswer = Answer::json(200, "{}"),
                                               FakeUpstreamOptions options = {});
    ~FakeUpstream();
    FakeUpstream(const FakeUpstream &) = delete;
    FakeUpstream &operator=(const FakeUpstream &) = delete;

    quint16 port() const;
    /// "http://127.0.0.1:port" or "https://...".
    QString url() const;

    void enqueue(Answer answer);
    void setDefault(Answer answer);
    void setResponder(Responder responder);

    QList<Seen> requests() const; ///< All whole requests so far, oldest first.
    int requestCount() const;
    int acceptedConnections() const; ///< Ever.
    int openConnections() const; ///< Now: those whose end neither side has seen.
    int resumedHandshakes() const; ///< TLS handshakes that resumed a session.
    int resetStreams() const; ///< HTTP/2 streams that the client reset.
    qint64 bytesSent() const; ///< Of answers, handed to the system.
    /// Closes all open connections (FIN) and goes on listening.
    void closeConnections();

    class Server; ///< Its inside.

private:
    explicit FakeUpstream(std::unique_ptr<Server> server);

    std::unique_ptr<Server> m_server;
};

/// A port on 127.0.0.1 where nobody listens.
quint16 refusingPort();

} // namespace turnpike::test
