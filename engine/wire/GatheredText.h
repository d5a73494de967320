// SPDX-License-Identifier: GPL-3.0-or-later
// A text made of pieces that lie elsewhere, and of a few that it owns.
#pragma once

#include <cstddef>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnpike {

/// Written in order, sent in order, never joined on the way. Moving it keeps every view valid.
class GatheredText
{
public:
    GatheredText() = default;
    GatheredText(const GatheredText &) = delete;
    GatheredText(GatheredText &&) noexcept = default;
    GatheredText &operator=(const GatheredText &) = delete;
    GatheredText &operator=(GatheredText &&) noexcept = default;
    ~GatheredText() = default;

    /// Room for so many pieces more.
    void reserve(std::size_t pieces);
    /// Borrows: the bytes must outlive this text. Empty pieces are left out.
    void borrow(std::string_view piece);
    /// Keeps the bytes itself.
    void own(std::string piece);
    void clear();

    std::span<const std::string_view> pieces() const { return m_pieces; }
    std::size_t size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
    std::string joined() const;

private:
    std::vector<std::string_view> m_pieces;
    std::forward_list<std::string> m_owned;
    std::size_t m_size = 0;
};

} // namespace turnpike
