// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/admission/KeyConnections.h"

namespace turnpike {

std::optional<KeyConnections::Hold> KeyConnections::take(KeyId key)
{
    {
        const std::lock_guard lock(m_mutex);
        std::uint32_t &count = m_counts[key.value];
        if (count >= m_limit)
            return std::nullopt;
        ++count;
    }
    return Hold(*this, key.value);
}

void KeyConnections::release(std::int64_t key)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_counts.find(key);
    if (--found->second == 0)
        m_counts.erase(found);
}

} // namespace turnpike
