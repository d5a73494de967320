// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of disagreement is found, and named.
#include "core/ports/Journal.h"
#include "ledger/AuditChain.h"
#include "ledger/Verify.h"
#include "ledger/sqlite/Database.h"

#include <QTest>

#include "tests/ledger/LedgerFixture.h"

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::Literals::StringLiterals;

namespace {

void fill(Ledger &ledger, ManualClock &clock)
{
    for (int i = 1; i <= 30; ++i) {
        auto g = completed(admitted(generationId(i), clock.nowUs()));
        if (i % 5 == 0) {
            g.attempts.resize(2);
            g.attemptCount = 2;
        }
        if (!ledger.journal(0).settle(g))
            qFatal("no room");
        clock.advance(std::chrono::hours(7));
    }
    ledger.writer()->flush();
    std::string previous(auditChainStart);
    for (int id = 1; id <= 3; ++id) {
        const std::string hash = auditHash({.id = id,
                                            .atUs = 5,
                                            .actor = "user_1",
                                            .action = "key.create",
                                            .subject = "h1",
                                            .before = "",
                                            .after = "{}",
                                            .previousHash = previous});
        const std::string sql = "INSERT INTO audit_event VALUES (" + std::to_string(id)
            + ", 5, 'user_1', 'key.create', 'h1', '', '{}', '" + previous + "', '" + hash + "')";
        execute(ledger.path(), sql.c_str());
        previous = hash;
    }
}

} // namespace

class TestVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeLedgerIsClean()
    {
        QTemporaryDir directory;
        ManualClock clock;
        const auto ledger = openLedger(directory.path(), clock);
        seed(ledger->path());
        fill(*ledger, clock);
        auto database = Database::open(ledger->path(), Database::Access::ReadOnly);
        const auto report = verifyLedger(**database, ledger->journalFolder());
        QVERIFY(report.has_value());
        QCOMPARE(report->findings, QStringList());
        QCOMPARE(report->generations, 30);
        QCOMPARE(report->auditEvents, 3);
        QCOMPARE(report->waitingInJournal, 0);
        QCOMPARE(report->auditHead.size(), 64);
    }

    void disagreementIsNamed_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char *name, const char *sql, const QString &finding) {
            QTest::newRow(name) << QByteArray(sql) << finding;
        };
        row("row's cost", "UPDATE generation SET cost_nusd = cost_nusd + 1 WHERE id = 7",
            u"usage_cube_daily"_s);
        row("row's count toward limits",
            "UPDATE generation SET counted_nusd = counted_nusd + 1 WHERE id = 7",
            u"limit_window"_s);
        row("row deleted", "DELETE FROM generation WHERE id = 7", u"usage_cube_daily"_s);
        row("day", "UPDATE generation SET day = day + 1 WHERE id = 7", u"day"_s);
        row("day of another row", "UPDATE generation SET day = day + 1 WHERE id = 2", u"row 2"_s);
        row("rows of a day",
            "UPDATE generation_day SET last_row = last_row - 1 WHERE last_row = 30", u"row 30"_s);
        row("day without rows", "DELETE FROM generation_day WHERE first_row = 1", u"row 1"_s);
        row("day window",
            "UPDATE limit_window SET spent_nusd = 1 WHERE window_kind = 1 AND "
            "window_key = (SELECT MIN(day) FROM generation)",
            u"limit_window"_s);
        row("lifetime", "UPDATE limit_window SET spent_nusd = spent_nusd - 1 WHERE window_kind = 0",
            u"limit_window"_s);
        row("window deleted", "DELETE FROM limit_window WHERE window_kind = 3", u"limit_window"_s);
        row("window invented",
            "INSERT INTO limit_window VALUES (1, 99, 1, "
            "(SELECT MIN(day) FROM generation), 5)",
            u"limit_window"_s);
        row("window of another day", "INSERT INTO limit_window VALUES (1, 1, 1, 3, 5)",
            u"limit_window"_s);
        row("charge", "UPDATE credit_entry SET amount_nusd = amount_nusd + 1 WHERE kind = 5",
            u"credit_entry"_s);
        row("charge deleted", "DELETE FROM credit_entry WHERE kind = 5", u"credit_entry"_s);
        row("charge invented",
            "INSERT INTO credit_entry (organization_id, kind, day, amount_nusd, "
            "created_us) VALUES (1, 5, 3, -5, 0)",
            u"credit_entry"_s);
        row("cube", "UPDATE usage_cube_daily SET requests = 9", u"usage_cube_daily"_s);
        row("daily key", "UPDATE usage_daily_key SET prompt_tokens = 9", u"usage_daily_key"_s);
        row("weekly key", "UPDATE usage_weekly_key SET cached_tokens = 9", u"usage_weekly_key"_s);
        row("week deleted",
            "DELETE FROM usage_weekly_key WHERE week = "
            "(SELECT MIN(week) FROM usage_weekly_key)",
            u"usage_weekly_key"_s);
        row("week invented", "UPDATE usage_weekly_key SET week = week + 7000",
            u"usage_weekly_key"_s);
        row("hourly model", "UPDATE usage_hourly_model SET lost_nusd = 9", u"usage_hourly_model"_s);
        row("daily model",
            "DELETE FROM usage_daily_model WHERE day = "
            "(SELECT MIN(day) FROM generation)",
            u"usage_daily_model"_s);
        row("daily provider", "UPDATE usage_daily_provider SET cost_nusd = 9",
            u"usage_daily_provider"_s);
        row("daily app", "UPDATE usage_daily_app SET app_id = 77", u"usage_daily_app"_s);
        row("daily workspace", "UPDATE usage_daily_workspace SET total_us = 9",
            u"usage_daily_workspace"_s);
        row("hourly", "UPDATE usage_hourly SET ttft_count = 9", u"usage_hourly"_s);
        row("hour invented",
            "INSERT INTO usage_hourly SELECT 5, key_id, model_id, provider_id, "
            "simulated, byok, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 "
            "FROM usage_hourly LIMIT 1",
            u"usage_hourly"_s);
        row("attempt without generation",
            "UPDATE attempt SET generation_id = 999 WHERE "
            "generation_id = 5",
            u"attempt"_s);
        row("trail", "DELETE FROM trail", u"trail"_s);
        row("scope set", "UPDATE scope_set SET scopes = 'x'", u"scope set"_s);
        row("audit event changed", "UPDATE audit_event SET actor = 'user_2' WHERE id = 2",
            u"audit_event"_s);
        row("audit event removed", "DELETE FROM audit_event WHERE id = 2", u"audit_event"_s);
    }
    void disagreementIsNamed()
    {
        QFETCH(const QByteArray, sql);
        QFETCH(const QString, finding);
        QTemporaryDir directory;
        ManualClock clock;
        const auto ledger = openLedger(directory.path(), clock);
        seed(ledger->path());
        fill(*ledger, clock);
        execute(ledger->path(), sql.constData());
        const QStringList found = findings(*ledger);
        QVERIFY2(!found.filter(finding).isEmpty(), qPrintable(found.join(u'\n')));
    }

    void journalThatSaysSomethingElseIsNamed()
    {
        QTemporaryDir directory;
        ManualClock clock;
        const auto ledger = openLedger(directory.path(), clock);
        seed(ledger->path());
        QVERIFY(ledger->journal(0).settle(completed(admitted(generationId(1), clock.nowUs()))));
        ledger->writer()->flush();
        QCOMPARE(findings(*ledger), QStringList());
        execute(ledger->path(), "UPDATE generation SET counted_nusd = 1");
        QVERIFY(!findings(*ledger).filter(u"journal"_s).isEmpty());
    }

    void auditHashDependsOnEveryFieldAndBorder()
    {
        const AuditFields fields{.id = 1,
                                 .atUs = 2,
                                 .actor = "a",
                                 .action = "bc",
                                 .subject = "d",
                                 .before = "",
                                 .after = "{}",
                                 .previousHash = auditChainStart};
        const std::string hash = auditHash(fields);
        QCOMPARE(hash.size(), 64U);
        AuditFields moved = fields;
        moved.actor = "ab";
        moved.action = "c";
        QVERIFY(auditHash(moved) != hash);
        AuditFields later = fields;
        later.atUs = 3;
        QVERIFY(auditHash(later) != hash);
    }
};

QTEST_GUILESS_MAIN(TestVerify)
#include "tst_Verify.moc"
