// SPDX-License-Identifier: GPL-3.0-or-later
// Asks a provider whose endpoint is out for its list of models: a question that costs nothing and
// whose answer ends an outage without a client's request being risked.
#pragma once

#include "core/Policy.h"
#include "engine/gateway/Pairing.h"
#include "engine/upstream/Upstream.h"

#include <memory>
#include <string>

namespace turnpike {

class Clock;
class HealthBook;

/// One probe, on its worker's thread. Ends in exactly one HealthBook::probed(), at the latest when
/// it is destroyed.
class HealthProbe final : private UpstreamHandler
{
public:
    /// `endpoint` is one that HealthBook::claimProbe() gave. Null when the policy no longer has it:
    /// the trial is given back.
    static std::unique_ptr<HealthProbe> start(EndpointId endpoint, PolicyPointer policy,
                                              Upstream &upstream, std::string_view hopMark,
                                              HealthBook &health, const Clock &clock);
    ~HealthProbe() override;
    HealthProbe(const HealthProbe &) = delete;
    HealthProbe &operator=(const HealthProbe &) = delete;

    bool hasEnded() const { return m_hasEnded; }

private:
    HealthProbe(EndpointId endpoint, PolicyPointer policy, HealthBook &health, const Clock &clock);
    void ask(const ModelPolicy &model, const EndpointPolicy &endpoint,
             const ProviderPolicy &provider, Upstream &upstream, std::string_view hopMark);
    void tell(bool hasAnswered);

    void onHead(int status, const http::Headers &headers) override;
    void onBody(std::string_view) override {}
    void onReadDone() override {}
    void onEnd() override;
    void onFailure(UpstreamFailure failure, bool mayHaveBeenSent) override;

    EndpointId m_endpoint;
    PolicyPointer m_policy; ///< Keeps the provider alive.
    HealthBook &m_health;
    const Clock &m_clock;
    std::string m_path, m_credential;
    ProviderAdapter::Headers m_formatHeaders;
    http::Headers m_headers;
    std::unique_ptr<UpstreamCall> m_call;
    bool m_isWell = false; ///< By the status.
    bool m_hasEnded = false;
};

} // namespace turnpike
