// SPDX-License-Identifier: GPL-3.0-or-later
// A prepared statement of the SQLite C API.
#pragma once

#include "core/Result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3_stmt;

namespace turnpike {

/// Made by Database::prepare and confined to its thread; must be destroyed before its database.
/// Indexes of binds count from 1, of columns from 0, as in the C API.
class Statement
{
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt *statement);
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&other) noexcept;
    ~Statement();

    void bind(int index, std::int64_t value);
    /// Not copied: the text must live until the next reset().
    void bindText(int index, std::string_view text);
    /// The text, or NULL when it is empty. Not copied either.
    void bindTextOrNull(int index, std::string_view text);
    void bindBlob(int index, std::span<const std::uint8_t> bytes);
    void bindNull(int index);

    /// True when there is a row to read. Errors: those of Database.
    Result<bool> step();
    /// Ready for the next binds. Binds keep their values.
    void reset();
    /// step() for a statement without rows, and reset().
    Result<> run();

    std::int64_t integer(int column) const;
    bool isNull(int column) const;
    /// Valid until the next step() or reset().
    std::string_view text(int column) const;

private:
    sqlite3_stmt *m_statement = nullptr;
    /// What is bound, where that is a number: most columns of a row are what they were in the one
    /// before, and binding costs more than comparing.
    std::vector<std::optional<std::int64_t>> m_numbers;
};

} // namespace turnpike
