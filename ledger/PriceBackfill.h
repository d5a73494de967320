// SPDX-License-Identifier: GPL-3.0-or-later
// Prices what ran before its endpoint had a price.
#pragma once

#include "core/Result.h"
#include "ledger/LedgerCells.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace turnpike {

class Clock;
class Database;
class LedgerBatch;
class Statement;
struct PriceSheet;

/// Finds generations recorded as unpriced whose endpoint has a price now, and gives them the cost
/// that they would have had: row, rollups, windows, credits and one audit line (price.backfill) in
/// one transaction. What it is about stands in the ledger alone, so that it goes on after a
/// restart. Writer thread only.
class PriceBackfill
{
public:
    /// Told of each row after its commit, with what it now costs and counts besides.
    using Charged = std::function<void(const CellSource &)>;

    /// `batch` writes through `database` and is empty between its transactions.
    PriceBackfill(Database &database, LedgerBatch &batch, const Clock &clock, Charged charged);

    /// Some rows of one endpoint. False when none is left.
    Result<bool> slice();

private:
    struct Work;
    struct Row;

    Result<bool> findWork(Work &work);
    /// Nothing when a row cannot be read.
    Result<std::optional<std::vector<Row>>> rowsOf(const Work &work);
    /// For as long as the program runs: others must not wait for it. Always true: there may be
    /// more.
    bool leaveOut(const Work &work, const char *reason);
    Result<> price(const PriceSheet &sheet, std::vector<Row> &rows);
    Result<> audit(const Work &work, std::size_t count, Money sum);
    Result<> store(const Work &work, std::vector<Row> &rows);

    Database &m_database;
    LedgerBatch &m_batch;
    const Clock &m_clock;
    Charged m_charged;
    std::set<std::int64_t> m_leftOut; ///< Endpoints.
};

} // namespace turnpike
