// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/KeyWrap.h"

#include "core/ports/SecretStore.h"

#include <QList>

#include <array>
#include <sodium.h>

namespace turnpike {

namespace {

constexpr std::size_t leastPassphrase = 8;
constexpr unsigned long long mostPasses = 16;
constexpr unsigned long long mostMemory = 4ULL << 30U;

using DerivedKey = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES>;

const unsigned char *bytesOf(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

unsigned char *bytesOf(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

unsigned long long sizeOf(const QByteArray &bytes)
{
    return static_cast<unsigned long long>(bytes.size());
}

/// A derived key that is wiped when it goes.
class Derived
{
public:
    static Result<Derived> make(const Secret &passphrase, const QByteArray &salt,
                                unsigned long long passes, unsigned long long memory)
    {
        Derived derived;
        const std::string_view text = passphrase.reveal();
        if (crypto_pwhash(derived.m_key.data(), derived.m_key.size(), text.data(), text.size(),
                          bytesOf(salt), passes, static_cast<std::size_t>(memory),
                          crypto_pwhash_ALG_ARGON2ID13)
            != 0)
            return fail(ErrorCode::Unavailable,
                        QStringLiteral("There is not enough memory to work with the passphrase "
                                       "(%1 MiB are needed).")
                            .arg(memory >> 20U));
        return derived;
    }
    ~Derived() { sodium_memzero(m_key.data(), m_key.size()); }

    const unsigned char *data() const { return m_key.data(); }

private:
    DerivedKey m_key{};
};

tl::unexpected<Error> malformed()
{
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("The wrapped master key in the backup is damaged."));
}

} // namespace

Result<QByteArray> wrapMasterKey(const Secret &masterKey, const Secret &passphrase,
                                 const QString &ledgerUuid)
{
    if (passphrase.reveal().size() < leastPassphrase)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("A passphrase has at least %1 characters.").arg(leastPassphrase),
                    QStringLiteral("/passphrase"));
    if (sodium_init() < 0)
        return fail(ErrorCode::Unavailable, QStringLiteral("There is no source of randomness."));
    QByteArray salt(crypto_pwhash_SALTBYTES, '\0');
    QByteArray nonce(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, '\0');
    randombytes_buf(salt.data(), static_cast<std::size_t>(salt.size()));
    randombytes_buf(nonce.data(), static_cast<std::size_t>(nonce.size()));
    constexpr unsigned long long passes = crypto_pwhash_OPSLIMIT_MODERATE;
    constexpr unsigned long long memory = crypto_pwhash_MEMLIMIT_MODERATE;
    TRY_ASSIGN(const Derived key, Derived::make(passphrase, salt, passes, memory));

    const std::string_view plain = masterKey.reveal();
    const QByteArray bound = ledgerUuid.toUtf8();
    QByteArray sealed(
        static_cast<qsizetype>(plain.size()) + crypto_aead_xchacha20poly1305_ietf_ABYTES, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        bytesOf(sealed), nullptr, reinterpret_cast<const unsigned char *>(plain.data()),
        plain.size(), bytesOf(bound), sizeOf(bound), nullptr, bytesOf(nonce), key.data());
    return QByteArray("argon2id:") + QByteArray::number(passes) + ':' + QByteArray::number(memory)
        + ':' + salt.toBase64() + ':' + nonce.toBase64() + ':' + sealed.toBase64();
}

Result<Secret> unwrapMasterKey(const QByteArray &wrapped, const Secret &passphrase,
                               const QString &ledgerUuid)
{
    const QList<QByteArray> parts = wrapped.split(':');
    if (parts.size() != 6 || parts[0] != "argon2id")
        return malformed();
    const unsigned long long passes = parts[1].toULongLong();
    const unsigned long long memory = parts[2].toULongLong();
    const QByteArray salt = QByteArray::fromBase64(parts[3]);
    const QByteArray nonce = QByteArray::fromBase64(parts[4]);
    const QByteArray sealed = QByteArray::fromBase64(parts[5]);
    if (passes < crypto_pwhash_OPSLIMIT_MIN || passes > mostPasses
        || memory < crypto_pwhash_MEMLIMIT_MIN || memory > mostMemory
        || salt.size() != crypto_pwhash_SALTBYTES
        || nonce.size() != crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
        || sealed.size()
            != static_cast<qsizetype>(masterKeySize) + crypto_aead_xchacha20poly1305_ietf_ABYTES)
        return malformed();
    if (sodium_init() < 0)
        return fail(ErrorCode::Unavailable, QStringLiteral("There is no source of randomness."));
    TRY_ASSIGN(const Derived key, Derived::make(passphrase, salt, passes, memory));
    std::string plain(masterKeySize, '\0');
    const QByteArray bound = ledgerUuid.toUtf8();
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<unsigned char *>(plain.data()), nullptr, nullptr, bytesOf(sealed),
            sizeOf(sealed), bytesOf(bound), sizeOf(bound), bytesOf(nonce), key.data())
        != 0)
        return fail(ErrorCode::InvalidArgument,
                    QStringLiteral("The passphrase does not open the backup's master key."),
                    QStringLiteral("/passphrase"));
    return Secret(std::move(plain));
}

} // namespace turnpike
