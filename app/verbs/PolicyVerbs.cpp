// SPDX-License-Identifier: GPL-3.0-or-later
// apply and export
#include "app/verbs/Text.h"
#include "app/verbs/Verbs.h"
#include "core/Clock.h"
#include "ledger/Session.h"
#include "services/Authenticator.h"
#include "services/Committer.h"
#include "services/ControlPlane.h"
#include "services/secrets/CredentialVault.h"

#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

const char *kindName(PolicyChange::Kind kind)
{
    switch (kind) {
    case PolicyChange::Kind::Create: return "create";
    case PolicyChange::Kind::Remove: return "remove";
    case PolicyChange::Kind::Change: break;
    }
    return "change";
}

QByteArray asJson(const ApplyReport &report, ApplyMode mode)
{
    json::array changes;
    for (const PolicyChange &change : report.changes)
        changes.push_back(json::object{{"kind", kindName(change.kind)},
                                       {"pointer", jsonString(change.pointer)},
                                       {"subject", jsonString(change.subject)},
                                       {"text", jsonString(change.text)}});
    json::array issued;
    for (const IssuedKey &key : report.issued)
        issued.push_back(json::object{
            {"name", jsonString(key.key.name)},
            {"hash", jsonString(key.key.hash)},
            {"secret", json::string_view(key.secret.reveal().data(), key.secret.reveal().size())}});
    return jsonLine(json::object{{"dry_run", mode == ApplyMode::DryRun},
                                 {"changes", std::move(changes)},
                                 {"issued", std::move(issued)}});
}

VerbResult asText(const ApplyReport &report, ApplyMode mode)
{
    VerbResult result;
    for (const PolicyChange &change : report.changes) {
        const char sign = change.kind == PolicyChange::Kind::Create ? '+'
            : change.kind == PolicyChange::Kind::Remove             ? '-'
                                                                    : '~';
        result.out
            += sign + (QStringLiteral(" %1: %2\n").arg(change.subject, change.text)).toUtf8();
    }
    for (const IssuedKey &key : report.issued) {
        const std::string_view secret = key.secret.reveal();
        result.out += QStringLiteral("key %1: ").arg(key.key.name).toUtf8()
            + QByteArray(secret.data(), static_cast<qsizetype>(secret.size())) + '\n';
    }
    if (report.changes.empty())
        result.err = "The ledger matches the file already.\n";
    else if (mode == ApplyMode::DryRun)
        result.err = "Nothing was changed: this was a dry run.\n";
    if (!report.issued.empty())
        result.err += "Keep the new keys now: they are not shown again.\n";
    return result;
}

Result<std::string> exportReadOnly(const VerbContext &context)
{
    TRY_ASSIGN(const auto session, Session::open(context.ledgerPath, Session::Access::ReadOnly));
    const CredentialVault vault{QString()};
    Committer committer(*session, *context.clock, nullptr, nullptr);
    OrganizationService organization(*session, *context.clock, committer);
    KeyService keys(*session, *context.clock, committer);
    ProviderService providers(*session, *context.clock, committer, vault);
    CatalogService catalog(*session, *context.clock, committer);
    const PolicyFileService file(*session, committer, organization, keys, providers, catalog);
    TRY_ASSIGN(const Actor actor, Authenticator(*session).commandLine(context.osUser));
    return file.exportFile(actor);
}

} // namespace

VerbResult applyPolicy(const VerbContext &context, const Invocation &invocation)
{
    const ApplyMode mode = invocation.has("dry-run") ? ApplyMode::DryRun : ApplyMode::Apply;
    const std::string file = invocation.inputs.value(QStringLiteral("file")).toStdString();
    const SecretReader secrets = [&invocation](const QString &reference) -> Result<Secret> {
        const auto found = invocation.inputs.constFind(secretInput(reference));
        if (found == invocation.inputs.cend())
            return fail(ErrorCode::NotFound,
                        QStringLiteral("The secret %1 did not come with the file.").arg(reference));
        return Secret(found->toStdString());
    };
    const auto report = context.control->call(
        context.osUser,
        [&](Services &services, const Actor &actor) -> Result<std::shared_ptr<ApplyReport>> {
            TRY_ASSIGN(ApplyReport made, services.policyFile.apply(actor, file, mode, secrets));
            return std::make_shared<ApplyReport>(std::move(made));
        });
    if (!report)
        return failed(report.error(), invocation.wantsJson);
    return invocation.wantsJson ? printed(asJson(**report, mode)) : asText(**report, mode);
}

VerbResult exportPolicy(const VerbContext &context, const Invocation &invocation)
{
    const Result<std::string> file = context.control
        ? context.control->call(context.osUser,
                                [](Services &services, const Actor &actor) {
                                    return services.policyFile.exportFile(actor);
                                })
        : exportReadOnly(context);
    if (!file)
        return failed(file.error(), invocation.wantsJson);
    QByteArray text = QByteArray::fromStdString(*file);
    if (!text.endsWith('\n'))
        text += '\n';
    return printed(std::move(text));
}

} // namespace turnpike
