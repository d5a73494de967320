// SPDX-License-Identifier: GPL-3.0-or-later
// The process-wide turn for writing to the ledger.
#pragma once

#include <mutex>

namespace turnpike {

/// Held around every write transaction of this process, by the ledger writer and by sessions, so
/// that they queue for a mutex and not by busy time-outs. Transactions that hold it begin IMMEDIATE
/// and end within about 20 ms.
class WriteGate
{
public:
    WriteGate();
    WriteGate(const WriteGate &) = delete;
    WriteGate &operator=(const WriteGate &) = delete;

private:
    std::lock_guard<std::mutex> m_turn;
};

} // namespace turnpike
