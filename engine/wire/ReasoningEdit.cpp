// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/ReasoningEdit.h"

#include "core/ProviderNames.h"
#include "engine/json/StrictReader.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace turnpike {

namespace {

constexpr std::size_t details = 2; ///< Of reasoningFieldNames.

using Spellings = std::array<MemberSlice, reasoningFieldNames.size()>;

/// Where `message`, which begins at `base` of the body, has each spelling. Null counts as absent
/// for us, and is taken out with the others.
Spellings spellingsIn(std::string_view message, std::size_t base)
{
    Spellings slices;
    json::StrictReader json(message, json::StrictReader::maxDepth);
    MemberSlice *previous = nullptr;
    std::size_t previousEnd = MemberSlice::none;
    if (!json.enterObject())
        return slices;
    for (json::Member member; json.nextMember(member);) {
        const std::size_t begin = base + member.begin;
        if (previous != nullptr)
            previous->nextBegin = begin;
        previous = nullptr;
        const auto *const known
            = std::find_if(reasoningFieldNames.begin(), reasoningFieldNames.end(),
                           [&member](const auto &field) { return field.first == member.name; });
        const std::string_view value = json.skip().text;
        const std::size_t end = base + json.offset();
        if (known != reasoningFieldNames.end()) {
            previous = &slices[static_cast<std::size_t>(known - reasoningFieldNames.begin())];
            *previous = {.value = value == "null" ? std::string_view() : value,
                         .begin = begin,
                         .end = end,
                         .previousEnd = previousEnd};
        }
        previousEnd = end;
    }
    return slices;
}

/// What the elements say in words, as a string token; empty when they say nothing.
std::string textOf(std::string_view elements)
{
    std::string text(1, '"');
    json::StrictReader json(elements, json::StrictReader::maxDepth);
    if (!json.enterArray())
        return {};
    for (bool isFirst = true; json.nextElement(isFirst);) {
        if (json.peek() != json::Kind::Object) {
            json.skip();
            continue;
        }
        json.enterObject();
        for (json::Member member; json.nextMember(member);) {
            const json::Value value = json.skip();
            if (value.kind == json::Kind::String
                && (member.name == "text" || member.name == "summary"))
                text += value.text.substr(1, value.text.size() - 2);
        }
    }
    return text.size() == 1 ? std::string() : text + '"';
}

void carry(std::string_view body, const Spellings &spellings, ReasoningField field, BodyEdit &edit)
{
    const auto wanted = static_cast<std::size_t>(
        std::find_if(reasoningFieldNames.begin(), reasoningFieldNames.end(),
                     [field](const auto &known) { return known.second == field; })
        - reasoningFieldNames.begin());
    // Texts before elements: they are the client's own words for the same.
    const MemberSlice *source = nullptr;
    std::string text;
    for (const std::size_t each : {wanted, std::size_t{0}, std::size_t{1}, details})
        if (source == nullptr && !spellings[each].value.empty()) {
            text = each == details && each != wanted ? textOf(spellings[each].value)
                                                     : std::string(spellings[each].value);
            source = text.empty() ? nullptr : &spellings[each];
        }
    if (source == nullptr || (wanted == details && source != &spellings[details]))
        return;
    for (const MemberSlice &spelling : spellings)
        if (spelling.isPresent() && &spelling != source)
            edit.remove(spelling);
    if (source != &spellings[wanted])
        edit.replace(body.substr(source->begin, source->end - source->begin),
                     std::string(1, '"').append(nameOf(field)).append("\":").append(text));
}

} // namespace

void carryReasoning(std::span<const std::string_view> messages, ReasoningField field,
                    BodyEdit &edit)
{
    if (field == ReasoningField::None)
        return;
    for (const std::string_view message : messages) {
        const auto base = static_cast<std::size_t>(message.data() - edit.text().data());
        carry(edit.text(), spellingsIn(message, base), field, edit);
    }
}

} // namespace turnpike
