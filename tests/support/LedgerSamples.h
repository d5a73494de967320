// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of history for tests that only read them: written as the ledger writer would have.
#pragma once

#include "core/Generation.h"
#include "core/Money.h"

#include <cstdint>
#include <vector>

namespace turnpike {

class TempLedger;

/// What one hour of one key and model came to.
struct SampleSpend
{
    std::int32_t day = 0;
    Money cost{};
    std::int64_t key = 1;
    std::int64_t model = 1;
    std::int64_t provider = 1;
    int hour = 12;
    std::int64_t requests = 1;
    std::int64_t errors = 0;
    bool isSimulated = false;
};

/// In each rollup that has it. False when the ledger refuses.
bool addSpend(const TempLedger &ledger, const SampleSpend &spend);

struct SampleAttempt
{
    std::int64_t provider = 1;
    AttemptOutcome outcome = AttemptOutcome::Succeeded;
    int status = 200;
    std::int64_t startedUs = 0;
    std::int64_t durationUs = 0;
};

struct SampleGeneration
{
    std::int64_t admittedUs = 0;
    std::int64_t provider = 1;
    std::int64_t model = 1;
    std::int64_t endpoint = 1;
    GenerationState state = GenerationState::Complete;
    int status = 200;
    std::uint32_t flags = 0;
    std::int64_t waitedUs = 0;
    std::int64_t firstTokenUs = 0;
    std::int64_t totalUs = 1'000'000;
    std::vector<SampleAttempt> attempts{}; ///< Fewer than two: no rows, and one attempt.
};

/// A row, and its attempts; no rollups. False when the ledger refuses.
bool addGeneration(const TempLedger &ledger, const SampleGeneration &generation);

} // namespace turnpike
