// SPDX-License-Identifier: GPL-3.0-or-later
// A provider as lists show it, and the words for its state.
#pragma once

#include "core/Money.h"
#include "core/Provider.h"
#include "models/Cell.h"

#include <cstdint>

namespace turnpike {

/// What matters most about a provider, the most important first where several hold.
enum class ProviderState : quint8 {
    Testing,
    Disabled,
    Locked, ///< Its key is stored and cannot be read.
    Rejected, ///< The last test of this session: it does not take the key.
    Unreachable, ///< The last test of this session: no answer of a provider.
    Failing, ///< As isFailing() has it, in the last hour.
    Works, ///< It answered in the last hour, or a test of this session.
    NoKey,
    Idle, ///< Nothing is known of it just now.
};

/// How the last test of this session ended.
enum class TestOutcome : quint8 { None, Running, Works, Rejected, Failed };

struct ProviderRow
{
    /// Of the built-in simulator, which is in no ledger list.
    static constexpr std::int64_t simulatorId = -1;

    Provider provider;
    std::int64_t lastUsedUs = 0; ///< 0 not in the last 30 days.
    bool isLastUseExact = false; ///< Otherwise only its day is known.
    Money spent; ///< In the last 30 days.
    std::int64_t attempts = 0; ///< In the last hour.
    std::int64_t failures = 0;
    QString problem; ///< Why its key cannot be read; empty when it can.
    TestOutcome test = TestOutcome::None;

    bool isSimulator() const { return provider.id.value == simulatorId; }
};

ProviderRow simulatorRow();
ProviderState providerState(const ProviderRow &row);
/// "Works", with its mark.
CellBadge providerBadge(const ProviderRow &row);
/// "12 s ago", "today", "14 Nov", "never".
QString lastUsed(const ProviderRow &row, std::int64_t nowUs);
/// "key in use · 12 s ago", "no key", "built in".
QString providerSubtitle(const ProviderRow &row, std::int64_t nowUs);
/// "does not train · retains 30 days". Unknown means that it may.
QString dataPolicyText(const DataPolicy &policy);
/// "…AbCd"; a dash without a key.
QString keyTail(const Provider &provider);

} // namespace turnpike
