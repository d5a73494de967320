// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/TempLedger.h"

#include "ledger/Migrator.h"
#include "ledger/sqlite/Database.h"

namespace turnpike {

namespace {

constexpr const char *identity = "INSERT INTO ledger_meta (only_row, uuid, epoch, created_us) "
                                 "SELECT 1, '0b6f1d2c-6c51-4c52-8f3b-5f3c9d1a7e10', 1, 0 "
                                 "WHERE NOT EXISTS (SELECT 1 FROM ledger_meta)";

}

TempLedger::TempLedger(const Clock &clock)
{
    const auto database = Database::open(path(), Database::Access::ReadWrite);
    if (!database)
        return;
    m_isReady = Migrator(**database, clock).run(QString()).has_value()
        && (*database)->execute(identity).has_value();
}

std::int64_t TempLedger::integer(const char *sql) const
{
    const auto database = Database::open(path(), Database::Access::ReadOnly);
    if (!database)
        return -1;
    return (*database)->integer(sql).value_or(-1);
}

QString TempLedger::text(const char *sql) const
{
    const auto database = Database::open(path(), Database::Access::ReadOnly);
    if (!database)
        return {};
    return (*database)->text(sql).value_or(QString());
}

bool TempLedger::execute(const char *sql) const
{
    const auto database = Database::open(path(), Database::Access::ReadWrite);
    return database && (*database)->execute(sql).has_value();
}

} // namespace turnpike
