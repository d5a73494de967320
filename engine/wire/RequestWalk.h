// SPDX-License-Identifier: GPL-3.0-or-later
// A strict walk over a request body that knows where it is, so that a refusal can name the place.
#pragma once

#include "engine/json/StrictReader.h"
#include "engine/wire/BodyEdit.h"
#include "engine/wire/ErrorBody.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// Every reading function is false, or answers nothing, once error() is set; nothing is read then.
class RequestWalk
{
public:
    using Names = std::span<const std::string_view>;

    /// The members of one object that are read; start each with a new one.
    struct Members
    {
        json::Member member;
        std::uint64_t seen = 0;
        std::size_t known = unknown; ///< Index of the current member in the names.
        static constexpr std::size_t unknown = static_cast<std::size_t>(-1);
    };

    RequestWalk(std::string_view body, std::size_t depth)
        : m_json(body, depth)
    {
        m_path.reserve(usualDepth);
    }

    /// Enters the object at the cursor; anything else is refused, except null when `allowsNull`,
    /// which is read and answers false without an error.
    bool enterObject(bool allowsNull = false);
    bool enterArray(bool allowsNull = false);
    /// The next member; unknown ones come too and must be skipped. A second member of the same
    /// known name, or a known name in another spelling, is refused. At most 64 names.
    bool nextMember(Names names, Members &members);
    bool nextElement(bool &isFirst) { return !hasFailed() && m_json.nextElement(isFirst); }

    json::Kind peek() { return hasFailed() ? json::Kind::None : m_json.peek(); }
    json::Value skip() { return hasFailed() ? json::Value{} : m_json.skip(); }
    /// A value of one of two kinds, or null.
    void skipKind(json::Kind kind, std::string_view expectation);
    /// Decoded text; nothing for null. Lone surrogates are refused.
    std::optional<std::string> text();
    std::optional<bool> boolean();
    /// An integer token of at least `least`; nothing for null.
    std::optional<std::int64_t> integer(std::int64_t least);
    /// Texts in order; empty for null.
    std::vector<std::string> texts();
    /// Size of a text's decoded bytes; 0 for null, which is refused unless `allowsNull`.
    std::int64_t textSize(bool allowsNull);
    /// Nothing but blanks follows.
    bool finish() { return !hasFailed() && m_json.finish(); }

    /// Names where the walk is; pop() after the value was read.
    void push(std::string_view name) { m_path.push_back({.name = name}); }
    void push(std::size_t index) { m_path.push_back({.name = {}, .index = index}); }
    void pop() { m_path.pop_back(); }

    /// `expectation` completes the sentence "POINTER ...".
    void refuse(std::string_view expectation);
    bool hasFailed() const { return m_error.has_value() || m_json.hasFailed(); }
    ApiError error() const;
    std::size_t offset() const { return m_json.offset(); }

private:
    struct Place
    {
        std::string_view name;
        std::size_t index = 0;
    };
    std::string pointer() const;

    json::StrictReader m_json;
    static constexpr std::size_t usualDepth = 8;
    std::vector<Place> m_path;
    std::optional<ApiError> m_error;
};

struct ProviderPreferences;

/// The `provider` member, the walk standing on its value.
void readProviderPreferences(RequestWalk &walk, ProviderPreferences &preferences);

} // namespace turnpike
