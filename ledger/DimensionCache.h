// SPDX-License-Identifier: GPL-3.0-or-later
// Row ids of texts that many generations share.
#pragma once

#include "core/Policy.h"
#include "core/Result.h"
#include "ledger/sqlite/Statement.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace turnpike {

class Database;

/// One dimension table: finds the id of a text in memory, else in the table, else inserts it.
/// Bounded: it forgets everything when it is full.
class DimensionCache
{
public:
    /// How the table tells equal texts.
    enum class Kind {
        Text, ///< One unique text column.
        Pair, ///< Two; the key is first + '\n' + second.
        Hashed, ///< hash and json, found by CRC32C and then by the text.
    };

    static Result<DimensionCache> open(Database &database, Kind kind, std::string_view table,
                                       std::string_view firstColumn,
                                       std::string_view secondColumn = {});

    /// 0 for the empty text.
    Result<std::int64_t> idOf(std::string_view text);
    /// Forget everything: what was inserted since was rolled back.
    void clear() { m_ids.clear(); }

private:
    DimensionCache(Database &database, Kind kind, Statement find, Statement insert);
    Result<std::int64_t> findOrInsert(std::string_view text);
    void bind(Statement &statement, std::string_view text);

    Database *m_database;
    Kind m_kind;
    Statement m_find;
    Statement m_insert;
    std::unordered_map<std::string, std::int64_t, TransparentHash, std::equal_to<>> m_ids;
};

} // namespace turnpike
