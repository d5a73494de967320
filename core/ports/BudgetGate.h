// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/Generation.h"
#include "core/Money.h"
#include "core/Window.h"

#include <array>
#include <cstdint>
#include <span>

namespace turnpike {

enum class BudgetMode : std::uint8_t { Soft, Hard };

/// A limit as the policy states it. `slot` is the budget book's handle for {kind, owner}.
struct BudgetScope
{
    ScopeRef ref;
    std::uint32_t slot = 0;
    Window window = Window::Lifetime;
    bool isLimited = false; ///< False: metered only.
    BudgetMode mode = BudgetMode::Soft;
    Money limit; ///< For the credit pool: the sum of its entries other than charges.
};

/// Money held in every scope of one request at once. Plain data: the exchange keeps it, only the
/// gate changes it. Names scopes and windows as they were at admission, whatever changes meanwhile.
struct HoldTicket
{
    std::array<std::uint32_t, maxScopes> slotIds{};
    std::uint8_t count = 0;
    bool isOpen = false;
    std::array<std::int32_t, windowCount> windows{}; ///< Keys of the admission.
    Money amount;
};

/// What a hold asks for.
struct HoldRequest
{
    std::span<const BudgetScope> scopes;
    std::int64_t admittedUs = 0;
    Money amount; ///< The estimate, booked in soft mode.
    Money worstCase; ///< The bound, booked if any scope is hard.
    bool hasWorstCase = true; ///< False: no bound exists, so hard scopes refuse.
};

enum class HoldDecision : std::uint8_t {
    Booked,
    Spent, ///< Spent money reached the limit, or a hard scope could not fit it with nothing held.
    Held, ///< Refused only because of held money: waiting may help.
    Unbounded, ///< A hard scope, and no worst case exists.
};

/// The answer, and for a refusal whose limit it was.
struct HoldOutcome
{
    HoldDecision decision = HoldDecision::Booked;
    std::uint8_t scope = 0; ///< Index into the request's scopes of the one that refused.
    Money spent; ///< In that scope's window.
    Money held;
    Money available; ///< limit - spent - held, at least 0; what a hard clamp may use.
    std::int64_t resetsUs = 0; ///< When its window ends; 0 never.
};

/// What one slot has metered, by window, at an instant.
struct ScopeUsage
{
    std::array<Money, windowCount> spent{};
    Money held;
};

/// What a hold turned into. The two differ where zero-completion insurance charges nothing while
/// limits count what the provider will bill, and where hard limits count lost attempts.
struct Settlement
{
    Money counted; ///< Toward every scope but the credit pool.
    Money charged; ///< To the credit pool.
};

/// Waits in turn for held money. Lives in the exchange; `onTurn` is called once, on any thread,
/// when the request was booked (decision Booked, the ticket is open) or can no longer succeed by
/// waiting.
class HoldWaiter
{
public:
    virtual ~HoldWaiter() = default;
    virtual void onTurn(const HoldOutcome &outcome, const HoldTicket &ticket) = 0;
};

/// Admits spending before it happens. Thread-safe; one mutex, held for arithmetic only; no I/O.
class BudgetGate
{
public:
    virtual ~BudgetGate() = default;

    /// Books in every scope, or in none. On Booked the ticket is open and must end in settle().
    virtual HoldOutcome hold(const HoldRequest &request, HoldTicket &ticket) = 0;
    /// Moves an open ticket to another endpoint's price: as if released and held anew, but never
    /// letting another request in between. When refused the ticket keeps its old amount.
    virtual HoldOutcome rehold(const HoldRequest &request, HoldTicket &ticket) = 0;
    /// Soft mode: a stream that outgrew its hold. Never refuses.
    virtual void grow(HoldTicket &ticket, Money by) = 0;
    /// Gives the hold back and books what was charged, in the scopes and windows of the ticket.
    virtual void settle(HoldTicket &ticket, const Settlement &settlement) = 0;
    /// Queues behind the other waiters of the refusing scope. `waiter` must outlive the call of
    /// onTurn or a successful cancelWait. The scopes of the request must outlive it, too.
    virtual void wait(const HoldRequest &request, HoldWaiter *waiter) = 0;
    /// True when the waiter was still queued and will not be called.
    virtual bool cancelWait(HoldWaiter *waiter) = 0;
    /// The usage of a slot, for /key and the console.
    virtual ScopeUsage usage(std::uint32_t slot, std::int64_t nowUs) const = 0;
};

} // namespace turnpike
