// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ActivityService.h"
#include "services/ControlPlane.h"
#include "services/LedgerReads.h"
#include "services/OrganizationService.h"

#include <QTest>

#include <latch>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

const auto organizationName
    = [](const ReadServices &services, const Actor &actor) -> Result<QString> {
    TRY_ASSIGN(const std::optional<Organization> organization,
               services.organization.current(actor));
    return organization ? organization->name : QString();
};

} // namespace

class LedgerReadsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<Desk>();
        auto opened = LedgerReads::open(m_desk->ledger.path(), m_desk->clock);
        QVERIFY(opened);
        m_reads = *std::move(opened);
    }
    void cleanup()
    {
        m_reads.reset();
        m_desk.reset();
    }

    void answersComeBackOnTheAskersThread()
    {
        std::optional<Result<QString>> answer;
        QThread *thread = nullptr;
        m_reads->run(this, organizationName, [&](const Result<QString> &name) {
            answer = name;
            thread = QThread::currentThread();
        });
        QTRY_VERIFY(answer.has_value());
        QVERIFY(*answer);
        QVERIFY(!(*answer)->isEmpty());
        QCOMPARE(thread, this->thread());
    }

    void readsDoNotWaitForAWrite()
    {
        std::optional<Result<QString>> answer;
        const Result<> written = m_desk->session->write([&](Session &) -> Result<> {
            m_reads->run(this, organizationName,
                         [&](const Result<QString> &name) { answer = name; });
            for (int i = 0; i < 500 && !answer; ++i)
                QTest::qWait(10);
            return {};
        });
        QVERIFY(written);
        QVERIFY(answer.has_value());
    }

    void shortReadsPassALongOne()
    {
        std::latch end(1);
        std::optional<Result<QString>> slow;
        m_reads->run(
            this,
            [&](const ReadServices &, const Actor &) -> Result<QString> {
                end.wait();
                return u"slow"_s;
            },
            [&](const Result<QString> &name) { slow = name; });
        int answered = 0;
        for (int i = 0; i < 8; ++i) {
            m_reads->run(this, organizationName, [&](const Result<QString> &) { ++answered; });
            QTRY_COMPARE(answered, i + 1);
        }
        QVERIFY(!slow);
        end.count_down();
        QTRY_VERIFY(slow.has_value());
    }

    void refusesWhatWouldWaitTooLong()
    {
        std::latch end(1);
        int refused = 0;
        int answered = 0;
        const std::size_t room = LedgerReads::threads * (LedgerReads::maxQueuedPerThread + 1);
        for (std::size_t i = 0; i < room + 1; ++i) {
            m_reads->run(
                this,
                [&](const ReadServices &, const Actor &) -> Result<int> {
                    end.wait();
                    return 1;
                },
                [&](const Result<int> &result) {
                    ++answered;
                    refused += !result && result.error().code == ErrorCode::Unavailable ? 1 : 0;
                });
        }
        end.count_down();
        QTRY_COMPARE(answered, static_cast<int>(room + 1));
        QVERIFY(refused >= 1);
        QVERIFY(refused <= 1 + static_cast<int>(LedgerReads::threads));
    }

    void closedPaneDropsTheAnswer()
    {
        std::latch end(1);
        bool wasAnswered = false;
        {
            QObject pane;
            m_reads->run(
                &pane,
                [&](const ReadServices &, const Actor &) -> Result<int> {
                    end.wait();
                    return 1;
                },
                [&](const Result<int> &) { wasAnswered = true; });
        }
        end.count_down();
        m_reads.reset();
        QCoreApplication::sendPostedEvents();
        QVERIFY(!wasAnswered);
    }

    void ownerReadsActivity()
    {
        QVERIFY(m_desk->ledger.execute(
            "INSERT INTO usage_daily_workspace VALUES "
            "(20000, 1, 1, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1500, 1500, 0, 0, 0, 0), "
            "(20001, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 500, 500, 0, 0, 0, 0), "
            "(20001, 1, 1, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"));
        std::optional<Result<QList<ActivityCell>>> cells;
        m_reads->run(
            this,
            [](const ReadServices &services, const Actor &actor) {
                return services.activity.cells(actor, {.from = 20000, .to = 20001});
            },
            [&](const Result<QList<ActivityCell>> &answer) { cells = answer; });
        QTRY_VERIFY(cells.has_value());
        QVERIFY(*cells);
        QCOMPARE((*cells)->size(), 2);
        QCOMPARE((*cells)->at(0).requests, 3);
        QCOMPARE((*cells)->at(1).cost, Money{500});
        QCOMPARE(ActivityService(*m_desk->session, m_desk->clock)
                     .totals(m_desk->owner(), ActivityDimension::Day, {20000, 20001})
                     ->size(),
                 2);
    }

    void keysSeeNobodysActivity()
    {
        KeyDraft draft;
        draft.name = u"ci"_s;
        const auto issued = m_desk->keys.create(m_desk->owner(), draft);
        QVERIFY(issued);
        const Actor key = m_desk->keyActor(issued->key.id);
        const ActivityService activity(*m_desk->session, m_desk->clock);
        QCOMPARE(activity.cells(key, {.to = 1}).error().code, ErrorCode::Forbidden);
        QCOMPARE(activity.totals(key, ActivityDimension::Day, {}).error().code,
                 ErrorCode::Forbidden);
    }

private:
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<LedgerReads> m_reads;
};

QTEST_GUILESS_MAIN(LedgerReadsTest)
#include "tst_LedgerReads.moc"
