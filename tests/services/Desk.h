// SPDX-License-Identifier: GPL-3.0-or-later
// All services over one temporary ledger, on the test's own thread.
#pragma once

#include "core/ports/PolicySink.h"
#include "core/ports/SlotRegistry.h"
#include "ledger/Session.h"
#include "services/Actor.h"
#include "services/Authenticator.h"
#include "services/CatalogService.h"
#include "services/Committer.h"
#include "services/KeyService.h"
#include "services/OrganizationService.h"
#include "services/PolicyFileService.h"
#include "services/PolicyPublisher.h"
#include "services/ProviderService.h"
#include "services/secrets/CredentialVault.h"

#include <map>
#include <memory>
#include <vector>

#include "tests/support/ManualClock.h"
#include "tests/support/TempLedger.h"

namespace turnpike {

/// A chat model with one endpoint, without prices.
inline ModelDraft modelAt(const QString &provider, const QString &slug)
{
    ModelDraft draft;
    draft.slug = slug;
    draft.name = slug;
    draft.type = QStringLiteral("chat");
    EndpointDraft endpoint;
    endpoint.provider = provider;
    endpoint.upstreamModel = slug.section(u'/', 1);
    draft.endpoints = {endpoint};
    return draft;
}

/// Counts up.
class CountingSlots final : public SlotRegistry
{
public:
    std::uint32_t slotFor(const ScopeRef &scope) override
    {
        return m_slots.emplace(scope, static_cast<std::uint32_t>(m_slots.size())).first->second;
    }

private:
    std::map<ScopeRef, std::uint32_t> m_slots;
};

/// Keeps every snapshot.
class KeptPolicies final : public PolicySink
{
public:
    void publish(PolicyPointer policy) override { all.push_back(std::move(policy)); }
    const PolicySnapshot &last() const { return *all.back(); }

    std::vector<PolicyPointer> all;
};

class Desk
{
public:
    enum class Start { Empty, WithOrganization };

    explicit Desk(Start start = Start::WithOrganization);

    /// The owner, as things stand now.
    Actor owner() const { return *Authenticator(*session).owner(); }
    Actor keyActor(KeyId key) const { return *Authenticator(*session).key(key, clock.nowUs()); }
    std::int64_t rows(const char *table) const;
    std::int64_t audits() const { return rows("audit_event"); }
    Result<Provider> addProvider(const QString &slug,
                                 const std::string &credential = "sk-upstream");

    ManualClock clock;
    TempLedger ledger;
    std::unique_ptr<Session> session;
    CountingSlots slotNumbers;
    KeptPolicies policies;
    CredentialVault vault;
    PolicyPublisher publisher;
    Committer committer;
    OrganizationService organization;
    KeyService keys;
    ProviderService providers;
    CatalogService catalog;
    PolicyFileService policyFile;
};

} // namespace turnpike
