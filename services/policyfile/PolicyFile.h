// SPDX-License-Identifier: GPL-3.0-or-later
// A policy file after reading: docs/policy-file.md says what each member means.
#pragma once

#include "core/Catalog.h"
#include "core/Key.h"
#include "core/Provider.h"
#include "core/Result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

struct CreditsEntry
{
    std::optional<bool> isPoolOn;
    std::optional<Money> total; ///< Of everything that is not a charge.
};

struct OrganizationEntry
{
    QString name;
    QString ownerName;
    QString ownerEmail;
    std::optional<bool> budgetsCountUpstream;
    std::optional<FreeLimit> freeLimit = {};
    CreditsEntry credits;
};

struct ProviderEntry
{
    ProviderDraft draft;
    QString credential; ///< A reference; empty: leave the stored one alone.
};

struct KeyEntry
{
    KeyDraft draft;
    bool isDisabled = false;
    QString secret; ///< A reference; empty: generated, or known by its hash.
    QString hash;
    QString label;
};

/// A section that is absent is left alone; one that is present is complete.
struct PolicyFile
{
    std::optional<OrganizationEntry> organization;
    std::optional<std::vector<ProviderEntry>> providers;
    std::optional<std::vector<ModelDraft>> models;
    std::optional<std::vector<KeyEntry>> keys;
    std::optional<std::vector<KeyEntry>> managementKeys;
};

/// Errors: InvalidArgument with the JSON pointer of the first fault and what to do about it.
Result<PolicyFile> parsePolicyFile(std::string_view json);

class MemberReader;
/// The same of an object whose other members the caller asks for or ignores; it finishes `reader`.
Result<PolicyFile> readPolicyFile(MemberReader &reader);

/// As one JSON document with a line break at its end; parsePolicyFile() reads it back.
std::string policyFileText(const PolicyFile &file);

} // namespace turnpike
