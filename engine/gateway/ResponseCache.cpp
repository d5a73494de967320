// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/ResponseCache.h"

#include "engine/admission/KeyCheck.h"

#include <algorithm>
#include <cstring>

namespace turnpike {

namespace {

constexpr std::int64_t nsPerSecond = 1'000'000'000;
constexpr std::int64_t sweepEveryNs = 10 * nsPerSecond;

bool isTrue(std::string_view header)
{
    return http::sameName(header, "true");
}

/// Appends a validated JSON text without the blanks between its tokens.
void appendCompact(std::string &out, std::string_view json)
{
    bool isInString = false;
    bool isEscaped = false;
    for (const char byte : json) {
        if (!isInString && (byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'))
            continue;
        out += byte;
        if (isEscaped)
            isEscaped = false;
        else if (isInString && byte == '\\')
            isEscaped = true;
        else if (byte == '"')
            isInString = !isInString;
    }
}

bool isOver(const CacheEntry &entry, std::int64_t nowNs)
{
    return nowNs - entry.storedNs >= entry.ttlS * nsPerSecond;
}

} // namespace

CacheKey cacheKey(const CacheQuestion &question, std::string_view body)
{
    std::string text = std::to_string(question.key.value);
    text.append(1, '\n').append(std::to_string(static_cast<int>(question.api)));
    text.append(question.isCursor ? "\ncursor\n" : "\n\n");
    text.append(question.wantsMetadata ? "metadata\n" : "\n");
    // No header holds a line end.
    text.append(question.betas).append(1, '\n');
    text.reserve(text.size() + body.size());
    appendCompact(text, body);
    return hashKey(text);
}

std::int64_t cacheTtlOf(std::string_view header)
{
    const std::size_t digits = std::min(header.find_first_not_of("0123456789"), header.size());
    if (digits == 0)
        return CacheWish::usualTtlS;
    std::int64_t seconds = 0;
    for (const char digit : header.substr(0, digits))
        seconds = std::min(seconds * 10 + (digit - '0'), CacheWish::longestTtlS);
    return std::max<std::int64_t>(seconds, 1);
}

std::unique_ptr<CacheWish> readCacheWish(const http::Headers &headers)
{
    if (!isTrue(http::findHeader(headers, "x-openrouter-cache")))
        return nullptr;
    auto wish = std::make_unique<CacheWish>();
    wish->ttlS = cacheTtlOf(http::findHeader(headers, "x-openrouter-cache-ttl"));
    wish->ttlText = std::to_string(wish->ttlS);
    wish->clears = isTrue(http::findHeader(headers, "x-openrouter-cache-clear"));
    return wish;
}

std::size_t ResponseCache::Hasher::operator()(const CacheKey &key) const
{
    std::size_t first = 0;
    std::memcpy(&first, key.data(), sizeof first);
    return first;
}

std::shared_ptr<const CacheEntry> ResponseCache::find(const CacheKey &key, std::int64_t nowNs)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_places.find(key);
    if (found == m_places.end())
        return nullptr;
    if (isOver(*found->second->entry, nowNs)) {
        forget(found->second);
        return nullptr;
    }
    m_order.splice(m_order.begin(), m_order, found->second);
    return found->second->entry;
}

void ResponseCache::store(const CacheKey &key, CacheEntry entry, std::int64_t nowNs)
{
    const std::size_t size = entry.size();
    if (size > mostOfOne())
        return;
    auto kept = std::make_shared<const CacheEntry>(std::move(entry));
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_places.find(key); found != m_places.end())
        forget(found->second);
    while (m_size + size > m_capacity)
        forget(std::prev(m_order.end()));
    m_order.push_front({key, std::move(kept)});
    m_places.emplace(key, m_order.begin());
    m_size += size;
    if (m_nextSweepNs.load(std::memory_order_relaxed) == never)
        m_nextSweepNs.store(nowNs + sweepEveryNs, std::memory_order_relaxed);
}

void ResponseCache::drop(const CacheKey &key)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_places.find(key); found != m_places.end())
        forget(found->second);
}

std::size_t ResponseCache::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_size;
}

void ResponseCache::forget(Order::iterator place)
{
    m_size -= place->entry->size();
    m_places.erase(place->key);
    m_order.erase(place);
}

void ResponseCache::sweep(std::int64_t nowNs)
{
    if (nowNs < m_nextSweepNs.load(std::memory_order_relaxed))
        return;
    const std::lock_guard lock(m_mutex);
    forgetExpired(nowNs);
    m_nextSweepNs.store(m_order.empty() ? never : nowNs + sweepEveryNs, std::memory_order_relaxed);
}

void ResponseCache::forgetExpired(std::int64_t nowNs)
{
    for (auto place = m_order.begin(); place != m_order.end();) {
        const auto next = std::next(place);
        if (isOver(*place->entry, nowNs))
            forget(place);
        place = next;
    }
}

} // namespace turnpike
