// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/http/ServerTls.h"

#include <openssl/err.h>

namespace turnpike::http {

namespace {

/// Encrypted keys are refused: OpenSSL would ask at the terminal.
int noPassphrase(char *, int, int, void *)
{
    return -1;
}

int chooseProtocol(SSL *, const unsigned char **chosen, unsigned char *length,
                   const unsigned char *offered, unsigned offeredLength, void *)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char *found = nullptr;
    if (SSL_select_next_proto(&found, length, ours, sizeof ours - 1, offered, offeredLength)
        != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL; // RFC 7301, 3.2.
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

bool prepareServer(SSL_CTX &context)
{
    static constexpr unsigned char name[] = "turnpike";
    SSL_CTX_set_options(&context,
                        SSL_OP_NO_RENEGOTIATION
                            | SSL_OP_CIPHER_SERVER_PREFERENCE
                            // Requests and answers tell their own length, and most clients close
                            // without the word that TLS has for it.
                            | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(&context, SSL_SESS_CACHE_OFF); // Tickets hold all of it.
    SSL_CTX_set_alpn_select_cb(&context, &chooseProtocol, nullptr);
    SSL_CTX_set_default_passwd_cb(&context, &noPassphrase);
    return TlsSocket::prepare(context)
        && SSL_CTX_set_session_id_context(&context, name, sizeof name - 1) == 1
        && SSL_CTX_set_cipher_list(&context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
}

tl::unexpected<Error> badFile(const char *sentence, const std::string &path)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    QString message = QString::fromUtf8(sentence).arg(QString::fromStdString(path));
    if (reason != nullptr)
        message += QStringLiteral(" (%1)").arg(QString::fromLatin1(reason));
    ERR_clear_error();
    return fail(ErrorCode::InvalidArgument, message + QLatin1Char('.'));
}

} // namespace

ServerTls::ServerTls(SslContextPointer context)
    : m_context(std::move(context))
{}

Result<std::shared_ptr<const ServerTls>> ServerTls::load(const std::string &certificateFile,
                                                         const std::string &keyFile)
{
    ERR_clear_error();
    SslContextPointer context(SSL_CTX_new(TLS_server_method()));
    if (!context || !prepareServer(*context))
        return fail(ErrorCode::Internal, QStringLiteral("OpenSSL cannot be set up."));
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificateFile.c_str()) != 1)
        return badFile("The certificate %1 cannot be used: it must be a readable PEM file",
                       certificateFile);
    if (SSL_CTX_use_PrivateKey_file(context.get(), keyFile.c_str(), SSL_FILETYPE_PEM) != 1
        || SSL_CTX_check_private_key(context.get()) != 1)
        return badFile("The key %1 cannot be used: it must be a readable PEM file without a "
                       "passphrase, and belong to the certificate",
                       keyFile);
    return std::shared_ptr<const ServerTls>(new ServerTls(std::move(context)));
}

std::unique_ptr<TlsSocket> ServerTls::open(int descriptor) const
{
    SslPointer ssl(SSL_new(m_context.get()));
    if (!ssl)
        return nullptr;
    SSL_set_accept_state(ssl.get());
    return std::make_unique<TlsSocket>(std::move(ssl), descriptor);
}

} // namespace turnpike::http
