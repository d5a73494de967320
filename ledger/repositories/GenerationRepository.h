// SPDX-License-Identifier: GPL-3.0-or-later
// Reads generations. The ledger writer alone writes them.
#pragma once

#include "core/GenerationRow.h"
#include "core/Period.h"
#include "core/Result.h"

#include <QList>

#include <optional>

namespace turnpike {
class Session;
}

namespace turnpike::GenerationRepository {

/// By "gen-..." id or by the provider's own, which answers carry; with trail and attempts. Small
/// servers reuse their ids: the newest row counts, of `ofKey` alone unless that is 0.
/// Fills in what other tables say of a row that has only ids, as find() would. False when its app
/// has no row yet, and so no id.
Result<bool> addNames(Session &session, GenerationRow &row);

Result<std::optional<GenerationRow>> find(Session &session, const QString &id, KeyId ofKey);

/// What a page of a list holds; 0 or nothing: no condition.
struct Page
{
    std::int64_t beforeRow = 0; ///< Rows below this id: older ones.
    std::int64_t afterRow = 0; ///< Rows above this id: newer ones.
    KeyId key;
    int limit = 100;
};

/// Newest first, without trails and attempts.
Result<QList<GenerationRow>> list(Session &session, const Page &page);

/// The requests of a span of time; 0: no condition.
struct Span
{
    Period period;
    KeyId key;
    ModelId model;
    ProviderId provider;
    bool includesSimulated = false;
};

/// Newest first, rows below `beforeRow` (0: from the newest), without trails and attempts.
Result<QList<GenerationRow>> list(Session &session, const Span &span, std::int64_t beforeRow,
                                  int limit);
struct SpanTotals
{
    Money cost;
    std::int64_t requests = 0;
    std::int64_t unpriced = 0; ///< Of them, those whose cost is unknown.
};
/// Summed row by row, not from rollups.
Result<SpanTotals> totals(Session &session, const Span &span);
/// Median time to first token, in microseconds, over those that had one. Nothing when there is
/// none, or when more than `maxRows` rows would have to be read.
Result<std::optional<std::int64_t>> medianFirstTokenUs(Session &session, const Span &span,
                                                       std::int64_t maxRows);

} // namespace turnpike::GenerationRepository
