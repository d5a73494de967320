// SPDX-License-Identifier: GPL-3.0-or-later
// What the index of providers' ids holds instead of the ids.
#pragma once

#include "ledger/journal/Crc32c.h"

#include <cstdint>
#include <string_view>

namespace turnpike {

/// Signed, since SQLite then keeps it in four bytes. Equality is decided by the id itself.
inline std::int64_t upstreamHash(std::string_view upstreamId)
{
    return static_cast<std::int32_t>(crc32c(upstreamId.data(), upstreamId.size()));
}

} // namespace turnpike
