// SPDX-License-Identifier: GPL-3.0-or-later
// A connected socket, plain or TLS, read and written without blocking.
#pragma once

#include "engine/http/TlsSocket.h"

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <sys/uio.h>

namespace turnpike {

/// Moves bytes; the owner waits for readiness, on `socket()` until leaveLoop(). Closes when
/// destroyed.
class Channel
{
public:
    using Socket = boost::asio::ip::tcp::socket;

    using Status = http::SocketStatus;
    using Result = http::SocketResult;

    explicit Channel(Socket socket);
    ~Channel();
    Channel(const Channel &) = delete;
    Channel &operator=(const Channel &) = delete;

    Socket &socket() { return m_socket; }
    /// Takes the descriptor out of asio's hands for an owner that waits in another way.
    void leaveLoop();
    int descriptor() const { return m_descriptor; } ///< -1 once closed.
    /// One recv, or one TLS record's worth; `size` must not be 0.
    Result read(char *buffer, std::size_t size);
    /// Some of the parts' bytes, from the first on; plain ones in one sendmsg.
    Result write(std::span<const iovec> parts);
    /// Bytes that were received and not read: no readiness will be told for them.
    bool hasBuffered() const;

    /// From here on everything is TLS; call `shakeHands` until it is Done.
    void startTls(http::SslPointer ssl);
    Status shakeHands();
    bool hasAgreedOnHttp2() const;

    /// Says goodbye where the protocol has a word for it, and closes.
    void close();
    /// Closes without a word.
    void abort();
    bool isOpen() const { return m_descriptor >= 0; }

private:
    Result sendParts(std::span<const iovec> parts);

    Socket m_socket; ///< Closed after leaveLoop().
    int m_descriptor;
    std::unique_ptr<http::TlsSocket> m_tls; ///< Null while plain.
};

} // namespace turnpike
