// SPDX-License-Identifier: GPL-3.0-or-later
#include "ledger/BudgetBook.h"

#include "core/FaultPoint.h"
#include "ledger/sqlite/Database.h"

#include <algorithm>

namespace turnpike {

namespace {

std::size_t at(Window window)
{
    return static_cast<std::size_t>(window);
}

/// A million dollars: more than any answer costs, and far from overflowing a sum of holds.
constexpr Money largestHold{1'000'000'000'000'000};

/// Any limited scope in hard mode makes the whole hold the worst case.
bool isHardHold(const HoldRequest &request)
{
    return std::any_of(request.scopes.begin(), request.scopes.end(), [](const BudgetScope &scope) {
        return scope.isLimited && scope.mode == BudgetMode::Hard;
    });
}

/// The slots of a request, each once: a slot may be limited in several windows.
HoldTicket ticketFor(const HoldRequest &request)
{
    HoldTicket ticket;
    ticket.windows = windowKeys(request.admittedUs);
    for (const BudgetScope &scope : request.scopes) {
        const auto end = ticket.slotIds.begin() + ticket.count;
        if (std::find(ticket.slotIds.begin(), end, scope.slot) == end)
            ticket.slotIds.at(ticket.count++) = scope.slot;
    }
    ticket.amount = isHardHold(request) ? request.worstCase : std::min(request.amount, largestHold);
    return ticket;
}

bool hasTooManySlots(const HoldRequest &request)
{
    std::array<std::uint32_t, maxScopes> seen{};
    std::size_t count = 0;
    for (const BudgetScope &scope : request.scopes) {
        const auto end = seen.begin() + static_cast<std::ptrdiff_t>(count);
        if (std::find(seen.begin(), end, scope.slot) != end)
            continue;
        if (count == maxScopes)
            return true;
        seen[count++] = scope.slot;
    }
    return false;
}

constexpr std::string_view spentSql
    = "SELECT scope_kind, owner, window_kind, window_key, spent_nusd FROM limit_window "
      "WHERE window_kind = 0 OR (window_kind = 1 AND window_key >= ?) "
      "OR (window_kind = 2 AND window_key >= ?) OR (window_kind = 3 AND window_key >= ?) "
      "ORDER BY scope_kind, owner, window_kind, window_key";

} // namespace

Result<> BudgetBook::load(Database &database, std::int64_t nowUs)
{
    const auto keys = windowKeys(nowUs);
    TRY_ASSIGN(Statement row, database.prepare(spentSql));
    row.bind(1, keys[at(Window::Day)] - 1);
    row.bind(2, keys[at(Window::Week)] - 7);
    row.bind(3, keys[at(Window::Month)] - 1);
    for (;;) {
        TRY_ASSIGN(const bool hasRow, row.step());
        if (!hasRow)
            return {};
        const std::uint32_t slot
            = slotFor({static_cast<ScopeKind>(row.integer(0)), row.integer(1)});
        const auto window = static_cast<std::size_t>(row.integer(2));
        if (window >= windowCount)
            continue;
        const std::lock_guard lock(m_mutex);
        // In ascending order of keys, so that the last two of each window stay.
        Slot &loaded = m_slots[slot];
        loaded.older[window] = loaded.newest[window];
        loaded.newest[window] = {static_cast<std::int32_t>(row.integer(3)), Money{row.integer(4)}};
    }
}

std::uint32_t BudgetBook::slotFor(const ScopeRef &scope)
{
    const std::lock_guard lock(m_mutex);
    const auto [found, isNew]
        = m_index.try_emplace(scope, static_cast<std::uint32_t>(m_slots.size()));
    if (isNew)
        m_slots.emplace_back().ref = scope;
    return found->second;
}

/// What counts in the window `key`. When the wall clock stepped back, the newest window counts as
/// well: stepping back must not give a limit anew.
Money BudgetBook::spentIn(const Slot &slot, Window window, std::int32_t key) const
{
    const Cell &newest = slot.newest[at(window)];
    if (key > newest.key)
        return {};
    const Cell &older = slot.older[at(window)];
    return key != newest.key && older.key == key ? std::max(newest.spent, older.spent)
                                                 : newest.spent;
}

HoldOutcome BudgetBook::decideScope(const HoldRequest &request, const BudgetScope &scope) const
{
    const Slot &slot = m_slots[scope.slot];
    HoldOutcome outcome;
    outcome.spent = spentIn(slot, scope.window, windowKey(scope.window, request.admittedUs));
    outcome.held = slot.held;
    outcome.available = std::max(scope.limit - outcome.spent - outcome.held, Money{});
    outcome.resetsUs = windowEnd(scope.window, request.admittedUs);
    if (scope.mode == BudgetMode::Hard) {
        if (!request.hasWorstCase)
            outcome.decision = HoldDecision::Unbounded;
        else if (request.worstCase > scope.limit - outcome.spent)
            outcome.decision = HoldDecision::Spent;
        else if (request.worstCase > scope.limit - outcome.spent - outcome.held)
            outcome.decision = HoldDecision::Held;
    } else if (outcome.spent >= scope.limit) {
        outcome.decision = HoldDecision::Spent;
    } else if (outcome.spent + outcome.held >= scope.limit) {
        outcome.decision = HoldDecision::Held;
    }
    return outcome;
}

HoldOutcome BudgetBook::decide(const HoldRequest &request, Queue queue) const
{
    HoldOutcome answer;
    if (hasTooManySlots(request)) {
        answer.decision = HoldDecision::Unbounded;
        return answer;
    }
    for (std::size_t i = 0; i < request.scopes.size(); ++i) {
        const BudgetScope &scope = request.scopes[i];
        if (!scope.isLimited)
            continue;
        HoldOutcome outcome = decideScope(request, scope);
        outcome.scope = static_cast<std::uint8_t>(i);
        if (outcome.decision == HoldDecision::Booked && queue == Queue::Respected
            && !m_slots[scope.slot].queue.empty())
            outcome.decision = HoldDecision::Held; // Others came first.
        if (outcome.decision == HoldDecision::Held && answer.decision == HoldDecision::Booked)
            answer = outcome;
        else if (outcome.decision != HoldDecision::Booked && outcome.decision != HoldDecision::Held)
            return outcome; // Waiting does not help, whatever else is full.
    }
    return answer;
}

void BudgetBook::book(const HoldTicket &ticket)
{
    for (std::size_t i = 0; i < ticket.count; ++i)
        m_slots[ticket.slotIds[i]].held += ticket.amount;
}

void BudgetBook::unbook(const HoldTicket &ticket)
{
    for (std::size_t i = 0; i < ticket.count; ++i)
        m_slots[ticket.slotIds[i]].held -= ticket.amount;
}

void BudgetBook::charge(const HoldTicket &ticket, const Settlement &settlement)
{
    for (std::size_t i = 0; i < ticket.count; ++i) {
        Slot &slot = m_slots[ticket.slotIds[i]];
        const bool isPool = slot.ref.kind == ScopeKind::CreditPool;
        const Money charged = isPool ? settlement.charged : settlement.counted;
        for (std::size_t w = 0; w < windowCount; ++w) {
            const std::int32_t key = ticket.windows[w];
            Cell &newest = slot.newest[w];
            Cell &older = slot.older[w];
            if (key > newest.key) {
                older = newest;
                newest = {key, charged};
            } else if (key == newest.key) {
                newest.spent += charged;
            } else if (key == older.key) {
                older.spent += charged;
            } else if (key > older.key) {
                older = {key, charged};
            } // Older than both: in the ledger, and of no use to an admission.
        }
    }
}

void BudgetBook::chargeLate(std::span<const ScopeRef> scopes, std::int64_t admittedUs,
                            const Settlement &settlement)
{
    HoldTicket ticket;
    for (const ScopeRef &scope : scopes)
        ticket.slotIds[ticket.count++] = slotFor(scope);
    ticket.windows = windowKeys(admittedUs);
    const std::lock_guard lock(m_mutex);
    charge(ticket, settlement);
}

HoldOutcome BudgetBook::hold(const HoldRequest &request, HoldTicket &ticket)
{
    HoldOutcome outcome;
    {
        const std::lock_guard lock(m_mutex);
        outcome = decide(request, Queue::Respected);
        if (outcome.decision == HoldDecision::Booked) {
            ticket = ticketFor(request);
            ticket.isOpen = true;
            book(ticket);
        }
    }
    if (outcome.decision == HoldDecision::Booked)
        faultPoint(FaultStep::HoldsBooked);
    return outcome;
}

HoldOutcome BudgetBook::rehold(const HoldRequest &request, HoldTicket &ticket)
{
    HoldOutcome outcome;
    std::vector<Turn> turns;
    {
        const std::lock_guard lock(m_mutex);
        unbook(ticket);
        // Who is admitted already does not queue again.
        outcome = decide(request, Queue::Ignored);
        if (outcome.decision == HoldDecision::Booked) {
            const HoldTicket old = ticket;
            ticket = ticketFor(request);
            ticket.windows = old.windows;
            ticket.isOpen = true;
            book(ticket);
            turns = takeTurns(old);
        } else {
            book(ticket);
        }
    }
    announce(turns);
    return outcome;
}

void BudgetBook::grow(HoldTicket &ticket, Money by)
{
    const std::lock_guard lock(m_mutex);
    unbook(ticket);
    ticket.amount = std::min(ticket.amount + std::min(by, largestHold), largestHold);
    book(ticket);
}

void BudgetBook::settle(HoldTicket &ticket, const Settlement &settlement)
{
    std::vector<Turn> turns;
    {
        const std::lock_guard lock(m_mutex);
        if (!ticket.isOpen)
            return;
        ticket.isOpen = false;
        unbook(ticket);
        charge(ticket, settlement);
        turns = takeTurns(ticket);
    }
    announce(turns);
}

void BudgetBook::wait(const HoldRequest &request, HoldWaiter *waiter)
{
    std::vector<Turn> turns;
    {
        const std::lock_guard lock(m_mutex);
        // What was held may have been given back since hold() refused.
        const HoldOutcome outcome = decide(request, Queue::Respected);
        if (outcome.decision == HoldDecision::Held)
            m_slots[request.scopes[outcome.scope].slot].queue.push_back({request, waiter});
        else
            turns.push_back(turnFor({request, waiter}, outcome));
    }
    announce(turns);
}

bool BudgetBook::cancelWait(HoldWaiter *waiter)
{
    std::vector<Turn> turns;
    bool wasQueued = false;
    {
        const std::lock_guard lock(m_mutex);
        for (std::uint32_t i = 0; i < m_slots.size() && !wasQueued; ++i) {
            auto &queue = m_slots[i].queue;
            const auto found
                = std::find_if(queue.begin(), queue.end(), [waiter](const Waiting &waiting) {
                      return waiting.waiter == waiter;
                  });
            if (found == queue.end())
                continue;
            wasQueued = true;
            queue.erase(found);
            serve(i, turns); // It may have stood before one that fits.
        }
    }
    announce(turns);
    return wasQueued;
}

BudgetBook::Turn BudgetBook::turnFor(const Waiting &waiting, const HoldOutcome &outcome)
{
    Turn turn{.waiter = waiting.waiter, .outcome = outcome, .ticket = {}};
    if (outcome.decision == HoldDecision::Booked) {
        turn.ticket = ticketFor(waiting.request);
        turn.ticket.isOpen = true;
        book(turn.ticket);
    }
    return turn;
}

std::vector<BudgetBook::Turn> BudgetBook::takeTurns(const HoldTicket &ticket)
{
    std::vector<Turn> turns;
    for (std::size_t i = 0; i < ticket.count; ++i)
        serve(ticket.slotIds[i], turns);
    return turns;
}

void BudgetBook::serve(std::uint32_t slot, std::vector<Turn> &turns)
{
    auto &queue = m_slots[slot].queue;
    while (!queue.empty()) {
        const Waiting first = queue.front();
        const HoldOutcome outcome = decide(first.request, Queue::Ignored);
        if (outcome.decision == HoldDecision::Held) {
            const std::uint32_t refusing = first.request.scopes[outcome.scope].slot;
            if (refusing == slot)
                return;
            m_slots[refusing].queue.push_back(first); // Its turn here came; now it waits there.
        } else {
            turns.push_back(turnFor(first, outcome));
        }
        queue.pop_front();
    }
}

void BudgetBook::announce(const std::vector<Turn> &turns)
{
    for (const Turn &turn : turns)
        turn.waiter->onTurn(turn.outcome, turn.ticket);
}

ScopeUsage BudgetBook::usage(std::uint32_t slot, std::int64_t nowUs) const
{
    const std::lock_guard lock(m_mutex);
    ScopeUsage usage;
    if (slot >= m_slots.size())
        return usage;
    const auto keys = windowKeys(nowUs);
    for (std::size_t w = 0; w < windowCount; ++w)
        usage.spent[w] = spentIn(m_slots[slot], static_cast<Window>(w), keys[w]);
    usage.held = m_slots[slot].held;
    return usage;
}

} // namespace turnpike
