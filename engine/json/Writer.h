// SPDX-License-Identifier: GPL-3.0-or-later
// Appends JSON of our own making to a text: compact, in the order it is told.
#pragma once

#include "core/Money.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnpike::json {

/// Appends `text` as a string with its quotes. Control characters, quotes and backslashes are
/// escaped; bytes that are not UTF-8 become U+FFFD, so that the result is always valid.
void appendString(std::string &out, std::string_view text);

/// Writes commas by itself; the caller closes what it opened.
///
///     Writer json;
///     json.beginObject().key("code").integer(404).key("message").string(message).endObject();
class Writer
{
public:
    Writer &beginObject() { return open('{'); }
    Writer &endObject() { return close('}'); }
    Writer &beginArray() { return open('['); }
    Writer &endArray() { return close(']'); }
    Writer &key(std::string_view name);
    Writer &string(std::string_view text);
    Writer &integer(std::int64_t number);
    Writer &boolean(bool value) { return raw(value ? "true" : "false"); }
    Writer &null() { return raw("null"); }
    Writer &money(Money amount) { return raw(jsonText(amount)); }
    /// A value that is JSON already.
    Writer &raw(std::string_view json);

    /// key() and the value; a string must be meant as text.
    Writer &member(std::string_view name, std::string_view text) { return key(name).string(text); }
    Writer &member(std::string_view name, std::same_as<bool> auto v)
    {
        return key(name).boolean(v);
    }
    Writer &member(std::string_view name,
                   std::integral auto n) requires(!std::same_as<decltype(n), bool>)
    {
        return key(name).integer(static_cast<std::int64_t>(n));
    }
    Writer &member(std::string_view name, Money amount) { return key(name).money(amount); }

    const std::string &text() const & { return m_text; }
    std::string &&text() && { return std::move(m_text); }

private:
    Writer &open(char bracket);
    Writer &close(char bracket);
    void separate();

    std::string m_text;
    bool m_needsComma = false;
};

} // namespace turnpike::json
