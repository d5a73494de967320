// SPDX-License-Identifier: GPL-3.0-or-later
// A blocking TCP client that sends exactly the bytes it is told to.
#pragma once

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace turnpike::test {

/// Connects to 127.0.0.1. No call waits longer than ten seconds, so that a test fails and not
/// hangs.
class RawClient
{
public:
    enum class End {
        Open, ///< Nothing came for ten seconds.
        Closed,
        Reset,
    };

    explicit RawClient(std::uint16_t port, int receiveBuffer = 0)
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        if (receiveBuffer > 0)
            ::setsockopt(m_socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
        const timeval patience{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        const int on = 1; // Else Nagle holds the second of two small sends back.
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_isConnected
            = ::connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0;
    }
    ~RawClient() { close(); }
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    bool isConnected() const { return m_isConnected; }

    /// All of it, or false.
    bool send(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0)
                return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    /// Takes bytes up to and with `mark` out of what was received; what came when it never comes.
    std::string readThrough(std::string_view mark)
    {
        std::size_t at = 0;
        std::size_t searched = 0;
        while ((at = m_received.find(mark, searched)) == std::string::npos) {
            searched = m_received.size() - std::min(m_received.size(), mark.size() - 1);
            if (!receive())
                return std::exchange(m_received, {});
        }
        return take(at + mark.size());
    }

    std::string read(std::size_t size)
    {
        while (m_received.size() < size && receive()) {}
        return take(std::min(size, m_received.size()));
    }

    /// An answer with Content-Length: head and body.
    std::string readAnswer()
    {
        std::string answer = readThrough("\r\n\r\n");
        const std::string_view name = "Content-Length: ";
        if (const std::size_t at = answer.find(name); at != std::string::npos)
            answer += read(std::stoul(answer.substr(at + name.size())));
        return answer;
    }

    std::string readToEnd()
    {
        while (receive()) {}
        return std::exchange(m_received, {});
    }

    /// How reading ended, once it did.
    End end() const { return m_end; }

    void shutdownSending() { ::shutdown(m_socket, SHUT_WR); }

    void reset()
    {
        const linger hard{.l_onoff = 1, .l_linger = 0};
        ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close();
    }

    void close()
    {
        if (m_socket >= 0)
            ::close(std::exchange(m_socket, -1));
    }

private:
    bool receive()
    {
        char buffer[65536];
        const ssize_t size = ::recv(m_socket, buffer, sizeof buffer, 0);
        if (size > 0) {
            m_received.append(buffer, static_cast<std::size_t>(size));
            return true;
        }
        if (size == 0)
            m_end = End::Closed;
        else if (errno == ECONNRESET || errno == EPIPE)
            m_end = End::Reset;
        return false;
    }

    std::string take(std::size_t size)
    {
        std::string taken = m_received.substr(0, size);
        m_received.erase(0, size);
        return taken;
    }

    int m_socket;
    bool m_isConnected = false;
    End m_end = End::Open;
    std::string m_received;
};

} // namespace turnpike::test
