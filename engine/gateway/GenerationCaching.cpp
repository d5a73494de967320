// SPDX-License-Identifier: GPL-3.0-or-later
// A generation that asked for the response cache: given from it, or kept in it (data plane 20.1).
#include "engine/gateway/GenerationExchange.h"

#include <algorithm>

namespace turnpike {

/// True: answered. The request was read, planned and allowed before, and is not held for: it is
/// free.
bool GenerationExchange::answerFromCache()
{
    ResponseCache &cache = m_worker.responseCache();
    m_caching->key = cacheKey({.key = m_key.id,
                               .api = m_route.api,
                               .isCursor = m_route.isCursor,
                               .wantsMetadata = m_wantsMetadata,
                               .betas = m_request->betas},
                              m_body);
    if (m_caching->clears) {
        cache.drop(m_caching->key);
        return false;
    }
    const std::int64_t now = m_worker.clock().steadyNs();
    const std::shared_ptr<const CacheEntry> entry = cache.find(m_caching->key, now);
    if (!entry)
        return false;
    giveCached(*entry, now);
    return true;
}

void GenerationExchange::giveCached(const CacheEntry &entry, std::int64_t nowNs)
{
    GenerationRecord record = makeRecord();
    record.httpStatus = 200;
    record.model = entry.model;
    record.flags |= GenerationFlag::FromCache;
    if (entry.isSimulated)
        record.flags |= GenerationFlag::Simulated;
    record.finishReason = entry.finishReason;
    record.nativeFinishReason = entry.nativeFinishReason;
    record.upstreamId = entry.source.view();
    record.trail = {}; // Where it might have gone says nothing of where it came from.
    record.totalUs = sinceAdmissionUs(); // No first token: it would pass for a provider's.
    if (!m_worker.journal().settle(record))
        return answerError(ledgerTakesNothing());
    const std::int64_t ageS = entry.ageS(nowNs);
    const std::string age = std::to_string(ageS);
    const std::string left = std::to_string(entry.ttlS - ageS);
    std::vector<http::Header> headers{
        {"Content-Type", m_isStreaming ? "text/event-stream" : "application/json"},
        {"X-Generation-Id", m_id.view()},
        {"X-Request-Id", m_id.view()},
        {"Request-Id", m_id.view()},
        {"X-OpenRouter-Cache-Status", "HIT"},
        {"X-OpenRouter-Cache-Age", age},
        {"X-OpenRouter-Cache-TTL", left},
        {"X-OpenRouter-Cache-Source-Id", entry.source.view()}};
    const GatheredText text = entry.answer.text(m_id.view(), m_admittedUs / 1'000'000);
    if (m_isStreaming) {
        headers.push_back({"Cache-Control", "no-cache"});
        m_client->beginStream(200, headers);
        m_client->endStream(text.pieces());
    } else {
        m_client->sendWhole(200, headers, text.pieces());
    }
    end();
}

void GenerationExchange::addCacheHeaders(std::vector<http::Header> &headers) const
{
    headers.push_back({"X-OpenRouter-Cache-Status", "MISS"});
    headers.push_back({"X-OpenRouter-Cache-TTL", m_caching->ttlText});
}

/// Gathers what goes to the client. What is too large to be kept is not gathered either.
void GenerationExchange::noteForCache(std::span<const std::string_view> pieces)
{
    if (m_caching->isTooLarge)
        return;
    for (const std::string_view piece : pieces)
        m_caching->sent.append(piece);
    if (m_caching->sent.size() > m_worker.responseCache().mostOfOne()) {
        m_caching->isTooLarge = true;
        std::string().swap(m_caching->sent);
    }
}

/// Whole answers only: an error inside one is none, and an empty `answer` could not be read again.
void GenerationExchange::keepInCache(std::optional<CachedAnswer> answer,
                                     std::string_view finishReason)
{
    if (m_caching->isTooLarge || !answer || finishReason == "error")
        return;
    const std::int64_t now = m_worker.clock().steadyNs();
    m_worker.responseCache().store(m_caching->key,
                                   {.answer = *std::move(answer),
                                    .source = m_id,
                                    .model = m_candidate.model->id,
                                    .isSimulated = isSimulated(),
                                    .finishReason = std::string(finishReason),
                                    .nativeFinishReason = m_nativeFinish,
                                    .storedNs = now,
                                    .ttlS = m_caching->ttlS},
                                   now);
}

} // namespace turnpike
