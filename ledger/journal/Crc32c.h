// SPDX-License-Identifier: GPL-3.0-or-later
// CRC32C (Castagnoli), as RFC 3720 B.4 gives it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace turnpike {

/// By the SSE4.2 instruction where the CPU has it, else by table. `seed` continues a checksum.
std::uint32_t crc32c(const void *data, std::size_t size, std::uint32_t seed = 0);
/// The table way alone, the reference for the other one.
std::uint32_t crc32cByTable(const void *data, std::size_t size, std::uint32_t seed = 0);

} // namespace turnpike
