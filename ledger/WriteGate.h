// SPDX-License-Identifier: GPL-3.0-or-later
// One writer at a time in this process.
#pragma once

#include <mutex>

namespace turnpike {

/// Held for the length of a write transaction, whatever connection it runs on. SQLite would make the
/// second writer poll; the mutex lets it sleep and wakes it at once. A process owns one ledger, so
/// one mutex is enough.
class WriteGate
{
public:
    WriteGate()
        : m_lock(s_mutex)
    {}

private:
    static inline std::mutex s_mutex;
    std::lock_guard<std::mutex> m_lock;
};

} // namespace turnpike
