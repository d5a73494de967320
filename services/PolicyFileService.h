// SPDX-License-Identifier: GPL-3.0-or-later
// `turnpiked apply` and `turnpiked export`: one JSON file that the ledger is made to match.
#pragma once

#include "core/Key.h"
#include "core/Result.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

class Actor;
class CatalogService;
class Committer;
class KeyService;
class OrganizationService;
class ProviderService;
class Session;
struct PolicyFile;

/// Reads what a reference of a policy file names: "env:NAME", "file:PATH" or "stdin".
/// Errors: NotFound, Forbidden, InvalidArgument with a sentence that does not quote the secret.
using SecretReader = std::function<Result<Secret>(const QString &reference)>;

/// One difference between file and ledger, as --dry-run prints it.
struct PolicyChange
{
    enum class Kind : std::uint8_t { Create, Change, Remove };
    Kind kind = Kind::Change;
    QString pointer; ///< JSON pointer into the file; for a removal, of the list it is absent from.
    QString subject; ///< "provider openai", "key ci"
    QString text; ///< What changes, for people: "limit: 5 -> 10 USD".
};

struct ApplyReport
{
    std::vector<PolicyChange> changes; ///< Empty: the ledger matched already.
    std::vector<IssuedKey> issued; ///< Keys whose secrets were generated: show them once.
};

enum class ApplyMode : std::uint8_t { Apply, DryRun };

/// Runs on the control thread, through the services' own rules.
class PolicyFileService
{
public:
    PolicyFileService(Session &session, Committer &committer, OrganizationService &organization,
                      KeyService &keys, ProviderService &providers, CatalogService &catalog);

    /// Makes the ledger match `json` in one transaction, or changes nothing. A section that the
    /// file leaves out is left alone; of a section that it has, what is not listed is removed.
    /// Errors: Forbidden; InvalidArgument with the JSON pointer of the first fault; those of the
    /// services, with pointers into the file. Audits: what the services audit.
    Result<ApplyReport> apply(const Actor &actor, std::string_view json, ApplyMode mode,
                              const SecretReader &secrets);
    /// The whole ledger's policy as such a file, without secrets; applying it changes nothing.
    Result<std::string> exportFile(const Actor &actor) const;

private:
    Result<> fill(const Actor &actor, PolicyFile &file) const;

    Session &m_session;
    Committer &m_committer;
    OrganizationService &m_organization;
    KeyService &m_keys;
    ProviderService &m_providers;
    CatalogService &m_catalog;
};

/// The SecretReader of the command line: environment variable, file (0600 enforced, one trailing
/// newline cut), standard input (to its end, once).
SecretReader systemSecretReader();

} // namespace turnpike
