// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/BodyEdit.h"

#include <algorithm>
#include <utility>

namespace turnpike {

namespace {

constexpr std::size_t none = MemberSlice::none;

} // namespace

void BodyEdit::replace(std::string_view slice, std::string with)
{
    const auto begin = static_cast<std::size_t>(slice.data() - m_text.data());
    m_edits.push_back({.begin = begin,
                       .end = begin + slice.size(),
                       .with = std::move(with),
                       .member = {},
                       .kind = Edit::Kind::Replace});
}

void BodyEdit::remove(const MemberSlice &member)
{
    m_edits.push_back({.begin = member.begin,
                       .end = member.end,
                       .with = {},
                       .member = member,
                       .kind = Edit::Kind::Remove});
}

void BodyEdit::insertAtEnd(std::string_view object, std::string member)
{
    const auto begin = static_cast<std::size_t>(object.data() - m_text.data());
    const std::size_t brace = begin + object.rfind('}');
    // `member.begin` keeps where the object's own first member would begin.
    const std::size_t first = m_text.find_first_not_of(" \t\r\n", m_text.find('{', begin) + 1);
    m_edits.push_back({.begin = brace,
                       .end = brace,
                       .with = std::move(member),
                       .member = {.value = {}, .begin = first},
                       .kind = Edit::Kind::Insert});
}

/// Joins removals of neighbours, and gives each group the one comma that goes with it: the comma
/// before it, or after it when it starts the object.
void BodyEdit::mergeRemovals()
{
    std::size_t kept = 0;
    for (std::size_t next = 0; next < m_edits.size(); ++next) {
        Edit &edit = m_edits[next];
        const bool continues = edit.kind == Edit::Kind::Remove && kept > 0
            && m_edits[kept - 1].kind == Edit::Kind::Remove
            && m_edits[kept - 1].member.nextBegin == edit.member.begin;
        if (continues) {
            m_edits[kept - 1].end = edit.end;
            m_edits[kept - 1].member.nextBegin = edit.member.nextBegin;
        } else if (kept++ != next) {
            m_edits[kept - 1] = std::move(edit);
        }
    }
    m_edits.erase(m_edits.begin() + static_cast<std::ptrdiff_t>(kept), m_edits.end());
}

void BodyEdit::gatherInto(GatheredText &out) &&
{
    const auto isBefore = [](const Edit &a, const Edit &b) { return a.begin < b.begin; };
    // Mostly they come in order, and sorting takes a buffer.
    if (!std::is_sorted(m_edits.begin(), m_edits.end(), isBefore))
        std::stable_sort(m_edits.begin(), m_edits.end(), isBefore);
    mergeRemovals();
    out.reserve(2 * m_edits.size() + 1);
    const auto isEmptied = [this](std::size_t firstMember) {
        return m_text[firstMember] == '}'
            || std::any_of(m_edits.begin(), m_edits.end(), [&](const Edit &edit) {
                   return edit.kind == Edit::Kind::Remove && edit.member.begin == firstMember
                       && edit.member.nextBegin == none;
               });
    };
    std::size_t position = 0;
    std::size_t insertedAt = none;
    for (Edit &edit : m_edits) {
        std::size_t begin = edit.begin;
        std::size_t end = edit.end;
        if (edit.kind == Edit::Kind::Remove && edit.member.previousEnd != none)
            begin = edit.member.previousEnd;
        else if (edit.kind == Edit::Kind::Remove && edit.member.nextBegin != none)
            end = edit.member.nextBegin;
        else if (edit.kind == Edit::Kind::Insert) {
            if (insertedAt == begin || !isEmptied(edit.member.begin))
                edit.with.insert(0, 1, ',');
            insertedAt = begin;
        }
        out.borrow(m_text.substr(position, begin - position));
        if (!edit.with.empty())
            out.own(std::move(edit.with));
        position = end;
    }
    out.borrow(m_text.substr(position));
    m_edits.clear();
}

GatheredText BodyEdit::gathered() &&
{
    GatheredText text;
    std::move(*this).gatherInto(text);
    return text;
}

} // namespace turnpike
