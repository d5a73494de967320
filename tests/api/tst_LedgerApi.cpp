// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/ErrorHttp.h"
#include "api/LedgerApi.h"
#include "core/ports/LedgerFlush.h"
#include "ledger/LedgerBatch.h"
#include "ledger/sqlite/Database.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cstring>
#include <functional>
#include <future>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

namespace bj = boost::json;

constexpr const char *genId = "gen-01J1ZQ8X7M0000000000000001";

class ScriptedFlush final : public LedgerFlush
{
public:
    void flush() override
    {
        ++flushes;
        if (onFlush)
            onFlush();
    }
    void eachPending(const Seen &seen) override
    {
        ++looks;
        if (onLook)
            onLook();
        for (const GenerationRecord &record : pending)
            seen(record);
    }

    std::atomic<int> flushes = 0;
    std::atomic<int> looks = 0;
    std::function<void()> onFlush;
    std::function<void()> onLook;
    std::vector<GenerationRecord> pending;
};

/// One measured, streamed generation of this key with two attempts.
GenerationRecord sample(KeyId key, const char *id)
{
    GenerationRecord row;
    std::copy_n(id, std::strlen(id), row.id.text.begin());
    row.admittedUs = 1'782'950'400'123'456;
    row.organization = OrganizationId{1};
    row.workspace = WorkspaceId{1};
    row.key = key;
    row.provider = ProviderId{1};
    row.httpStatus = 200;
    row.flags = GenerationFlag::Streamed;
    row.usage.prompt = 1000;
    row.usage.completion = 200;
    row.cost = row.counted = Money{182'001};
    row.promptCost = Money{100'001};
    row.completionCost = Money{82'000};
    row.upstreamCost = Money{182'500};
    row.firstTokenUs = 4321;
    row.totalUs = 1'234'567;
    row.attemptCount = 2;
    row.attempts.resize(2);
    row.attempts[0].outcome = AttemptOutcome::Status;
    row.attempts[0].status = 429;
    row.attempts[0].durationUs = 1500;
    row.attempts[1].status = 200;
    row.attempts[1].startedUs = 1500;
    row.attempts[1].durationUs = 2500;
    for (AttemptRecord &attempt : row.attempts)
        attempt.provider = row.provider;
    row.requestedModel = "test/plain";
    row.finishReason = "stop";
    row.nativeFinishReason = "end_turn";
    row.upstreamId = "up-1";
    row.session = "session \"s\"";
    row.endUser = "user";
    row.referer = "https://app.example";
    row.title = "App";
    row.userAgent = "agent/1";
    row.trail = "[]";
    return row;
}

/// As the ledger does.
bool writeRow(const Desk &desk, const GenerationRecord &row)
{
    auto database = Database::open(desk.ledger.path(), Database::Access::ReadWrite);
    if (!database)
        return false;
    auto batch = LedgerBatch::open(**database, desk.clock);
    return batch && (*batch)->add(row) && (*batch)->commit();
}

} // namespace

class LedgerApiTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<Desk>();
        m_key = make(u"one"_s, false);
        m_other = make(u"two"_s, false);
        m_management = make(u"admin"_s, true);
        m_flush.flushes = m_flush.looks = 0;
        m_flush.onFlush = m_flush.onLook = nullptr;
        m_flush.pending.clear();
        open(std::chrono::milliseconds(1));
    }
    void cleanup()
    {
        m_api.reset();
        m_desk.reset();
    }

    void servesItsPathsOnly()
    {
        QVERIFY(m_api->serves("/generation"));
        QVERIFY(m_api->serves("/credits"));
        QVERIFY(!m_api->serves("/generation/content"));
        QVERIFY(!m_api->serves("/keys"));
        QCOMPARE(ask("POST", "/generation", m_key).status, 405);
    }

    void generationHasEveryMember()
    {
        QVERIFY(writeRow(*m_desk, sample(m_key, genId)));
        const ControlResponse response = generation(genId, m_key);
        QCOMPARE(response.status, 200);
        const bj::object data = bj::parse(response.body).at("data").as_object();
        for (const char *name : {"id",
                                 "request_id",
                                 "upstream_id",
                                 "session_id",
                                 "external_user",
                                 "app_id",
                                 "preset_id",
                                 "workspace_id",
                                 "origin",
                                 "http_referer",
                                 "user_agent",
                                 "api_type",
                                 "model",
                                 "provider_name",
                                 "router",
                                 "service_tier",
                                 "data_region",
                                 "provider_responses",
                                 "is_byok",
                                 "response_cache_source_id",
                                 "created_at",
                                 "latency",
                                 "generation_time",
                                 "moderation_latency",
                                 "streamed",
                                 "cancelled",
                                 "finish_reason",
                                 "native_finish_reason",
                                 "tokens_prompt",
                                 "tokens_completion",
                                 "native_tokens_prompt",
                                 "native_tokens_completion",
                                 "native_tokens_reasoning",
                                 "native_tokens_cached",
                                 "native_tokens_completion_images",
                                 "num_media_prompt",
                                 "num_media_completion",
                                 "num_input_audio_prompt",
                                 "num_search_results",
                                 "num_fetches",
                                 "web_search_engine",
                                 "total_cost",
                                 "usage",
                                 "cache_discount",
                                 "upstream_inference_cost"})
            QVERIFY2(data.contains(name), name);
        QCOMPARE(data.size(), std::size_t(45));
        QVERIFY(data.at("model") == "test/plain");
        QVERIFY(data.at("provider_name") == "Simulator");
        QVERIFY(data.at("created_at") == "2026-07-02T00:00:00.123456Z");
        QVERIFY(data.at("session_id") == "session \"s\"");
        QVERIFY(data.at("provider_responses").as_array().size() == 2);
        QVERIFY(data.at("provider_responses").at(0).at("status") == 429);
        QVERIFY(data.at("provider_responses").at(1).at("latency") == 2.5);
    }

    void moneyIsExactText()
    {
        QVERIFY(writeRow(*m_desk, sample(m_key, genId)));
        const std::string body = generation(genId, m_key).body;
        QVERIFY(body.find("\"usage\":0.000182001,") != std::string::npos);
        QVERIFY(body.find("\"upstream_inference_cost\":0.0001825}") != std::string::npos);
        QVERIFY(body.find("\"latency\":1234.567,") != std::string::npos);
    }

    void keySeesItsOwnAndManagementAll()
    {
        QVERIFY(writeRow(*m_desk, sample(m_key, genId)));
        QCOMPARE(generation(genId, m_other).status, 404);
        QCOMPARE(generation(genId, m_management).status, 200);
        QVERIFY(m_desk->ledger.execute("UPDATE generation SET organization_id = 2"));
        QCOMPARE(generation(genId, m_key).status, 404);
        QCOMPARE(generation(genId, m_management).status, 404);
    }

    void providersIdFindsTheGenerationToo()
    {
        QVERIFY(writeRow(*m_desk, sample(m_key, genId)));
        const ControlResponse response = generation("up-1", m_key);
        QCOMPARE(response.status, 200);
        QVERIFY(bj::parse(response.body).at("data").at("id") == genId);
        QCOMPARE(generation("up-1", m_other).status, 404);
        QCOMPARE(generation("up-1", m_management).status, 200);
    }

    void generationThatJustEndedIsToldFromTheJournals()
    {
        m_flush.pending = {sample(m_other, "gen-01J1ZQ8X7M0000000000000002"), sample(m_key, genId)};
        m_flush.pending[1].referer = m_flush.pending[1].title = {};
        const ControlResponse pending = generation(genId, m_key);
        QCOMPARE(pending.status, 200);
        QCOMPARE(generation("up-1", m_key).body, pending.body);
        QCOMPARE(generation(genId, m_management).body, pending.body);
        QCOMPARE(generation(genId, m_other).status, 404);
        QCOMPARE(m_flush.flushes.load(), 0);
        QVERIFY(writeRow(*m_desk, m_flush.pending[1]));
        m_flush.pending.clear();
        const int looks = m_flush.looks;
        QCOMPARE(generation(genId, m_key).body, pending.body);
        QCOMPARE(m_flush.looks.load(), looks);
    }

    void onlyAnAppThatNobodyKnowsHasToBeCommitted()
    {
        m_flush.pending = {sample(m_key, genId)};
        m_flush.onFlush = [this] {
            if (!writeRow(*m_desk, sample(m_key, genId)))
                qFatal("row");
        };
        QCOMPARE(generation(genId, m_key).status, 200);
        QCOMPARE(m_flush.flushes.load(), 1);
        const char *const later = "gen-01J1ZQ8X7M0000000000000003";
        m_flush.pending = {sample(m_key, later)};
        const ControlResponse pending = generation(later, m_key);
        QCOMPARE(pending.status, 200);
        QVERIFY(bj::parse(pending.body).at("data").at("app_id").is_int64());
        QCOMPARE(m_flush.flushes.load(), 1);
        QVERIFY(writeRow(*m_desk, m_flush.pending[0]));
        m_flush.pending.clear();
        QCOMPARE(generation(later, m_key).body, pending.body);
    }

    void whatCannotBeCommittedEndsInAnAnswer()
    {
        m_flush.pending = {sample(m_key, genId)};
        QCOMPARE(generation(genId, m_key).status, 404); // The flush has failed.
        QCOMPARE(m_flush.flushes.load(), 1);
    }

    void unknownGenerationIs404InTheEnvelope()
    {
        const ControlResponse response = generation("gen-01J1ZQ8X7M0000000000000009", m_key);
        QCOMPARE(response.status, 404);
        QCOMPARE(bj::parse(response.body).at("error").at("code").as_int64(), 404);
        QVERIFY(bj::parse(response.body).at("error").at("message").is_string());
        QCOMPARE(generation("nonsense", m_key).status, 404);
        QCOMPARE(m_flush.looks.load(), 2);
        QCOMPARE(m_flush.flushes.load(), 0);
        QCOMPARE(ask("GET", "/generation", m_key).status, 400);
    }

    void unknownGenerationsShareALook()
    {
        std::promise<void> hasBegun;
        std::promise<void> mayEnd;
        m_flush.onLook = [&] {
            if (m_flush.looks > 1)
                return;
            hasBegun.set_value();
            mayEnd.get_future().wait();
        };
        std::vector<std::future<int>> answers;
        const auto askFor = [&](const char *id) {
            auto status = std::make_shared<std::promise<int>>();
            answers.push_back(status->get_future());
            m_api->handle(
                {.method = "GET",
                 .path = "/generation",
                 .query = {{"id", id}},
                 .body = {},
                 .keyId = m_key.value,
                 .isManagement = false},
                [status](const ControlResponse &answer) { status->set_value(answer.status); });
        };
        askFor("gen-0");
        hasBegun.get_future().wait();
        for (int i = 0; i < 10; ++i)
            askFor("gen-1");
        // The reader has looked for all ten when it answers something behind them.
        QCOMPARE(ask("GET", "/credits", m_management).status, 200);
        mayEnd.set_value();
        for (std::future<int> &status : answers)
            QCOMPARE(status.get(), 404);
        QCOMPARE(m_flush.looks.load(), 2);
    }

    void unknownGenerationsCannotHurryTheWriter()
    {
        open(std::chrono::milliseconds(150));
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 3; ++i)
            QCOMPARE(generation("gen-0", m_key).status, 404);
        QVERIFY(timer.elapsed() >= 290); // Two pauses between three looks.
    }

    void whoWaitsIsAnsweredAtTheEnd()
    {
        open(std::chrono::hours(1));
        QCOMPARE(generation("gen-0", m_key).status, 404);
        std::promise<int> status;
        m_api->handle({.method = "GET",
                       .path = "/generation",
                       .query = {{"id", "gen-1"}},
                       .body = {},
                       .keyId = m_key.value,
                       .isManagement = false},
                      [&](const ControlResponse &answer) { status.set_value(answer.status); });
        QCOMPARE(ask("GET", "/credits", m_management).status, 200);
        m_api.reset();
        QCOMPARE(status.get_future().get(), 404);
    }

    void creditsNeedAManagementKey()
    {
        QVERIFY(m_desk->organization.addCredits(m_desk->owner(), Money{9'007'199'254'740'993}, {}));
        const ControlResponse refused = ask("GET", "/credits", m_key);
        QCOMPARE(refused.status, 403);
        QCOMPARE(bj::parse(refused.body).at("error").at("code").as_int64(), 403);
        const ControlResponse answered = ask("GET", "/credits", m_management);
        QCOMPARE(answered.status, 200);
        QCOMPARE(answered.body,
                 std::string(R"({"data":{"total_credits":9007199.254740993,"total_usage":0}})"));
    }

    void keyThatDiedMeanwhileIs401()
    {
        QVERIFY(m_desk->keys.remove(m_desk->owner(), m_key));
        QCOMPARE(generation(genId, m_key).status, 401);
    }

    void eachCodeHasItsStatus()
    {
        QCOMPARE(httpStatus(ErrorCode::BudgetExhausted), 402);
        QCOMPARE(httpStatus(ErrorCode::Conflict), 409);
        const ControlResponse masked
            = errorResponse({ErrorCode::Internal, u"table secrets is missing"_s, {}});
        QCOMPARE(masked.status, 500);
        QVERIFY(masked.body.find("secrets") == std::string::npos);
        const ControlResponse named
            = errorResponse({ErrorCode::InvalidArgument, u"No."_s, u"/limit"_s});
        QCOMPARE(
            named.body,
            std::string(R"({"error":{"code":400,"message":"No.","metadata":{"field":"/limit"}}})"));
    }

private:
    void open(std::chrono::milliseconds lookPause)
    {
        m_api = *LedgerApi::open({.ledgerPath = m_desk->ledger.path(),
                                  .clock = &m_desk->clock,
                                  .flush = &m_flush,
                                  .lookPause = lookPause,
                                  .maxQueued = 16});
    }
    KeyId make(const QString &name, bool isManagement)
    {
        KeyDraft draft;
        draft.name = name;
        draft.isManagement = isManagement;
        return m_desk->keys.create(m_desk->owner(), draft)->key.id;
    }
    ControlResponse ask(const std::string &method, const std::string &path, KeyId key,
                        std::vector<std::pair<std::string, std::string>> query = {})
    {
        std::promise<ControlResponse> promise;
        m_api->handle({.method = method,
                       .path = path,
                       .query = std::move(query),
                       .body = {},
                       .keyId = key.value,
                       .isManagement = key == m_management},
                      [&](ControlResponse response) { promise.set_value(std::move(response)); });
        return promise.get_future().get();
    }
    ControlResponse generation(const std::string &id, KeyId key)
    {
        return ask("GET", "/generation", key, {{"id", id}});
    }

    std::unique_ptr<Desk> m_desk;
    ScriptedFlush m_flush;
    std::unique_ptr<LedgerApi> m_api;
    KeyId m_key;
    KeyId m_other;
    KeyId m_management;
};

QTEST_GUILESS_MAIN(LedgerApiTest)
#include "tst_LedgerApi.moc"
