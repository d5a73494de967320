// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verbs/Verbs.h"

#include "services/CatalogueFetch.h"

#include <QDir>
#include <QFile>

#include <boost/json.hpp>
#include <cstdio>

namespace turnpike {

namespace {

constexpr qint64 maxFileBytes = 32 << 20;

using VerbFunction = VerbResult (*)(const VerbContext &, const Invocation &);

constexpr std::pair<const char *, VerbFunction> functions[] = {
    {"apply", applyPolicy},
    {"export", exportPolicy},
    {"key create", createKey},
    {"key list", listKeys},
    {"key disable", changeKey},
    {"key enable", changeKey},
    {"key rate-limit", changeKey},
    {"key delete", changeKey},
    {"provider add", addProvider},
    {"provider list", listProviders},
    {"provider test", testProvider},
    {"provider credential", changeProvider},
    {"provider limit", changeProvider},
    {"provider enable", changeProvider},
    {"provider disable", changeProvider},
    {"provider remove", changeProvider},
    {"provider clear-flags", changeProvider},
    {"catalogue refresh", refreshCatalogue},
    {"credits show", showCredits},
    {"credits add", addCredits},
    {"report", printReport},
    {"verify", verify},
    {"backup", backup},
    {"raise", raiseWindow},
};

/// FILE or "-". Errors: NotFound, InvalidArgument.
Result<QByteArray> readInput(const QString &name)
{
    QFile file(name);
    const bool isOpen = name == QLatin1String("-") ? file.open(stdin, QIODevice::ReadOnly)
                                                   : file.open(QIODevice::ReadOnly);
    if (!isOpen)
        return fail(ErrorCode::NotFound,
                    QStringLiteral("%1 cannot be read: %2.").arg(name, file.errorString()));
    QByteArray content;
    while (content.size() <= maxFileBytes) {
        const QByteArray piece = file.read(1 << 16);
        if (piece.isEmpty())
            return content;
        content += piece;
    }
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("%1 is larger than %2 MiB.").arg(name).arg(maxFileBytes >> 20));
}

/// The references under members called "credential" or "secret", wherever they stand.
void findReferences(const boost::json::value &value, QStringList &references)
{
    if (const auto *list = value.if_array())
        for (const boost::json::value &entry : *list)
            findReferences(entry, references);
    const auto *object = value.if_object();
    if (!object)
        return;
    for (const auto &[name, member] : *object) {
        const auto *text = member.if_string();
        if (text && (name == "credential" || name == "secret"))
            references.append(
                QString::fromUtf8(text->data(), static_cast<qsizetype>(text->size())));
        else
            findReferences(member, references);
    }
}

Result<> collectPolicySecrets(Invocation &invocation, const SecretReader &secrets)
{
    boost::json::error_code error;
    const QByteArray &file = invocation.inputs[QStringLiteral("file")];
    const boost::json::value document = boost::json::parse(file.toStdString(), error);
    if (error)
        return {}; // The owner's strict reading says where it is wrong.
    QStringList references;
    findReferences(document, references);
    references.removeDuplicates();
    for (const QString &reference : references) {
        TRY_ASSIGN(const Secret secret, secrets(reference));
        const std::string_view text = secret.reveal();
        invocation.inputs[secretInput(reference)]
            = QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    }
    return {};
}

} // namespace

VerbResult runVerb(const VerbContext &context, const Invocation &invocation)
{
    for (const auto &[name, function] : functions)
        if (QLatin1String(name) == QLatin1String(invocation.verb->name))
            return function(context, invocation);
    return failed({ErrorCode::InvalidArgument,
                   QStringLiteral("\"%1\" cannot be run by the owner of the ledger.")
                       .arg(QLatin1String(invocation.verb->name)),
                   {}},
                  invocation.wantsJson);
}

QString secretInput(const QString &reference)
{
    return QStringLiteral("secret ") + reference;
}

Result<> collectInputs(Invocation &invocation, const SecretReader &secrets)
{
    for (const char *option : {"credential", "passphrase"}) {
        if (!invocation.has(option))
            continue;
        TRY_ASSIGN(const Secret secret, secrets(invocation.value(option)));
        const std::string_view text = secret.reveal();
        invocation.inputs[QString::fromLatin1(option)]
            = QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    }
    const QByteArray verb(invocation.verb->name);
    if (verb == "backup") // The owner may have another working folder.
        invocation.inputs[QStringLiteral("path")]
            = QFile::encodeName(QDir::current().absoluteFilePath(invocation.argument(0)));
    if (verb == "catalogue refresh") {
        TRY_ASSIGN(invocation.inputs[QStringLiteral("list")],
                   fetchModelList(invocation.value("from", modelsDevUrl())));
    }
    if (verb != "apply")
        return {};
    TRY_ASSIGN(invocation.inputs[QStringLiteral("file")], readInput(invocation.argument(0)));
    return collectPolicySecrets(invocation, secrets);
}

} // namespace turnpike
