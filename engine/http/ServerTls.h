// SPDX-License-Identifier: GPL-3.0-or-later
// What TLS clients of a listener are shown: a certificate chain, proven by its key.
#pragma once

#include "core/Result.h"
#include "engine/http/TlsSocket.h"

#include <memory>
#include <string>

namespace turnpike::http {

/// Immutable, and shared by the workers. Connections keep what they were opened with, so another
/// one can take its place at any time. TLS 1.2 and 1.3, HTTP/1.1 by ALPN, sessions resumed by
/// tickets that only the same object understands, no renegotiation.
class ServerTls
{
public:
    /// Both files are PEM: the server's certificate and then its intermediates; the key, which is
    /// not encrypted. Reads files. Errors: InvalidArgument naming the file that is at fault.
    static Result<std::shared_ptr<const ServerTls>> load(const std::string &certificateFile,
                                                         const std::string &keyFile);

    /// The server's side of a handshake that has not begun; null without memory.
    std::unique_ptr<TlsSocket> open(int descriptor) const;

private:
    explicit ServerTls(SslContextPointer context);

    SslContextPointer m_context;
};

} // namespace turnpike::http
