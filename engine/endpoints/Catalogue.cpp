// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoints/Catalogue.h"

#include "engine/endpoints/CatalogueFilter.h"
#include "engine/endpoints/CatalogueJson.h"
#include "engine/json/Writer.h"
#include "engine/wire/ErrorBody.h"

namespace turnpike {

namespace {

CatalogueAnswer failure(int status, std::string errorType, std::string message)
{
    ApiError error;
    error.status = status;
    error.errorType = std::move(errorType);
    error.message = std::move(message);
    return {status, errorBody(error, ErrorFormat::Chat)};
}

CatalogueAnswer malformed(const std::string &parameter)
{
    return failure(400, "invalid_request", "The query parameter '" + parameter + "' is malformed.");
}

CatalogueAnswer unknownModel(std::string_view slug)
{
    return failure(404, "not_found", "There is no model '" + std::string(slug) + "'.");
}

/// By slug or canonical slug, with its variant suffix or without.
const ModelPolicy *find(const PolicySnapshot &policy, std::string_view slug)
{
    if (const ModelPolicy *model = policy.findModel(slug))
        return model;
    const std::size_t colon = slug.rfind(':');
    return colon == std::string_view::npos ? nullptr : policy.findModel(slug.substr(0, colon));
}

CatalogueAnswer list(const PolicySnapshot &policy, const UrlQuery &query, std::int64_t nowUs,
                     std::string_view path, std::string_view outputModality)
{
    const CatalogueFilter filter(query, outputModality, nowUs);
    if (!filter.problem().empty())
        return malformed(filter.problem());
    const auto models = filter.choose(policy);
    json::Writer json;
    json.beginObject().member("object", "list").key("data").beginArray();
    for (const ModelPolicy *model : filter.page(models))
        writeModel(json, policy, *model, nowUs);
    json.endArray().member("total_count", models.size());
    json.key("links").beginObject().key("next");
    const std::string next = filter.nextPage(path, models.size());
    next.empty() ? json.null() : json.string(next);
    json.endObject().endObject();
    return {200, json.text()};
}

/// Takes `prefix` off the front of `text`, if it is there.
bool takePrefix(std::string_view &text, std::string_view prefix)
{
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool takeSuffix(std::string_view &text, std::string_view suffix)
{
    if (!text.ends_with(suffix))
        return false;
    text.remove_suffix(suffix.size());
    return true;
}

void writeUrl(json::Writer &json, std::string_view key, const std::string &url)
{
    json.key(key);
    url.empty() ? json.null() : json.string(url);
}

} // namespace

CatalogueAnswer modelList(const PolicySnapshot &policy, const UrlQuery &query, std::int64_t nowUs)
{
    return list(policy, query, nowUs, "/api/v1/models", "text");
}

CatalogueAnswer embeddingModelList(const PolicySnapshot &policy, const UrlQuery &query,
                                   std::int64_t nowUs)
{
    return list(policy, query, nowUs, "/api/v1/embeddings/models", "embeddings");
}

CatalogueAnswer modelCount(const PolicySnapshot &policy, const UrlQuery &query, std::int64_t nowUs)
{
    const CatalogueFilter filter(query, "text", nowUs);
    if (!filter.problem().empty())
        return malformed(filter.problem());
    json::Writer json;
    json.beginObject().key("data").beginObject();
    json.member("count", filter.choose(policy).size()).endObject().endObject();
    return {200, json.text()};
}

CatalogueAnswer modelDetails(const PolicySnapshot &policy, std::string_view slug,
                             ModelEnvelope envelope, std::int64_t nowUs)
{
    const ModelPolicy *model = find(policy, slug);
    if (model == nullptr)
        return unknownModel(slug);
    json::Writer json;
    if (envelope == ModelEnvelope::Data)
        json.beginObject().key("data");
    writeModel(json, policy, *model, nowUs);
    if (envelope == ModelEnvelope::Data)
        json.endObject();
    return {200, json.text()};
}

CatalogueAnswer modelEndpoints(const PolicySnapshot &policy, std::string_view slug,
                               std::int64_t nowUs)
{
    const ModelPolicy *model = find(policy, slug);
    if (model == nullptr)
        return unknownModel(slug);
    json::Writer json;
    json.beginObject().key("data").beginObject();
    json.member("id", model->slug).member("name", model->name);
    json.member("created", model->createdS).member("description", model->description);
    json.key("architecture");
    writeArchitecture(json, *model);
    json.key("endpoints").beginArray();
    for (const EndpointPolicy *endpoint : servedEndpoints(policy, *model))
        writeEndpoint(json, policy, *model, *endpoint, nowUs);
    json.endArray().endObject().endObject();
    return {200, json.text()};
}

CatalogueAnswer providerList(const PolicySnapshot &policy)
{
    json::Writer json;
    json.beginObject().key("data").beginArray();
    for (const ProviderPolicy &provider : policy.providers) {
        if (!provider.isEnabled)
            continue;
        json.beginObject().member("name", provider.name).member("slug", provider.slug);
        writeUrl(json, "privacy_policy_url", provider.privacyUrl);
        writeUrl(json, "terms_of_service_url", provider.termsUrl);
        writeUrl(json, "status_page_url", provider.statusUrl);
        json.key("headquarters").null().key("datacenters").null().endObject();
    }
    json.endArray().endObject();
    return {200, json.text()};
}

std::optional<CatalogueAnswer> catalogueAnswer(const PolicySnapshot &policy, std::string_view path,
                                               const UrlQuery &query, std::int64_t nowUs)
{
    if (path == "/models" || path == "/models/user")
        return modelList(policy, query, nowUs);
    if (path == "/models/count")
        return modelCount(policy, query, nowUs);
    if (path == "/embeddings/models")
        return embeddingModelList(policy, query, nowUs);
    if (path == "/providers")
        return providerList(policy);
    if (path == "/endpoints/zdr")
        // A policy knows of no endpoint that it retains nothing, and unknown means that it does.
        return CatalogueAnswer{200, R"({"data":[]})"};
    if (takePrefix(path, "/model/"))
        return modelDetails(policy, percentDecoded(path), ModelEnvelope::Data, nowUs);
    if (takePrefix(path, "/models/")) {
        if (takeSuffix(path, "/endpoints"))
            return modelEndpoints(policy, percentDecoded(path), nowUs);
        return modelDetails(policy, percentDecoded(path), ModelEnvelope::Bare, nowUs);
    }
    return {};
}

} // namespace turnpike
