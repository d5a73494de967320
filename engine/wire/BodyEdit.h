// SPDX-License-Identifier: GPL-3.0-or-later
// Changes a few members of a JSON text without copying or re-writing the rest.
#pragma once

#include "engine/wire/GatheredText.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// Where one member of an object lies in its text, and its neighbours: what removing it takes.
struct MemberSlice
{
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::string_view value; ///< Empty when there is no such member.
    std::size_t begin = none; ///< Of its name's quote.
    std::size_t end = none; ///< Behind its value.
    std::size_t previousEnd = none; ///< Behind the value before it; none for the first member.
    std::size_t nextBegin = none; ///< Of the next member's name; none for the last member.

    bool isPresent() const { return begin != none; }
};

/// Collects edits of one validated text and gathers the result. Edits may come in any order; they
/// must not overlap, except that neighbouring members may all be removed.
class BodyEdit
{
public:
    explicit BodyEdit(std::string_view text)
        : m_text(text)
    {}

    void replace(std::string_view slice, std::string with);
    void remove(const MemberSlice &member);
    /// Inserts `member` (written: `"a":1`) at the end of the object whose text is `object`.
    void insertAtEnd(std::string_view object, std::string member);
    bool isEmpty() const { return m_edits.empty(); }
    std::string_view text() const { return m_text; } ///< As it was.

    /// Borrows from the text and from nothing else.
    GatheredText gathered() &&;
    void gatherInto(GatheredText &out) &&;

private:
    struct Edit
    {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::string with;
        MemberSlice member;
        enum class Kind : std::uint8_t { Replace, Remove, Insert } kind = Kind::Replace;
    };

    void mergeRemovals();

    std::string_view m_text;
    std::vector<Edit> m_edits;
};

} // namespace turnpike
