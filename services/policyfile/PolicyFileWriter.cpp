// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ProviderNames.h"
#include "core/Timestamp.h"
#include "services/policyfile/PolicyFile.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

namespace bj = boost::json;

std::string text(const QString &value)
{
    return value.toStdString();
}

bj::array words(const QStringList &list)
{
    bj::array out;
    for (const QString &word : list)
        out.emplace_back(text(word));
    return out;
}

void addText(bj::object &object, std::string_view name, const QString &value)
{
    if (!value.isEmpty())
        object[{name.data(), name.size()}] = text(value);
}

void addCount(bj::object &object, std::string_view name, std::int64_t value)
{
    if (value != 0)
        object[{name.data(), name.size()}] = value;
}

bj::object organizationJson(const OrganizationEntry &entry)
{
    bj::object json{{"name", text(entry.name)}};
    bj::object owner{{"name", text(entry.ownerName)}};
    addText(owner, "email", entry.ownerEmail);
    json["owner"] = std::move(owner);
    if (entry.budgetsCountUpstream)
        json["budgets_count_upstream"] = *entry.budgetsCountUpstream;
    if (entry.freeLimit)
        json["free_limit"] = {{"requests_per_minute", entry.freeLimit->requestsPerMinute},
                              {"requests_per_day", entry.freeLimit->requestsPerDay}};
    bj::object credits;
    if (entry.credits.isPoolOn)
        credits["pool"] = *entry.credits.isPoolOn;
    if (entry.credits.total)
        credits["total"] = jsonText(*entry.credits.total);
    json["credits"] = std::move(credits);
    return json;
}

bj::object dataPolicyJson(const DataPolicy &policy)
{
    bj::object json;
    if (policy.trains)
        json["trains"] = *policy.trains;
    if (policy.retains)
        json["retains"] = *policy.retains;
    if (policy.retentionDays)
        json["retention_days"] = *policy.retentionDays;
    addText(json, "source", policy.source);
    addText(json, "checked_on", policy.checkedOn);
    return json;
}

bj::object providerJson(const ProviderEntry &entry)
{
    const ProviderDraft &draft = entry.draft;
    bj::object json{{"slug", text(draft.slug)},
                    {"name", text(draft.name)},
                    {"format", nameOf(draft.format)},
                    {"base_url", text(draft.baseUrl)}};
    if (draft.alsoServes != 0) {
        bj::array names;
        for (const auto &[name, api] : passableApis)
            if ((draft.alsoServes & apiBit(api)) != 0)
                names.emplace_back(name);
        json["also_serves"] = std::move(names);
    }
    addText(json, "credential_header", draft.credentialHeader);
    addText(json, "credential", entry.credential);
    json["enabled"] = draft.isEnabled;
    json["timeouts"] = {{"connect_ms", draft.timeouts.connect.count()},
                        {"first_byte_ms", draft.timeouts.firstByte.count()},
                        {"stall_ms", draft.timeouts.stall.count()},
                        {"total_ms", draft.timeouts.total.count()}};
    json["on_cancel"] = draft.onCancel == OnCancel::StopsBilling ? "stops_billing" : "bills_all";
    if (draft.reasoningOutsideMaxTokens)
        json["reasoning_outside_max_tokens"] = true;
    if (bj::object policy = dataPolicyJson(draft.dataPolicy); !policy.empty())
        json["data_policy"] = std::move(policy);
    addText(json, "ca_file", draft.caFile);
    addText(json, "proxy", draft.proxy);
    addCount(json, "concurrent_requests", draft.concurrentRequests);
    addText(json, "privacy_url", draft.privacyUrl);
    addText(json, "terms_url", draft.termsUrl);
    addText(json, "status_url", draft.statusUrl);
    return json;
}

bj::object pricingJson(const PriceSheet &sheet)
{
    bj::object json = bj::parse(toJson(sheet)).as_object();
    if (sheet.discountPpm != 0) { // Decimal strings throughout, so that no reader needs a double.
        constexpr FemtoUsd femtoPerPpm = 1'000'000'000;
        json["discount"] = priceText(sheet.discountPpm * femtoPerPpm);
    }
    return json;
}

bj::object endpointJson(const EndpointDraft &draft)
{
    bj::object json{{"provider", text(draft.provider)}, {"model", text(draft.upstreamModel)}};
    addText(json, "variant", draft.variant);
    addCount(json, "context_length", draft.contextLength);
    addCount(json, "max_output", draft.maxOutput);
    addText(json, "quantization", draft.quantization);
    if (!draft.supportedParameters.isEmpty())
        json["supported_parameters"] = words(draft.supportedParameters);
    if (draft.format)
        json["format"] = nameOf(*draft.format);
    if (draft.reasoningField != ReasoningField::None)
        json["reasoning_field"] = nameOf(draft.reasoningField);
    if (draft.prices.isPriced())
        json["pricing"] = pricingJson(draft.prices);
    if (!draft.isEnabled)
        json["enabled"] = false;
    return json;
}

bj::object modelJson(const ModelDraft &draft)
{
    bj::object json{
        {"slug", text(draft.slug)}, {"name", text(draft.name)}, {"type", text(draft.type)}};
    addText(json, "description", draft.description);
    addCount(json, "created", draft.createdS);
    addCount(json, "context_length", draft.contextLength);
    addText(json, "tokenizer", draft.tokenizer);
    json["input_modalities"] = words(draft.inputModalities);
    json["output_modalities"] = words(draft.outputModalities);
    bj::array endpoints;
    for (const EndpointDraft &endpoint : draft.endpoints)
        endpoints.emplace_back(endpointJson(endpoint));
    json["endpoints"] = std::move(endpoints);
    return json;
}

std::string_view resetName(Window window)
{
    switch (window) {
    case Window::Day: return "daily";
    case Window::Week: return "weekly";
    case Window::Month: return "monthly";
    case Window::Lifetime: break;
    }
    return "never";
}

bj::object keyJson(const KeyEntry &entry)
{
    bj::object json{{"name", text(entry.draft.name)}};
    if (entry.draft.limit) {
        json["limit"] = jsonText(entry.draft.limit->amount);
        json["limit_reset"] = resetName(entry.draft.limit->reset);
        json["limit_mode"] = entry.draft.limit->mode == BudgetMode::Hard ? "hard" : "soft";
    }
    const RateLimit &rate = entry.draft.rateLimit;
    if (!rate.isNone()) {
        bj::object limits;
        addCount(limits, "requests_per_minute", rate.requestsPerMinute);
        addCount(limits, "tokens_per_minute", rate.tokensPerMinute);
        addCount(limits, "concurrent_requests", rate.concurrentRequests);
        json["rate_limit"] = std::move(limits);
    }
    if (entry.isDisabled)
        json["disabled"] = true;
    if (entry.draft.expiresUs != 0)
        json["expires_at"] = timestampText(entry.draft.expiresUs);
    addText(json, "secret", entry.secret);
    addText(json, "hash", entry.hash);
    addText(json, "label", entry.label);
    return json;
}

template <typename Entry, typename ToJson>
void addList(bj::object &file, const char *name, const std::optional<std::vector<Entry>> &entries,
             ToJson toJson)
{
    if (!entries)
        return;
    bj::array list;
    for (const Entry &entry : *entries)
        list.emplace_back(toJson(entry));
    file[name] = std::move(list);
}

/// Two blanks a level; lists of plain values on one line.
void write(std::string &out, const bj::value &value, std::size_t depth)
{
    const std::string indent(2 * (depth + 1), ' ');
    const auto close
        = [&](char bracket) { out.append(1, '\n').append(2 * depth, ' ').append(1, bracket); };
    if (const bj::object *object = value.if_object(); object != nullptr && !object->empty()) {
        out += '{';
        for (const auto &[name, member] : *object) {
            out.append(out.back() == '{' ? "\n" : ",\n").append(indent);
            out.append(bj::serialize(name)).append(": ");
            write(out, member, depth + 1);
        }
        close('}');
        return;
    }
    if (const bj::array *array = value.if_array();
        array != nullptr && !array->empty() && array->front().is_object()) {
        out += '[';
        for (const bj::value &item : *array) {
            out.append(out.back() == '[' ? "\n" : ",\n").append(indent);
            write(out, item, depth + 1);
        }
        close(']');
        return;
    }
    out += bj::serialize(value);
}

} // namespace

std::string policyFileText(const PolicyFile &file)
{
    bj::object json{{"version", 1}};
    if (file.organization)
        json["organization"] = organizationJson(*file.organization);
    addList(json, "providers", file.providers, providerJson);
    addList(json, "models", file.models, modelJson);
    addList(json, "keys", file.keys, keyJson);
    addList(json, "management_keys", file.managementKeys, keyJson);
    std::string out;
    write(out, json, 0);
    return out + '\n';
}

} // namespace turnpike
