// SPDX-License-Identifier: GPL-3.0-or-later
// What every scope has spent and holds, in memory.
#pragma once

#include "core/Result.h"
#include "core/ports/BudgetGate.h"
#include "core/ports/SlotRegistry.h"

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <vector>

namespace turnpike {

class Clock;
class Database;

/// The one structure that admits spending. Any thread; one mutex, held for arithmetic only.
class BudgetBook final : public BudgetGate, public SlotRegistry
{
public:
    BudgetBook() = default;

    /// Reads what was spent from limit_window: every lifetime, and every window that holds `nowUs`,
    /// the one before it or a later one. Call after replay and before the first hold.
    Result<> load(Database &database, std::int64_t nowUs);

    std::uint32_t slotFor(const ScopeRef &scope) override;

    /// Books what a generation costs after all: a price was set when it had long ended.
    void chargeLate(std::span<const ScopeRef> scopes, std::int64_t admittedUs,
                    const Settlement &settlement);

    HoldOutcome hold(const HoldRequest &request, HoldTicket &ticket) override;
    HoldOutcome rehold(const HoldRequest &request, HoldTicket &ticket) override;
    void grow(HoldTicket &ticket, Money by) override;
    void settle(HoldTicket &ticket, const Settlement &settlement) override;
    void wait(const HoldRequest &request, HoldWaiter *waiter) override;
    bool cancelWait(HoldWaiter *waiter) override;
    ScopeUsage usage(std::uint32_t slot, std::int64_t nowUs) const override;

private:
    struct Cell
    {
        std::int32_t key = 0;
        Money spent;
    };
    struct Waiting
    {
        HoldRequest request;
        HoldWaiter *waiter = nullptr;
    };
    struct Slot
    {
        ScopeRef ref;
        std::array<Cell, windowCount> newest{}; ///< By Window; keys never go back.
        std::array<Cell, windowCount> older{}; ///< The latest other window that was charged.
        Money held;
        std::deque<Waiting> queue;
    };
    struct Turn
    {
        HoldWaiter *waiter = nullptr;
        HoldOutcome outcome;
        HoldTicket ticket;
    };
    enum class Queue { Respected, Ignored };

    Money spentIn(const Slot &slot, Window window, std::int32_t key) const;
    /// Decides without changing anything.
    HoldOutcome decide(const HoldRequest &request, Queue queue) const;
    HoldOutcome decideScope(const HoldRequest &request, const BudgetScope &scope) const;
    void book(const HoldTicket &ticket);
    void unbook(const HoldTicket &ticket);
    void charge(const HoldTicket &ticket, const Settlement &settlement);
    /// What to tell a waiter; books its hold where that was the decision.
    Turn turnFor(const Waiting &waiting, const HoldOutcome &outcome);
    /// The waiters whose turn has come in the scopes of a ticket that gave something back.
    std::vector<Turn> takeTurns(const HoldTicket &ticket);
    void serve(std::uint32_t slot, std::vector<Turn> &turns);
    static void announce(const std::vector<Turn> &turns);

    mutable std::mutex m_mutex;
    std::deque<Slot> m_slots; ///< Their index is the slot number.
    std::map<ScopeRef, std::uint32_t> m_index;
};

} // namespace turnpike
