// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/AuditJson.h"

#include "core/ProviderNames.h"
#include "core/Timestamp.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

namespace bj = boost::json;

QString compact(const bj::object &object)
{
    return QString::fromStdString(bj::serialize(object));
}

std::string text(const QString &value)
{
    return value.toStdString();
}

bj::array list(const QStringList &values)
{
    bj::array out;
    for (const QString &value : values)
        out.emplace_back(text(value));
    return out;
}

std::string_view windowName(Window window)
{
    switch (window) {
    case Window::Lifetime: return "never";
    case Window::Day: return "daily";
    case Window::Week: return "weekly";
    case Window::Month: return "monthly";
    }
    return "";
}

template <typename T>
bj::value orNull(const std::optional<T> &value)
{
    return value ? bj::value(*value) : bj::value(nullptr);
}

bj::object endpointJson(const EndpointDraft &endpoint)
{
    return {{"provider", text(endpoint.provider)},
            {"model", text(endpoint.upstreamModel)},
            {"variant", text(endpoint.variant)},
            {"context_length", endpoint.contextLength},
            {"max_output", endpoint.maxOutput},
            {"quantization", text(endpoint.quantization)},
            {"supported_parameters", list(endpoint.supportedParameters)},
            {"format", endpoint.format ? nameOf(*endpoint.format) : std::string_view()},
            {"reasoning_field", nameOf(endpoint.reasoningField)},
            {"pricing", bj::parse(toJson(endpoint.prices))},
            {"enabled", endpoint.isEnabled}};
}

} // namespace

QString auditJson(const Organization &organization)
{
    bj::object object{{"name", text(organization.name)},
                      {"pool", organization.isPoolOn},
                      {"budgets_count_upstream", organization.budgetsCountUpstream}};
    if (!organization.freeLimit.isNone())
        object["free_limit"] = {{"requests_per_minute", organization.freeLimit.requestsPerMinute},
                                {"requests_per_day", organization.freeLimit.requestsPerDay}};
    if (organization.isDemonstration)
        object["demonstration"] = true;
    return compact(object);
}

QString auditJson(const Person &person)
{
    return compact({{"name", text(person.name)}, {"email", text(person.email)}});
}

QString auditJson(const CreditEntry &entry)
{
    return compact({{"amount", jsonText(entry.amount)}, {"note", text(entry.note)}});
}

QString auditJson(const Key &key)
{
    bj::object json{{"name", text(key.name)},
                    {"label", text(key.label)},
                    {"management", key.isManagement},
                    {"disabled", key.isDisabled},
                    {"workspace", text(key.workspaceUuid)}};
    if (key.limit) {
        json["limit"] = jsonText(key.limit->amount);
        json["limit_reset"] = windowName(key.limit->reset);
        json["limit_mode"] = key.limit->mode == BudgetMode::Hard ? "hard" : "soft";
    } else {
        json["limit"] = nullptr;
    }
    if (!key.rateLimit.isNone())
        json["rate_limit"] = {{"requests_per_minute", key.rateLimit.requestsPerMinute},
                              {"tokens_per_minute", key.rateLimit.tokensPerMinute},
                              {"concurrent_requests", key.rateLimit.concurrentRequests}};
    json["expires_at"]
        = key.expiresUs == 0 ? bj::value(nullptr) : bj::value(timestampText(key.expiresUs));
    return compact(json);
}

QString auditJson(const ProviderDraft &settings)
{
    const Timeouts &times = settings.timeouts;
    const DataPolicy &policy = settings.dataPolicy;
    return compact(
        {{"name", text(settings.name)},
         {"format", static_cast<int>(settings.format)},
         {"also_serves", static_cast<int>(settings.alsoServes)},
         {"credential_header", text(settings.credentialHeader)},
         {"base_url", text(settings.baseUrl)},
         {"enabled", settings.isEnabled},
         {"timeouts_ms",
          {times.connect.count(), times.firstByte.count(), times.stall.count(),
           times.total.count()}},
         {"on_cancel", settings.onCancel == OnCancel::StopsBilling ? "stops_billing" : "bills_all"},
         {"reasoning_outside_max_tokens", settings.reasoningOutsideMaxTokens},
         {"data_policy",
          {{"trains", orNull(policy.trains)},
           {"retains", orNull(policy.retains)},
           {"retention_days", orNull(policy.retentionDays)},
           {"source", text(policy.source)},
           {"checked_on", text(policy.checkedOn)}}},
         {"ca_file", text(settings.caFile)},
         {"proxy", text(settings.proxy)},
         {"concurrent_requests", settings.concurrentRequests},
         {"privacy_url", text(settings.privacyUrl)},
         {"terms_url", text(settings.termsUrl)},
         {"status_url", text(settings.statusUrl)}});
}

QString auditJson(const ModelDraft &model)
{
    bj::array endpoints;
    for (const EndpointDraft &endpoint : model.endpoints)
        endpoints.emplace_back(endpointJson(endpoint));
    return compact({{"name", text(model.name)},
                    {"description", text(model.description)},
                    {"type", text(model.type)},
                    {"created", model.createdS},
                    {"context_length", model.contextLength},
                    {"tokenizer", text(model.tokenizer)},
                    {"input_modalities", list(model.inputModalities)},
                    {"output_modalities", list(model.outputModalities)},
                    {"endpoints", std::move(endpoints)}});
}

} // namespace turnpike
