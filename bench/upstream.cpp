// SPDX-License-Identifier: GPL-3.0-or-later
// A fast upstream in OpenAI's format, one thread: bench/README.md says what it answers.
//   bench_upstream PORT [CERTIFICATE KEY]
#include <queue>

#include <csignal>
#include <cstring>
#include <memory>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string>
#include <string_view>
#include <vector>

#include "bench/Wire.h"

namespace turnpike::bench {
namespace {

constexpr std::string_view usage
    = R"("usage":{"prompt_tokens":180,"completion_tokens":200,"total_tokens":380,)"
      R"("prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":0}})";
constexpr std::string_view eventStart
    = R"(data: {"id":"chatcmpl-bench0123456789","object":"chat.completion.chunk","created":1760000000,)"
      R"("model":"mock","choices":[)";

std::string chunk(std::string_view data)
{
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", data.size());
    return size + std::string(data) + "\r\n";
}

std::string event(std::string_view rest)
{
    return chunk(std::string(eventStart) + std::string(rest) + "\n\n");
}

/// Every byte that is ever answered, made once.
struct Answers
{
    std::string streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                             "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string piece = event(R"({"index":0,"delta":{"content":" word"},"finish_reason":null}]})");
    std::string end = event(R"({"index":0,"delta":{},"finish_reason":"stop"}]})")
        + event("]," + std::string(usage) + "}") + chunk("data: [DONE]\n\n") + "0\r\n\r\n";
    std::string plain;

    Answers()
    {
        const std::string body
            = R"({"id":"chatcmpl-bench0123456789","object":"chat.completion","created":1760000000,)"
              R"("model":"mock","choices":[{"index":0,"message":{"role":"assistant","content":")"
            + std::string(700, 'w') + R"("},"logprobs":null,"finish_reason":"stop"}],)"
            + std::string(usage) + "}";
        plain = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
};

struct Connection
{
    int socket = -1;
    SSL *tls = nullptr;
    bool isSetUp = true; ///< False until the TLS handshake is done.
    bool awaitsRoom = false;
    std::string in;
    std::string out;
    int piecesLeft = 0;
    std::int64_t intervalNs = 0;
    bool isStreaming = false;
    std::uint64_t number = 0; ///< Tells it from a later connection in the same place.
};

struct Due
{
    std::int64_t atNs;
    int socket;
    std::uint64_t number;
    bool operator>(const Due &other) const { return atNs > other.atNs; }
};

class Upstream
{
public:
    Upstream(int port, const char *certificate, const char *key);
    [[noreturn]] void run();

private:
    void acceptAll();
    void read(Connection &connection);
    bool answer(Connection &connection);
    void startStream(Connection &connection, std::string_view body);
    void sendDue(std::int64_t now);
    void sendPieces(Connection &connection);
    bool write(Connection &connection, std::string_view data);
    bool flush(Connection &connection);
    long send(Connection &connection, const char *data, std::size_t size);
    void close(Connection &connection);
    void watch(Connection &connection, bool room);

    Answers m_answers;
    SSL_CTX *m_tls = nullptr;
    int m_listener;
    int m_epoll;
    std::uint64_t m_accepted = 0;
    std::vector<std::unique_ptr<Connection>> m_connections; ///< By descriptor.
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
};

Upstream::Upstream(int port, const char *certificate, const char *key)
    : m_listener(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    , m_epoll(epoll_create1(EPOLL_CLOEXEC))
{
    if (certificate != nullptr) {
        m_tls = SSL_CTX_new(TLS_server_method());
        SSL_CTX_set_mode(m_tls,
                         SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                             | SSL_MODE_RELEASE_BUFFERS);
        if (SSL_CTX_use_certificate_file(m_tls, certificate, SSL_FILETYPE_PEM) != 1
            || SSL_CTX_use_PrivateKey_file(m_tls, key, SSL_FILETYPE_PEM) != 1) {
            ERR_print_errors_fp(stderr);
            std::exit(2);
        }
    }
    const int on = 1;
    setsockopt(m_listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (bind(m_listener, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        die("bind");
    if (listen(m_listener, 4096) != 0)
        die("listen");
    epoll_event interest{.events = EPOLLIN, .data = {.fd = m_listener}};
    epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_listener, &interest);
}

void Upstream::run()
{
    epoll_event events[512];
    for (;;) {
        const int count = waitEvents(m_epoll, events, 512, m_due.empty() ? -1 : m_due.top().atNs);
        if (count < 0 && errno != EINTR)
            die("epoll");
        for (int i = 0; i < count; ++i) {
            const int socket = events[i].data.fd;
            if (socket == m_listener) {
                acceptAll();
                continue;
            }
            if ((events[i].events & EPOLLOUT) != 0) {
                Connection &connection = *m_connections[static_cast<std::size_t>(socket)];
                if (flush(connection) && connection.isStreaming && !connection.awaitsRoom
                    && connection.intervalNs == 0)
                    sendPieces(connection);
            }
            auto &connection = m_connections[static_cast<std::size_t>(socket)];
            if (connection && (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
                read(*connection);
        }
        sendDue(nowNs());
    }
}

void Upstream::acceptAll()
{
    for (;;) {
        const int socket = accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0)
            return;
        sendAtOnce(socket);
        if (m_connections.size() <= static_cast<std::size_t>(socket))
            m_connections.resize(static_cast<std::size_t>(socket) + 1);
        auto &connection = m_connections[static_cast<std::size_t>(socket)];
        connection = std::make_unique<Connection>();
        connection->socket = socket;
        connection->number = ++m_accepted;
        if (m_tls != nullptr) {
            connection->tls = SSL_new(m_tls);
            SSL_set_fd(connection->tls, socket);
            SSL_set_accept_state(connection->tls);
            connection->isSetUp = false;
        }
        epoll_event interest{.events = EPOLLIN, .data = {.fd = socket}};
        epoll_ctl(m_epoll, EPOLL_CTL_ADD, socket, &interest);
    }
}

void Upstream::read(Connection &connection)
{
    static char buffer[65536];
    if (!connection.isSetUp) {
        const int done = SSL_do_handshake(connection.tls);
        if (done != 1) {
            if (SSL_get_error(connection.tls, done) != SSL_ERROR_WANT_READ)
                close(connection);
            return;
        }
        connection.isSetUp = true;
    }
    for (;;) {
        long size = 0;
        if (connection.tls != nullptr) {
            size = SSL_read(connection.tls, buffer, sizeof buffer);
            if (size <= 0
                && SSL_get_error(connection.tls, static_cast<int>(size)) == SSL_ERROR_WANT_READ)
                break;
        } else {
            size = recv(connection.socket, buffer, sizeof buffer, 0);
            if (size < 0 && errno == EAGAIN)
                break;
        }
        if (size <= 0) {
            close(connection);
            return;
        }
        connection.in.append(buffer, static_cast<std::size_t>(size));
        if (connection.tls == nullptr && size < static_cast<long>(sizeof buffer))
            break;
    }
    answer(connection);
}

/// Serves what is in `in` as far as it is whole. False when the connection is gone.
bool Upstream::answer(Connection &connection)
{
    for (;;) {
        if (connection.isStreaming)
            return true;
        const std::size_t end = connection.in.find("\r\n\r\n");
        if (end == std::string::npos)
            return true;
        const std::string_view head(connection.in.data(), end + 2);
        std::size_t length = 0;
        for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "})
            if (const std::size_t at = head.find(name); at != std::string_view::npos)
                length = std::strtoul(head.data() + at + name.size(), nullptr, 10);
        if (connection.in.size() < end + 4 + length)
            return true;
        const std::string_view body(connection.in.data() + end + 4, length);
        if (!head.starts_with("POST ")
            || head.substr(0, head.find('\r')).find("/chat/completions ")
                == std::string_view::npos) {
            write(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
            close(connection);
            return false;
        }
        const bool streams = body.find("\"stream\":true") != std::string_view::npos;
        if (streams)
            startStream(connection, body);
        const bool written = streams || write(connection, m_answers.plain);
        if (!written)
            return false;
        connection.in.erase(0, end + 4 + length);
        if (streams)
            sendPieces(connection);
    }
}

void Upstream::startStream(Connection &connection, std::string_view body)
{
    connection.isStreaming = true;
    connection.piecesLeft = 10;
    connection.intervalNs = 0;
    if (const std::size_t at = body.find("mock-"); at != std::string_view::npos) {
        char *rest = nullptr;
        connection.piecesLeft = static_cast<int>(std::strtol(body.data() + at + 5, &rest, 10));
        if (*rest == '-')
            connection.intervalNs = std::strtol(rest + 1, nullptr, 10) * 1'000'000;
    }
    connection.out = m_answers.streamHead; // Goes with the first piece.
}

/// Writes one piece and arms the timer, or as many as there is room for where there is no interval.
void Upstream::sendPieces(Connection &connection)
{
    do {
        const bool isLast = connection.piecesLeft == 0;
        if (isLast)
            connection.isStreaming = false;
        else
            --connection.piecesLeft;
        if (!write(connection, isLast ? m_answers.end : m_answers.piece))
            return;
        if (isLast) {
            answer(connection); // What came meanwhile.
            return;
        }
        if (connection.intervalNs > 0) {
            m_due.push({nowNs() + connection.intervalNs, connection.socket, connection.number});
            return;
        }
    } while (!connection.awaitsRoom);
}

void Upstream::sendDue(std::int64_t now)
{
    while (!m_due.empty() && m_due.top().atNs <= now) {
        const Due due = m_due.top();
        m_due.pop();
        const auto &connection = m_connections[static_cast<std::size_t>(due.socket)];
        if (connection && connection->number == due.number)
            sendPieces(*connection);
    }
}

/// One write for what waits and `data`. False when the connection is gone.
bool Upstream::write(Connection &connection, std::string_view data)
{
    connection.out += data;
    return connection.awaitsRoom || flush(connection);
}

bool Upstream::flush(Connection &connection)
{
    while (!connection.out.empty()) {
        const long sent = send(connection, connection.out.data(), connection.out.size());
        if (sent == 0) {
            watch(connection, true);
            return true;
        }
        if (sent < 0) {
            close(connection);
            return false;
        }
        connection.out.erase(0, static_cast<std::size_t>(sent));
    }
    if (connection.awaitsRoom)
        watch(connection, false);
    return true;
}

/// Bytes that went; 0: there is no room now; below 0: the connection is broken.
long Upstream::send(Connection &connection, const char *data, std::size_t size)
{
    if (connection.tls != nullptr) {
        const int sent = SSL_write(connection.tls, data, static_cast<int>(size));
        if (sent > 0)
            return sent;
        return SSL_get_error(connection.tls, sent) == SSL_ERROR_WANT_WRITE ? 0 : -1;
    }
    const long sent = ::send(connection.socket, data, size, MSG_NOSIGNAL);
    return sent < 0 && errno == EAGAIN ? 0 : sent;
}

void Upstream::watch(Connection &connection, bool room)
{
    connection.awaitsRoom = room;
    epoll_event interest{.events = EPOLLIN, .data = {.fd = connection.socket}};
    if (room)
        interest.events |= EPOLLOUT;
    epoll_ctl(m_epoll, EPOLL_CTL_MOD, connection.socket, &interest);
}

void Upstream::close(Connection &connection)
{
    SSL_free(connection.tls);
    ERR_clear_error(); // Of this connection; the next call on another must not see it.
    const int socket = connection.socket;
    ::close(socket);
    m_connections[static_cast<std::size_t>(socket)].reset();
}

} // namespace
} // namespace turnpike::bench

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 4) {
        std::fputs("usage: bench_upstream PORT [CERTIFICATE KEY]\n", stderr);
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL.
    turnpike::bench::allowManyFiles();
    turnpike::bench::Upstream upstream(std::atoi(argv[1]), argc == 4 ? argv[2] : nullptr,
                                       argc == 4 ? argv[3] : nullptr);
    upstream.run();
}
