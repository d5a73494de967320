// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/ErrorBody.h"

#include "engine/json/Writer.h"

#include <utility>

namespace turnpike {

namespace {

constexpr std::string_view genericMessage = "Internal Server Error";

void writeTexts(json::Writer &json, std::string_view name, const std::vector<std::string> &texts)
{
    if (texts.empty())
        return;
    json.key(name).beginArray();
    for (const std::string &text : texts)
        json.string(text);
    json.endArray();
}

void writeAvailability(json::Writer &json, const ApiError &error)
{
    const ModelAvailability &availability = *error.availability;
    json.key("availability").beginObject();
    json.member("code", availability.code).member("retryable", availability.isRetryable);
    json.key("requested_models").beginArray();
    for (const std::string &model : availability.requestedModels)
        json.string(model);
    json.endArray();
    json.member("docs_url", availability.docsUrl);
    if (error.retryAfterS)
        json.member("retry_after", *error.retryAfterS);
    writeTexts(json, "affected_providers", availability.affectedProviders);
    writeTexts(json, "excluded_by", availability.excludedBy);
    writeTexts(json, "fallback_models", availability.fallbackModels);
    if (!availability.constraintField.empty()) {
        json.key("constraint").beginObject().member("field", availability.constraintField);
        json.member("detail", availability.constraintDetail).endObject();
    }
    json.endObject();
}

/// A 500 is ours, and tells nothing (data plane 5.1, item 5).
bool isMasked(const ApiError &error)
{
    return error.status == 500;
}

std::string_view shownMessage(const ApiError &error)
{
    return isMasked(error) ? genericMessage : std::string_view(error.message);
}

std::string_view shownType(const ApiError &error)
{
    return isMasked(error) ? std::string_view("server") : std::string_view(error.errorType);
}

void writeChatError(json::Writer &json, const ApiError &error)
{
    json.beginObject().member("code", error.status).member("message", shownMessage(error));
    json.key("metadata").beginObject().member("error_type", shownType(error));
    if (!isMasked(error)) {
        if (!error.providerCode.empty())
            json.member("provider_code", error.providerCode);
        if (!error.pointer.empty())
            json.member("pointer", error.pointer);
        if (!error.metadataJson.empty())
            json.raw(error.metadataJson);
    }
    json.endObject();
    if (error.availability && !isMasked(error)) {
        // The published examples lack `code` and show these two; strict clients want the integer.
        json.member("error_type", shownType(error)).member("http_status", error.status);
        writeAvailability(json, error);
    }
    json.endObject();
}

/// Data plane 5.8, item 3.
std::string_view messagesType(const ApiError &error)
{
    static constexpr std::pair<std::string_view, std::string_view> types[] = {
        {"authentication", "authentication_error"},
        {"permission_denied", "permission_error"},
        {"payment_required", "billing_error"},
        {"not_found", "not_found_error"},
        {"image_not_found", "not_found_error"},
        {"rate_limit_exceeded", "rate_limit_error"},
        {"provider_overloaded", "overloaded_error"},
        {"timeout", "timeout_error"},
        {"provider_unavailable", "api_error"},
        {"server", "api_error"},
        {"unmapped", "api_error"},
    };
    for (const auto &[ours, theirs] : types)
        if (shownType(error) == ours)
            return theirs;
    return "invalid_request_error";
}

std::string messagesBody(const ApiError &error, std::string_view requestId)
{
    json::Writer json;
    json.beginObject().member("type", std::string_view("error"));
    json.key("error").beginObject().member("type", messagesType(error));
    json.member("message", shownMessage(error)).member("error_type", shownType(error)).endObject();
    json.key("request_id");
    if (requestId.empty())
        json.null();
    else
        json.string(requestId);
    return std::move(json.endObject()).text();
}

} // namespace

std::string chatErrorObject(const ApiError &error)
{
    json::Writer json;
    writeChatError(json, error);
    return std::move(json).text();
}

std::string errorBody(const ApiError &error, ErrorFormat format, std::string_view requestId)
{
    if (format == ErrorFormat::Messages)
        return messagesBody(error, requestId);
    json::Writer json;
    json.beginObject().key("error").raw(chatErrorObject(error));
    if (format == ErrorFormat::Responses)
        json.member("type", shownType(error)).key("metadata").null();
    return std::move(json.endObject()).text();
}

} // namespace turnpike
