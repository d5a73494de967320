// SPDX-License-Identifier: GPL-3.0-or-later
// Who is admitted, by what was spent and what is held.
#include "ledger/BudgetBook.h"

#include <QTest>

#include <atomic>
#include <optional>
#include <thread>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;

namespace {

constexpr std::int64_t now = ManualClock::defaultStartUs;
constexpr std::int64_t dayUs = 86'400'000'000;

class Waiter final : public HoldWaiter
{
public:
    void onTurn(const HoldOutcome &outcome, const HoldTicket &ticket) override
    {
        m_outcome = outcome;
        m_ticket = ticket;
        ++m_calls;
    }
    int calls() const { return m_calls; }
    HoldDecision decision() const { return m_outcome->decision; }
    HoldTicket &ticket() { return m_ticket; }

private:
    std::optional<HoldOutcome> m_outcome;
    HoldTicket m_ticket;
    int m_calls = 0;
};

HoldRequest request(const std::vector<BudgetScope> &scopes, std::int64_t amount,
                    std::int64_t worstCase = 0, std::int64_t admittedUs = now)
{
    return {.scopes = scopes,
            .admittedUs = admittedUs,
            .amount = {amount},
            .worstCase = {worstCase != 0 ? worstCase : amount},
            .hasWorstCase = true};
}

Settlement charge(std::int64_t nanoUsd)
{
    return {.counted = {nanoUsd}, .charged = {nanoUsd}};
}

} // namespace

class TestBudgetBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void softLimitAdmitsUntilItIsReached()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket a;
        HoldTicket b;
        QCOMPARE(book.hold(request(scopes, 99), a).decision, HoldDecision::Booked);
        QVERIFY(a.isOpen);
        QCOMPARE(book.hold(request(scopes, 500), b).decision, HoldDecision::Booked);
        HoldTicket c;
        const HoldOutcome refused = book.hold(request(scopes, 1), c);
        QCOMPARE(refused.decision, HoldDecision::Held);
        QVERIFY(!c.isOpen);
        QVERIFY(refused.held == Money{599});
        QVERIFY(refused.available == Money{});
        QCOMPARE(refused.resetsUs, now + dayUs);
    }

    void softLimitIsSpentWhenSpentReachesIt()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 10), ticket).decision, HoldDecision::Booked);
        book.settle(ticket, charge(100));
        QVERIFY(!ticket.isOpen);
        QCOMPARE(book.hold(request(scopes, 1), ticket).decision, HoldDecision::Spent);
    }

    void hardLimitTakesTheWorstCaseExactly()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Hard);
        HoldTicket a;
        QCOMPARE(book.hold(request(scopes, 1, 60), a).decision, HoldDecision::Booked);
        QVERIFY(a.amount == Money{60});
        HoldTicket b;
        const HoldOutcome held = book.hold(request(scopes, 1, 41), b);
        QCOMPARE(held.decision, HoldDecision::Held);
        QVERIFY(held.available == Money{40});
        QCOMPARE(book.hold(request(scopes, 1, 101), b).decision, HoldDecision::Spent);
        QCOMPARE(book.hold(request(scopes, 1, 40), b).decision, HoldDecision::Booked);
    }

    void hardLimitWithoutABoundRefuses()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Hard);
        HoldRequest unbounded = request(scopes, 1);
        unbounded.hasWorstCase = false;
        HoldTicket ticket;
        QCOMPARE(book.hold(unbounded, ticket).decision, HoldDecision::Unbounded);
    }

    void worstCaseThatIsSaturatedDoesNotOverflow()
    {
        BudgetBook book;
        const auto hard = scopesIn(book, {100}, BudgetMode::Hard);
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        HoldTicket ticket;
        QCOMPARE(book.hold(request(hard, most, most), ticket).decision, HoldDecision::Spent);
        const auto soft = scopesIn(book, {100}, BudgetMode::Soft);
        QCOMPARE(book.hold(request(soft, most), ticket).decision, HoldDecision::Booked);
        book.grow(ticket, {most});
        book.settle(ticket, charge(1));
        QVERIFY(book.usage(soft[0].slot, now).held == Money{});
    }

    void holdIsBookedEverywhereOrNowhere()
    {
        BudgetBook book;
        auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        scopes[1].isLimited = true; // The pool is empty.
        HoldTicket ticket;
        const HoldOutcome outcome = book.hold(request(scopes, 10), ticket);
        QCOMPARE(outcome.decision, HoldDecision::Spent);
        QCOMPARE(int(outcome.scope), 1);
        QVERIFY(book.usage(scopes[0].slot, now).held == Money{});
    }

    void slotLimitedInSeveralWindowsIsHeldOnce()
    {
        BudgetBook book;
        auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        scopes.push_back(scopes[0]);
        scopes.back().window = Window::Month;
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 10), ticket).decision, HoldDecision::Booked);
        QVERIFY(book.usage(scopes[0].slot, now).held == Money{10});
    }

    void reholdKeepsTheOldAmountWhenRefused()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Hard);
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 0, 60), ticket).decision, HoldDecision::Booked);
        QCOMPARE(book.rehold(request(scopes, 0, 101), ticket).decision, HoldDecision::Spent);
        QVERIFY(ticket.amount == Money{60});
        // As if released and held anew: 60 + 90 would not fit.
        QCOMPARE(book.rehold(request(scopes, 0, 90), ticket).decision, HoldDecision::Booked);
        QVERIFY(book.usage(scopes[0].slot, now).held == Money{90});
    }

    void growingStreamIsNeverRefused()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 10), ticket).decision, HoldDecision::Booked);
        book.grow(ticket, {1000});
        QVERIFY(book.usage(scopes[0].slot, now).held == Money{1010});
        book.settle(ticket, charge(1));
        QVERIFY(book.usage(scopes[0].slot, now).held == Money{});
    }

    void poolAndLimitsAreChargedApart()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 10), ticket).decision, HoldDecision::Booked);
        book.settle(ticket, {.counted = {7}, .charged = {3}});
        QVERIFY(book.usage(scopes[0].slot, now).spent[0] == Money{7});
        QVERIFY(book.usage(scopes[1].slot, now).spent[0] == Money{3});
    }

    void settlementGoesToTheWindowsOfTheHold()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket yesterdays;
        HoldTicket todays;
        QCOMPARE(book.hold(request(scopes, 10), yesterdays).decision, HoldDecision::Booked);
        const std::int64_t tomorrow = now + dayUs;
        QCOMPARE(book.hold(request(scopes, 10, 0, tomorrow), todays).decision,
                 HoldDecision::Booked);
        book.settle(todays, charge(5));
        book.settle(yesterdays, charge(50));
        const auto day = static_cast<std::size_t>(Window::Day);
        QVERIFY(book.usage(scopes[0].slot, tomorrow).spent[day] == Money{5});
        QVERIFY(book.usage(scopes[0].slot, tomorrow).spent[0] == Money{55});
    }

    void windowStartsAnew()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 10), ticket).decision, HoldDecision::Booked);
        book.settle(ticket, charge(100));
        QCOMPARE(book.hold(request(scopes, 10, 0, now + dayUs), ticket).decision,
                 HoldDecision::Booked);
    }

    void clockThatStepsBackGivesNoLimitAnew()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 10), ticket).decision, HoldDecision::Booked);
        book.settle(ticket, charge(100));
        QCOMPARE(book.hold(request(scopes, 10, 0, now - dayUs), ticket).decision,
                 HoldDecision::Spent);
        const auto day = static_cast<std::size_t>(Window::Day);
        QVERIFY(book.usage(scopes[0].slot, now).spent[day] == Money{100});
    }

    void spendingWhileTheClockIsBackCountsInThatWindow()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket ticket;
        QCOMPARE(book.hold(request(scopes, 10), ticket).decision, HoldDecision::Booked);
        book.settle(ticket, charge(1));
        QCOMPARE(book.hold(request(scopes, 10, 0, now - dayUs), ticket).decision,
                 HoldDecision::Booked);
        book.settle(ticket, charge(100));
        QCOMPARE(book.hold(request(scopes, 10, 0, now - dayUs), ticket).decision,
                 HoldDecision::Spent);
    }

    void waitersAreServedInOrder()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Hard);
        HoldTicket holder;
        QCOMPARE(book.hold(request(scopes, 0, 100), holder).decision, HoldDecision::Booked);
        Waiter first;
        Waiter second;
        book.wait(request(scopes, 0, 50), &first);
        book.wait(request(scopes, 0, 10), &second);
        HoldTicket latecomer;
        QCOMPARE(book.rehold(request(scopes, 0, 60), holder).decision, HoldDecision::Booked);
        QCOMPARE(first.calls(), 0);
        // 40 would fit the latecomer, but others came first.
        QCOMPARE(book.hold(request(scopes, 0, 5), latecomer).decision, HoldDecision::Held);
        book.settle(holder, charge(1));
        QCOMPARE(first.calls(), 1);
        QCOMPARE(first.decision(), HoldDecision::Booked);
        QVERIFY(first.ticket().isOpen);
        QCOMPARE(second.calls(), 1);
        QCOMPARE(second.decision(), HoldDecision::Booked);
        QVERIFY(book.usage(scopes[0].slot, now).held == Money{60});
    }

    void waiterIsToldWhenTheLimitIsSpent()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        HoldTicket holder;
        QCOMPARE(book.hold(request(scopes, 100), holder).decision, HoldDecision::Booked);
        Waiter waiter;
        book.wait(request(scopes, 10), &waiter);
        QCOMPARE(waiter.calls(), 0);
        book.settle(holder, charge(100));
        QCOMPARE(waiter.calls(), 1);
        QCOMPARE(waiter.decision(), HoldDecision::Spent);
        QVERIFY(!waiter.ticket().isOpen);
    }

    void waiterThatFitsAlreadyIsBookedAtOnce()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        Waiter waiter;
        book.wait(request(scopes, 10), &waiter);
        QCOMPARE(waiter.calls(), 1);
        QCOMPARE(waiter.decision(), HoldDecision::Booked);
    }

    void cancelledWaiterIsNotCalledAndNotInTheWay()
    {
        BudgetBook book;
        const auto scopes = scopesIn(book, {100}, BudgetMode::Hard);
        HoldTicket holder;
        QCOMPARE(book.hold(request(scopes, 0, 60), holder).decision, HoldDecision::Booked);
        Waiter large;
        Waiter small;
        book.wait(request(scopes, 0, 90), &large);
        book.wait(request(scopes, 0, 30), &small);
        QCOMPARE(small.calls(), 0);
        QVERIFY(book.cancelWait(&large));
        QVERIFY(!book.cancelWait(&large));
        QCOMPARE(large.calls(), 0);
        QCOMPARE(small.calls(), 1);
        QCOMPARE(small.decision(), HoldDecision::Booked);
    }

    void waiterRefusedElsewhereWaitsThere()
    {
        BudgetBook book;
        auto scopes = scopesIn(book, {100}, BudgetMode::Soft);
        scopes[1].isLimited = true;
        scopes[1].limit = {100};
        const std::vector<BudgetScope> keyOnly{scopes[0]};
        const std::vector<BudgetScope> poolOnly{scopes[1]};
        HoldTicket inKey;
        HoldTicket inPool;
        QCOMPARE(book.hold(request(keyOnly, 100), inKey).decision, HoldDecision::Booked);
        QCOMPARE(book.hold(request(poolOnly, 100), inPool).decision, HoldDecision::Booked);
        Waiter waiter;
        book.wait(request(scopes, 10), &waiter);
        book.settle(inKey, charge(1));
        QCOMPARE(waiter.calls(), 0);
        book.settle(inPool, charge(1));
        QCOMPARE(waiter.calls(), 1);
        QCOMPARE(waiter.decision(), HoldDecision::Booked);
    }

    void everyScopeHasOneSlot()
    {
        BudgetBook book;
        const ScopeRef a{ScopeKind::KeyLimit, 1};
        const ScopeRef b{ScopeKind::WorkspaceBudget, 1};
        QCOMPARE(book.slotFor(a), book.slotFor(a));
        QVERIFY(book.slotFor(a) != book.slotFor(b));
    }

    /// 200 threads against a limit worth ten requests.
    void parallelRequestsStayWithinTheBound_data()
    {
        QTest::addColumn<bool>("isHard");
        QTest::newRow("soft") << false;
        QTest::newRow("hard") << true;
    }
    void parallelRequestsStayWithinTheBound()
    {
        QFETCH(const bool, isHard);
        constexpr std::int64_t estimate = 100;
        constexpr std::int64_t actual = 130; // Soft: each bills more than its hold.
        constexpr std::int64_t limit = 10 * estimate;
        BudgetBook book;
        const auto scopes = scopesIn(book, {limit}, isHard ? BudgetMode::Hard : BudgetMode::Soft);
        std::atomic<int> admittedCount = 0;
        std::atomic<bool> isGo = false;
        std::vector<std::thread> threads;
        for (int i = 0; i < 200; ++i) {
            threads.emplace_back([&] {
                while (!isGo)
                    std::this_thread::yield();
                HoldTicket ticket;
                const auto outcome = book.hold(request(scopes, estimate, actual), ticket);
                if (outcome.decision != HoldDecision::Booked)
                    return;
                ++admittedCount;
                book.settle(ticket, charge(actual));
            });
        }
        isGo = true;
        for (std::thread &thread : threads)
            thread.join();
        const Money spent = book.usage(scopes[0].slot, now).spent[0];
        QCOMPARE(spent.nanoUsd, admittedCount * actual);
        QVERIFY(book.usage(scopes[0].slot, now).held == Money{});
        if (isHard) {
            QVERIFY(spent.nanoUsd <= limit);
            QVERIFY(admittedCount > 0);
        } else {
            // One hold, and (actual - hold) for each of the at most ten that ran at once.
            QVERIFY(spent.nanoUsd <= limit + estimate + 11 * (actual - estimate));
            QVERIFY(spent.nanoUsd
                    >= limit); // Nobody was refused for nothing: all spent at the end.
        }
    }
};

QTEST_GUILESS_MAIN(TestBudgetBook)
#include "tst_BudgetBook.moc"
