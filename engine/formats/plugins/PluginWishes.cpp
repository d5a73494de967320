// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/formats/plugins/PluginWishes.h"

#include "engine/formats/RawWalk.h"
#include "engine/json/StrictReader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

namespace {

/// Known to the compatible API, and in need of a vendor or of a router that is not here.
constexpr std::array<std::string_view, 9> unserved{
    "web",         "web-fetch",        "file-parser",   "moderation",       "fusion",
    "auto-router", "auto-beta-router", "pareto-router", "switchyard-router"};

constexpr std::string_view serverToolPrefix = "openrouter:";

ApiError invalid(std::string message, std::string pointer)
{
    ApiError error;
    error.status = 400;
    error.errorType = "invalid_request";
    error.message = std::move(message);
    error.pointer = std::move(pointer);
    return error;
}

struct Plugin
{
    std::optional<std::string> id;
    std::optional<std::string> engine;
    bool isEnabled = true;
    bool isObject = false;
};

Plugin readPlugin(json::StrictReader &json)
{
    Plugin plugin;
    plugin.isObject = json.peek() == json::Kind::Object;
    eachMember(json, [&](std::string_view name) {
        if (name == "id")
            plugin.id = json::decodedText(rawString(json));
        else if (name == "engine")
            plugin.engine = json::decodedText(rawString(json));
        else if (name == "enabled")
            plugin.isEnabled = rawBoolean(json).value_or(true);
        else
            json.skip();
    });
    return plugin;
}

std::optional<ApiError> takePlugin(const Plugin &plugin, const std::string &at,
                                   PluginWishes &wishes)
{
    if (!plugin.isObject || !plugin.id || plugin.id->empty())
        return invalid("A plugin is an object with an id.", at + "/id");
    if (*plugin.id == "response-healing") {
        wishes.heals = plugin.isEnabled;
        return std::nullopt;
    }
    if (*plugin.id == "context-compression") {
        if (plugin.engine && !plugin.engine->empty() && *plugin.engine != "middle-out")
            return invalid("Context compression has one engine here: middle-out.", at + "/engine");
        wishes.compresses = plugin.isEnabled;
        wishes.refusesCompression = !plugin.isEnabled;
        return std::nullopt;
    }
    if (std::find(unserved.begin(), unserved.end(), *plugin.id) == unserved.end())
        return invalid("There is no such plugin.", at + "/id");
    // Switched off it asks for nothing.
    if (!plugin.isEnabled)
        return std::nullopt;
    return invalid("The plugin " + *plugin.id + " is not served by this gateway: leave it away.",
                   at + "/id");
}

std::optional<ApiError> readPlugins(std::string_view array, PluginWishes &wishes)
{
    json::StrictReader json(array);
    if (json.peek() != json::Kind::Array)
        return invalid("plugins is an array of objects.", "/plugins");
    std::optional<ApiError> problem;
    eachElement(json, [&](std::size_t index) {
        const Plugin plugin = readPlugin(json);
        if (!problem)
            problem = takePlugin(plugin, "/plugins/" + std::to_string(index), wishes);
    });
    return problem;
}

std::optional<ApiError> readTransforms(json::StrictReader &json, PluginWishes &wishes)
{
    if (json.peek() != json::Kind::Array) {
        json.skip();
        return invalid("transforms is an array of texts.", "/transforms");
    }
    std::optional<ApiError> problem;
    eachElement(json, [&](std::size_t index) {
        const json::Value value = json.skip();
        if (value.text == "\"middle-out\"")
            wishes.compresses = true;
        else if (!problem)
            problem = invalid("There is one transform: middle-out.",
                              "/transforms/" + std::to_string(index));
    });
    return problem;
}

/// Tools that a gateway runs itself: left in, a provider would refuse them by a worse sentence.
std::optional<ApiError> checkTools(json::StrictReader &json)
{
    std::optional<ApiError> problem;
    eachElement(json, [&](std::size_t index) {
        eachMember(json, [&](std::string_view name) {
            if (name != "type") {
                json.skip();
                return;
            }
            const std::string type = json::decodedText(rawString(json)).value_or(std::string());
            if (!problem && type.starts_with(serverToolPrefix))
                problem = invalid("The tool " + type
                                      + " is not run by this gateway: leave it away, or declare a "
                                        "function that your program runs.",
                                  "/tools/" + std::to_string(index) + "/type");
        });
    });
    return problem;
}

} // namespace

tl::expected<PluginWishes, ApiError> readPluginWishes(const ClientRequest &request)
{
    PluginWishes wishes;
    if (!request.hasPlugins && !request.hasTransforms && !request.hasServerTools)
        return wishes;
    std::optional<ApiError> problem;
    // What is told by name stands above its old form.
    if (request.hasTransforms || request.hasServerTools) {
        json::StrictReader json(request.body);
        eachMember(json, [&](std::string_view name) {
            if (!problem && name == "transforms" && request.hasTransforms)
                problem = readTransforms(json, wishes);
            else if (!problem && name == "tools")
                problem = checkTools(json);
            else
                json.skip();
        });
    }
    if (!problem && request.hasPlugins)
        problem = readPlugins(request.plugins, wishes);
    if (problem)
        return tl::unexpected(*std::move(problem));
    return wishes;
}

} // namespace turnpike
