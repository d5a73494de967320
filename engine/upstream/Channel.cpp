// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/Channel.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace turnpike {

namespace {

/// OpenSSL's own socket BIO writes by write(), which raises SIGPIPE on a connection that is gone.
int bioDescriptor(BIO *bio)
{
    return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
}

bool isTransient(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
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
    BIO_set_data(bio, reinterpret_cast<void *>(static_cast<std::intptr_t>(descriptor)));
    BIO_set_init(bio, 1);
    return bio;
}

} // namespace

Channel::Channel(Socket socket)
    : m_socket(std::move(socket))
    , m_descriptor(m_socket.native_handle())
{
    boost::system::error_code ignored;
    m_socket.non_blocking(true, ignored);
    m_socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

Channel::~Channel()
{
    abort();
}

void Channel::leaveLoop()
{
    m_socket.release();
}

Channel::Result Channel::read(char *buffer, std::size_t size)
{
    if (m_ssl) {
        ERR_clear_error();
        const Result result = resultOf(SSL_read(
            m_ssl.get(), buffer, static_cast<int>(std::min<std::size_t>(size, INT32_MAX))));
        m_isFaulty = m_isFaulty || result.status == Status::Broken;
        return result;
    }
    const auto count = ::recv(m_descriptor, buffer, size, 0);
    if (count > 0)
        return {Status::Done, static_cast<std::size_t>(count)};
    if (count == 0)
        return {Status::Ended};
    return {isTransient(errno) ? Status::WantsRead : Status::Broken};
}

Channel::Result Channel::write(std::span<const iovec> parts)
{
    return m_ssl ? encryptParts(parts) : sendParts(parts);
}

bool Channel::hasBuffered() const
{
    return m_ssl && SSL_has_pending(m_ssl.get()) != 0;
}

Channel::Result Channel::sendParts(std::span<const iovec> parts)
{
    msghdr message{};
    message.msg_iov = const_cast<iovec *>(parts.data());
    message.msg_iovlen = parts.size();
    const auto count = ::sendmsg(m_descriptor, &message, MSG_NOSIGNAL);
    if (count >= 0)
        return {Status::Done, static_cast<std::size_t>(count)};
    return {isTransient(errno) ? Status::WantsWrite : Status::Broken};
}

Channel::Result Channel::encryptParts(std::span<const iovec> parts)
{
    // Small parts are gathered into one record. When OpenSSL asks for a second try, the same bytes
    // are gathered again, since the owner has not moved on.
    static thread_local std::array<char, 16'384> record;
    std::size_t size = 0;
    for (const iovec &part : parts) {
        const std::size_t count = std::min(part.iov_len, record.size() - size);
        std::memcpy(record.data() + size, part.iov_base, count);
        size += count;
        if (size == record.size())
            break;
    }
    ERR_clear_error();
    const Result result = resultOf(SSL_write(m_ssl.get(), record.data(), static_cast<int>(size)));
    m_isFaulty = m_isFaulty || result.status == Status::Broken;
    OPENSSL_cleanse(record.data(), size); // Credentials pass here.
    return result;
}

void Channel::startTls(std::unique_ptr<SSL, SslDeleter> ssl)
{
    BIO *bio = makeBio(m_descriptor);
    SSL_set_bio(ssl.get(), bio, bio);
    m_ssl = std::move(ssl);
}

Channel::Status Channel::shakeHands()
{
    ERR_clear_error();
    const Status status = resultOf(SSL_do_handshake(m_ssl.get())).status;
    m_isFaulty = status == Status::Broken || status == Status::Ended;
    return status;
}

bool Channel::hasAgreedOnHttp2() const
{
    if (!m_ssl)
        return false;
    const unsigned char *protocol = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &protocol, &length);
    return length == 2 && std::memcmp(protocol, "h2", 2) == 0;
}

void Channel::close()
{
    if (m_ssl && !m_isFaulty && SSL_is_init_finished(m_ssl.get()) != 0)
        SSL_shutdown(m_ssl.get());
    abort();
}

void Channel::abort()
{
    // Without this OpenSSL would take the session for damaged and never resume it.
    if (m_ssl && !m_isFaulty)
        SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    m_ssl.reset();
    const int descriptor = std::exchange(m_descriptor, -1);
    boost::system::error_code ignored;
    if (m_socket.is_open())
        m_socket.close(ignored);
    else if (descriptor >= 0)
        ::close(descriptor);
}

Channel::Result Channel::resultOf(int count) const
{
    if (count > 0)
        return {Status::Done, static_cast<std::size_t>(count)};
    switch (SSL_get_error(m_ssl.get(), count)) {
    case SSL_ERROR_WANT_READ: return {Status::WantsRead};
    case SSL_ERROR_WANT_WRITE: return {Status::WantsWrite};
    case SSL_ERROR_ZERO_RETURN: return {Status::Ended};
    default: return {Status::Broken};
    }
}

} // namespace turnpike
