// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ControlPlane.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/SettingRepository.h"
#include "services/Authenticator.h"
#include "services/PolicyPublisher.h"
#include "services/Simulator.h"
#include "services/secrets/CredentialVault.h"

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr int mostProbes = 8; ///< They wait for others nearly all of their time.

} // namespace

/// Everything that lives on the control thread, in the order in which it depends on each other.
class ControlRoom
{
public:
    ControlRoom(std::unique_ptr<Session> opened, const QString &ledgerUuid,
                const ControlPlaneOptions &options, ChangeListener &listener)
        : session(std::move(opened))
        , authenticator(*session)
        , vault(ledgerUuid)
        , publisher(*session, vault, *options.slotRegistry, options.policySink)
        , committer(*session, *options.clock, &publisher, &listener)
        , organization(*session, *options.clock, committer)
        , keys(*session, *options.clock, committer)
        , providers(*session, *options.clock, committer, vault, options.isOwnAddress)
        , catalog(*session, *options.clock, committer)
        , policyFile(*session, committer, organization, keys, providers, catalog)
        , providerSetup(committer, providers, catalog)
    {
        publisher.setCatalogueOpen(options.isCatalogueOpen);
    }

    static Result<std::unique_ptr<ControlRoom>> open(const ControlPlaneOptions &options,
                                                     ChangeListener &listener)
    {
        TRY_ASSIGN(std::unique_ptr<Session> session,
                   Session::open(options.ledgerPath, Session::Access::ReadWrite));
        TRY_ASSIGN(const QString uuid, SettingRepository::ledgerUuid(*session));
        TRY(session->write(
            [&](Session &writing) { return Simulator::seed(writing, options.clock->nowUs()); }));
        return std::make_unique<ControlRoom>(std::move(session), uuid, options, listener);
    }

    std::unique_ptr<Session> session;
    Authenticator authenticator;
    CredentialVault vault;
    PolicyPublisher publisher;
    Committer committer;
    OrganizationService organization;
    KeyService keys;
    ProviderService providers;
    CatalogService catalog;
    PolicyFileService policyFile;
    ProviderSetup providerSetup;
};

Result<std::unique_ptr<ControlPlane>> ControlPlane::open(const ControlPlaneOptions &options)
{
    std::unique_ptr<ControlPlane> control(new ControlPlane(options));
    Result<> opened;
    control->postAndWait([&] {
        Result<std::unique_ptr<ControlRoom>> room = ControlRoom::open(options, *control);
        if (room)
            control->m_room = *std::move(room);
        else
            opened = tl::unexpected(room.error());
    });
    if (!opened)
        return tl::unexpected(opened.error());
    control->m_ledgerUuid = control->m_room->vault.ledgerUuid();
    return control;
}

ControlPlane::ControlPlane(const ControlPlaneOptions &options)
    : m_probe(options.connectionProbe)
    , m_pricesChanged(options.pricesChanged)
    , m_thread(std::make_unique<WorkThread>())
{
    m_probes.setMaxThreadCount(mostProbes);
}

ControlPlane::~ControlPlane()
{
    m_thread->postAndWait([this] { m_room.reset(); });
    m_thread.reset();
    m_probes.waitForDone();
}

Result<> ControlPlane::unlock(const Secret &masterKey)
{
    Result<> done;
    postAndWait([&] { done = unlockHere(masterKey); });
    return done;
}

void ControlPlane::unlock(QObject *context, const Secret &masterKey, Unlocked done)
{
    answer<Result<>>(
        context, [this, masterKey] { return unlockHere(masterKey); }, std::move(done));
}

Result<> ControlPlane::unlockHere(const Secret &masterKey)
{
    TRY(m_room->vault.unlock(masterKey));
    return m_room->publisher.publish();
}

Result<> ControlPlane::publish()
{
    Result<> done;
    postAndWait([&] { done = m_room->publisher.publish(); });
    return done;
}

QList<ProviderProblem> ControlPlane::problems()
{
    QList<ProviderProblem> problems;
    postAndWait([&] { problems = m_room->publisher.problems(); });
    return problems;
}

void ControlPlane::problems(QObject *context, std::function<void(QList<ProviderProblem>)> done)
{
    answer<QList<ProviderProblem>>(
        context, [this] { return m_room->publisher.problems(); }, std::move(done));
}

ControlPlane::Abandon ControlPlane::testConnection(QObject *context, ProviderId id, Tested done)
{
    return probe(
        context,
        [id](Services &services, const Actor &actor) {
            return services.providers.connection(actor, id);
        },
        std::move(done));
}

ControlPlane::Abandon ControlPlane::testConnection(QObject *context, const ProviderDraft &draft,
                                                   const Secret &credential, Tested done)
{
    return probe(
        context,
        [draft, credential](Services &services, const Actor &actor) {
            return services.providers.connection(actor, draft, credential);
        },
        std::move(done));
}

Result<ConnectionReport> ControlPlane::testConnection(const QString &osUser, ProviderId id)
{
    if (!m_probe)
        return fail(ErrorCode::Unavailable, u"Connections cannot be tested here."_s);
    TRY_ASSIGN(const ProviderPolicy policy,
               call(osUser, [id](Services &services, const Actor &actor) {
                   return services.providers.connection(actor, id);
               }));
    return m_probe(policy, std::atomic<bool>(false));
}

ControlPlane::Abandon
ControlPlane::probe(QObject *context,
                    std::function<Result<ProviderPolicy>(Services &, const Actor &)> find,
                    Tested done)
{
    using Answer = Result<ConnectionReport>;
    auto promise = std::make_shared<QPromise<Answer>>();
    auto *watcher = new QFutureWatcher<Answer>(context);
    connect(watcher, &QFutureWatcherBase::finished, context, [watcher, done = std::move(done)] {
        watcher->deleteLater();
        done(watcher->result());
    });
    watcher->setFuture(promise->future());
    promise->start();
    const auto answer = [promise](Answer result) {
        promise->addResult(std::move(result));
        promise->finish();
    };
    auto isAbandoned = std::make_shared<std::atomic<bool>>(false);
    post([this, answer, isAbandoned, find = std::move(find)]() mutable {
        const Result<ProviderPolicy> policy = asActor<Result<ProviderPolicy>>(QString(), find);
        if (!policy)
            return answer(tl::unexpected(policy.error()));
        if (!m_probe)
            return answer(fail(ErrorCode::Unavailable, u"Connections cannot be tested here."_s));
        m_probes.start([this, answer, isAbandoned, policy = *policy] {
            answer(m_probe(policy, *isAbandoned));
        });
    });
    return isAbandoned;
}

void ControlPlane::changed(Topic topic)
{
    if (topic == Topic::Catalog && m_pricesChanged)
        m_pricesChanged();
    switch (topic) {
    case Topic::Organization: Q_EMIT organizationChanged(); break;
    case Topic::Credits: Q_EMIT creditsChanged(); break;
    case Topic::Keys: Q_EMIT keysChanged(); break;
    case Topic::Providers: Q_EMIT providersChanged(); break;
    case Topic::Catalog: Q_EMIT catalogChanged(); break;
    }
}

void ControlPlane::post(std::function<void()> work)
{
    m_thread->post(std::move(work));
}

void ControlPlane::postAndWait(const std::function<void()> &work)
{
    m_thread->postAndWait(work);
}

Result<Actor> ControlPlane::actor(const QString &osUser)
{
    return osUser.isEmpty() ? m_room->authenticator.owner()
                            : m_room->authenticator.commandLine(osUser);
}

Services ControlPlane::services()
{
    return {m_room->organization, m_room->keys,       m_room->providers,
            m_room->catalog,      m_room->policyFile, m_room->providerSetup};
}

} // namespace turnpike
