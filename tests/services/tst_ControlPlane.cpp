// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ports/SecretStore.h"
#include "services/ControlPlane.h"
#include "services/WorkThread.h"

#include <QSignalSpy>
#include <QTest>

#include <atomic>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

const auto makeOrganization = [](Services &services, const Actor &actor) {
    return services.organization.create(actor, {u"Acme"_s, u"Ada"_s, {}});
};

const auto makeKey = [](Services &services, const Actor &actor) {
    KeyDraft draft;
    draft.name = u"ci"_s;
    return services.keys.create(actor, draft);
};

} // namespace

class ControlPlaneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<TempLedger>(m_clock);
        QVERIFY(m_ledger->isReady());
        m_policies.all.clear();
        auto opened = ControlPlane::open(
            {.ledgerPath = m_ledger->path(),
             .clock = &m_clock,
             .slotRegistry = &m_slots,
             .policySink = &m_policies,
             .connectionProbe =
                 [](const ProviderPolicy &policy, const std::atomic<bool> &) {
                     return Result<ConnectionReport>(
                         {.status = 200, .milliseconds = policy.origin.port, .modelCount = 1});
                 },
             .pricesChanged = {},
             .isOwnAddress = {},
             .isCatalogueOpen = true});
        QVERIFY(opened);
        m_control = *std::move(opened);
    }
    void cleanup()
    {
        m_control.reset();
        m_ledger.reset();
    }

    void answersComeBackOnTheAskersThread()
    {
        QVERIFY(m_control->call(u"root"_s, makeOrganization));
        QSignalSpy keysChanged(m_control.get(), &ControlPlane::keysChanged);
        std::optional<Result<IssuedKey>> answer;
        QThread *thread = nullptr;
        m_control->run(this, makeKey, [&](const Result<IssuedKey> &issued) {
            answer = issued;
            thread = QThread::currentThread();
        });
        QTRY_VERIFY(answer.has_value());
        QVERIFY(*answer);
        QCOMPARE(thread, this->thread());
        QTRY_COMPARE(keysChanged.size(), 1);
    }

    void closedPaneDropsTheAnswerButTheCallCompletes()
    {
        QVERIFY(m_control->call(u"root"_s, makeOrganization));
        std::atomic<bool> wasAnswered = false;
        {
            QObject pane;
            m_control->run(&pane, makeKey, [&](const Result<IssuedKey> &) { wasAnswered = true; });
        }
        const auto keys = m_control->call(u"root"_s, [](Services &services, const Actor &actor) {
            return services.keys.list(actor);
        });
        QCOMPARE(keys->size(), 1);
        QCoreApplication::sendPostedEvents();
        QVERIFY(!wasAnswered);
    }

    void commandLineIsNamedInTheAuditLog()
    {
        QVERIFY(m_control->call(u"root"_s, makeOrganization));
        QVERIFY(m_control->call(u"carol"_s, makeKey));
        QCOMPARE(m_ledger->text("SELECT actor FROM audit_event ORDER BY id DESC LIMIT 1"),
                 u"cli:carol"_s);
    }

    void keyIsInThePolicyWhenTheCallReturns()
    {
        QVERIFY(m_control->call(u"root"_s, makeOrganization));
        QVERIFY(m_control->call(u"root"_s, makeKey));
        QCOMPARE(m_policies.last().keys.size(), std::size_t(1));
    }

    void unlockingPublishesTheProvidersThatWereLeftOut()
    {
        const Secret key(std::string(masterKeySize, 'm'));
        QVERIFY(m_control->call(u"root"_s, makeOrganization));
        const auto add = [](Services &services, const Actor &actor) {
            ProviderDraft draft;
            draft.slug = u"first"_s;
            draft.name = u"First"_s;
            draft.baseUrl = u"http://127.0.0.1:81"_s;
            return services.providers.add(actor, draft, Secret("sk-x"));
        };
        QCOMPARE(m_control->call(u"root"_s, add).error().code, ErrorCode::Unavailable);
        QVERIFY(m_control->unlock(key));
        const auto added = m_control->call(u"root"_s, add);
        QVERIFY(added);
        QCOMPARE(m_policies.last().providers.size(), std::size_t(2));
        QCOMPARE(m_control->testConnection(u"root"_s, added->id)->milliseconds, 81);
        std::optional<Result<ConnectionReport>> tested;
        m_control->testConnection(this, added->id,
                                  [&](Result<ConnectionReport> report) { tested = report; });
        QTRY_VERIFY(tested.has_value());
        QCOMPARE((*tested)->status, 200);

        init(); // As after a restart, before the keychain has answered; on a new ledger.
        QVERIFY(m_control->publish());
        QVERIFY(m_control->problems().isEmpty());
    }

    void fullQueueRefuses()
    {
        WorkThread thread(1);
        std::mutex gate;
        gate.lock();
        std::atomic<int> done = 0;
        std::atomic<bool> isRunning = false;
        QVERIFY(thread.post([&] {
            isRunning = true;
            gate.lock();
            gate.unlock();
            ++done;
        }));
        QTRY_VERIFY(isRunning);
        QVERIFY(thread.post([&] { ++done; }));
        QVERIFY(!thread.post([&] { ++done; }));
        gate.unlock();
        thread.postAndWait([] {});
        QCOMPARE(done.load(), 2);
    }

    void fileThatIsNoLedgerIsRefused()
    {
        const auto opened
            = ControlPlane::open({.ledgerPath = m_ledger->folder() + u"/other.sqlite"_s,
                                  .clock = &m_clock,
                                  .slotRegistry = &m_slots,
                                  .policySink = nullptr,
                                  .connectionProbe = {},
                                  .pricesChanged = {},
                                  .isOwnAddress = {},
                                  .isCatalogueOpen = true});
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Unavailable);
    }

private:
    ManualClock m_clock;
    std::unique_ptr<TempLedger> m_ledger;
    CountingSlots m_slots;
    KeptPolicies m_policies;
    std::unique_ptr<ControlPlane> m_control;
};

QTEST_GUILESS_MAIN(ControlPlaneTest)
#include "tst_ControlPlane.moc"
