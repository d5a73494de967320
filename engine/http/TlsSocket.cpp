// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/TlsSocket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <utility>

namespace turnpike::http {

namespace {

/// OpenSSL's own socket BIO writes by write(), which raises SIGPIPE on a connection that is gone.
int bioDescriptor(BIO *bio)
{
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

int bioWrite(BIO *bio, const char *bytes, int size)
{
    BIO_clear_retry_flags(bio);
    const auto count
        = ::send(bioDescriptor(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (count < 0 && isTransient(errno))
        BIO_set_retry_write(bio);
    return static_cast<int>(count);
}

int bioRead(BIO *bio, char *bytes, int size)
{
    BIO_clear_retry_flags(bio);
    const auto count = ::recv(bioDescriptor(bio), bytes, static_cast<std::size_t>(size), 0);
    if (count < 0 && isTransient(errno))
        BIO_set_retry_read(bio);
    if (count == 0)
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(count);
}

long bioControl(BIO *bio, int command, long, void *)
{
    if (command == BIO_CTRL_FLUSH)
        return 1;
    if (command == BIO_CTRL_EOF)
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return 0;
}

struct BioMethodDeleter
{
    void operator()(BIO_METHOD *method) const { BIO_meth_free(method); }
};

const BIO_METHOD *bioMethod()
{
    static const std::unique_ptr<BIO_METHOD, BioMethodDeleter> method = [] {
        std::unique_ptr<BIO_METHOD, BioMethodDeleter> made(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "turnpike socket"));
        BIO_meth_set_write(made.get(), &bioWrite);
        BIO_meth_set_read(made.get(), &bioRead);
        BIO_meth_set_ctrl(made.get(), &bioControl);
        return made;
    }();
    return method.get();
}

BIO *makeBio(int descriptor)
{
    BIO *bio = BIO_new(bioMethod());
    // A number where a pointer fits, never followed. NOLINTNEXTLINE(performance-no-int-to-ptr)
    BIO_set_data(bio, reinterpret_cast<void *>(static_cast<std::intptr_t>(descriptor)));
    BIO_set_init(bio, 1);
    return bio;
}

} // namespace

bool isTransient(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

TlsSocket::TlsSocket(SslPointer ssl, int descriptor)
    : m_ssl(std::move(ssl))
{
    BIO *bio = makeBio(descriptor);
    SSL_set_bio(m_ssl.get(), bio, bio);
}

TlsSocket::~TlsSocket()
{
    // Without this OpenSSL would take the session for damaged and never resume it.
    if (!m_isFaulty)
        SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

bool TlsSocket::prepare(SSL_CTX &context)
{
    SSL_CTX_set_mode(&context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                         | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(&context, 1); // One recv for many records.
    return SSL_CTX_set_min_proto_version(&context, TLS1_2_VERSION) == 1;
}

SocketStatus TlsSocket::shakeHands()
{
    ERR_clear_error();
    const SocketStatus status = resultOf(SSL_do_handshake(m_ssl.get())).status;
    m_isFaulty = status == SocketStatus::Broken || status == SocketStatus::Ended;
    return status;
}

std::string_view TlsSocket::protocol() const
{
    const unsigned char *protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &protocol, &length);
    return {reinterpret_cast<const char *>(protocol), length};
}

SocketResult TlsSocket::read(char *buffer, std::size_t size)
{
    ERR_clear_error();
    return resultOf(
        SSL_read(m_ssl.get(), buffer, static_cast<int>(std::min<std::size_t>(size, INT32_MAX))));
}

SocketResult TlsSocket::write(std::span<const iovec> parts)
{
    // Small parts are gathered into one record. When OpenSSL asks for a second try, the same bytes
    // are gathered again, since the owner has not moved on.
    static thread_local std::array<char, 16'384> record;
    ERR_clear_error();
    if (parts.size() == 1)
        return resultOf(
            SSL_write(m_ssl.get(), parts[0].iov_base,
                      static_cast<int>(std::min<std::size_t>(parts[0].iov_len, record.size()))));
    std::size_t size = 0;
    for (const iovec &part : parts) {
        const std::size_t count = std::min(part.iov_len, record.size() - size);
        std::memcpy(record.data() + size, part.iov_base, count);
        size += count;
        if (size == record.size())
            break;
    }
    const SocketResult result
        = resultOf(SSL_write(m_ssl.get(), record.data(), static_cast<int>(size)));
    OPENSSL_cleanse(record.data(), size); // Credentials pass here.
    return result;
}

bool TlsSocket::hasBuffered() const
{
    return SSL_has_pending(m_ssl.get()) != 0;
}

SocketStatus TlsSocket::sayGoodbye()
{
    if (m_isFaulty || SSL_is_init_finished(m_ssl.get()) == 0)
        return SocketStatus::Done;
    ERR_clear_error();
    const int told = SSL_shutdown(m_ssl.get()); // 0: the peer's own goodbye is not awaited.
    return told >= 0 ? SocketStatus::Done : resultOf(told).status;
}

SocketResult TlsSocket::resultOf(int count)
{
    if (count > 0)
        return {SocketStatus::Done, static_cast<std::size_t>(count)};
    switch (SSL_get_error(m_ssl.get(), count)) {
    case SSL_ERROR_WANT_READ: return {SocketStatus::WantsRead, 0};
    case SSL_ERROR_WANT_WRITE: return {SocketStatus::WantsWrite, 0};
    case SSL_ERROR_ZERO_RETURN: return {SocketStatus::Ended, 0};
    default: break;
    }
    m_hasMetPlainHttp = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
    m_isFaulty = true;
    return {SocketStatus::Broken, 0};
}

} // namespace turnpike::http
