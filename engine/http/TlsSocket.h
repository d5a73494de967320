// SPDX-License-Identifier: GPL-3.0-or-later
// TLS on a connected socket, on either side of it, read and written without blocking.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <openssl/ssl.h>
#include <span>
#include <string_view>
#include <sys/uio.h>

namespace turnpike::http {

struct SslDeleter
{
    void operator()(SSL *ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    void operator()(SSL_SESSION *session) const { SSL_SESSION_free(session); }
};
using SslPointer = std::unique_ptr<SSL, SslDeleter>;
using SslContextPointer = std::unique_ptr<SSL_CTX, SslDeleter>;

enum class SocketStatus : std::uint8_t {
    Done, ///< `count` bytes were moved.
    WantsRead, ///< Nothing was moved; try again when readable.
    WantsWrite, ///< Nothing was moved; try again when writable.
    Ended, ///< The peer has closed in order.
    Broken, ///< Reset, cut inside TLS, or a TLS fault.
};

struct SocketResult
{
    SocketStatus status = SocketStatus::Done;
    std::size_t count = 0;
};

/// True for an errno after which the call may be tried again.
bool isTransient(int error);

/// Borrows the descriptor; neither waits nor closes. `ssl` was told which side it is, and comes
/// from a context that has what prepare() sets.
class TlsSocket
{
public:
    TlsSocket(SslPointer ssl, int descriptor);
    /// Without a word; the session stays resumable unless a fault has ended it.
    ~TlsSocket();
    TlsSocket(const TlsSocket &) = delete;
    TlsSocket &operator=(const TlsSocket &) = delete;

    /// TLS 1.2 at least, partial writes from a buffer that may move, idle connections without
    /// buffers, one recv for many records. False when OpenSSL refuses.
    static bool prepare(SSL_CTX &context);

    /// To be called until it is Done.
    SocketStatus shakeHands();
    /// After a Broken handshake: the client has sent a request of plain HTTP.
    bool hasMetPlainHttp() const { return m_hasMetPlainHttp; }
    /// What ALPN agreed on; empty when nothing was.
    std::string_view protocol() const;

    /// One record's worth; `size` must not be 0.
    SocketResult read(char *buffer, std::size_t size);
    /// Some of the parts' bytes, from the first on. After WantsWrite the same bytes must come
    /// first; more may follow.
    SocketResult write(std::span<const iovec> parts);
    /// Bytes that were received and not read: no readiness will be told for them.
    bool hasBuffered() const;
    /// Tells the peer that nothing follows. Done also where there is nobody to tell: before the end
    /// of the handshake and after a fault.
    SocketStatus sayGoodbye();

private:
    SocketResult resultOf(int count);

    SslPointer m_ssl;
    bool m_isFaulty = false; ///< After a fatal TLS error nothing more may be sent.
    bool m_hasMetPlainHttp = false;
};

} // namespace turnpike::http
