// SPDX-License-Identifier: GPL-3.0-or-later
// OpenSSL set up once: trust, protocol versions, ALPN and resumable sessions.
#pragma once

#include "core/Policy.h"
#include "engine/http/TlsSocket.h"

#include <memory>
#include <openssl/ssl.h>
#include <string>
#include <unordered_map>

namespace turnpike {

/// The newest session that an origin gave us. Must outlive the connections that were opened with
/// it.
struct TlsSession
{
    std::unique_ptr<SSL_SESSION, http::SslDeleter> newest;
};

/// One SSL_CTX for each extra CA file, shared by a worker's connections.
class TlsContexts
{
public:
    enum class Offer { Http1, Http2AndHttp1 }; ///< ALPN.

    /// A client that accepts only a certificate of `origin.host`, chained to the system's
    /// authorities or one in `caFile`; TLS 1.2 at least. Null when `caFile` cannot be read.
    /// `session` is resumed when there is one, and receives new ones.
    http::SslPointer open(const Origin &origin, const std::string &caFile, Offer offer,
                          TlsSession &session);

private:
    SSL_CTX *contextFor(const std::string &caFile);

    std::unordered_map<std::string, http::SslContextPointer> m_contexts;
};

} // namespace turnpike
