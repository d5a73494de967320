// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sqlite/Statement.h"

#include "ledger/sqlite/Database.h"

#include <sqlite3.h>
#include <utility>

namespace turnpike {

Statement::Statement(sqlite3_stmt *statement)
    : m_statement(statement)
    , m_numbers(static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) + 1)
{}

Statement::Statement(Statement &&other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
    , m_numbers(std::move(other.m_numbers))
{}

Statement &Statement::operator=(Statement &&other) noexcept
{
    std::swap(m_statement, other.m_statement);
    std::swap(m_numbers, other.m_numbers);
    return *this;
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

// A bind fails only for a statement that was not reset, which is a mistake of this program.

void Statement::bind(int index, std::int64_t value)
{
    std::optional<std::int64_t> &bound = m_numbers[static_cast<std::size_t>(index)];
    if (bound == value)
        return;
    const bool isBound = sqlite3_bind_int64(m_statement, index, value) == SQLITE_OK;
    bound = isBound ? std::optional(value) : std::nullopt;
}

void Statement::bindText(int index, std::string_view text)
{
    m_numbers[static_cast<std::size_t>(index)].reset();
    // A null pointer would bind NULL.
    sqlite3_bind_text(m_statement, index, text.data() != nullptr ? text.data() : "",
                      static_cast<int>(text.size()), SQLITE_STATIC);
}

void Statement::bindTextOrNull(int index, std::string_view text)
{
    if (text.empty())
        bindNull(index);
    else
        bindText(index, text);
}

void Statement::bindBlob(int index, std::span<const std::uint8_t> bytes)
{
    m_numbers[static_cast<std::size_t>(index)].reset();
    sqlite3_bind_blob(m_statement, index, bytes.data(), static_cast<int>(bytes.size()),
                      SQLITE_STATIC);
}

void Statement::bindNull(int index)
{
    m_numbers[static_cast<std::size_t>(index)].reset();
    sqlite3_bind_null(m_statement, index);
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return tl::unexpected(sqliteError(sqlite3_db_handle(m_statement), code));
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

Result<> Statement::run()
{
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_DONE || code == SQLITE_ROW) {
        sqlite3_reset(m_statement);
        return {};
    }
    const Error error = sqliteError(sqlite3_db_handle(m_statement), code);
    sqlite3_reset(m_statement);
    return tl::unexpected(error);
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

std::string_view Statement::text(int column) const
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return text == nullptr
        ? std::string_view()
        : std::string_view(text,
                           static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}

} // namespace turnpike
