// SPDX-License-Identifier: GPL-3.0-or-later
// A write transaction of the C API.
#pragma once

#include "core/Result.h"

namespace turnpike {

class Database;

/// Begins IMMEDIATE; rolls back when destroyed without commit(). The caller holds the WriteGate.
class Transaction
{
public:
    static Result<Transaction> begin(Database &database);
    Transaction(Transaction &&other) noexcept;
    Transaction &operator=(Transaction &&) = delete;
    ~Transaction();

    Result<> commit();

private:
    explicit Transaction(Database &database);

    Database *m_database;
};

} // namespace turnpike
