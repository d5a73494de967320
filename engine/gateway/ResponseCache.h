// SPDX-License-Identifier: GPL-3.0-or-later
// Answers kept for clients that ask for it by header (data plane 20.1): in memory, until their time
// is over, and nowhere else.
#pragma once

#include "core/Generation.h"
#include "core/Id.h"
#include "engine/gateway/CachedAnswer.h"
#include "engine/http/Message.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace turnpike {

/// SHA-256 over API key, route, what headers change of the answer, and the body without its
/// insignificant blanks. The body names model and streaming mode; the order of its members counts.
using CacheKey = std::array<std::uint8_t, 32>;

/// What besides the body decides what is answered. Other headers change nothing of it.
struct CacheQuestion
{
    KeyId key;
    ApiType api = ApiType::Chat;
    bool isCursor = false;
    bool wantsMetadata = false; ///< X-OpenRouter-Metadata: the answer tells its route.
    std::string_view betas = {}; ///< anthropic-beta and x-anthropic-beta, as they came.
};

CacheKey cacheKey(const CacheQuestion &question, std::string_view body);

/// What a client's headers say about caching, and what is gathered for it meanwhile.
struct CacheWish
{
    static constexpr std::int64_t usualTtlS = 300;
    static constexpr std::int64_t longestTtlS = 86'400;

    CacheKey key{};
    std::int64_t ttlS = usualTtlS;
    std::string ttlText; ///< For the header.
    bool clears = false; ///< The entry goes before it is looked for.
    std::string sent; ///< Of a stream, as the client got it.
    bool isTooLarge = false; ///< `sent` was given up.
};

/// Nothing unless X-OpenRouter-Cache is "true".
std::unique_ptr<CacheWish> readCacheWish(const http::Headers &headers);
/// Leading digits as seconds, 1 to 86,400; what has none is the usual time.
std::int64_t cacheTtlOf(std::string_view header);

/// One answer and what the row of its next hit says.
struct CacheEntry
{
    CachedAnswer answer;
    GenerationId source; ///< The generation that it was given to first.
    ModelId model;
    bool isSimulated = false;
    std::string finishReason;
    std::string nativeFinishReason;
    std::int64_t storedNs = 0; ///< Steady.
    std::int64_t ttlS = 0;

    std::int64_t ageS(std::int64_t nowNs) const { return (nowNs - storedNs) / 1'000'000'000; }
    std::size_t size() const
    {
        return sizeof(*this) + answer.size() + finishReason.capacity()
            + nativeFinishReason.capacity();
    }
};

/// One for all workers. Thread-safe by one mutex: only requests that ask for caching come here.
/// What was used least lately goes when the room is used up.
class ResponseCache
{
public:
    static constexpr std::size_t usualCapacity = std::size_t{64} << 20U;

    explicit ResponseCache(std::size_t capacity = usualCapacity)
        : m_capacity(capacity)
    {}

    /// Null when there is none, or its time is over.
    std::shared_ptr<const CacheEntry> find(const CacheKey &key, std::int64_t nowNs);
    /// Replaces what is there. Larger than mostOfOne(): not kept.
    void store(const CacheKey &key, CacheEntry entry, std::int64_t nowNs);
    void drop(const CacheKey &key);
    /// Forgets what nobody came for in time. Call often: while nothing is due it costs one load.
    void sweep(std::int64_t nowNs);

    std::size_t mostOfOne() const { return m_capacity / 8; }
    std::size_t size() const; ///< Bytes; at most the capacity.

private:
    struct Kept
    {
        CacheKey key;
        std::shared_ptr<const CacheEntry> entry;
    };
    using Order = std::list<Kept>; ///< Latest use first.
    struct Hasher
    {
        std::size_t operator()(const CacheKey &key) const;
    };

    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    void forget(Order::iterator place);
    void forgetExpired(std::int64_t nowNs);

    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    Order m_order;
    std::unordered_map<CacheKey, Order::iterator, Hasher> m_places;
    std::size_t m_size = 0;
    std::atomic<std::int64_t> m_nextSweepNs{never}; ///< Written under the mutex.
};

} // namespace turnpike
