// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes that a socket did not take yet.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace turnpike::http {

class TlsSocket;

/// Tries the socket first and copies only what it does not take. One system call a send.
class OutputQueue
{
public:
    enum class Result : std::uint8_t {
        Sent, ///< Nothing is left.
        Queued, ///< Something is: wait until the socket is writable, then flush().
        Broken, ///< The connection is gone.
    };

    /// Sends what is queued and then `parts`, gathered.
    Result send(int socket, std::span<const std::string_view> parts);
    /// The same through TLS: one system call a record.
    Result send(TlsSocket &socket, std::span<const std::string_view> parts);
    /// Queues without trying the socket.
    void append(std::string_view bytes);
    std::string &tail() { return m_bytes; } ///< To append to in place.
    std::size_t size() const { return m_bytes.size() - m_sent; }
    bool isEmpty() const { return size() == 0; }
    void clear();

private:
    void keepUnsent(std::span<const std::string_view> parts, std::size_t sent);

    std::string m_bytes;
    std::size_t m_sent = 0; ///< Leading bytes of m_bytes that are gone.
};

} // namespace turnpike::http
