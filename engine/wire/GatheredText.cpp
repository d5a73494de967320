// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wire/GatheredText.h"

#include <utility>

namespace turnpike {

void GatheredText::reserve(std::size_t pieces)
{
    m_pieces.reserve(m_pieces.size() + pieces);
}

void GatheredText::borrow(std::string_view piece)
{
    if (piece.empty())
        return;
    m_pieces.push_back(piece);
    m_size += piece.size();
}

void GatheredText::own(std::string piece)
{
    borrow(m_owned.emplace_front(std::move(piece)));
}

void GatheredText::clear()
{
    m_pieces.clear();
    m_owned.clear();
    m_size = 0;
}

std::string GatheredText::joined() const
{
    std::string text;
    text.reserve(m_size);
    for (const std::string_view piece : m_pieces)
        text += piece;
    return text;
}

} // namespace turnpike
