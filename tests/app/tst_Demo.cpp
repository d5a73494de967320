// SPDX-License-Identifier: GPL-3.0-or-later
// --demo: a ledger full of samples that agrees with itself, says what it is, and goes away.
#include "app/CommandLine.h"
#include "app/Exit.h"
#include "app/demo/DemoFolder.h"
#include "app/secrets/PreferredSecretStore.h"
#include "app/secrets/SystemSecretStores.h"
#include "core/Clock.h"
#include "core/Organization.h"
#include "core/Window.h"
#include "ledger/Session.h"
#include "ledger/Verify.h"
#include "ledger/repositories/KeyRepository.h"
#include "ledger/repositories/OrganizationRepository.h"
#include "ledger/sqlite/Database.h"
#include "services/demo/DemoLedger.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

#include "tests/app/TurnpikedProcess.h"
#include "tests/support/ManualClock.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

constexpr std::int64_t minuteUs = 60'000'000;
constexpr std::int64_t dayUs = 24 * 60 * minuteUs;
/// 2026-11-23, a Monday, at 14:02 UTC.
constexpr std::int64_t afternoonUs = 1'795'442'520'000'000;
/// The same day at half past midnight.
constexpr std::int64_t midnightUs = afternoonUs - (13 * 60 + 32) * minuteUs;

/// A ledger made for a moment, and questions to it.
class Sample
{
public:
    explicit Sample(std::int64_t nowUs)
        : clock(nowUs)
        , made(makeDemoLedger(folder.path(), clock))
    {
        if (!made)
            return;
        database = *Database::open(path(), Database::Access::ReadOnly);
        session = *Session::open(path(), Session::Access::ReadOnly);
        const QList<Key> all = *KeyRepository::list(*session, nowUs);
        for (const Key &key : all)
            keys.insert(key.name, key);
    }

    QString path() const { return folder.filePath(u"ledger.sqlite"_s); }
    std::int64_t number(std::string_view sql) const { return *database->integer(sql); }
    /// Of requests that are not simulated.
    std::int64_t costOfDay(std::int64_t day) const
    {
        return number("SELECT COALESCE(SUM(cost_nusd), 0) FROM usage_daily_key WHERE simulated = 0 "
                      "AND day = "
                      + std::to_string(day));
    }

    QTemporaryDir folder;
    ManualClock clock;
    Result<DemoLedger> made;
    std::unique_ptr<Database> database;
    std::unique_ptr<Session> session;
    QHash<QString, Key> keys;
};

/// A keychain that is empty and notes that it was asked.
class WatchedStore final : public SecretStore
{
public:
    explicit WatchedStore(bool &isAsked)
        : m_isAsked(isAsked)
    {}

    void load(const QString &, Loaded done) override
    {
        m_isAsked = true;
        done(std::optional<Secret>());
    }
    void save(const QString &, const Secret &, Saved done) override
    {
        m_isAsked = true;
        done({});
    }
    QString place() const override { return u"the keychain"_s; }

private:
    bool &m_isAsked;
};

Money spentToday(const Key &key)
{
    return key.usage[static_cast<std::size_t>(Window::Day)];
}

} // namespace

class DemoTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Sample> m_sample;

private Q_SLOTS:
    void initTestCase()
    {
        m_sample = std::make_unique<Sample>(afternoonUs);
        QVERIFY2(m_sample->made,
                 qPrintable(m_sample->made ? QString() : m_sample->made.error().message));
    }

    void theLedgerAgreesWithItself()
    {
        const VerifyReport report
            = *verifyLedger(*m_sample->database, m_sample->folder.filePath(u"journal"_s));
        QVERIFY2(report.isClean(), qPrintable(report.findings.join(u'\n')));
        QCOMPARE(report.generations, m_sample->made->generations);
        QVERIFY2(report.generations > 60'000 && report.generations < 180'000,
                 qPrintable(QString::number(report.generations)));
        QVERIFY(report.auditEvents > 40);
        // Each charge is what its prices make of its tokens, so a report can be checked by hand.
        QCOMPARE(m_sample->number("SELECT COUNT(*) FROM generation WHERE cost_nusd <> "
                                  "prompt_cost_nusd + completion_cost_nusd"),
                 0);
    }

    void eachOfNinetyDaysHasFigures()
    {
        const std::int64_t today = dayOf(afternoonUs);
        QCOMPARE(m_sample->number("SELECT COUNT(DISTINCT day) FROM usage_daily_key"), 90);
        QCOMPARE(m_sample->number("SELECT MAX(day) FROM usage_daily_key"), today);
        QCOMPARE(m_sample->number("SELECT COUNT(*) FROM generation WHERE admitted_us > "
                                  + std::to_string(afternoonUs)),
                 0);
        // 22 November 2026 is a Sunday: about twice what the one before it cost, and most of the
        // difference by one key on one model.
        const std::int64_t yesterday = m_sample->costOfDay(today - 1);
        const std::int64_t before = m_sample->costOfDay(today - 8);
        QVERIFY2(yesterday > before * 17 / 10 && yesterday < before * 26 / 10,
                 qPrintable(u"%1 after %2"_s.arg(yesterday).arg(before)));
        QVERIFY(m_sample->costOfDay(today - 5) > before * 3 / 2); // Wednesday.
        QVERIFY(m_sample->number(
                    "SELECT SUM(u.cost_nusd) FROM usage_cube_daily u JOIN api_key k ON k.id = "
                    "u.key_id JOIN model m ON m.id = u.model_id WHERE k.name = 'eval-batch' AND "
                    "m.slug = 'birch/birch-2-pro' AND u.day = "
                    + std::to_string(today - 1))
                > yesterday * 4 / 10);
    }

    void somethingGoesWrongNowAndThen()
    {
        const std::int64_t all = m_sample->made->generations;
        const std::int64_t failed
            = m_sample->number("SELECT COUNT(*) FROM generation WHERE state = 2");
        QVERIFY2(failed > all * 6 / 1000 && failed < all * 10 / 1000,
                 qPrintable(QString::number(failed)));
        QVERIFY(m_sample->number("SELECT COUNT(*) FROM generation WHERE state = 3") > 0);
        QVERIFY(m_sample->number("SELECT COUNT(*) FROM generation WHERE state = 4") > 38);
        QVERIFY(m_sample->number("SELECT COUNT(*) FROM generation WHERE state = 1 AND "
                                 "attempt_count = 2")
                > 100);
        QVERIFY(m_sample->number("SELECT COUNT(*) FROM generation WHERE (flags & 4) <> 0") > 0);
        const std::int64_t share = m_sample->number(
            "SELECT SUM(cached_tokens) * 100 / SUM(prompt_tokens) FROM usage_daily_key");
        QVERIFY2(share > 40 && share < 70, qPrintable(QString::number(share)));
    }

    void keysAreInEachState_data()
    {
        QTest::addColumn<qint64>("nowUs");
        QTest::newRow("afternoon") << qint64(afternoonUs);
        QTest::newRow("after midnight") << qint64(midnightUs);
    }

    void keysAreInEachState()
    {
        QFETCH(const qint64, nowUs);
        const auto early = nowUs == midnightUs ? std::make_unique<Sample>(midnightUs) : nullptr;
        const Sample &sample = early ? *early : *m_sample;
        QVERIFY(sample.made);
        QCOMPARE(sample.keys.size(), 15);
        const Key over = sample.keys[u"eval-batch"_s];
        QVERIFY(spentToday(over) >= over.limit->amount);
        QCOMPARE(*over.remaining(), Money{});
        const Key near = sample.keys[u"frank-opencode"_s];
        QVERIFY(spentToday(near) >= Money{near.limit->amount.nanoUsd * 8 / 10});
        QVERIFY(*near.remaining() > Money{});
        for (const QString &name : {u"ci-nightly"_s, u"docs-search"_s}) {
            QVERIFY(sample.keys[name].expiresUs > nowUs);
            QVERIFY(sample.keys[name].expiresUs < nowUs + 7 * dayUs);
        }
        QCOMPARE(sample.keys[u"release-notes"_s].lastUsedUs, 0);
        QVERIFY(!sample.keys[u"field-ops-mobile"_s].limit);
        QVERIFY(sample.keys[u"grafting-tests"_s].isDisabled);
        // None of the others is over, or they would have been refused.
        for (const Key &key : sample.keys) {
            if (key.name != over.name && key.limit)
                QVERIFY2(*key.remaining() > Money{}, qPrintable(key.name));
        }
    }

    void creditLastsForDays()
    {
        const auto organization = *OrganizationRepository::first(*m_sample->session);
        QVERIFY(organization->isPoolOn);
        const std::int64_t left = m_sample->number("SELECT SUM(amount_nusd) FROM credit_entry");
        QVERIFY2(left >= 1'274'050'000'000 && left < 1'274'060'000'000,
                 qPrintable(QString::number(left)));
        QVERIFY(m_sample->number("SELECT COUNT(*) FROM credit_entry WHERE kind = 1") > 2);
        // It was never overdrawn. Entries lie in the order in which they were made.
        QVERIFY(m_sample->number("SELECT MIN(balance) FROM (SELECT SUM(amount_nusd) OVER (ORDER BY "
                                 "id) AS balance FROM credit_entry)")
                > 0);
    }

    void theSameMomentHasTheSameFigures()
    {
        const Sample again(afternoonUs);
        QVERIFY(again.made);
        for (const char *sql :
             {"SELECT SUM(cost_nusd) FROM generation", "SELECT SUM(total_us) FROM generation",
              "SELECT SUM(admitted_us % 1000003) FROM generation",
              "SELECT SUM(held_nusd) FROM generation", "SELECT COUNT(*) FROM attempt"})
            QCOMPARE(again.number(sql), m_sample->number(sql));
    }

    void nothingOfItCanBeReached()
    {
        QCOMPARE(m_sample->number("SELECT COUNT(*) FROM provider WHERE simulated = 0 AND base_url "
                                  "<> 'http://127.0.0.1:9/v1'"),
                 0);
        QCOMPARE(m_sample->number("SELECT COUNT(*) FROM provider_credential"), 0);
    }

    void itIsMarked()
    {
        const auto organization = *OrganizationRepository::first(*m_sample->session);
        QVERIFY(organization->isDemonstration);
        QCOMPARE(organization->name, u"Acme Robotics (demonstration)"_s);
    }

    void anotherFolderIsRefused_data()
    {
        QTest::addColumn<QStringList>("words");
        const QStringList demo{u"serve"_s, u"--demo"_s};
        QTest::newRow("--data") << demo + QStringList{u"--data"_s, u"/d"_s};
        QTest::newRow("--set") << demo + QStringList{u"--set"_s, u"data=/d"_s};
    }

    void anotherFolderIsRefused()
    {
        QFETCH(const QStringList, words);
        const CommandLine::Parsed parsed = CommandLine::parse(words);
        QVERIFY(!parsed.invocation);
        QCOMPARE(parsed.immediate.exit, Exit::Usage);
        QVERIFY(parsed.immediate.err.contains("--data"));
        QVERIFY(CommandLine::parse({u"serve"_s, u"--demo"_s}).invocation);
    }

    void theDaemonServesItAndTakesItAway()
    {
        TurnpikedProcess program;
        const QString temporary = program.path(u"tmp"_s);
        QVERIFY(QDir().mkpath(temporary));
        program.environment.insert(u"TMPDIR"_s, temporary);
        const QString own = program.data();
        program.environment.insert(u"TURNPIKE_DATA"_s, own);
        QVERIFY(program.serveDemo());
        QVERIFY(program.greeting()["demonstration"_L1].toBool());
        const QString folder = program.data();
        QVERIFY(folder.startsWith(temporary + u"/turnpike-demo-"_s));
        QCOMPARE(QFileInfo(folder).permissions()
                     & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther),
                 QFile::Permissions());

        // By the owner of the ledger, and with what it served itself.
        const auto ask = [&](const char *model) {
            return program.post(u"/api/v1/chat/completions"_s, program.firstKey(),
                                QByteArray("{\"model\": \"") + model
                                    + "\", \"messages\": [{\"role\": \"user\", \"content\": "
                                      "\"Hello\"}]}");
        };
        const HttpAnswer simulated = ask("turnpike/simulator");
        QVERIFY2(simulated.status == 200, simulated.body.constData());
        const HttpAnswer unreachable = ask("alder/alder-large-3");
        QVERIFY2(unreachable.status == 502, unreachable.body.constData());
        const Ran verified = program.run({u"verify"_s});
        QVERIFY2(verified.exit == 0, (verified.out + verified.err).constData());

        QCOMPARE(program.stop(SIGTERM).exit, 0);
        QCOMPARE(QDir(temporary).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
        QVERIFY(!QFile::exists(own));
    }

    /// A user who only wants to look is not asked for the password of a keychain.
    void noKeychainIsAsked()
    {
        const SystemClock clock;
        const auto folder = DemoFolder::make();
        QVERIFY(folder.has_value());
        QVERIFY((*folder)->fill(clock).has_value());
        bool isAsked = false;
        PreferredSecretStore store(systemSecretStore((*folder)->path() + u"/master.key"_s),
                                   std::make_unique<WatchedStore>(isAsked),
                                   WithoutKeychain::HasNone);
        bool isThere = false;
        store.load(u"any"_s, [&](auto key) { isThere = key && key->has_value(); });
        QVERIFY(isThere);
        QVERIFY(!isAsked);
    }
};

QTEST_GUILESS_MAIN(DemoTest)
#include "tst_Demo.moc"
