// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a credential, in any spelling that a server may echo, out of a text that people will read.
#include "engine/wire/UpstreamError.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace turnpike {

namespace {

constexpr std::string_view cut = "[redacted]";
/// Shorter than this is no secret, and cutting it would shred the text.
constexpr std::size_t shortestSecret = 4;
/// A part of this many characters of the credential gives too much of it away.
constexpr std::size_t shortestPart = 8;
constexpr std::size_t shortestKey = 8; ///< Characters behind a key-like prefix.

char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + ('a' - 'A')) : byte;
}

bool isAlphanumeric(char byte)
{
    return (byte >= '0' && byte <= '9') || (lower(byte) >= 'a' && lower(byte) <= 'z');
}

bool isTokenByte(char byte)
{
    return isAlphanumeric(byte)
        || std::string_view("-_.*+/=~").find(byte) != std::string_view::npos;
}

/// One spelling of the credential, and how long a part of it must be to count.
struct Spelling
{
    std::string text;
    std::size_t least;
};

template <typename Escape>
std::string spelled(std::string_view secret, Escape escape)
{
    std::string text;
    for (const char byte : secret)
        escape(text, byte);
    return text;
}

void appendHex(std::string &text, std::string_view before, char byte)
{
    static constexpr char digits[] = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    text += before;
    text += digits[value >> 4U];
    text += digits[value & 0xFU];
}

/// The characters of base64 that depend on the secret alone when `shift` bytes stand before it.
std::string base64At(std::string_view secret, std::size_t shift, std::string_view lastTwo)
{
    std::string bytes(shift, '\0');
    bytes += secret;
    const std::size_t whole = bytes.size() * 8 / 6;
    std::string text;
    for (std::size_t index = (shift * 8 + 5) / 6; index < whole; ++index) {
        const std::size_t bit = index * 6;
        std::uint32_t pair = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[bit / 8]))
            << 8U;
        if (bit / 8 + 1 < bytes.size())
            pair |= static_cast<unsigned char>(bytes[bit / 8 + 1]);
        const std::uint32_t value = pair >> (10U - bit % 8) & 0x3FU;
        static constexpr char digits[]
            = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        text += value < 62 ? digits[value] : lastTwo[value - 62];
    }
    return text;
}

std::vector<Spelling> spellingsOf(std::string_view secret)
{
    std::vector<Spelling> spellings;
    const auto add = [&](std::string text, std::size_t factorInHalves) {
        const std::size_t least = std::min(shortestPart * factorInHalves / 2, text.size());
        spellings.push_back({std::move(text), least});
    };
    add(std::string(secret), 2);
    add(spelled(secret, [](std::string &text, char byte) { appendHex(text, "", byte); }), 4);
    add(spelled(secret, [](std::string &text, char byte) { appendHex(text, "%", byte); }), 6);
    add(spelled(secret, [](std::string &text, char byte) { appendHex(text, "\\u00", byte); }), 12);
    add(spelled(secret,
                [](std::string &text, char byte) {
                    if (isAlphanumeric(byte)
                        || std::string_view("-_.~").find(byte) != std::string_view::npos)
                        text += byte;
                    else
                        appendHex(text, "%", byte);
                }),
        2);
    add(spelled(secret,
                [](std::string &text, char byte) {
                    if (byte == '"' || byte == '\\' || byte == '/')
                        text += '\\';
                    text += byte;
                }),
        2);
    for (std::size_t shift = 0; shift < 3; ++shift)
        for (const std::string_view lastTwo : {"+/", "-_"})
            add(base64At(secret, shift, lastTwo), 3);
    return spellings;
}

/// Length of the longest part of the spelling that starts the text, case folded.
std::size_t longestPart(std::string_view text, std::string_view spelling)
{
    std::size_t longest = 0;
    for (std::size_t begin = 0; begin < spelling.size(); ++begin) {
        std::size_t length = 0;
        while (length < text.size() && begin + length < spelling.size()
               && lower(text[length]) == lower(spelling[begin + length]))
            ++length;
        longest = std::max(longest, length);
    }
    return longest;
}

std::string withoutSecret(std::string_view text, std::string_view secret)
{
    if (secret.size() < shortestSecret)
        return std::string(text);
    const std::vector<Spelling> spellings = spellingsOf(secret);
    std::string clean;
    while (!text.empty()) {
        std::size_t length = 0;
        for (const Spelling &spelling : spellings)
            if (const std::size_t part = longestPart(text, spelling.text); part >= spelling.least)
                length = std::max(length, part);
        if (length == 0) {
            clean += text.front();
            length = 1;
        } else if (!clean.ends_with(cut)) {
            clean += cut;
        }
        text.remove_prefix(length);
    }
    return clean;
}

/// Length of what looks like some provider's key at the start of the text, 0 if nothing does.
std::size_t keyLength(std::string_view text)
{
    static constexpr std::array<std::string_view, 15> prefixes
        = {"sk-", "sk_",  "pk-", "pk_", "rk_",    "gsk_", "xai-", "pplx-",
           "hf_", "aiza", "eyj", "r8_", "nvapi-", "akia", "ghp_"};
    for (const std::string_view prefix : prefixes) {
        const bool isPrefix = text.size() > prefix.size()
            && std::equal(prefix.begin(), prefix.end(), text.begin(),
                          [](char a, char b) { return a == lower(b); });
        if (!isPrefix)
            continue;
        std::size_t length = prefix.size();
        while (length < text.size() && isTokenByte(text[length]))
            ++length;
        if (length >= prefix.size() + shortestKey)
            return length;
    }
    return 0;
}

} // namespace

std::string redacted(std::string_view text, std::string_view credential)
{
    const std::string clean = withoutSecret(text, credential);
    std::string masked;
    std::string_view rest = clean;
    bool isWordStart = true;
    while (!rest.empty()) {
        const std::size_t length = isWordStart ? keyLength(rest) : 0;
        if (length != 0) {
            masked += cut;
            rest.remove_prefix(length);
            isWordStart = false;
            continue;
        }
        isWordStart = !isAlphanumeric(rest.front());
        masked += rest.front();
        rest.remove_prefix(1);
    }
    return masked;
}

} // namespace turnpike
