// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/messages/Base64Text.h"

#include <cstdint>

namespace turnpike {

namespace {

int valueOf(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return byte - 'A';
    if (byte >= 'a' && byte <= 'z')
        return byte - 'a' + 26;
    if (byte >= '0' && byte <= '9')
        return byte - '0' + 52;
    if (byte == '+' || byte == '-')
        return 62;
    return byte == '/' || byte == '_' ? 63 : -1;
}

} // namespace

std::optional<std::string> decodedBase64(std::string_view text)
{
    while (!text.empty() && text.back() == '=')
        text.remove_suffix(1);
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : text) {
        if (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t')
            continue;
        const int value = valueOf(byte);
        if (value < 0)
            return std::nullopt;
        bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFFU);
        }
    }
    if (count >= 6) // A lone character stands for no byte.
        return std::nullopt;
    return bytes;
}

} // namespace turnpike
