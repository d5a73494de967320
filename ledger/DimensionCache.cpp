// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/DimensionCache.h"

#include "ledger/journal/Crc32c.h"
#include "ledger/sqlite/Database.h"

#include <utility>

namespace turnpike {

namespace {

constexpr std::size_t maxCached = 16'384;

} // namespace

DimensionCache::DimensionCache(Database &database, Kind kind, Statement find, Statement insert)
    : m_database(&database)
    , m_kind(kind)
    , m_find(std::move(find))
    , m_insert(std::move(insert))
{}

Result<DimensionCache> DimensionCache::open(Database &database, Kind kind, std::string_view table,
                                            std::string_view firstColumn,
                                            std::string_view secondColumn)
{
    const std::string name(table);
    const std::string first(firstColumn);
    const std::string second(secondColumn);
    std::string where = first + " = ?";
    std::string columns = first;
    std::string values = "?";
    if (kind != Kind::Text) {
        where += " AND " + second + " = ?";
        columns += ", " + second;
        values += ", ?";
    }
    TRY_ASSIGN(Statement find,
               database.prepare("SELECT id FROM " + name + " WHERE " + where + " LIMIT 1"));
    TRY_ASSIGN(
        Statement insert,
        database.prepare("INSERT INTO " + name + " (" + columns + ") VALUES (" + values + ")"));
    return DimensionCache(database, kind, std::move(find), std::move(insert));
}

Result<std::int64_t> DimensionCache::idOf(std::string_view text)
{
    if (text.empty())
        return 0;
    const auto found = m_ids.find(text);
    if (found != m_ids.end())
        return found->second;
    TRY_ASSIGN(const std::int64_t id, findOrInsert(text));
    if (m_ids.size() >= maxCached)
        m_ids.clear();
    m_ids.emplace(text, id);
    return id;
}

void DimensionCache::bind(Statement &statement, std::string_view text)
{
    if (m_kind == Kind::Hashed) {
        statement.bind(1, crc32c(text.data(), text.size()));
        statement.bindText(2, text);
    } else if (m_kind == Kind::Pair) {
        const std::size_t end = text.find('\n');
        statement.bindText(1, text.substr(0, end));
        statement.bindText(2, end == std::string_view::npos ? "" : text.substr(end + 1));
    } else {
        statement.bindText(1, text);
    }
}

Result<std::int64_t> DimensionCache::findOrInsert(std::string_view text)
{
    bind(m_find, text);
    const auto row = m_find.step();
    const std::int64_t id = row && *row ? m_find.integer(0) : 0;
    m_find.reset();
    if (!row)
        return tl::unexpected(row.error());
    if (id != 0)
        return id;
    bind(m_insert, text);
    TRY(m_insert.run());
    return m_database->lastRowId();
}

} // namespace turnpike
