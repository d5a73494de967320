// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/journal/Crc32c.h"

#include <array>
#include <cstring>

namespace turnpike {

namespace {

constexpr std::array<std::uint32_t, 256> makeTable()
{
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0x82f63b78U : crc >> 1U;
        table[byte] = crc;
    }
    return table;
}

constexpr std::array<std::uint32_t, 256> table = makeTable();

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t
crc32cByInstruction(const void *data, std::size_t size, std::uint32_t seed)
{
    const auto *bytes = static_cast<const unsigned char *>(data);
    std::uint64_t crc = ~seed;
    for (; size >= 8; size -= 8, bytes += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, sizeof word);
        crc = __builtin_ia32_crc32di(crc, word);
    }
    auto narrow = static_cast<std::uint32_t>(crc);
    for (; size > 0; --size, ++bytes)
        narrow = __builtin_ia32_crc32qi(narrow, *bytes);
    return ~narrow;
}
#endif

} // namespace

std::uint32_t crc32cByTable(const void *data, std::size_t size, std::uint32_t seed)
{
    const auto *bytes = static_cast<const unsigned char *>(data);
    std::uint32_t crc = ~seed;
    for (; size > 0; --size, ++bytes)
        crc = table[(crc ^ *bytes) & 0xffU] ^ (crc >> 8U);
    return ~crc;
}

std::uint32_t crc32c(const void *data, std::size_t size, std::uint32_t seed)
{
#if defined(__x86_64__)
    static const bool hasInstruction = __builtin_cpu_supports("sse4.2") != 0;
    if (hasInstruction)
        return crc32cByInstruction(data, size, seed);
#endif
    return crc32cByTable(data, size, seed);
}

} // namespace turnpike
