// SPDX-License-Identifier: GPL-3.0-or-later
// A price that is set later reaches what ran without one.
#include "core/ports/Journal.h"
#include "ledger/BudgetBook.h"
#include "ledger/Ledger.h"

#include <QRegularExpression>
#include <QTest>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Fixture
{
    Fixture()
    {
        ledger = openLedger(directory.path(), clock);
        seed(ledger->path());
        unprice();
    }
    QString path() const { return directory.path() + u"/ledger.sqlite"_s; }
    void unprice() const { execute(path(), "UPDATE endpoint SET price_sheet_id = NULL"); }
    void price(bool isTold = true)
    {
        execute(path(), "UPDATE endpoint SET price_sheet_id = 1 WHERE id = 1");
        if (isTold)
            ledger->writer()->pricesChanged();
    }
    GenerationRecord unpriced(int number) const
    {
        const auto admission = admitted(generationId(number), clock.nowUs());
        GenerationRecord g = completed(admission);
        g.cost = g.counted = g.promptCost = g.completionCost = {};
        g.priceSheet = {};
        g.flags |= GenerationFlag::Unpriced;
        return g;
    }
    bool settle(const GenerationRecord &g) const { return ledger->journal(0).settle(g); }
    std::int64_t count(const char *sql) const { return integer(path(), sql); }
    Money spentByKey() const
    {
        const std::uint32_t slot = ledger->book().slotFor({ScopeKind::KeyLimit, 1});
        return ledger->book().usage(slot, clock.nowUs()).spent[0];
    }

    QTemporaryDir directory;
    ManualClock clock;
    std::unique_ptr<Ledger> ledger;
};

constexpr const char *unpricedRows = "SELECT COUNT(*) FROM generation WHERE (flags & 8) <> 0";

} // namespace

class TestPriceBackfill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowSumsLimitsAndCreditsGetTheCost()
    {
        Fixture f;
        QVERIFY(f.settle(f.unpriced(1)));
        f.ledger->writer()->flush();
        QCOMPARE(f.count("SELECT cost_nusd FROM generation"), 0);
        QCOMPARE(f.count("SELECT COUNT(*) FROM limit_window"), 0);
        f.clock.advance(std::chrono::hours(24 * 40)); // Windows are those of its admission.
        f.price();
        QTRY_COMPARE(f.count(unpricedRows), 0);
        QCOMPARE(rows(f.path(),
                      "SELECT cost_nusd, prompt_cost_nusd + completion_cost_nusd, counted_nusd, "
                      "price_sheet_id FROM generation"),
                 QStringList{u"1800000|1800000|1800000|1"_s});
        QCOMPARE(rows(f.path(), "SELECT requests, cost_nusd, counted_nusd FROM usage_daily_key"),
                 QStringList{u"1|1800000|1800000"_s});
        QCOMPARE(f.count("SELECT COUNT(*) FROM limit_window WHERE spent_nusd = 1800000"), 8);
        QCOMPARE(f.count("SELECT amount_nusd FROM credit_entry WHERE kind = 5"), -1'800'000);
        QTRY_COMPARE(f.spentByKey(), Money{1'800'000});
        QCOMPARE(rows(f.path(), "SELECT actor, action, after_json FROM audit_event"),
                 QStringList{u"ledger|price.backfill|{\"generations\":1,\"cost\":\"0.001800000\","
                             "\"price_sheet\":1}"_s});
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void bookAgreesWithTheLedgerAfterARestart()
    {
        Fixture f;
        QVERIFY(f.settle(f.unpriced(1)));
        f.price();
        QTRY_COMPARE(f.spentByKey(), Money{1'800'000});
        f.ledger.reset();
        f.ledger = openLedger(f.directory.path(), f.clock);
        QCOMPARE(f.spentByKey(), Money{1'800'000});
    }

    void endpointsWithoutAPriceAreLeftAlone()
    {
        Fixture f;
        GenerationRecord other = f.unpriced(2);
        other.endpoint = EndpointId{2};
        QVERIFY(f.settle(f.unpriced(1)));
        QVERIFY(f.settle(other));
        f.ledger->writer()->flush();
        f.price();
        QTRY_COMPARE(f.count(unpricedRows), 1);
        QCOMPARE(f.count("SELECT endpoint_id FROM generation WHERE cost_nusd = 0"), 2);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void unreadableSheetHoldsUpNoOther()
    {
        Fixture f;
        GenerationRecord other = f.unpriced(2);
        other.endpoint = EndpointId{2};
        QVERIFY(f.settle(f.unpriced(1)));
        QVERIFY(f.settle(other));
        f.ledger->writer()->flush();
        execute(f.path(), "INSERT INTO price_sheet VALUES (7, 1, 9, '{', 'test', 0)");
        execute(f.path(), "UPDATE endpoint SET price_sheet_id = 7 WHERE id = 1");
        execute(f.path(), "UPDATE endpoint SET price_sheet_id = 1 WHERE id = 2");
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"stays without one"_s));
        f.ledger->writer()->pricesChanged();
        QTRY_COMPARE(f.count(unpricedRows), 1);
        QCOMPARE(f.count("SELECT endpoint_id FROM generation WHERE cost_nusd = 0"), 1);
        QCOMPARE(f.ledger->writer()->status().failingSinceUs, 0);
    }

    void whatWasLeftIsDoneAtTheNextStart()
    {
        Fixture f;
        QVERIFY(f.settle(f.unpriced(1)));
        f.ledger->writer()->flush();
        f.ledger.reset();
        f.price(false);
        f.ledger = openLedger(f.directory.path(), f.clock);
        QTRY_COMPARE(f.count(unpricedRows), 0);
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void whatEndsAfterThePriceWasSetIsPricedToo()
    {
        Fixture f;
        f.price();
        f.ledger->writer()->flush();
        QVERIFY(f.settle(f.unpriced(1))); // Admitted by the policy before.
        QTRY_COMPARE(f.count("SELECT cost_nusd FROM generation"), 1'800'000);
    }

    void manyRowsAreDoneInSlices()
    {
        Fixture f;
        for (int i = 1; i <= 1'200; ++i) {
            QVERIFY(f.settle(f.unpriced(i)));
            if (i % 100 == 0)
                f.ledger->writer()->flush(); // The segments of tests are small.
        }
        f.ledger->writer()->flush();
        f.price();
        QTRY_COMPARE(f.count(unpricedRows), 0);
        QCOMPARE(f.count("SELECT COUNT(*) FROM audit_event"), 3);
        QCOMPARE(f.count("SELECT CAST(SUM(cost_nusd) AS BIGINT) FROM generation"),
                 1'200 * 1'800'000LL);
        QTRY_COMPARE(f.spentByKey(), Money{1'200 * 1'800'000LL});
        QCOMPARE(findings(*f.ledger), QStringList());
    }

    void insuredRowCostsNothingAndCountsAsTheSwitchSays_data()
    {
        QTest::addColumn<bool>("countsUpstream");
        QTest::newRow("on") << true;
        QTest::newRow("off") << false;
    }
    void insuredRowCostsNothingAndCountsAsTheSwitchSays()
    {
        QFETCH(const bool, countsUpstream);
        Fixture f;
        if (!countsUpstream)
            execute(f.path(), "INSERT INTO setting VALUES ('budgets_count_upstream', '0')");
        GenerationRecord g = f.unpriced(1);
        g.usage.completion = 0;
        g.usage.reasoning = 0;
        g.finishReason = {};
        QVERIFY(f.settle(g));
        f.ledger->writer()->flush();
        f.price();
        QTRY_COMPARE(f.count(unpricedRows), 0);
        QCOMPARE(f.count("SELECT cost_nusd FROM generation"), 0);
        QCOMPARE(f.count("SELECT upstream_cost_nusd FROM generation"), 1'200'000);
        QCOMPARE(f.count("SELECT counted_nusd FROM generation"), countsUpstream ? 1'200'000 : 0);
        QCOMPARE(findings(*f.ledger), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestPriceBackfill)
#include "tst_PriceBackfill.moc"
