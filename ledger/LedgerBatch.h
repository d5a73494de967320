// SPDX-License-Identifier: GPL-3.0-or-later
// One transaction's worth of generations on its way into the ledger.
#pragma once

#include "core/Generation.h"
#include "core/Result.h"
#include "ledger/DimensionCache.h"
#include "ledger/LedgerCells.h"
#include "ledger/sqlite/Statement.h"
#include "ledger/sqlite/Transaction.h"
#include "ledger/sqlite/WriteGate.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace turnpike {

class Clock;
class Database;

/// Inserts rows once (by generation id) and sums their cells in memory; commit() writes each cell
/// once. Begins with the first row. After an error, rollBack() takes everything back.
class LedgerBatch
{
public:
    static Result<std::unique_ptr<LedgerBatch>> open(Database &database, const Clock &clock);

    /// True when the row was new; an old one changes nothing.
    Result<bool> add(const GenerationRecord &generation);
    /// Begins, for those who change rows that are there. add() does it itself.
    Result<> begin();
    /// Adds to the sums alone, in the transaction that was begun.
    void addToCells(const CellSource &source) { m_cells.add(source); }
    Result<> commit();
    void rollBack();
    /// Rows inserted since the last commit() or rollBack().
    int rows() const { return m_rows; }

private:
    struct Dimensions
    {
        DimensionCache label;
        DimensionCache app;
        DimensionCache userAgent;
        DimensionCache scopeSet;
        DimensionCache trail;
    };
    struct RowSpan
    {
        std::int64_t first = 0;
        std::int64_t last = 0;
    };
    /// The row ids of a generation's texts, in the order of the columns.
    struct DimensionIds
    {
        std::int64_t scopeSet = 0;
        std::int64_t requestedModel = 0;
        std::int64_t finishReason = 0;
        std::int64_t nativeFinishReason = 0;
        std::int64_t errorType = 0;
        std::int64_t app = 0;
        std::int64_t userAgent = 0;
        std::int64_t trail = 0;
    };

    LedgerBatch(Database &database, const Clock &clock, Dimensions dimensions);
    Result<> prepare();
    Result<DimensionIds> resolve(const GenerationRecord &generation);
    Result<> insertRow(const GenerationRecord &generation, const DimensionIds &ids);
    Result<> insertAttempts(const GenerationRecord &generation, std::int64_t row);
    Result<> writeCells(Statement &statement, const CellTable &table, std::size_t keyParts,
                        std::size_t sums);
    Result<> writeCharges();
    Result<> writeDays();
    void end();

    Database &m_database;
    const Clock &m_clock;
    Dimensions m_dimensions;
    Statement m_insertRow;
    Statement m_insertAttempt;
    Statement m_addLimitWindow;
    Statement m_addCharge;
    Statement m_addDay;
    Statement m_flagOverBound;
    std::array<Statement, rollupCount> m_addRollup;
    LedgerCells m_cells;
    std::map<std::int64_t, RowSpan> m_days; ///< Rows inserted, by day.
    std::string m_text; ///< Scratch.
    int m_rows = 0;
    std::optional<WriteGate> m_gate;
    std::optional<Transaction> m_transaction;
};

} // namespace turnpike
