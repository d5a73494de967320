// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/Sha256.h"

#include <array>
#include <openssl/sha.h>

namespace turnpike {

std::string sha256Hex(std::string_view bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), digest.data());
    std::string hex;
    hex.reserve(2 * digest.size());
    for (const unsigned char byte : digest) {
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

} // namespace turnpike
