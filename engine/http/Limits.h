// SPDX-License-Identifier: GPL-3.0-or-later
// What a listener grants its clients.
#pragma once

#include <chrono>
#include <cstddef>

namespace turnpike::http {

struct Limits
{
    std::size_t requestLine = 8192; ///< Bytes; 414 above.
    std::size_t headerBytes = 65536; ///< Whole head; 431 above.
    std::size_t headerCount = 100; ///< 431 above.
    std::size_t bodyBytes = 64 << 20; ///< Without framing; 413 above, before reading when declared.
    std::size_t highWater = 256 << 10; ///< Unsent answer bytes from which Exchange asks to pause.
    int maxConnections = 4096; ///< Over all listeners that share one OpenConnections; 503 above.
    std::chrono::milliseconds handshakeTimeout{10'000}; ///< Accept to the end of TLS's handshake.
    std::chrono::milliseconds headTimeout{30'000}; ///< First byte (or accept) to the blank line.
    std::chrono::milliseconds bodyStall{30'000}; ///< Within which a body must bring 1 KiB or end.
    std::chrono::milliseconds writeStall{60'000}; ///< Within which a client must take some bytes.
    std::chrono::milliseconds idle{75'000}; ///< Between two requests of a connection.
    std::chrono::milliseconds linger{5'000}; ///< For reading on after an answer that closes.
};

} // namespace turnpike::http
