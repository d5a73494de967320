// SPDX-License-Identifier: GPL-3.0-or-later
// Providers and their credentials.
#pragma once

#include "core/Provider.h"
#include "core/Result.h"

#include <QList>

#include <atomic>
#include <functional>

namespace turnpike {

class Actor;
class Clock;
class Committer;
class CredentialVault;
class Session;

/// Asks a provider whether it answers and takes the credential. Blocks; called on a pool thread.
/// Ends soon after `isAbandoned` became true, which any thread may do: Unavailable.
/// Errors: UpstreamFailed with a sentence for people, Timeout. A refused credential is a report.
using ConnectionProbe = std::function<Result<ConnectionReport>(
    const ProviderPolicy &, const std::atomic<bool> &isAbandoned)>;

/// Whether a provider there would be this gateway itself. Quick; looks no names up.
using OwnAddressCheck = std::function<bool(const Origin &)>;

/// Runs on the control thread, which owns `session`.
class ProviderService
{
public:
    ProviderService(Session &session, const Clock &clock, Committer &committer,
                    const CredentialVault &vault, OwnAddressCheck isOwnAddress = {});

    /// `credential` empty: the provider wants none.
    /// Errors: Forbidden; InvalidArgument with the field's pointer (/slug, /name, /format,
    /// /base_url, /credential, /timeouts/..., /ca_file, /proxy); Conflict when the slug is taken or
    /// before the first run; Unavailable when there is no master key to encrypt the credential
    /// with. Audits: provider.create.
    Result<Provider> add(const Actor &actor, const ProviderDraft &draft, const Secret &credential);
    /// In catalogue order (by name), without the built-in simulator.
    Result<QList<Provider>> list(const Actor &actor) const;
    /// Errors: NotFound.
    Result<Provider> find(const Actor &actor, ProviderId id) const;
    Result<Provider> find(const Actor &actor, const QString &slug) const;

    /// Everything but slug and credential. Errors: as add(). Audits: provider.change.
    Result<Provider> change(const Actor &actor, ProviderId id, const ProviderDraft &draft);
    /// Audits: provider.credential.
    Result<Provider> setCredential(const Actor &actor, ProviderId id, const Secret &credential);
    /// Audits: provider.enable, provider.disable.
    Result<Provider> setEnabled(const Actor &actor, ProviderId id, bool isEnabled);
    /// Takes its credential and endpoints with it; its row stays for history. Audits:
    /// provider.remove.
    Result<> remove(const Actor &actor, ProviderId id);
    /// True when `credential` is the stored one.
    Result<bool> hasCredential(const Actor &actor, ProviderId id, const Secret &credential) const;

    /// What a ConnectionProbe needs to try a stored provider, or one not stored yet.
    Result<ProviderPolicy> connection(const Actor &actor, ProviderId id) const;
    Result<ProviderPolicy> connection(const Actor &actor, const ProviderDraft &draft,
                                      const Secret &credential) const;

private:
    Result<ProviderDraft> checkedDraft(const ProviderDraft &draft) const;
    Result<Provider> alive(ProviderId id) const;

    Session &m_session;
    const Clock &m_clock;
    Committer &m_committer;
    const CredentialVault &m_vault;
    const OwnAddressCheck m_isOwnAddress;
};

} // namespace turnpike
