// SPDX-License-Identifier: GPL-3.0-or-later
// OpenSSL set up once: trust, protocol versions, ALPN and resumable sessions.
#pragma once

#include "core/Policy.h"

#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <unordered_map>

namespace turnpike {

struct SslDeleter
{
    void operator()(SSL *ssl) const { SSL_free(ssl); }
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    void operator()(SSL_SESSION *session) const { SSL_SESSION_free(session); }
};

/// The newest session that an origin gave us. Must outlive the connections that were opened with
/// it.
struct TlsSession
{
    std::unique_ptr<SSL_SESSION, SslDeleter> newest;
};

/// One SSL_CTX for each extra CA file, shared by a worker's connections.
class TlsContexts
{
public:
    enum class Offer { Http1, Http2AndHttp1 }; ///< ALPN.

    /// A client that accepts only a certificate of `origin.host`, chained to the system's
    /// authorities or one in `caFile`; TLS 1.2 at least. Null when `caFile` cannot be read.
    /// `session` is resumed when there is one, and receives new ones.
    std::unique_ptr<SSL, SslDeleter> open(const Origin &origin, const std::string &caFile,
                                          Offer offer, TlsSession &session);

private:
    SSL_CTX *contextFor(const std::string &caFile);

    std::unordered_map<std::string, std::unique_ptr<SSL_CTX, SslDeleter>> m_contexts;
};

} // namespace turnpike
