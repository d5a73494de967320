// SPDX-License-Identifier: GPL-3.0-or-later
// The way from a window to figures: reads that never wait behind a change.
#pragma once

#include "services/Actor.h"
#include "services/Delivery.h"
#include "services/LedgerReader.h"

#include <atomic>
#include <functional>
#include <memory>
#include <type_traits>
#include <vector>

namespace turnpike {

/// Runs reads as the owner of the ledger, each on whichever reader thread has the least to do, so
/// that a long one does not hold up the short ones. Two reads may end in another order than they
/// were asked for.
class LedgerReads
{
public:
    static constexpr std::size_t threads = 2;
    static constexpr std::size_t maxQueuedPerThread = 64;

    /// Errors: those of Session::open.
    static Result<std::unique_ptr<LedgerReads>> open(const QString &ledgerPath, const Clock &clock);
    /// Does what is queued, then joins: not on a thread that must not wait.
    ~LedgerReads();

    /// Runs `call(const ReadServices &, const Actor &)`, which returns a Result, off this thread,
    /// then `done(result)` on the thread of `context`, which is this one. When `context` is
    /// destroyed first, `done` is dropped. Errors besides those of the call: Unavailable when too
    /// much is waiting already.
    template <typename Call, typename Done>
    void run(QObject *context, Call call, Done done)
    {
        using Answer = std::invoke_result_t<Call, const ReadServices &, const Actor &>;
        const auto promise = promiseFor<Answer>(context, std::move(done));
        const bool isQueued = post(
            [promise, call = std::move(call)](const ReadServices &services) mutable {
                promise->addResult(asOwner<Answer>(services, call));
            },
            [promise] { promise->finish(); });
        if (!isQueued)
            keep(*promise, Answer(tl::unexpected(busy())));
    }

private:
    struct Lane
    {
        std::atomic<int> waiting = 0; ///< Outlives the reader, which counts it down.
        std::unique_ptr<LedgerReader> reader;
    };

    LedgerReads() = default;
    /// `finish` follows `work`, once the thread counts as free.
    bool post(std::function<void(const ReadServices &)> work, std::function<void()> finish);
    static Error busy();
    static Result<Actor> owner(const ReadServices &services);

    template <typename Answer, typename Call>
    static Answer asOwner(const ReadServices &services, Call &call)
    {
        const Result<Actor> who = owner(services);
        if (!who)
            return tl::unexpected(who.error());
        return call(services, *who);
    }

    std::vector<std::unique_ptr<Lane>> m_lanes;
};

} // namespace turnpike
