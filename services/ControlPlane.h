// SPDX-License-Identifier: GPL-3.0-or-later
// The way from a window, a socket or a command line to the services.
#pragma once

#include "core/Provider.h"
#include "core/Secret.h"
#include "services/Actor.h"
#include "services/Committer.h"
#include "services/Delivery.h"
#include "services/ProviderService.h"
#include "services/Services.h"
#include "services/WorkThread.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace turnpike {

class Clock;
class ControlRoom;
class PolicySink;
class SlotRegistry;

struct ControlPlaneOptions
{
    QString ledgerPath; ///< A migrated ledger that this process owns.
    const Clock *clock = nullptr;
    SlotRegistry *slotRegistry = nullptr;
    PolicySink *policySink = nullptr; ///< May be null: no gateway in this process.
    ConnectionProbe connectionProbe; ///< May be empty: connection tests answer Unavailable.
    /// After each committed change of models and prices, on the control thread; may be empty.
    std::function<void()> pricesChanged;
    OwnAddressCheck isOwnAddress; ///< May be empty: no address is ours.
    bool isCatalogueOpen = true;
};

/// Runs service calls one by one on the control thread, which owns the session and the services.
/// What takes a `context` is called on its thread and never blocks; the rest is thread-safe, and
/// what says "Blocks" waits for the control thread: not for the thread of a window.
class ControlPlane final : public QObject, private ChangeListener
{
    Q_OBJECT

public:
    /// Starts the control thread. Publishes nothing yet: see publish().
    /// Errors: those of Session::open; Unavailable when the ledger is not migrated.
    static Result<std::unique_ptr<ControlPlane>> open(const ControlPlaneOptions &options);
    ~ControlPlane() override;

    /// Gives the credential vault its key and publishes. Blocks. Without it providers that have a
    /// credential are left out. Errors: InvalidArgument.
    Result<> unlock(const Secret &masterKey);
    using Unlocked = std::function<void(Result<>)>;
    /// The same without blocking; `done` as with run().
    void unlock(QObject *context, const Secret &masterKey, Unlocked done);
    /// Publishes the policy as it stands; before the gateway listens. Blocks.
    Result<> publish();
    const QString &ledgerUuid() const { return m_ledgerUuid; }
    /// What the last publication left out. Blocks.
    QList<ProviderProblem> problems();
    /// The same without blocking; `done` as with run().
    void problems(QObject *context, std::function<void(QList<ProviderProblem>)> done);

    /// Runs `call(Services &, const Actor &)`, which returns a Result, as the owner of the ledger
    /// off this thread, then `done(result)` on the thread of `context`. When `context` is destroyed
    /// first, `done` is dropped and the call still completes.
    template <typename Call, typename Done>
    void run(QObject *context, Call call, Done done)
    {
        runFor(context, QString(), std::move(call), std::move(done));
    }

    /// The same for an operating-system user, as call() names the actor.
    template <typename Call, typename Done>
    void runFor(QObject *context, const QString &osUser, Call call, Done done)
    {
        using Answer = std::invoke_result_t<Call, Services &, const Actor &>;
        answer<Answer>(
            context,
            [this, osUser, call = std::move(call)]() mutable {
                return asActor<Answer>(osUser, call);
            },
            std::move(done));
    }

    /// The same for a command line of `osUser`; blocks until the answer is there. Not for the GUI
    /// thread, and not from within a call.
    template <typename Call>
    std::invoke_result_t<Call, Services &, const Actor &> call(const QString &osUser, Call call)
    {
        using Answer = std::invoke_result_t<Call, Services &, const Actor &>;
        std::optional<Answer> answer;
        postAndWait([&] { answer.emplace(asActor<Answer>(osUser, call)); });
        return *std::move(answer);
    }

    using Tested = std::function<void(Result<ConnectionReport>)>;
    /// Set it when nobody wants the answer any more: the test ends early, with Unavailable.
    using Abandon = std::shared_ptr<std::atomic<bool>>;
    /// Tries a provider without holding up other calls; `done` as with run().
    Abandon testConnection(QObject *context, ProviderId id, Tested done);
    Abandon testConnection(QObject *context, const ProviderDraft &draft, const Secret &credential,
                           Tested done);
    /// The same for a command line; blocks.
    Result<ConnectionReport> testConnection(const QString &osUser, ProviderId id);

Q_SIGNALS:
    // Sent from the control thread: connect to objects, not to bare functions.
    void organizationChanged();
    void creditsChanged();
    void keysChanged();
    void providersChanged();
    void catalogChanged();

private:
    explicit ControlPlane(const ControlPlaneOptions &options);
    void changed(Topic topic) override;

    void post(std::function<void()> work);
    void postAndWait(const std::function<void()> &work);
    Result<Actor> actor(const QString &osUser);
    Services services();
    Abandon probe(QObject *context,
                  std::function<Result<ProviderPolicy>(Services &, const Actor &)> find,
                  Tested done);

    template <typename Answer, typename Work, typename Done>
    void answer(QObject *context, Work work, Done done)
    {
        post([promise = promiseFor<Answer>(context, std::move(done)),
              work = std::move(work)]() mutable { keep<Answer>(*promise, work()); });
    }

    Result<> unlockHere(const Secret &masterKey);

    template <typename Answer, typename Call>
    Answer asActor(const QString &osUser, Call &call)
    {
        const Result<Actor> who = actor(osUser);
        if (!who)
            return tl::unexpected(who.error());
        Services available = services();
        return call(available, *who);
    }

    ConnectionProbe m_probe;
    std::function<void()> m_pricesChanged;
    QString m_ledgerUuid;
    std::unique_ptr<ControlRoom> m_room; ///< Lives on m_thread.
    std::unique_ptr<WorkThread> m_thread;
    QThreadPool m_probes;
};

} // namespace turnpike
