// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upstream/PooledCall.h"

#include "engine/http/HeadReader.h"
#include "engine/upstream/UpstreamPool.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

bool canBeSent(const UpstreamRequest &request)
{
    const auto isFine = [](const http::Header &field) {
        return http::isToken(field.name) && http::isFieldText(field.value);
    };
    return http::isToken(request.method) && http::isVisible(request.path)
        && std::all_of(request.headers.begin(), request.headers.end(), isFine);
}

} // namespace

PooledCall::PooledCall(UpstreamPool &pool, const UpstreamRequest &request, UpstreamHandler &handler)
    : m_pool(&pool)
    , m_handler(&handler)
    , m_request(request)
    , m_timeouts(request.provider->timeouts)
    , m_startedNs(pool.nowNs())
    , m_connectingNs(m_startedNs)
    , m_progressNs(m_startedNs)
    , m_isSendable(canBeSent(request))
{
    m_request.provider = nullptr; // Not needed any more, so not to be kept alive for us.
}

PooledCall::~PooledCall()
{
    if (m_pool == nullptr)
        return;
    CallCarrier *carrier = std::exchange(m_carrier, nullptr);
    detach();
    if (carrier != nullptr)
        carrier->abandon(*this);
}

void PooledCall::pauseReading()
{
    if (std::exchange(m_isPaused, true) || m_carrier == nullptr)
        return;
    m_carrier->pause(*this);
}

void PooledCall::resumeReading()
{
    if (!std::exchange(m_isPaused, false) || m_carrier == nullptr)
        return;
    onProgress(); // The provider was not to blame for the silence.
    m_carrier->resume(*this);
}

std::size_t PooledCall::bodySize() const
{
    std::size_t size = 0;
    for (const std::string_view part : m_request.body)
        size += part.size();
    return size;
}

void PooledCall::onConnected(bool wasReused)
{
    m_phase = Phase::Asking;
    m_progressNs = m_pool->nowNs();
    m_timing.hasConnected = true;
    m_timing.connectedUs = (m_progressNs - m_startedNs) / 1'000;
    m_timing.wasReused = wasReused;
}

void PooledCall::onProgress()
{
    if (m_pool != nullptr)
        m_progressNs = m_pool->nowNs();
}

void PooledCall::onSent()
{
    m_progressNs = m_pool->nowNs();
    m_timing.sentUs = (m_progressNs - m_startedNs) / 1'000;
}

void PooledCall::onRetry(bool mayHaveBeenSent)
{
    m_mayHaveBeenSent = mayHaveBeenSent;
    m_hasRetried = true;
    m_phase = Phase::Connecting;
    m_connectingNs = m_pool->nowNs();
}

void PooledCall::deliverHead(int status, const http::Headers &headers)
{
    m_phase = Phase::Streaming;
    m_handler->onHead(status, headers);
}

void PooledCall::deliverBody(std::string_view bytes)
{
    m_handler->onBody(bytes);
}

void PooledCall::deliverReadDone()
{
    m_handler->onReadDone();
}

void PooledCall::end()
{
    detach().onEnd();
}

void PooledCall::fail(UpstreamFailure failure)
{
    const bool maybe = mayHaveBeenSent();
    detach().onFailure(failure, maybe);
}

void PooledCall::failUnsent(UpstreamFailure failure)
{
    const bool maybe = m_mayHaveBeenSent;
    detach().onFailure(failure, maybe);
}

std::optional<UpstreamFailure> PooledCall::expired(std::int64_t nowNs) const
{
    const auto isOver = [nowNs](std::int64_t sinceNs, std::chrono::milliseconds limit) {
        return nowNs - sinceNs >= limit.count() * 1'000'000;
    };
    if (!m_isSendable)
        return UpstreamFailure::Garbage;
    if (isOver(m_startedNs, m_timeouts.total))
        return UpstreamFailure::TotalTimeout;
    switch (m_phase) {
    case Phase::Connecting:
        if (isOver(m_connectingNs, m_timeouts.connect))
            return UpstreamFailure::ConnectTimeout;
        break;
    case Phase::Asking:
        if (isOver(m_progressNs, m_timeouts.firstByte))
            return UpstreamFailure::FirstByteTimeout;
        break;
    case Phase::Streaming:
        if (!m_isPaused && isOver(m_progressNs, m_timeouts.stall))
            return UpstreamFailure::StallTimeout;
        break;
    }
    return std::nullopt;
}

void PooledCall::expire(UpstreamFailure failure)
{
    if (CallCarrier *carrier = std::exchange(m_carrier, nullptr))
        carrier->abandon(*this);
    fail(failure);
}

void PooledCall::orphan()
{
    m_pool = nullptr;
    m_carrier = nullptr;
}

UpstreamHandler &PooledCall::detach()
{
    m_carrier = nullptr;
    if (m_pool != nullptr)
        std::exchange(m_pool, nullptr)->forget(*this);
    return *m_handler;
}

} // namespace turnpike
