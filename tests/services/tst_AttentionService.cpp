// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Key.h"
#include "services/AttentionService.h"

#include <QTest>

#include <optional>

#include "tests/services/Desk.h"
#include "tests/support/LedgerSamples.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

constexpr std::int64_t minuteUs = 60'000'000;
constexpr std::int64_t dayUs = 24 * 60 * minuteUs;

Money dollars(std::int64_t whole)
{
    return {whole * 1'000'000'000};
}

} // namespace

class AttentionServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init()
    {
        m_desk.emplace();
        m_desk->clock.advance(14h);
        m_attention.emplace(*m_desk->session, m_desk->clock);
        m_today = dayOf(m_desk->clock.nowUs());
    }
    void cleanup()
    {
        m_attention.reset();
        m_desk.reset();
    }

    void nothingNeedsAttentionInANewLedger() { QVERIFY(items().isEmpty()); }

    void onlyWhoMaySeeAllUsageIsTold()
    {
        const KeyId key = addKey(u"ci"_s, {});
        QCOMPARE(m_attention->list(m_desk->keyActor(key)).error().code, ErrorCode::Forbidden);
    }

    void spentLimitsAreTold_data()
    {
        QTest::addColumn<qint64>("spentCents");
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<int>("severity");
        QTest::newRow("below 80 %") << qint64{6399} << QString() << 0;
        QTest::newRow("at 80 %") << qint64{6400} << u"eval-batch at 80 % of $80"_s
                                 << int(Severity::Warning);
        QTest::newRow("almost all")
            << qint64{7999} << u"eval-batch at 99 % of $80"_s << int(Severity::Warning);
        QTest::newRow("all") << qint64{8000} << u"eval-batch has reached its limit"_s
                             << int(Severity::Danger);
        QTest::newRow("more") << qint64{8210} << u"eval-batch is over its limit"_s
                              << int(Severity::Danger);
    }
    void spentLimitsAreTold()
    {
        QFETCH(const qint64, spentCents);
        QFETCH(const QString, sentence);
        QFETCH(const int, severity);
        const KeyId key = addKey(u"eval-batch"_s, {{dollars(80), Window::Day}});
        spend(key, {spentCents * 10'000'000});
        const QList<AttentionItem> found = items();
        QCOMPARE(found.size(), sentence.isEmpty() ? 0 : 1);
        if (found.isEmpty())
            return;
        QCOMPARE(found[0].sentence, sentence);
        QCOMPARE(found[0].severity, static_cast<Severity>(severity));
        QCOMPARE(found[0].keys, QList{key});
        QVERIFY(found[0].reason.startsWith(
            u"$%1.%2 of $80.00 per day · resets in 10 h"_s.arg(spentCents / 100)
                .arg(spentCents % 100, 2, 10, QLatin1Char('0'))));
    }

    void disabledKeysRaiseNothing()
    {
        const KeyId key = addKey(u"old"_s, {{dollars(10), Window::Lifetime}});
        spend(key, dollars(11), Window::Lifetime);
        QCOMPARE(items().size(), 1);
        QVERIFY(m_desk->keys.setDisabled(m_desk->owner(), key, true));
        QVERIFY(items().isEmpty());
    }

    void doubledSpendIsToldWithTheModelThatGrew()
    {
        spendEachWeek(m_today - 1, dollars(10), 3);
        QVERIFY(addSpend(m_desk->ledger, {.day = m_today - 1, .cost = dollars(5), .model = 1}));
        QVERIFY(addSpend(m_desk->ledger,
                         {.day = m_today - 1, .cost = dollars(20), .model = simulatorModel()}));
        const QList<AttentionItem> found = items();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].kind, AttentionKind::SpendAnomaly);
        QCOMPARE(found[0].sentence, u"Spend doubled yesterday"_s);
        QCOMPARE(found[0].reason, u"+$15.00, mostly %1"_s.arg(m_simulatorSlug));
        QCOMPARE(found[0].amount, dollars(15));
        QCOMPARE(found[0].day, m_today - 1);
    }

    void spendIsAnAnomalyOnlyAboveTwiceTheMedianAndFiveDollars_data()
    {
        QTest::addColumn<qint64>("usual");
        QTest::addColumn<qint64>("spent");
        QTest::addColumn<int>("weeks");
        QTest::addColumn<bool>("isTold");
        QTest::newRow("twice") << qint64{10} << qint64{20} << 3 << false;
        QTest::newRow("more than twice") << qint64{10} << qint64{21} << 3 << true;
        QTest::newRow("small money") << qint64{1} << qint64{5} << 3 << false;
        QTest::newRow("from nothing to little more") << qint64{0} << qint64{6} << 3 << true;
        QTest::newRow("a single week to compare") << qint64{10} << qint64{100} << 1 << false;
    }
    void spendIsAnAnomalyOnlyAboveTwiceTheMedianAndFiveDollars()
    {
        QFETCH(const qint64, usual);
        QFETCH(const qint64, spent);
        QFETCH(const int, weeks);
        QFETCH(const bool, isTold);
        spendEachWeek(m_today, dollars(usual), weeks);
        QVERIFY(addSpend(m_desk->ledger, {.day = m_today, .cost = dollars(spent)}));
        QCOMPARE(items().size(), isTold ? 1 : 0);
        if (isTold)
            QCOMPARE(items()[0].day, m_today);
    }

    void oneDearWeekDoesNotHideAnAnomaly()
    {
        spendEachWeek(m_today, dollars(10), 4);
        QVERIFY(addSpend(m_desk->ledger, {.day = m_today - 14, .cost = dollars(500)}));
        QVERIFY(addSpend(m_desk->ledger, {.day = m_today, .cost = dollars(35)}));
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].sentence, u"Spend is 3 times the usual today"_s);
    }

    void failingProviderIsToldByItsAttempts()
    {
        const auto elm = m_desk->addProvider(u"elm"_s);
        QVERIFY(elm);
        const std::int64_t now = m_desk->clock.nowUs();
        for (int i = 0; i < 20; ++i)
            QVERIFY(addGeneration(m_desk->ledger,
                                  {.admittedUs = now - 2 * minuteUs, .provider = elm->id.value}));
        failElm(*elm, now - minuteUs);
        QVERIFY(items().isEmpty()); // One is no pattern.
        failElm(*elm, now - minuteUs);
        const QList<AttentionItem> found = items();
        QCOMPARE(found.size(), 1);
        QCOMPARE(found[0].sentence, u"elm is failing 9 %"_s);
        QCOMPARE(found[0].reason, u"last 5 min, 2 of 22 attempts"_s);
        QCOMPARE(found[0].provider, elm->id);
        QCOMPARE(found[0].severity, Severity::Warning);
    }

    void fivePercentIsNoFailingProvider()
    {
        const auto elm = m_desk->addProvider(u"elm"_s);
        const std::int64_t now = m_desk->clock.nowUs();
        for (int i = 0; i < 38; ++i)
            QVERIFY(addGeneration(m_desk->ledger,
                                  {.admittedUs = now - minuteUs, .provider = elm->id.value}));
        failElm(*elm, now - minuteUs);
        failElm(*elm, now - minuteUs);
        QVERIFY(items().isEmpty());
        failElm(*elm, now - minuteUs);
        QCOMPARE(items().size(), 1);
    }

    void failuresOfFiveMinutesAgoAreOver()
    {
        const auto elm = m_desk->addProvider(u"elm"_s);
        const std::int64_t now = m_desk->clock.nowUs();
        for (int i = 0; i < 4; ++i)
            failElm(*elm, now - 6 * minuteUs);
        QVERIFY(items().isEmpty());
    }

    void whatClientsDoWrongIsNotTheProvidersFailure()
    {
        const auto elm = m_desk->addProvider(u"elm"_s);
        SampleGeneration bad{.admittedUs = m_desk->clock.nowUs() - minuteUs,
                             .provider = elm->id.value};
        for (const auto &[state, status] : {std::pair{GenerationState::Failed, 400},
                                            {GenerationState::Failed, 429},
                                            {GenerationState::Cancelled, 200},
                                            {GenerationState::Refused, 402},
                                            {GenerationState::Interrupted, 200}}) {
            bad.state = state;
            bad.status = status;
            QVERIFY(addGeneration(m_desk->ledger, bad));
            QVERIFY(addGeneration(m_desk->ledger, bad));
        }
        QVERIFY(items().isEmpty());
        bad.state = GenerationState::Failed;
        bad.status = 502;
        QVERIFY(addGeneration(m_desk->ledger, bad));
        QVERIFY(addGeneration(m_desk->ledger, bad));
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].severity, Severity::Danger); // All that say anything of it.
    }

    void failedFirstAttemptsCountThoughTheRequestSucceeded()
    {
        const auto elm = m_desk->addProvider(u"elm"_s);
        const auto cedar = m_desk->addProvider(u"cedar"_s);
        SampleGeneration saved{.admittedUs = m_desk->clock.nowUs() - minuteUs,
                               .provider = cedar->id.value};
        saved.attempts = {{.provider = elm->id.value, .outcome = AttemptOutcome::TimedOut},
                          {.provider = cedar->id.value}};
        QVERIFY(addGeneration(m_desk->ledger, saved));
        QVERIFY(addGeneration(m_desk->ledger, saved));
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].sentence, u"elm is failing 100 %"_s);
    }

    void keysThatExpireAreToldTogether()
    {
        const std::int64_t now = m_desk->clock.nowUs();
        addKey(u"forever"_s, {});
        const KeyId docs = addKey(u"docs-search"_s, {}, now + 5 * dayUs);
        addKey(u"later"_s, {}, now + 8 * dayUs);
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].sentence, u"docs-search expires in 5 days"_s);
        QCOMPARE(items()[0].verb, u"View"_s);
        const KeyId nightly = addKey(u"ci-nightly"_s, {}, now + 3 * dayUs);
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].sentence, u"2 keys expire within a week"_s);
        QCOMPARE(items()[0].reason, u"ci-nightly, docs-search"_s);
        QCOMPARE(items()[0].keys, (QList{nightly, docs}));
        QCOMPARE(items()[0].severity, Severity::Notice);
        m_desk->clock.advance(24h * 6);
        QCOMPARE(items()[0].reason, u"requests with it are refused then"_s); // Only "later".
    }

    void keysUnusedForAQuarterAreTold()
    {
        const KeyId key = addKey(u"forgotten"_s, {});
        m_desk->clock.advance(24h * 90);
        QVERIFY(items().isEmpty());
        m_desk->clock.advance(1s);
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].kind, AttentionKind::KeyUnused);
        QCOMPARE(items()[0].keys, QList{key});
        QVERIFY(addSpend(m_desk->ledger,
                         {.day = dayOf(m_desk->clock.nowUs()) - 80, .cost = {}, .key = key.value}));
        QVERIFY(items().isEmpty());
    }

    void creditIsLowBelowAWeek()
    {
        for (int day = 1; day <= 7; ++day)
            QVERIFY(addSpend(m_desk->ledger, {.day = m_today - day, .cost = dollars(10)}));
        QVERIFY(items().isEmpty()); // The pool is off.
        QVERIFY(m_desk->organization.addCredits(m_desk->owner(), dollars(70), {}));
        QVERIFY(items().isEmpty());
        QVERIFY(m_desk->organization.correctCredits(m_desk->owner(), {-1'000'000'000}, {}));
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].sentence, u"Credit runs out in 6 days"_s);
        QCOMPARE(items()[0].reason, u"$69.00 left"_s);
        QVERIFY(m_desk->organization.correctCredits(m_desk->owner(), -dollars(69), {}));
        QCOMPARE(items()[0].sentence, u"The credit is used up"_s);
        QCOMPARE(items()[0].severity, Severity::Danger);
    }

    void unpricedModelsInUseAreTold()
    {
        const std::int64_t now = m_desk->clock.nowUs();
        SampleGeneration unpriced{.admittedUs = now - 3 * 60 * minuteUs,
                                  .model = simulatorModel(),
                                  .flags = GenerationFlag::Unpriced};
        unpriced.admittedUs -= 8 * dayUs;
        QVERIFY(addGeneration(m_desk->ledger, unpriced));
        QVERIFY(items().isEmpty()); // Not in use any more.
        unpriced.admittedUs += 8 * dayUs;
        QVERIFY(addGeneration(m_desk->ledger, unpriced));
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].sentence, u"%1 has no price"_s.arg(m_simulatorSlug));
        QCOMPARE(items()[0].reason, u"cost unknown, used 3 h ago"_s);
        unpriced.endpoint = 4711;
        unpriced.model = 4711;
        QVERIFY(addGeneration(m_desk->ledger, unpriced));
        QCOMPARE(items().size(), 1);
        QCOMPARE(items()[0].sentence, u"2 models have no price"_s);
    }

    void gravestComesFirstThenTheMostMoney()
    {
        const std::int64_t now = m_desk->clock.nowUs();
        addKey(u"expiring"_s, {}, now + dayUs);
        spend(addKey(u"near-small"_s, {{dollars(10), Window::Day}}), dollars(9));
        spend(addKey(u"near-large"_s, {{dollars(100), Window::Day}}), dollars(90));
        spend(addKey(u"over"_s, {{dollars(1), Window::Day}}), dollars(2));
        QStringList sentences;
        for (const AttentionItem &item : items())
            sentences.append(item.sentence);
        QCOMPARE(sentences,
                 QStringList({u"over is over its limit"_s, u"near-large at 90 % of $100"_s,
                              u"near-small at 90 % of $10"_s, u"expiring expires in 24 h"_s}));
    }

private:
    QList<AttentionItem> items() const
    {
        const auto found = m_attention->list(m_desk->owner());
        if (!found)
            qFatal("%s", qPrintable(found.error().message));
        return *found;
    }

    KeyId addKey(const QString &name, const std::optional<KeyLimit> &limit,
                 std::int64_t expiresUs = 0)
    {
        KeyDraft draft;
        draft.name = name;
        draft.limit = limit;
        draft.expiresUs = expiresUs;
        return m_desk->keys.create(m_desk->owner(), draft)->key.id;
    }

    void spend(KeyId key, Money amount, Window window = Window::Day)
    {
        const QString sql = u"INSERT INTO limit_window VALUES (1, %1, %2, %3, %4)"_s.arg(key.value)
                                .arg(int(window))
                                .arg(windowKey(window, m_desk->clock.nowUs()))
                                .arg(amount.nanoUsd);
        QVERIFY(m_desk->ledger.execute(sql.toUtf8().constData()));
    }

    /// On the same weekday of each of the weeks before, and none of any other day.
    void spendEachWeek(std::int32_t day, Money cost, int weeks)
    {
        for (int week = 1; week <= weeks; ++week)
            QVERIFY(addSpend(m_desk->ledger, {.day = day - 7 * week, .cost = cost}));
    }

    void failElm(const Provider &elm, std::int64_t atUs)
    {
        QVERIFY(addGeneration(m_desk->ledger,
                              {.admittedUs = atUs,
                               .provider = elm.id.value,
                               .state = GenerationState::Failed,
                               .status = 502}));
    }

    /// Any model that the ledger knows by name.
    std::int64_t simulatorModel()
    {
        m_simulatorSlug = u"turnpike/simulator"_s;
        return m_desk->ledger.integer("SELECT id FROM model WHERE slug = 'turnpike/simulator'");
    }

    std::optional<Desk> m_desk;
    std::optional<AttentionService> m_attention;
    std::int32_t m_today = 0;
    QString m_simulatorSlug;
};

QTEST_GUILESS_MAIN(AttentionServiceTest)
#include "tst_AttentionService.moc"
