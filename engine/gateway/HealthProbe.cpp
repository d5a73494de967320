// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gateway/HealthProbe.h"

#include "core/Clock.h"
#include "engine/routing/FailureRule.h"
#include "engine/routing/HealthBook.h"

#include <algorithm>
#include <utility>

namespace turnpike {

std::unique_ptr<HealthProbe> HealthProbe::start(EndpointId endpoint, PolicyPointer policy,
                                                Upstream &upstream, std::string_view hopMark,
                                                HealthBook &health, const Clock &clock)
{
    for (const ModelPolicy &model : policy->models)
        for (const EndpointPolicy &known : model.endpoints) {
            const ProviderPolicy &provider = policy->providers[known.provider];
            if (known.id != endpoint || provider.format == ProviderFormat::Simulator)
                continue;
            std::unique_ptr<HealthProbe> probe(
                new HealthProbe(endpoint, std::move(policy), health, clock));
            probe->ask(model, known, provider, upstream, hopMark);
            return probe;
        }
    health.abandoned(endpoint, clock.steadyNs());
    return nullptr;
}

HealthProbe::HealthProbe(EndpointId endpoint, PolicyPointer policy, HealthBook &health,
                         const Clock &clock)
    : m_endpoint(endpoint)
    , m_policy(std::move(policy))
    , m_health(health)
    , m_clock(clock)
{}

HealthProbe::~HealthProbe()
{
    m_call.reset();
    std::fill(m_credential.begin(), m_credential.end(), '\0');
    if (!m_hasEnded)
        m_health.abandoned(m_endpoint, m_clock.steadyNs());
}

void HealthProbe::ask(const ModelPolicy &model, const EndpointPolicy &endpoint,
                      const ProviderPolicy &provider, Upstream &upstream, std::string_view hopMark)
{
    const Pairing pairing(ApiType::Chat, provider, model, endpoint, true);
    m_path = provider.basePath + "/models"; // Every format lists its models there.
    pairing.addHeaders({}, nullptr, m_formatHeaders);
    if (!provider.credential.isEmpty()) {
        const auto [name, scheme] = pairing.credentialHeader();
        m_credential.assign(scheme).append(provider.credential.reveal());
        m_headers.push_back({name, m_credential});
    }
    for (const auto &[name, value] : m_formatHeaders)
        m_headers.push_back({name, value});
    m_headers.push_back({"Accept", "application/json"});
    m_headers.push_back({"Accept-Encoding", "identity"});
    m_headers.push_back({"User-Agent", "Turnpike/" TURNPIKE_VERSION});
    m_headers.push_back({"Turnpike-Hop", hopMark});
    m_call = upstream.start(
        {.provider = &provider, .method = "GET", .path = m_path, .headers = m_headers, .body = {}},
        *this);
}

/// A server without such a list is well all the same.
void HealthProbe::onHead(int status, const http::Headers &)
{
    m_isWell = status / 100 == 2
        || failureClassOf(AttemptOutcome::Status, status) == FailureClass::NotFound;
}

void HealthProbe::onEnd()
{
    tell(m_isWell);
}

void HealthProbe::onFailure(UpstreamFailure, bool)
{
    tell(false);
}

void HealthProbe::tell(bool hasAnswered)
{
    m_hasEnded = true;
    m_health.probed(m_endpoint, hasAnswered, m_clock.steadyNs());
}

} // namespace turnpike
