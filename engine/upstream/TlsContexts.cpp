// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/TlsContexts.h"

#include <boost/asio/ip/address.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace turnpike {

namespace {

int sessionIndex()
{
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int keepSession(SSL *ssl, SSL_SESSION *session)
{
    auto *slot = static_cast<TlsSession *>(SSL_get_ex_data(ssl, sessionIndex()));
    if (slot == nullptr)
        return 0;
    slot->newest.reset(session);
    return 1; // The reference is ours now.
}

http::SslContextPointer makeContext(const std::string &caFile)
{
    http::SslContextPointer context(SSL_CTX_new(TLS_client_method()));
    if (!context || !http::TlsSocket::prepare(*context)
        || SSL_CTX_set_default_verify_paths(context.get()) != 1)
        return nullptr;
    if (!caFile.empty() && SSL_CTX_load_verify_file(context.get(), caFile.c_str()) != 1)
        return nullptr;
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_session_cache_mode(context.get(),
                                   SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context.get(), &keepSession);
    return context;
}

bool bindToHost(SSL *ssl, const std::string &host)
{
    boost::system::error_code notLiteral;
    boost::asio::ip::make_address(host, notLiteral);
    X509_VERIFY_PARAM *parameters = SSL_get0_param(ssl);
    if (!notLiteral) // No SNI for addresses, RFC 6066 section 3.
        return X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) == 1;
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size()) == 1
        && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

bool offerProtocols(SSL *ssl, TlsContexts::Offer offer)
{
    static constexpr unsigned char both[] = "\x02h2\x08http/1.1";
    static constexpr unsigned char one[] = "\x08http/1.1";
    const bool isBoth = offer == TlsContexts::Offer::Http2AndHttp1;
    return SSL_set_alpn_protos(ssl, isBoth ? both : one,
                               static_cast<unsigned>((isBoth ? sizeof both : sizeof one) - 1))
        == 0;
}

} // namespace

http::SslPointer TlsContexts::open(const Origin &origin, const std::string &caFile, Offer offer,
                                   TlsSession &session)
{
    ERR_clear_error();
    SSL_CTX *context = contextFor(caFile);
    if (context == nullptr)
        return nullptr;
    http::SslPointer ssl(SSL_new(context));
    if (!ssl || !bindToHost(ssl.get(), origin.host) || !offerProtocols(ssl.get(), offer)
        || SSL_set_ex_data(ssl.get(), sessionIndex(), &session) != 1)
        return nullptr;
    if (session.newest)
        SSL_set_session(ssl.get(), session.newest.get());
    SSL_set_connect_state(ssl.get());
    return ssl;
}

SSL_CTX *TlsContexts::contextFor(const std::string &caFile)
{
    const auto found = m_contexts.find(caFile);
    if (found != m_contexts.end())
        return found->second.get();
    auto context = makeContext(caFile); // A file that cannot be read is tried again next time.
    return context ? m_contexts.emplace(caFile, std::move(context)).first->second.get() : nullptr;
}

} // namespace turnpike
