// SPDX-License-Identifier: GPL-3.0-or-later
// Vectors in their two spellings: JSON numbers, and base64 of little-endian float32.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike {

/// Writes base64 piece by piece.
class Base64Writer
{
public:
    explicit Base64Writer(std::string &out)
        : m_out(out)
    {}
    void byte(unsigned char value);
    /// `number` is a valid JSON number. False: no float32 is that large.
    bool number(std::string_view number);
    void finish();

private:
    std::string &m_out;
    unsigned m_bits = 0;
    unsigned m_pending = 0; ///< Bytes in m_bits.
};

/// How many float32 the base64 text holds; nothing when it is none: another alphabet, a length
/// that is no multiple of four bytes, padding that does not fit.
std::optional<std::size_t> countFloats(std::string_view base64);

/// The same text as "[0.5,-1]", each number the shortest that reads back as the same float32.
/// False: one of them is no number, which JSON cannot say.
bool appendFloats(std::string &out, std::string_view base64);

} // namespace turnpike
