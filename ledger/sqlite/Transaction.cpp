// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/sqlite/Transaction.h"

#include "ledger/sqlite/Database.h"

#include <utility>

namespace turnpike {

Transaction::Transaction(Database &database)
    : m_database(&database)
{}

Transaction::Transaction(Transaction &&other) noexcept
    : m_database(std::exchange(other.m_database, nullptr))
{}

Result<Transaction> Transaction::begin(Database &database)
{
    TRY(database.execute("BEGIN IMMEDIATE"));
    return Transaction(database);
}

Result<> Transaction::commit()
{
    // Still open when this fails (busy, disk full): the destructor then rolls back.
    TRY(m_database->execute("COMMIT"));
    m_database = nullptr;
    return {};
}

Transaction::~Transaction()
{
    // SQLite may have rolled back by itself, on a full disk for one. A failing ROLLBACK is logged
    // by the database, and the next BEGIN then fails.
    if (m_database != nullptr && m_database->isInTransaction())
        (void)m_database->execute("ROLLBACK");
}

} // namespace turnpike
