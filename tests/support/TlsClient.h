// SPDX-License-Identifier: GPL-3.0-or-later
// A blocking TLS client, on OpenSSL alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;
struct ssl_session_st;

namespace turnpike::test {

struct TlsClientOptions
{
    std::string caFile; ///< What the server's certificate must be signed by.
    std::string host = "localhost"; ///< What it must be made out to.
    int version = 0; ///< TLS1_2_VERSION or TLS1_3_VERSION alone; 0: either.
    std::string_view protocols = "\x08http/1.1"; ///< ALPN; empty: none.
    std::shared_ptr<ssl_session_st> session; ///< To resume.
};

/// Connects to 127.0.0.1 and shakes hands. No call waits longer than ten seconds, so that a test
/// fails and not hangs.
class TlsClient
{
public:
    enum class End {
        Open, ///< Nothing came for ten seconds.
        Closed, ///< By TLS's own word.
        Cut, ///< The connection ended without it.
    };

    explicit TlsClient(std::uint16_t port, const TlsClientOptions &options);
    ~TlsClient();
    TlsClient(const TlsClient &) = delete;
    TlsClient &operator=(const TlsClient &) = delete;

    bool isConnected() const { return m_isConnected; } ///< The handshake succeeded.
    bool isResumed() const;
    std::string protocol() const; ///< That ALPN agreed on.
    /// The newest ticket; after something was read.
    std::shared_ptr<ssl_session_st> session() const;
    bool renegotiate(); ///< TLS 1.2; false when the server refuses.

    bool send(std::string_view bytes);
    /// Takes bytes up to and with `mark` out of what was received; what came when it never comes.
    std::string readThrough(std::string_view mark);
    /// An answer with Content-Length: head and body.
    std::string readAnswer();
    std::string readToEnd();
    End end() const { return m_end; }
    void close(); ///< Without TLS's word.

private:
    bool receive();

    std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st *)> m_context;
    std::unique_ptr<ssl_st, void (*)(ssl_st *)> m_ssl;
    int m_socket = -1;
    bool m_isConnected = false;
    End m_end = End::Open;
    std::string m_received;
};

} // namespace turnpike::test
