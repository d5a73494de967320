// SPDX-License-Identifier: GPL-3.0-or-later
// How many client connections wait for an answer to a key, over all workers.
#pragma once

#include "core/Id.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace turnpike {

/// Lets each key have so many connections with a request under way, so that one key cannot take
/// all that the gateway has. Thread-safe.
class KeyConnections
{
public:
    /// One connection of a key, until it is destroyed.
    class Hold
    {
    public:
        Hold(KeyConnections &owner, std::int64_t key)
            : m_owner(&owner)
            , m_key(key)
        {}
        Hold(Hold &&other) noexcept
            : m_owner(std::exchange(other.m_owner, nullptr))
            , m_key(other.m_key)
        {}
        Hold &operator=(Hold &&) = delete;
        ~Hold()
        {
            if (m_owner)
                m_owner->release(m_key);
        }

    private:
        KeyConnections *m_owner;
        std::int64_t m_key;
    };

    explicit KeyConnections(std::uint32_t limit)
        : m_limit(limit)
    {}

    std::uint32_t limit() const { return m_limit; }
    /// Nothing when the key has as many as it may. The hold must not outlive this.
    std::optional<Hold> take(KeyId key);

private:
    void release(std::int64_t key);

    const std::uint32_t m_limit;
    std::mutex m_mutex;
    std::unordered_map<std::int64_t, std::uint32_t> m_counts; ///< By key; none at 0.
};

} // namespace turnpike
