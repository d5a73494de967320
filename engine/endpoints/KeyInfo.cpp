// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoints/KeyInfo.h"

#include "core/Timestamp.h"
#include "engine/json/Writer.h"

#include <algorithm>

namespace turnpike {

namespace {

constexpr std::size_t at(Window window)
{
    return static_cast<std::size_t>(window);
}

void writeTextOrNull(json::Writer &json, std::string_view key, std::string_view text)
{
    json.key(key);
    text.empty() ? json.null() : json.string(text);
}

std::string_view resetName(Window window)
{
    switch (window) {
    case Window::Lifetime: return {};
    case Window::Day: return "daily";
    case Window::Week: return "weekly";
    case Window::Month: return "monthly";
    }
    return {};
}

void writeLimit(json::Writer &json, const KeyPolicy &key, const ScopeUsage &usage)
{
    if (!key.limit) {
        json.key("limit").null().key("limit_remaining").null().key("limit_reset").null();
        return;
    }
    const Money spent = usage.spent[at(key.limitWindow)];
    json.member("limit", *key.limit);
    json.member("limit_remaining", std::max(*key.limit - spent, Money{}));
    writeTextOrNull(json, "limit_reset", resetName(key.limitWindow));
}

} // namespace

std::string keyBody(const KeyPolicy &key, const ScopeUsage &usage)
{
    json::Writer json;
    json.beginObject().key("data").beginObject();
    json.member("label", key.label).member("name", key.name);
    writeLimit(json, key, usage);
    json.key("include_byok_in_limit").boolean(key.countsByok);
    json.member("usage", usage.spent[at(Window::Lifetime)]);
    json.member("usage_daily", usage.spent[at(Window::Day)]);
    json.member("usage_weekly", usage.spent[at(Window::Week)]);
    json.member("usage_monthly", usage.spent[at(Window::Month)]);
    // The policy has no credentials of workspaces, so no request is BYOK.
    for (const char *name :
         {"byok_usage", "byok_usage_daily", "byok_usage_weekly", "byok_usage_monthly"})
        json.member(name, Money{});
    json.key("is_free_tier").boolean(false);
    json.key("is_management_key").boolean(key.isManagement);
    json.key("is_provisioning_key").boolean(key.isManagement);
    writeTextOrNull(json, "creator_user_id", key.personId);
    writeTextOrNull(json, "organization_id", key.organizationId);
    writeTextOrNull(json, "workspace_id", key.workspaceUuid);
    writeTextOrNull(json, "expires_at", key.expiresUs == 0 ? "" : timestampText(key.expiresUs));
    json.key("allowed_data_regions").beginArray().string("global").endArray();
    // No such limits here; the API's word for that is -1.
    json.key("rate_limit").beginObject().member("requests", -1).member("interval", "10s");
    json.member("note", "Deprecated: there is no rate limit.").endObject();
    json.key("free_model_daily_requests").beginObject();
    json.member("limit", -1).member("remaining", -1).member("used", 0).endObject();
    json.endObject().endObject();
    return std::move(json).text();
}

} // namespace turnpike
