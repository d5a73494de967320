// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/OverviewService.h"

#include <QTest>

#include <optional>

#include "tests/services/Desk.h"
#include "tests/support/LedgerSamples.h"

using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

constexpr std::int64_t minuteUs = 60'000'000;

/// As many again, at the same time.
constexpr const char *doubleGenerations
    = "INSERT INTO generation SELECT id + (SELECT MAX(id) FROM generation), "
      "'gen-' || (id + (SELECT MAX(id) FROM generation)), "
      "admitted_us, day, organization_id, workspace_id, key_id, person_id, model_id, "
      "endpoint_id, provider_id, price_sheet_id, api, state, usage_origin, "
      "http_status, flags, request_count, prompt_tokens, completion_tokens, "
      "cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, "
      "reasoning_tokens, audio_in_tokens, audio_out_tokens, audio_cache_read_tokens, "
      "image_tokens, images, images_out, searches, cost_nusd, prompt_cost_nusd, "
      "completion_cost_nusd, counted_nusd, held_nusd, lost_nusd, upstream_cost_nusd, "
      "waited_us, connect_us, first_token_us, total_us, attempt_count, scope_set_id, "
      "requested_model_id, finish_reason_id, native_finish_reason_id, error_type_id, "
      "app_id, user_agent_id, trail_id, error_text, upstream_id, upstream_hash, "
      "session, end_user, audio_ms, characters, search_units "
      "FROM generation";

Money dollars(std::int64_t whole)
{
    return {whole * 1'000'000'000};
}

} // namespace

class OverviewServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk.emplace();
        m_desk->clock.advance(24h * 20 + 14h); // 22 July, 14:00.
        m_overview.emplace(*m_desk->session, m_desk->clock);
        m_today = dayOf(m_desk->clock.nowUs());
    }
    void cleanup()
    {
        m_overview.reset();
        m_desk.reset();
    }

    void newLedgerHasNothingButSteps()
    {
        const Overview empty = read();
        QVERIFY(!empty.steps.hasActivity && !empty.steps.hasProvider && !empty.steps.hasKey
                && !empty.steps.hasRequest && !empty.steps.hasTool && !empty.steps.hasLimit);
        QCOMPARE(empty.month, Money{});
        QVERIFY(!empty.monthBefore && !empty.weekBeforeYesterday);
        QVERIFY(empty.providers.isEmpty());
    }

    void stepsTickByTheLedger()
    {
        QVERIFY(m_desk->addProvider(u"alder"_s));
        QVERIFY(read().steps.hasProvider);
        KeyDraft draft;
        draft.name = u"ci"_s;
        const auto issued = m_desk->keys.create(m_desk->owner(), draft);
        QVERIFY(read().steps.hasKey && !read().steps.hasLimit);
        QVERIFY(m_desk->keys.setLimit(m_desk->owner(), issued->key.id, KeyLimit{dollars(5)}));
        QVERIFY(read().steps.hasLimit);
        QVERIFY(m_desk->ledger.execute(
            "INSERT INTO user_agent (text) VALUES ('Turnpike/1.0 (test request)')"));
        QVERIFY(addSpend(m_desk->ledger, {.day = m_today, .isSimulated = true}));
        QVERIFY(read().steps.hasRequest && !read().steps.hasTool && !read().steps.hasActivity);
        QVERIFY(m_desk->ledger.execute("INSERT INTO user_agent (text) VALUES ('codex/0.2')"));
        QVERIFY(read().steps.hasTool);
        QVERIFY(addSpend(m_desk->ledger, {.day = m_today}));
        QVERIFY(read().steps.hasActivity);
    }

    void monthIsComparedUpToTheSameHour()
    {
        QVERIFY(spend(-51, 1)); // 1 June.
        QVERIFY(spend(-31, 2)); // 21 June.
        QVERIFY(spend(-30, 4, 14)); // 22 June: the hour that runs now, and what came after it.
        QVERIFY(spend(-30, 8, 15));
        QVERIFY(spend(-21, 16)); // 1 July.
        QVERIFY(spend(0, 32));
        const Overview overview = read();
        QCOMPARE(overview.month, dollars(48));
        QCOMPARE(overview.monthBefore, std::optional(dollars(7)));
        QCOMPARE(overview.monthBeforeFrom, m_today - 51);
        QCOMPARE(overview.monthBeforeTo, m_today - 30);
    }

    void shorterMonthIsComparedWhole()
    {
        m_desk->clock.advance(24h * 9); // 31 July; June has 30 days.
        m_today += 9;
        QVERIFY(spend(-60, 1)); // 1 June.
        QVERIFY(spend(-31, 2, 23)); // 30 June.
        QCOMPARE(read().monthBefore, std::optional(dollars(3)));
        QCOMPARE(read().monthBeforeTo, m_today - 31);
    }

    void monthThatIsNotWholeIsNotCompared()
    {
        QVERIFY(spend(-50, 1)); // 2 June: the first of June is not known.
        QVERIFY(!read().monthBefore);
    }

    void yesterdayIsComparedWithTheSameWeekday()
    {
        QVERIFY(spend(-1, 3));
        QVERIFY(!read().weekBeforeYesterday);
        QVERIFY(spend(-8, 2));
        QVERIFY(spend(0, 1));
        const Overview overview = read();
        QCOMPARE(overview.yesterday, dollars(3));
        QCOMPARE(overview.weekBeforeYesterday, std::optional(dollars(2)));
        QCOMPARE(overview.todaySoFar, dollars(1));
    }

    void figuresAndListsAgree()
    {
        QVERIFY(spend(-29, 3));
        QVERIFY(spend(-30, 100)); // Before the span.
        QVERIFY(addSpend(m_desk->ledger,
                         {.day = m_today, .cost = dollars(4), .requests = 9, .errors = 2}));
        const Overview overview = read();
        QCOMPARE(overview.spendByModel.total(), dollars(7).nanoUsd);
        QCOMPARE(overview.spendByKey.total(), overview.spendByModel.total());
        QCOMPARE(overview.spendByModel.buckets.size(), Overview::defaultDays);
        QVERIFY(overview.spendByModel.buckets.last().isRunning);
        QCOMPARE(overview.requests, 10);
        QCOMPARE(overview.errors, 2);
        QCOMPARE(overview.dailyRequests.last(), 9);
        QCOMPARE(overview.dailyRequests.first(), 1);
    }

    void creditRunsBackFromWhatIsLeft()
    {
        QVERIFY(!read().isPoolOn);
        QVERIFY(!read().runwayDays());
        for (int day = 1; day <= 7; ++day)
            QVERIFY(spend(-day, 10));
        QVERIFY(m_desk->organization.addCredits(m_desk->owner(), dollars(55), {}));
        m_desk->clock.advance(24h);
        QVERIFY(m_desk->organization.correctCredits(m_desk->owner(), -dollars(5), {}));
        const Overview overview = read();
        QCOMPARE(overview.creditLeft, dollars(50));
        QCOMPARE(overview.dailyCredit.last(), dollars(50).nanoUsd);
        QCOMPARE(overview.dailyCredit[28], dollars(55).nanoUsd);
        QCOMPARE(overview.dailyCredit[27], 0);
        QCOMPARE(overview.creditPerDay, Money{dollars(60).nanoUsd / 7}); // One day without.
        QCOMPARE(overview.runwayDays(), std::optional<std::int64_t>(5));
    }

    void healthIsOfTheHour()
    {
        const auto elm = m_desk->addProvider(u"elm"_s);
        QVERIFY(m_desk->addProvider(u"idle"_s));
        const std::int64_t now = m_desk->clock.nowUs();
        QVERIFY(addGeneration(m_desk->ledger,
                              {.admittedUs = now - 61 * minuteUs,
                               .provider = elm->id.value,
                               .state = GenerationState::Failed,
                               .status = 502}));
        for (const std::int64_t ms : {900, 300, 500})
            QVERIFY(addGeneration(m_desk->ledger,
                                  {.admittedUs = now - 59 * minuteUs,
                                   .provider = elm->id.value,
                                   .waitedUs = 100'000, // In turn for money: not the provider's.
                                   .firstTokenUs = ms * 1000 + 100'000}));
        QVERIFY(addGeneration(m_desk->ledger,
                              {.admittedUs = now - minuteUs,
                               .provider = elm->id.value,
                               .state = GenerationState::Failed,
                               .status = 502}));
        const Overview overview = read();
        QCOMPARE(overview.providers.size(), 2);
        QCOMPARE(overview.providers[0].name, u"elm"_s);
        QCOMPARE(overview.providers[0].attempts, 4);
        QCOMPARE(*overview.providers[0].success(), 0.75);
        QCOMPARE(overview.providers[0].firstTokenP50Us, std::optional<std::int64_t>(500'000));
        QVERIFY(!overview.providers[1].success());
        QVERIFY(overview.isHealthWhole);
    }

    void healthLooksAtTheNewestOnly()
    {
        const auto elm = m_desk->addProvider(u"elm"_s);
        const std::int64_t now = m_desk->clock.nowUs();
        QVERIFY(addGeneration(m_desk->ledger,
                              {.admittedUs = now - minuteUs, .provider = elm->id.value}));
        for (int doubled = 0; doubled < 13; ++doubled)
            QVERIFY(m_desk->ledger.execute(doubleGenerations));
        const Overview overview = read();
        QCOMPARE(overview.providers[0].attempts, ProviderHealthService::mostRows);
        QVERIFY(!overview.isHealthWhole);
    }

private:
    Overview read() const
    {
        const auto overview = m_overview->read(m_desk->owner());
        if (!overview)
            qFatal("%s", qPrintable(overview.error().message));
        return *overview;
    }

    bool spend(int daysFromToday, std::int64_t whole, int hour = 12)
    {
        return addSpend(m_desk->ledger,
                        {.day = m_today + daysFromToday, .cost = dollars(whole), .hour = hour});
    }

    std::optional<Desk> m_desk;
    std::optional<OverviewService> m_overview;
    std::int32_t m_today = 0;
};

QTEST_GUILESS_MAIN(OverviewServiceTest)
#include "tst_OverviewService.moc"
