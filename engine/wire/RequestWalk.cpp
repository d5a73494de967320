// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/RequestWalk.h"

#include <algorithm>

namespace turnpike {

namespace {

/// Only a name with escapes or letters beyond ASCII can read as one of another length.
bool mayReadAs(const json::Member &member, bool isAscii, std::string_view name)
{
    return member.isEscaped || !isAscii || member.name.size() == name.size();
}

bool isAsciiOnly(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

} // namespace

void RequestWalk::refuse(std::string_view expectation)
{
    if (hasFailed())
        return;
    ApiError error{.status = 400, .errorType = "invalid_request", .pointer = pointer()};
    error.message = error.pointer.empty() ? std::string("The body") : error.pointer;
    error.message.append(1, ' ').append(expectation).append(1, '.');
    m_error = std::move(error);
}

ApiError RequestWalk::error() const
{
    if (m_error)
        return *m_error;
    const json::Fault &fault = m_json.fault();
    ApiError error{.status = 400, .errorType = "invalid_request"};
    error.message = "The body is not valid JSON: ";
    error.message.append(fault.what).append(", at byte ").append(std::to_string(fault.offset));
    error.message += '.';
    return error;
}

std::string RequestWalk::pointer() const
{
    std::string text;
    for (const Place &place : m_path) {
        text += '/';
        if (place.name.data() == nullptr)
            text += std::to_string(place.index);
        for (const char byte : place.name.substr(0, 64)) {
            if (byte == '~')
                text += "~0";
            else if (byte == '/')
                text += "~1";
            else
                text += byte;
        }
    }
    return text;
}

bool RequestWalk::enterObject(bool allowsNull)
{
    if (peek() == json::Kind::Object)
        return m_json.enterObject();
    if (allowsNull && peek() == json::Kind::Null)
        m_json.skip();
    else
        refuse("must be an object");
    return false;
}

bool RequestWalk::enterArray(bool allowsNull)
{
    if (peek() == json::Kind::Array)
        return m_json.enterArray();
    if (allowsNull && peek() == json::Kind::Null)
        m_json.skip();
    else
        refuse("must be an array");
    return false;
}

bool RequestWalk::nextMember(Names names, Members &members)
{
    if (hasFailed() || !m_json.nextMember(members.member))
        return false;
    const json::Member &member = members.member;
    const bool isAscii = isAsciiOnly(member.name);
    members.known = Members::unknown;
    for (std::size_t index = 0; index < names.size(); ++index) {
        if (!mayReadAs(member, isAscii, names[index])
            || !json::readsAs(member.name, member.isEscaped, names[index]))
            continue;
        const std::uint64_t bit = std::uint64_t{1} << index;
        push(names[index]);
        if (member.isEscaped || member.name != names[index])
            refuse("must be spelled exactly so: other spellings of the name are not accepted");
        else if ((members.seen & bit) != 0)
            refuse("is given twice");
        pop();
        members.seen |= bit;
        members.known = index;
        return !hasFailed();
    }
    return true;
}

void RequestWalk::skipKind(json::Kind kind, std::string_view expectation)
{
    const json::Kind found = peek();
    if (found != kind && found != json::Kind::Null
        && !(kind == json::Kind::True && found == json::Kind::False))
        refuse(expectation);
    skip();
}

std::optional<std::string> RequestWalk::text()
{
    const json::Kind kind = peek();
    if (kind != json::Kind::String && kind != json::Kind::Null)
        refuse("must be a string");
    const json::Value value = skip();
    if (value.kind != json::Kind::String)
        return std::nullopt;
    std::optional<std::string> text = json::decodedText(value.text);
    if (!text)
        refuse("holds a lone surrogate, which is no text");
    return text;
}

std::optional<bool> RequestWalk::boolean()
{
    const json::Kind kind = peek();
    if (kind != json::Kind::True && kind != json::Kind::False && kind != json::Kind::Null)
        refuse("must be true or false");
    const json::Value value = skip();
    if (!value.isBoolean())
        return std::nullopt;
    return value.kind == json::Kind::True;
}

std::optional<std::int64_t> RequestWalk::integer(std::int64_t least)
{
    const auto refuseIt = [&] {
        refuse("must be an integer of at least " + std::to_string(least)
               + ", written without fraction and exponent");
    };
    const json::Kind kind = peek();
    if (kind != json::Kind::Number && kind != json::Kind::Null)
        refuseIt();
    const json::Value value = skip();
    if (value.kind != json::Kind::Number)
        return std::nullopt;
    const std::optional<std::int64_t> number = json::integerOf(value.text);
    if (!number || *number < least)
        refuseIt();
    return number;
}

std::vector<std::string> RequestWalk::texts()
{
    std::vector<std::string> result;
    if (!enterArray(true))
        return result;
    bool isFirst = true;
    for (std::size_t index = 0; nextElement(isFirst); ++index) {
        push(index);
        if (peek() == json::Kind::Null)
            refuse("must be a string");
        if (std::optional<std::string> element = text())
            result.push_back(*std::move(element));
        pop();
    }
    return result;
}

std::int64_t RequestWalk::textSize(bool allowsNull)
{
    const json::Kind kind = peek();
    if (kind != json::Kind::String && !(allowsNull && kind == json::Kind::Null))
        refuse("must be a string");
    const json::Value value = skip();
    if (value.kind != json::Kind::String)
        return 0;
    return static_cast<std::int64_t>(json::decodedSize(value.text));
}

} // namespace turnpike
