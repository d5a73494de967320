// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TestCertificate.h"

#include <QHostAddress>
#include <QtGlobal>

#include <cstdio>
#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace turnpike::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

File openForWriting(const QString &path)
{
    File file(std::fopen(qPrintable(path), "wb"), &std::fclose);
    Q_ASSERT_X(file, "TestCertificate", "cannot write a certificate file");
    return file;
}

Certificate makeCertificate(long serial, const char *name, EVP_PKEY *key)
{
    Certificate certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(name), -1, -1, 0);
    return certificate;
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    Q_ASSERT_X(extension, "TestCertificate", "malformed extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

QByteArray alternativeNames(const QStringList &hosts)
{
    QByteArrayList names;
    for (const QString &host : hosts) {
        const bool isAddress = !QHostAddress(host).isNull();
        names.append((isAddress ? "IP:" : "DNS:") + host.toLatin1());
    }
    return names.join(',');
}

} // namespace

TestCertificate::TestCertificate(const QStringList &hosts)
{
    const Key caKey(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const Certificate ca = makeCertificate(1, "Turnpike test authority", caKey.get());
    X509_set_issuer_name(ca.get(), X509_get_subject_name(ca.get()));
    addExtension(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
    addExtension(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    X509_sign(ca.get(), caKey.get(), EVP_sha256());

    const Key serverKey(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const Certificate server = makeCertificate(2, "Turnpike test server", serverKey.get());
    X509_set_issuer_name(server.get(), X509_get_subject_name(ca.get()));
    addExtension(server.get(), ca.get(), NID_subject_alt_name, alternativeNames(hosts));
    addExtension(server.get(), ca.get(), NID_ext_key_usage, "serverAuth");
    X509_sign(server.get(), caKey.get(), EVP_sha256());

    PEM_write_X509(openForWriting(caFile()).get(), ca.get());
    PEM_write_X509(openForWriting(certificateFile()).get(), server.get());
    PEM_write_PrivateKey(openForWriting(keyFile()).get(), serverKey.get(), nullptr, nullptr, 0,
                         nullptr, nullptr);
}

} // namespace turnpike::test
