// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the engine's policy from the committed ledger.
#pragma once

#include "core/Policy.h"
#include "core/Provider.h"
#include "core/Result.h"

#include <QList>

namespace turnpike {

class CredentialVault;
class PolicySink;
class Session;
class SlotRegistry;

/// Lives on the control thread.
class PolicyPublisher
{
public:
    /// `sink` may be null (command line without a gateway). All must outlive this.
    PolicyPublisher(Session &session, const CredentialVault &vault, SlotRegistry &slotRegistry,
                    PolicySink *sink);

    /// Builds a snapshot and hands it over; returns when every worker uses it. A provider whose
    /// credential cannot be opened is left out, and named by problems().
    Result<> publish();
    /// The snapshot that publish() would hand over. Errors: those of the ledger.
    Result<PolicyPointer> build();
    /// What the last build left out.
    const QList<ProviderProblem> &problems() const { return m_problems; }

    void setCatalogueOpen(bool isOpen) { m_isCatalogueOpen = isOpen; }

private:
    Result<> addProviders(PolicySnapshot &snapshot);
    Result<ProviderPolicy> withCredential(const Provider &provider);
    Result<> addKeys(PolicySnapshot &snapshot);

    Session &m_session;
    const CredentialVault &m_vault;
    SlotRegistry &m_slots;
    PolicySink *m_sink;
    QList<ProviderProblem> m_problems;
    std::uint64_t m_version = 0;
    bool m_isCatalogueOpen = true;
};

} // namespace turnpike
