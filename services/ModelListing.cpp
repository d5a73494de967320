// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ModelListing.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace turnpike {

namespace json = boost::json;

namespace {

constexpr std::size_t longestName = 200;

const json::array *listIn(const json::value &document, std::string_view member)
{
    const json::object *object = document.if_object();
    const json::value *list = object ? object->if_contains(member) : nullptr;
    return list ? list->if_array() : nullptr;
}

std::string_view textOf(const json::object &entry, std::string_view member)
{
    const json::value *value = entry.if_contains(member);
    const json::string *text = value ? value->if_string() : nullptr;
    return text ? std::string_view(text->data(), text->size()) : std::string_view();
}

bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= longestName
        && std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Gemini lists what makes pictures and speech, too, by methods of their own.
bool answersRequests(const json::object &entry)
{
    static constexpr std::array<std::string_view, 2> ours{"generateContent", "embedContent"};
    const json::value *methods = entry.if_contains("supportedGenerationMethods");
    const json::array *names = methods ? methods->if_array() : nullptr;
    if (!names)
        return true;
    return std::any_of(names->begin(), names->end(), [](const json::value &method) {
        const json::string *name = method.if_string();
        return name && std::find(ours.begin(), ours.end(), std::string_view(*name)) != ours.end();
    });
}

void keep(std::string_view name, ModelListing &listing)
{
    ++listing.count;
    if (isName(name))
        listing.names.append(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())));
}

ModelListing namesOf(const json::array &list)
{
    ModelListing listing;
    for (const json::value &entry : list) {
        const json::object *model = entry.if_object();
        keep(model ? textOf(*model, "id") : std::string_view(), listing);
    }
    return listing;
}

ModelListing geminiNames(const json::array &list)
{
    static constexpr std::string_view folder = "models/";
    ModelListing listing;
    for (const json::value &entry : list) {
        const json::object *model = entry.if_object();
        if (model && !answersRequests(*model))
            continue;
        std::string_view name = model ? textOf(*model, "name") : std::string_view();
        if (name.starts_with(folder))
            name.remove_prefix(folder.size());
        keep(name, listing);
    }
    return listing;
}

} // namespace

std::optional<ModelListing> readModelListing(std::string_view body)
{
    json::error_code error;
    const json::value document = json::parse(body, error);
    if (error)
        return std::nullopt;
    if (const json::array *list = listIn(document, "data"))
        return namesOf(*list);
    if (const json::array *list = listIn(document, "models"))
        return geminiNames(*list);
    if (const json::array *list = document.if_array())
        return namesOf(*list);
    return std::nullopt;
}

} // namespace turnpike
