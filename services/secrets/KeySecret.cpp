// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/secrets/KeySecret.h"

#include <algorithm>
#include <array>
#include <sodium.h>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::size_t secretBytes = 32;
constexpr std::size_t hexDigits = 2 * secretBytes;
constexpr std::size_t shownDigits = 3;

std::string_view prefixOf(bool isManagement)
{
    return isManagement ? "sk-tp-mgmt-" : "sk-tp-v1-";
}

void requireSodium()
{
    if (sodium_init() < 0)
        qFatal("The system gives no random numbers.");
}

std::string hex(const unsigned char *bytes, std::size_t count)
{
    std::string text(2 * count + 1, '\0'); // sodium ends it with a zero byte.
    sodium_bin2hex(text.data(), text.size(), bytes, count);
    text.pop_back();
    return text;
}

} // namespace

Secret generateKeySecret(bool isManagement)
{
    requireSodium();
    std::array<unsigned char, secretBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    Secret secret(std::string(prefixOf(isManagement)) + hex(bytes.data(), bytes.size()));
    sodium_memzero(bytes.data(), bytes.size());
    return secret;
}

bool isKeySecret(std::string_view text, bool isManagement)
{
    const std::string_view prefix = prefixOf(isManagement);
    if (!text.starts_with(prefix) || text.size() != prefix.size() + hexDigits)
        return false;
    return text.substr(prefix.size()).find_first_not_of("0123456789abcdef")
        == std::string_view::npos;
}

QString keyHash(std::string_view secret)
{
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char *>(secret.data()),
                       secret.size());
    return QString::fromStdString(hex(digest.data(), digest.size()));
}

QString keyLabel(std::string_view secret)
{
    Q_ASSERT(secret.size() > hexDigits);
    const std::size_t shown = secret.size() - hexDigits + shownDigits;
    return QString::fromLatin1(secret.data(), static_cast<qsizetype>(shown)) + u"..."_s
        + QString::fromLatin1(secret.data() + secret.size() - shownDigits, shownDigits);
}

QString randomAlphanumerics(int count)
{
    requireSodium();
    constexpr std::string_view alphabet
        = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    QString text;
    for (int i = 0; i < count; ++i)
        text += QLatin1Char(alphabet[randombytes_uniform(alphabet.size())]);
    return text;
}

} // namespace turnpike
