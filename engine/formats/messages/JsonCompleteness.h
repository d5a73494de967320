// SPDX-License-Identifier: GPL-3.0-or-later
// Tells when a JSON value that comes in pieces, inside of string tokens, is complete.
#pragma once

#include <cstddef>
#include <string_view>

namespace turnpike {

/// Looks at brackets and strings only: what it calls complete may still not be valid. Numbers and
/// words never are complete, since a digit or a letter more may come.
class JsonCompleteness
{
public:
    /// `inner` is the inside of a valid string token: `{\"a\":1}`.
    void feed(std::string_view inner);
    bool isComplete() const { return m_isComplete; }
    bool isBlank() const { return m_isBlank; } ///< Nothing but blanks came.

private:
    void take(char byte);

    std::size_t m_depth = 0;
    bool m_isInString = false;
    bool m_isEscaped = false; ///< The value's own escape, not the token's.
    bool m_isComplete = false;
    bool m_isBlank = true;
};

} // namespace turnpike
