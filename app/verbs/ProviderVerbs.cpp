// SPDX-License-Identifier: GPL-3.0-or-later
// provider add, list, test, credential, limit, enable, disable, clear-flags and remove
#include "app/verbs/Text.h"
#include "app/verbs/Verbs.h"
#include "core/ProviderNames.h"
#include "services/CatalogService.h"
#include "services/ControlPlane.h"

#include <algorithm>
#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

QString formatName(ProviderFormat format)
{
    const std::string_view name = nameOf(format);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

Result<ProviderFormat> parseFormat(const QString &text)
{
    for (const auto &[name, format] : providerFormatNames)
        if (format != ProviderFormat::Simulator && text.toStdString() == name)
            return format;
    return fail(ErrorCode::InvalidArgument,
                QStringLiteral("--format wants openai, openai-responses, anthropic or gemini, not "
                               "\"%1\".")
                    .arg(text));
}

/// "responses,messages". Errors: InvalidArgument.
Result<ApiSet> parseApis(const QString &text)
{
    ApiSet apis = 0;
    for (const QString &word : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const std::string name = word.trimmed().toStdString();
        const auto *const found
            = std::find_if(passableApis.begin(), passableApis.end(),
                           [&name](const auto &known) { return known.first == name; });
        if (found == passableApis.end())
            return fail(ErrorCode::InvalidArgument,
                        QStringLiteral("--also-serves wants some of chat, responses, messages and "
                                       "completions, not \"%1\".")
                            .arg(word));
        apis |= apiBit(found->second);
    }
    return apis;
}

Secret givenCredential(const Invocation &invocation)
{
    return Secret(invocation.inputs.value(QStringLiteral("credential")).toStdString());
}

json::object asJson(const Provider &provider)
{
    return {{"slug", jsonString(provider.settings.slug)},
            {"name", jsonString(provider.settings.name)},
            {"format", jsonString(formatName(provider.settings.format))},
            {"base_url", jsonString(provider.settings.baseUrl)},
            {"enabled", provider.settings.isEnabled},
            {"credential", jsonOrNull(provider.credentialLabel)},
            {"concurrent_requests", provider.settings.concurrentRequests},
            {"models", provider.modelCount},
            {"created_at", jsonOrNull(timeText(provider.createdUs))}};
}

QByteArray asTable(const QList<Provider> &providers)
{
    QList<QStringList> rows{{QStringLiteral("SLUG"), QStringLiteral("NAME"),
                             QStringLiteral("STATE"), QStringLiteral("FORMAT"),
                             QStringLiteral("CREDENTIAL"), QStringLiteral("MODELS"),
                             QStringLiteral("BASE URL")}};
    for (const Provider &provider : providers)
        rows.append(
            {provider.settings.slug, provider.settings.name,
             provider.settings.isEnabled ? QStringLiteral("enabled") : QStringLiteral("disabled"),
             formatName(provider.settings.format),
             provider.hasCredential ? provider.credentialLabel : QStringLiteral("none"),
             QString::number(provider.modelCount), provider.settings.baseUrl});
    return tableText(rows);
}

/// Every endpoint of the provider that a bill above its bound took out of hard mode.
Result<> clearFlags(Services &services, const Actor &actor, const QString &slug)
{
    TRY_ASSIGN(const QList<Model> models, services.catalog.list(actor));
    for (const Model &model : models)
        for (const Endpoint &endpoint : model.endpoints)
            if (endpoint.settings.provider == slug && endpoint.isFlaggedOverBound)
                TRY(services.catalog.clearOverBound(actor, endpoint.id));
    return {};
}

Result<Provider> change(Services &services, const Actor &actor, const Invocation &invocation)
{
    const QByteArray verb(invocation.verb->name);
    TRY_ASSIGN(Provider provider, services.providers.find(actor, invocation.argument(0)));
    if (verb == "provider credential")
        return services.providers.setCredential(actor, provider.id, givenCredential(invocation));
    if (verb == "provider remove") {
        TRY(services.providers.remove(actor, provider.id));
        return provider;
    }
    if (verb == "provider limit") {
        ProviderDraft draft = provider.settings;
        TRY(readCount(invocation, "concurrent-requests", draft.concurrentRequests));
        return services.providers.change(actor, provider.id, draft);
    }
    if (verb == "provider clear-flags") {
        TRY(clearFlags(services, actor, provider.settings.slug));
        return provider;
    }
    return services.providers.setEnabled(actor, provider.id, verb == "provider enable");
}

VerbResult said(const Result<Provider> &provider, const Invocation &invocation, const char *outcome)
{
    if (!provider)
        return failed(provider.error(), invocation.wantsJson);
    if (invocation.wantsJson)
        return printed(jsonLine(asJson(*provider)));
    return {Exit::Ok,
            {},
            QStringLiteral("Provider %1 %2.\n")
                .arg(provider->settings.slug, QLatin1String(outcome))
                .toUtf8()};
}

} // namespace

VerbResult addProvider(const VerbContext &context, const Invocation &invocation)
{
    ProviderDraft draft;
    draft.slug = invocation.argument(0);
    draft.name = invocation.value("name", draft.slug);
    draft.baseUrl = invocation.value("base-url");
    const auto format = parseFormat(invocation.value("format", QStringLiteral("openai")));
    if (!format)
        return failed(format.error(), invocation.wantsJson);
    draft.format = *format;
    const auto apis = parseApis(invocation.value("also-serves"));
    if (!apis)
        return failed(apis.error(), invocation.wantsJson);
    draft.alsoServes = *apis;
    draft.credentialHeader = invocation.value("credential-header");
    if (const Result<> read
        = readCount(invocation, "concurrent-requests", draft.concurrentRequests);
        !read)
        return failed(read.error(), invocation.wantsJson);
    const Secret credential = givenCredential(invocation);
    return said(context.control->call(context.osUser,
                                      [&](Services &services, const Actor &actor) {
                                          return services.providers.add(actor, draft, credential);
                                      }),
                invocation, "is added");
}

VerbResult listProviders(const VerbContext &context, const Invocation &invocation)
{
    const Result<QList<Provider>> providers
        = context.control->call(context.osUser, [](Services &services, const Actor &actor) {
              return services.providers.list(actor);
          });
    if (!providers)
        return failed(providers.error(), invocation.wantsJson);
    if (!invocation.wantsJson)
        return printed(asTable(*providers));
    json::array list;
    for (const Provider &provider : *providers)
        list.push_back(asJson(provider));
    return printed(jsonLine(json::object{{"providers", std::move(list)}}));
}

VerbResult testProvider(const VerbContext &context, const Invocation &invocation)
{
    const Result<Provider> provider
        = context.control->call(context.osUser, [&](Services &services, const Actor &actor) {
              return services.providers.find(actor, invocation.argument(0));
          });
    if (!provider)
        return failed(provider.error(), invocation.wantsJson);
    const Result<ConnectionReport> report
        = context.control->testConnection(context.osUser, provider->id);
    if (!report)
        return failed(report.error(), invocation.wantsJson);
    if (report->isRefused())
        return failed(
            {ErrorCode::UpstreamFailed,
             QStringLiteral("The provider refuses the credential (status %1).").arg(report->status),
             {}},
            invocation.wantsJson);
    if (invocation.wantsJson)
        return printed(jsonLine(json::object{{"status", report->status},
                                             {"milliseconds", report->milliseconds},
                                             {"models", report->modelCount}}));
    return {Exit::Ok,
            {},
            QStringLiteral("Provider %1 answers: status %2 after %3 ms, %4 models.\n")
                .arg(provider->settings.slug)
                .arg(report->status)
                .arg(report->milliseconds)
                .arg(report->modelCount)
                .toUtf8()};
}

VerbResult changeProvider(const VerbContext &context, const Invocation &invocation)
{
    const QByteArray verb(invocation.verb->name);
    if (verb == "provider credential" && !invocation.has("credential"))
        return failed({ErrorCode::InvalidArgument,
                       QStringLiteral("\"provider credential\" needs --credential."),
                       {}},
                      invocation.wantsJson);
    const Result<Provider> provider
        = context.control->call(context.osUser, [&](Services &services, const Actor &actor) {
              return change(services, actor, invocation);
          });
    const char *outcome = verb == "provider credential" ? "has its new credential"
        : verb == "provider limit"                      ? "has this limit"
        : verb == "provider remove"                     ? "is removed"
        : verb == "provider enable"                     ? "is used again"
        : verb == "provider clear-flags"                ? "serves hard limits again"
                                                        : "is not used any more";
    return said(provider, invocation, outcome);
}

} // namespace turnpike
