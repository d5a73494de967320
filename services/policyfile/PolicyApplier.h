// SPDX-License-Identifier: GPL-3.0-or-later
// Walks a policy file and brings the ledger to it, step by step.
#pragma once

#include "services/PolicyFileService.h"
#include "services/policyfile/PolicyFile.h"

#include <QHash>

namespace turnpike {

/// One run over one file, inside the transaction that Committer::group or rehearse holds open: each
/// step compares, notes the difference and has the service make it.
class PolicyApplier
{
public:
    struct Parts
    {
        OrganizationService &organization;
        KeyService &keys;
        ProviderService &providers;
        CatalogService &catalog;
    };

    PolicyApplier(const Actor &actor, Parts parts, const SecretReader &secrets);

    Result<> apply(const PolicyFile &file);
    ApplyReport takeReport() { return std::move(m_report); }

private:
    Result<> applyOrganization(const OrganizationEntry &entry);
    Result<> applyOwner(const OrganizationEntry &entry);
    Result<> applyBudgetSwitch(const OrganizationEntry &entry);
    Result<> applyFreeLimit(const OrganizationEntry &entry);
    Result<> applyCredits(const CreditsEntry &entry);
    Result<> applyProviders(const std::vector<ProviderEntry> &entries);
    Result<> applyProvider(const ProviderEntry &entry, const QString &at);
    Result<> applyCredential(const Provider &stored, const ProviderEntry &entry, const QString &at);
    Result<> removeProviders(const std::vector<ProviderEntry> &entries);
    Result<> applyModels(const std::vector<ModelDraft> &entries);
    Result<> applyKeys(const std::vector<KeyEntry> &entries, bool isManagement,
                       const QString &section);
    Result<> createKey(const KeyEntry &entry, const QString &at);
    Result<> changeKey(const Key &stored, const KeyEntry &entry, const QString &at);
    /// The secret behind a reference, read once for the whole file.
    Result<Secret> secretOf(const QString &reference, const QString &pointer);
    void note(PolicyChange::Kind kind, const QString &pointer, const QString &subject,
              const QString &text);

    const Actor &m_actor;
    Parts m_parts;
    const SecretReader &m_secrets;
    QHash<QString, Secret> m_read; ///< By reference.
    ApplyReport m_report;
};

} // namespace turnpike
