// SPDX-License-Identifier: GPL-3.0-or-later
// credits show and add, verify, backup, raise
#include "app/Backup.h"
#include "app/verbs/Text.h"
#include "app/verbs/Verbs.h"
#include "core/Clock.h"
#include "core/ports/LedgerFlush.h"
#include "ledger/Verify.h"
#include "ledger/sqlite/Database.h"
#include "services/ControlPlane.h"

#include <QFile>

#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

struct Credits
{
    CreditBalance balance;
    bool isPoolOn = false;
};

Result<Credits> creditsOf(Services &services, const Actor &actor)
{
    TRY_ASSIGN(const auto organization, services.organization.current(actor));
    if (!organization)
        return fail(ErrorCode::Conflict,
                    QStringLiteral("There is no organization yet; run turnpiked init first."));
    Credits credits;
    credits.isPoolOn = organization->isPoolOn;
    TRY_ASSIGN(credits.balance, services.organization.balance(actor));
    return credits;
}

VerbResult said(const Result<Credits> &credits, bool wantsJson)
{
    if (!credits)
        return failed(credits.error(), wantsJson);
    const CreditBalance &balance = credits->balance;
    if (wantsJson)
        return printed(jsonLine(json::object{{"pool", credits->isPoolOn},
                                             {"total_usd", jsonUsd(balance.total)},
                                             {"used_usd", jsonUsd(balance.used)},
                                             {"balance_usd", jsonUsd(balance.balance())}}));
    return printed(tableText({{QStringLiteral("Credit pool"),
                               credits->isPoolOn ? QStringLiteral("on") : QStringLiteral("off")},
                              {QStringLiteral("Added"), displayText(balance.total)},
                              {QStringLiteral("Used"), displayText(balance.used)},
                              {QStringLiteral("Balance"), displayText(balance.balance())}}));
}

QByteArray asText(const VerifyReport &report)
{
    QString text = QStringLiteral("%1 generations and %2 audit events checked; audit head %3.\n")
                       .arg(report.generations)
                       .arg(report.auditEvents)
                       .arg(report.auditHead.isEmpty() ? QStringLiteral("none") : report.auditHead);
    text += report.isClean() ? QStringLiteral("The ledger agrees with itself.\n")
                             : QStringLiteral("The ledger does not agree with itself:\n");
    for (const QString &finding : report.findings)
        text += QStringLiteral("- ") + finding + QLatin1Char('\n');
    return text.toUtf8();
}

QByteArray asJson(const VerifyReport &report)
{
    json::array findings;
    for (const QString &finding : report.findings)
        findings.push_back(jsonString(finding));
    return jsonLine(json::object{{"clean", report.isClean()},
                                 {"generations", report.generations},
                                 {"audit_events", report.auditEvents},
                                 {"audit_head", jsonOrNull(report.auditHead)},
                                 {"findings", std::move(findings)}});
}

Result<VerifyReport> verifyAt(const VerbContext &context)
{
    if (context.flush)
        context.flush->flush();
    TRY_ASSIGN(const auto database, Database::open(context.ledgerPath, Database::Access::ReadOnly));
    return verifyLedger(*database, context.journalFolder);
}

} // namespace

VerbResult showCredits(const VerbContext &context, const Invocation &invocation)
{
    return said(context.control->call(context.osUser, creditsOf), invocation.wantsJson);
}

VerbResult addCredits(const VerbContext &context, const Invocation &invocation)
{
    const Result<Money> amount = parseUsd(invocation.argument(0), "\"credits add\"");
    if (!amount)
        return failed(amount.error(), invocation.wantsJson);
    return said(
        context.control->call(context.osUser,
                              [&](Services &services, const Actor &actor) -> Result<Credits> {
                                  TRY(services.organization.addCredits(actor, *amount,
                                                                       invocation.value("note")));
                                  return creditsOf(services, actor);
                              }),
        invocation.wantsJson);
}

VerbResult verify(const VerbContext &context, const Invocation &invocation)
{
    const Result<VerifyReport> report = verifyAt(context);
    if (!report)
        return failed(report.error(), invocation.wantsJson);
    VerbResult result = printed(invocation.wantsJson ? asJson(*report) : asText(*report));
    if (!report->isClean())
        result.exit = Exit::Difference;
    return result;
}

VerbResult backup(const VerbContext &context, const Invocation &invocation)
{
    BackupRequest request;
    request.ledgerPath = context.ledgerPath;
    request.file = QFile::decodeName(invocation.inputs.value(QStringLiteral("path")));
    request.nowUs = context.clock->nowUs();
    const Secret passphrase(invocation.inputs.value(QStringLiteral("passphrase")).toStdString());
    if (invocation.has("passphrase")) {
        if (!context.masterKey || context.masterKey->isEmpty())
            return failed({ErrorCode::Unavailable,
                           QStringLiteral("The master key is not there to be wrapped; the backup "
                                          "was not made. Without --passphrase it can be."),
                           {}},
                          invocation.wantsJson);
        request.masterKey = context.masterKey;
        request.passphrase = &passphrase;
    }
    if (context.flush)
        context.flush->flush();
    const Result<BackupReport> report = writeBackup(request);
    if (!report)
        return failed(report.error(), invocation.wantsJson);
    if (invocation.wantsJson)
        return printed(jsonLine(json::object{{"file", jsonString(request.file)},
                                             {"bytes", report->bytes},
                                             {"audit_head", jsonOrNull(report->auditHead)},
                                             {"has_master_key", request.masterKey != nullptr}}));
    QString text
        = QStringLiteral("%1 written: %2 bytes, audit head %3.\n")
              .arg(request.file)
              .arg(report->bytes)
              .arg(report->auditHead.isEmpty() ? QStringLiteral("none") : report->auditHead);
    if (!request.masterKey)
        text += QStringLiteral("It holds no master key: if the keychain or key file is lost, "
                               "provider credentials must be entered again.\n");
    return {Exit::Ok, {}, text.toUtf8()};
}

VerbResult raiseWindow(const VerbContext &context, const Invocation &invocation)
{
    if (context.raiseWindow && context.raiseWindow())
        return {};
    return failed(
        {ErrorCode::Conflict, QStringLiteral("The owner of the ledger has no window to show."), {}},
        invocation.wantsJson);
}

} // namespace turnpike
