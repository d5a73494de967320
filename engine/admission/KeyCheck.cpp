// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/admission/KeyCheck.h"

#include <memory>
#include <openssl/evp.h>

namespace turnpike {

namespace {

constexpr std::string_view ourPrefix = "sk-tp-";

struct DigestDeleter
{
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};

struct AlgorithmDeleter
{
    void operator()(EVP_MD *algorithm) const { EVP_MD_free(algorithm); }
};

/// The token of "Bearer <token>"; the scheme compares without case (RFC 9110, 11.1).
std::string_view bearerToken(std::string_view value)
{
    constexpr std::string_view scheme = "bearer";
    if (value.size() <= scheme.size() || !http::sameName(value.substr(0, scheme.size()), scheme)
        || value[scheme.size()] != ' ')
        return {};
    value.remove_prefix(scheme.size());
    while (!value.empty() && value.front() == ' ')
        value.remove_prefix(1);
    return value;
}

} // namespace

KeyHash hashKey(std::string_view secret)
{
    // A context a thread: making one costs more than hashing a key.
    thread_local const std::unique_ptr<EVP_MD_CTX, DigestDeleter> context(EVP_MD_CTX_new());
    // Fetched once: EVP_sha256() would be looked up by name for each key.
    static const std::unique_ptr<EVP_MD, AlgorithmDeleter> sha256(
        EVP_MD_fetch(nullptr, "SHA256", nullptr));
    KeyHash hash{};
    EVP_DigestInit_ex(context.get(), sha256.get(), nullptr);
    EVP_DigestUpdate(context.get(), secret.data(), secret.size());
    EVP_DigestFinal_ex(context.get(), hash.data(), nullptr);
    return hash;
}

KeyFinding identifyKey(const http::Headers &headers, const PolicySnapshot &policy,
                       std::int64_t nowUs)
{
    const std::string_view authorization = http::findHeader(headers, "authorization");
    const std::string_view bearer = bearerToken(authorization);
    const std::string_view apiKey = http::findHeader(headers, "x-api-key");

    const bool prefersApiKey
        = bearer.empty() || (!bearer.starts_with(ourPrefix) && apiKey.starts_with(ourPrefix));
    const std::string_view secret = prefersApiKey ? apiKey : bearer;
    if (secret.empty())
        return {nullptr, authorization.empty() ? KeyProblem::Missing : KeyProblem::Malformed};

    const auto found = policy.keys.find(hashKey(secret));
    if (found == policy.keys.end())
        return {nullptr, KeyProblem::Unknown};
    const KeyPolicy &key = found->second;
    if (key.isDisabled)
        return {nullptr, KeyProblem::Disabled};
    if (key.expiresUs != 0 && key.expiresUs <= nowUs)
        return {nullptr, KeyProblem::Expired};
    return {&key, KeyProblem::None};
}

std::string_view sentence(KeyProblem problem)
{
    switch (problem) {
    case KeyProblem::Missing:
        return "Missing Authentication header. Send \"Authorization: Bearer <key>\" with a "
               "Turnpike key.";
    case KeyProblem::Malformed: return "The Authorization header is not \"Bearer <key>\".";
    case KeyProblem::Unknown:
        return "This key is not known here: it was mistyped, deleted, or belongs to another "
               "gateway.";
    case KeyProblem::Disabled: return "This key is disabled. Ask an admin to enable it.";
    case KeyProblem::Expired: return "This key has expired. Ask an admin for a new one.";
    case KeyProblem::None: break;
    }
    return {};
}

} // namespace turnpike
