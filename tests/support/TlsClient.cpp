// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TlsClient.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace turnpike::test {

namespace {

int connectTo(std::uint16_t port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0)
        return descriptor;
    ::close(descriptor);
    return -1;
}

} // namespace

TlsClient::TlsClient(std::uint16_t port, const TlsClientOptions &options)
    : m_context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free)
    , m_ssl(nullptr, &SSL_free)
    , m_socket(connectTo(port))
{
    SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_load_verify_file(m_context.get(), options.caFile.c_str());
    // Sessions outlive the context, which would spoil those of its own cache.
    SSL_CTX_set_session_cache_mode(m_context.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL's sockets raise it when the server is gone.
    if (options.version != 0) {
        SSL_CTX_set_min_proto_version(m_context.get(), options.version);
        SSL_CTX_set_max_proto_version(m_context.get(), options.version);
    }
    m_ssl.reset(SSL_new(m_context.get()));
    SSL_set_tlsext_host_name(m_ssl.get(), options.host.c_str());
    SSL_set1_host(m_ssl.get(), options.host.c_str());
    SSL_set_alpn_protos(m_ssl.get(),
                        reinterpret_cast<const unsigned char *>(options.protocols.data()),
                        static_cast<unsigned>(options.protocols.size()));
    if (options.session)
        SSL_set_session(m_ssl.get(), options.session.get());
    SSL_set_fd(m_ssl.get(), m_socket);
    m_isConnected = m_socket >= 0 && SSL_connect(m_ssl.get()) == 1;
    ERR_clear_error();
}

TlsClient::~TlsClient()
{
    close();
}

bool TlsClient::isResumed() const
{
    return SSL_session_reused(m_ssl.get()) == 1;
}

std::string TlsClient::protocol() const
{
    const unsigned char *name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &name, &size);
    return {reinterpret_cast<const char *>(name), size};
}

std::shared_ptr<ssl_session_st> TlsClient::session() const
{
    return {SSL_get1_session(m_ssl.get()), &SSL_SESSION_free};
}

bool TlsClient::renegotiate()
{
    const bool isDone = SSL_renegotiate(m_ssl.get()) == 1 && SSL_do_handshake(m_ssl.get()) == 1;
    ERR_clear_error();
    return isDone;
}

bool TlsClient::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const int sent = SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (sent <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string TlsClient::readThrough(std::string_view mark)
{
    std::size_t at = m_received.find(mark);
    while (at == std::string::npos) {
        if (!receive())
            return std::exchange(m_received, {});
        at = m_received.find(mark);
    }
    std::string taken = m_received.substr(0, at + mark.size());
    m_received.erase(0, taken.size());
    return taken;
}

std::string TlsClient::readAnswer()
{
    std::string answer = readThrough("\r\n\r\n");
    const std::string_view name = "Content-Length: ";
    const std::size_t at = answer.find(name);
    if (at == std::string::npos)
        return answer;
    const std::size_t size = std::stoul(answer.substr(at + name.size()));
    while (m_received.size() < size && receive()) {}
    answer += m_received.substr(0, size);
    m_received.erase(0, std::min(size, m_received.size()));
    return answer;
}

std::string TlsClient::readToEnd()
{
    while (receive()) {}
    return std::exchange(m_received, {});
}

void TlsClient::close()
{
    // Else OpenSSL would take the session for damaged.
    SSL_set_shutdown(m_ssl.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    if (m_socket >= 0)
        ::close(std::exchange(m_socket, -1));
}

bool TlsClient::receive()
{
    static thread_local std::array<char, 65'536> buffer;
    ERR_clear_error();
    const int size = SSL_read(m_ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (size > 0) {
        m_received.append(buffer.data(), static_cast<std::size_t>(size));
        return true;
    }
    const int error = SSL_get_error(m_ssl.get(), size);
    if (error == SSL_ERROR_ZERO_RETURN)
        m_end = End::Closed;
    else if (error != SSL_ERROR_WANT_READ)
        m_end = End::Cut;
    ERR_clear_error();
    return false;
}

} // namespace turnpike::test
