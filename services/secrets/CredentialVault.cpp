// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secrets/CredentialVault.h"

#include "core/ports/SecretStore.h"

#include <sodium.h>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::size_t nonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(masterKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char *bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char *>(text.data());
}

} // namespace

CredentialVault::CredentialVault(QString ledgerUuid)
    : m_ledgerUuid(std::move(ledgerUuid))
{}

Result<> CredentialVault::unlock(const Secret &masterKey)
{
    if (masterKey.reveal().size() != masterKeySize)
        return fail(ErrorCode::InvalidArgument, u"The master key must have 32 bytes."_s);
    if (sodium_init() < 0)
        return fail(ErrorCode::Unavailable, u"The system gives no random numbers."_s);
    m_masterKey = masterKey;
    return {};
}

Result<SealedCredential> CredentialVault::seal(ProviderId provider, const Secret &credential) const
{
    if (isLocked())
        return fail(ErrorCode::Unavailable,
                    u"Provider keys cannot be stored: the master key is not available."_s);
    const std::string bound = additionalData(provider);
    const std::string_view plain = credential.reveal();
    SealedCredential sealed;
    sealed.nonce.resize(static_cast<qsizetype>(nonceSize));
    sealed.ciphertext.resize(static_cast<qsizetype>(plain.size() + tagSize));
    sealed.label = maskedCredential(plain);
    auto *nonce = reinterpret_cast<unsigned char *>(sealed.nonce.data());
    randombytes_buf(nonce, nonceSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        reinterpret_cast<unsigned char *>(sealed.ciphertext.data()), nullptr, bytesOf(plain),
        plain.size(), bytesOf(bound), bound.size(), nullptr, nonce, bytesOf(m_masterKey.reveal()));
    return sealed;
}

Result<Secret> CredentialVault::open(ProviderId provider, const SealedCredential &sealed) const
{
    if (isLocked())
        return fail(ErrorCode::Unavailable,
                    u"Provider keys cannot be read: the master key is not available."_s);
    const auto size = static_cast<std::size_t>(sealed.ciphertext.size());
    const bool isWhole
        = size >= tagSize && sealed.nonce.size() == static_cast<qsizetype>(nonceSize);
    std::string plain(isWhole ? size - tagSize : 0, '\0');
    const std::string bound = additionalData(provider);
    const auto *nonce = reinterpret_cast<const unsigned char *>(sealed.nonce.constData());
    const auto *in = reinterpret_cast<const unsigned char *>(sealed.ciphertext.constData());
    if (!isWhole
        || crypto_aead_xchacha20poly1305_ietf_decrypt(
               reinterpret_cast<unsigned char *>(plain.data()), nullptr, nullptr, in, size,
               bytesOf(bound), bound.size(), nonce, bytesOf(m_masterKey.reveal()))
            != 0)
        return fail(ErrorCode::Forbidden,
                    u"The stored provider key was not encrypted by this ledger's master key. Enter "
                    "the provider key again."_s);
    return Secret(std::move(plain));
}

std::string CredentialVault::additionalData(ProviderId provider) const
{
    return "turnpike/provider-credential/1/" + m_ledgerUuid.toStdString() + '/'
        + std::to_string(provider.value);
}

Secret generateMasterKey()
{
    std::string key(masterKeySize, '\0');
    if (sodium_init() < 0)
        qFatal("The system gives no random numbers.");
    randombytes_buf(key.data(), key.size());
    return Secret(std::move(key));
}

void obtainMasterKey(SecretStore &store, const QString &ledgerUuid,
                     std::function<void(Result<Secret>)> done)
{
    store.load(ledgerUuid, [&store, ledgerUuid, done](const Result<std::optional<Secret>> &loaded) {
        if (!loaded)
            return done(tl::unexpected(loaded.error()));
        if (*loaded)
            return done(**loaded);
        const Secret made = generateMasterKey();
        store.save(ledgerUuid, made, [made, done](const Result<> &saved) {
            if (!saved)
                return done(tl::unexpected(saved.error()));
            done(made);
        });
    });
}

QString maskedCredential(std::string_view credential)
{
    constexpr std::size_t first = 6;
    constexpr std::size_t last = 4;
    if (credential.size() < 3 * (first + last))
        return u"..."_s;
    const std::string_view head = credential.substr(0, first);
    const std::string_view tail = credential.substr(credential.size() - last);
    constexpr std::string_view plain
        = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    // Structured credentials are JSON: no part of them is a name.
    if (head.find_first_not_of(plain) != std::string_view::npos
        || tail.find_first_not_of(plain) != std::string_view::npos)
        return u"..."_s;
    const auto text = [](std::string_view part) {
        return QString::fromLatin1(part.data(), static_cast<qsizetype>(part.size()));
    };
    return text(head) + u"..."_s + text(tail);
}

} // namespace turnpike
