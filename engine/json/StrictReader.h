// SPDX-License-Identifier: GPL-3.0-or-later
// Reads JSON as RFC 8259 has it and not a byte more: a cursor over bytes that stay where they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike::json {

enum class Kind : std::uint8_t { None, Object, Array, String, Number, True, False, Null };

/// A validated value as it was written: strings keep their quotes, numbers every digit.
struct Value
{
    Kind kind = Kind::None;
    std::string_view text;

    bool isNull() const { return kind == Kind::Null; }
    bool isBoolean() const { return kind == Kind::True || kind == Kind::False; }
};

/// One member of an object, and the state of the walk over it: start each walk with a new one.
struct Member
{
    std::string_view name; ///< As spelled, without the quotes.
    std::size_t begin = 0; ///< Offset of the name's opening quote.
    bool isEscaped = false; ///< The name was spelled with escapes.
    bool isFirst = true; ///< False once a member was read.
};

/// Why bytes are not JSON. `what` is a whole clause: "a string holds a control character".
struct Fault
{
    std::string_view what;
    std::size_t offset = 0;
    bool isDepth = false; ///< Nested deeper than allowed, which says nothing about the syntax.
};

/// A strict single pass. The caller walks what it wants to read and skips the rest; whatever is
/// walked or skipped is validated, so a walk that ended in finish() has validated the whole text:
/// structure, depth, escapes, numbers of any size, control characters and (by a pass of its own at
/// the start) UTF-8 without surrogates and overlong forms. A byte order mark is refused. After the
/// first fault every call fails and changes nothing. Lone surrogate escapes are legal here.
///
///     Member member;
///     if (reader.enterObject())
///         while (reader.nextMember(member))
///             reader.skip();
///     return reader.finish();
class StrictReader
{
public:
    static constexpr std::size_t defaultDepth = 128;
    static constexpr std::size_t maxDepth = 1024;

    /// The bytes must outlive the reader and every view that it gave.
    explicit StrictReader(std::string_view bytes, std::size_t depth = defaultDepth);

    /// The kind of the value at the cursor; None, with a fault, when there is none.
    Kind peek();
    /// Each false means that the value is of another kind (no fault) or that the text is at fault.
    bool enterObject();
    bool enterArray();
    /// True: the cursor stands on the member's value, which must be read, entered or skipped before
    /// the next call. False: the object has ended, or there is a fault.
    bool nextMember(Member &member);
    /// The same for an array. `isFirst` starts true and is the walk's state.
    bool nextElement(bool &isFirst);
    /// Reads the value at the cursor whole, whatever it holds. Kind None means a fault.
    Value skip();
    /// True when nothing but blanks follows and there was no fault.
    bool finish();

    bool hasFailed() const { return !m_fault.what.empty(); }
    const Fault &fault() const { return m_fault; }
    /// Offset of the cursor; behind a value that was just read, its end.
    std::size_t offset() const { return static_cast<std::size_t>(m_cursor - m_begin); }

private:
    bool fail(std::string_view what, const char *where);
    bool failAtCursor();
    void skipBlanks()
    {
        if (m_cursor != m_end && static_cast<unsigned char>(*m_cursor) <= ' ')
            skipSomeBlanks();
    }
    void skipSomeBlanks();
    bool readString();
    bool readEscape(const char *&cursor);
    bool readNumber();
    bool readLiteral(std::string_view literal);
    bool readScalar(Kind kind);
    bool readName(Member &member);
    bool descend(bool isObject);
    bool skipContainer();

    const char *m_begin;
    const char *m_cursor;
    const char *m_end;
    std::size_t m_depthLimit;
    std::size_t m_depth = 0;
    bool m_hadEscape = false; ///< Of the string read last.
    Fault m_fault;
    std::array<std::uint64_t, maxDepth / 64> m_isObject{}; ///< By depth.
};

/// The text of a validated string (quotes included). Nothing when an escape is a lone surrogate,
/// which no UTF-8 text can hold.
std::optional<std::string> decodedText(std::string_view string);
/// Bytes of the text that a validated string stands for; a lone surrogate counts three.
std::size_t decodedSize(std::string_view string);
/// A validated number written as an integer that fits: no fraction, no exponent.
std::optional<std::int64_t> integerOf(std::string_view number);
/// A validated number x 10^scale, rounded half away from zero. Nothing outside +-(2^63 - 1).
std::optional<std::int64_t> scaledOf(std::string_view number, int scale);
/// Whether a member's name, after its escapes, reads as `expected` to any reader in use: exactly,
/// or folding case as Go's decoder does (ASCII, and the letters U+017F and U+212A).
bool readsAs(std::string_view spelledName, bool isEscaped, std::string_view expected);

} // namespace turnpike::json
