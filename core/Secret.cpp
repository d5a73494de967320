// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Secret.h"

namespace turnpike {

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other) {
        wipe();
        m_text = other.m_text;
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_text = std::move(other.m_text);
        other.wipe();
    }
    return *this;
}

void Secret::wipe() noexcept
{
    // Through a volatile pointer, so that the stores are not optimized away.
    volatile char *bytes = m_text.data();
    for (std::size_t i = 0; i < m_text.size(); ++i)
        bytes[i] = 0;
    m_text.clear();
}

} // namespace turnpike
