// SPDX-License-Identifier: GPL-3.0-or-later
// A ledger in a temporary folder, with one of everything, and requests to put through it.
#pragma once

#include "core/Generation.h"
#include "core/Id.h"
#include "core/ports/BudgetGate.h"
#include "core/ports/Journal.h"
#include "core/ports/SlotRegistry.h"
#include "ledger/Ledger.h"

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tests/support/ManualClock.h"

namespace turnpike::test {

/// Row ids of what seed() makes.
inline constexpr std::int64_t seededId = 1;
/// Another endpoint of the same model, twice as dear.
inline constexpr std::int64_t dearEndpointId = 2;

/// Prices of the seeded endpoint: 1 USD a million prompt tokens, 2 USD a million others.
inline constexpr std::int64_t promptNusd = 1000;
inline constexpr std::int64_t completionNusd = 2000;

/// Options of an owner with small segments.
LedgerOptions ownerOptions(const QString &folder);
/// Opens as owner and fails the test when that is refused.
std::unique_ptr<Ledger> openLedger(const QString &folder, const Clock &clock);
std::unique_ptr<Ledger> openLedger(const LedgerOptions &options, const Clock &clock);
/// Organization, person, workspace, key, provider, model, two endpoints and their price sheets.
void seed(const QString &ledgerPath);

/// Runs one statement on the file, beside whoever has it open.
void execute(const QString &ledgerPath, const char *sql);
/// Every row of a query as text, columns separated by "|".
QStringList rows(const QString &ledgerPath, const char *sql);
std::int64_t integer(const QString &ledgerPath, const char *sql);
/// All that two equal ledgers have in common: rows, attempts, sums. No times of the writing.
QString dump(const QString &ledgerPath);
/// Findings of verify; empty when all holds.
QStringList findings(const Ledger &ledger);

/// A generation as it is at admission, booked in the key's and the pool's scope.
GenerationRecord admitted(const GenerationId &id, std::int64_t admittedUs);
/// The same when it ended well: 1200 tokens in, 300 out, priced.
GenerationRecord completed(const GenerationRecord &generation);
/// A generation id that depends on nothing but `number`.
GenerationId generationId(int number);

AttemptStart firstAttempt(const GenerationRecord &generation);
/// Nothing told, and so many bytes seen.
Progress progressOf(const GenerationRecord &generation, std::int64_t outputBytes);
AttemptRecord attemptAt(std::int64_t endpoint, std::uint16_t status, Money lost = {});

/// The scopes of the seeded key in a book.
std::vector<BudgetScope> scopesIn(SlotRegistry &book, Money keyLimit, BudgetMode mode);

} // namespace turnpike::test
