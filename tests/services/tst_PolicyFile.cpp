// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <optional>

#include "tests/services/Desk.h"
#include "tests/services/PolicyFileSample.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

Result<Secret> secrets(const QString &reference)
{
    if (reference == u"env:FIRST_KEY")
        return Secret("sk-first-credential-of-thirty-two-bytes");
    if (reference == u"env:FIXED_KEY")
        return Secret("sk-tp-v1-" + std::string(64, 'a'));
    return fail(ErrorCode::NotFound, u"The environment variable is not set."_s);
}

} // namespace

class PolicyFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.emplace(Desk::Start::Empty); }
    void cleanup() { m_desk.reset(); }

    void fileFillsAnEmptyLedger()
    {
        const auto report = apply(wholePolicyFile);
        QVERIFY2(report,
                 qPrintable(report ? QString() : report.error().field + report.error().message));
        QCOMPARE(report->issued.size(), std::size_t(2)); // ci and terraform
        QVERIFY(report->issued[1].secret.reveal().starts_with("sk-tp-mgmt-"));
        const Actor owner = m_desk->owner();
        QCOMPARE((*m_desk->organization.current(owner))->name, u"Acme"_s);
        QCOMPARE(m_desk->organization.balance(owner)->total, Money{25'000'000'001});
        const auto keys = m_desk->keys.list(owner);
        QCOMPARE(keys->size(), 4);
        const auto ci = m_desk->keys.find(owner, u"ci"_s);
        QCOMPARE(ci->limit,
                 std::optional(KeyLimit{Money{10'000'000'000}, Window::Week, BudgetMode::Hard}));
        QVERIFY(m_desk->keys.find(owner, u"fixed"_s)->isDisabled);
        const auto model = m_desk->catalog.find(owner, u"test/plain"_s);
        QCOMPARE(model->endpoints.size(), std::size_t(2));
        const PriceSheet &prices = model->endpoints[0].settings.prices;
        QCOMPARE(prices.prices[0], std::optional<FemtoUsd>(150'000'000));
        QCOMPARE(prices.discountPpm, 250'000);
        QCOMPARE(prices.overrides.size(), std::size_t(1));
        QCOMPARE(prices.overrides[0].utcDays, std::uint8_t(1));
        QVERIFY(!model->endpoints[0].settings.format);
        const EndpointDraft &other = model->endpoints[1].settings;
        QVERIFY(other.format == ProviderFormat::Responses);
        QCOMPARE(other.reasoningField, ReasoningField::ReasoningDetails);
    }

    void oneApplyPublishesOnce()
    {
        QVERIFY(apply(wholePolicyFile));
        QCOMPARE(m_desk->policies.all.size(), std::size_t(1));
    }

    void secondApplyChangesNothing()
    {
        QVERIFY(apply(wholePolicyFile));
        const std::int64_t audits = m_desk->audits();
        const auto again = apply(wholePolicyFile);
        QVERIFY(again);
        QVERIFY2(again->changes.empty(),
                 qPrintable(again->changes.empty() ? QString() : again->changes[0].text));
        QVERIFY(again->issued.empty());
        QCOMPARE(m_desk->audits(), audits);
        QCOMPARE(m_desk->policies.all.size(), std::size_t(1));
    }

    void exportAppliesAsNoChange()
    {
        QVERIFY(apply(wholePolicyFile));
        KeyDraft sameName;
        sameName.name = u"ci"_s;
        QVERIFY(m_desk->keys.create(m_desk->owner(), sameName)); // Told apart by their hashes.
        const auto exported = m_desk->policyFile.exportFile(m_desk->owner());
        QVERIFY(exported);
        const auto report = apply(exported->c_str());
        QVERIFY2(report,
                 qPrintable(report ? QString() : report.error().field + report.error().message));
        QVERIFY2(report->changes.empty(),
                 qPrintable(report->changes.empty() ? QString() : report->changes[0].text));
        QCOMPARE(*m_desk->policyFile.exportFile(m_desk->owner()), *exported);
    }

    void exportFillsAnotherLedgerAndItsKeysStillWork()
    {
        QVERIFY(apply(wholePolicyFile));
        const auto exported = m_desk->policyFile.exportFile(m_desk->owner());
        Desk other(Desk::Start::Empty);
        const auto report
            = other.policyFile.apply(other.owner(), *exported, ApplyMode::Apply, secrets);
        QVERIFY2(report,
                 qPrintable(report ? QString() : report.error().field + report.error().message));
        QVERIFY(report->issued.empty());
        QCOMPARE(other.policies.last().keys.size(), m_desk->policies.last().keys.size());
        for (const auto &[hash, key] : m_desk->policies.last().keys)
            QVERIFY(other.policies.last().keys.contains(hash));
    }

    void dryRunTellsTheSameAndChangesNothing()
    {
        const auto dry = apply(wholePolicyFile, ApplyMode::DryRun);
        QVERIFY(dry);
        QVERIFY(dry->issued.empty());
        QCOMPARE(m_desk->rows("organization"), 0);
        QCOMPARE(m_desk->rows("api_key"), 0);
        QCOMPARE(m_desk->audits(), 0);
        QVERIFY(m_desk->policies.all.empty());
        const auto wet = apply(wholePolicyFile);
        QCOMPARE(dry->changes.size(), wet->changes.size());
        for (std::size_t i = 0; i < dry->changes.size(); ++i)
            QCOMPARE(dry->changes[i].subject, wet->changes[i].subject);
    }

    void differencesAreToldAndMade()
    {
        QVERIFY(apply(wholePolicyFile));
        QString json = QString::fromUtf8(wholePolicyFile);
        json.replace(u"\"limit\": \"10\""_s, u"\"limit\": \"12.5\""_s);
        json.replace(u"\"disabled\": true"_s, u"\"disabled\": false"_s);
        json.replace(u"\"0.0000006\""_s, u"\"0.0000007\""_s);
        const auto report = apply(json.toUtf8().constData());
        QVERIFY(report);
        QCOMPARE(report->changes.size(), std::size_t(3));
        QCOMPARE(report->changes[0].pointer, u"/models/0"_s);
        QCOMPARE(report->changes[1].pointer, u"/keys/0/limit"_s);
        QCOMPARE(report->changes[1].text, u"limit: 10 USD a week, hard -> 12.5 USD a week, hard"_s);
        QCOMPARE(report->changes[2].pointer, u"/keys/1/disabled"_s);
        QCOMPARE(m_desk->keys.find(m_desk->owner(), u"ci"_s)->limit->amount, Money{12'500'000'000});
    }

    void rateLimitIsToldAndMade()
    {
        QVERIFY(apply(wholePolicyFile));
        const auto stored
            = [this] { return m_desk->keys.find(m_desk->owner(), u"ci"_s)->rateLimit; };
        QCOMPARE(stored(),
                 (RateLimit{
                     .requestsPerMinute = 60, .tokensPerMinute = 90'000, .concurrentRequests = 8}));
        QString json = QString::fromUtf8(wholePolicyFile);
        json.replace(u"\"requests_per_minute\": 60, "_s, QString());
        const auto report = apply(json.toUtf8().constData());
        QVERIFY(report);
        QCOMPARE(report->changes.size(), std::size_t(1));
        QCOMPARE(report->changes[0].pointer, u"/keys/0/rate_limit"_s);
        QCOMPARE(report->changes[0].text,
                 u"rate limit: 60 requests and 90000 tokens a minute, 8 at once -> 90000 tokens a "
                 "minute, 8 at once"_s);
        QCOMPARE(stored(), (RateLimit{.tokensPerMinute = 90'000, .concurrentRequests = 8}));
        const auto provider = m_desk->providers.find(m_desk->owner(), u"first"_s);
        QCOMPARE(qlonglong(provider->settings.concurrentRequests), 4LL);
        QCOMPARE(qlonglong(m_desk->policies.last().providers[0].concurrentRequests), 4LL);
        const auto exported = m_desk->policyFile.exportFile(m_desk->owner());
        QVERIFY(apply(exported->c_str())->changes.empty());
    }

    void freeLimitIsToldAndMade()
    {
        QVERIFY(apply(wholePolicyFile));
        const auto stored
            = [this] { return (*m_desk->organization.current(m_desk->owner()))->freeLimit; };
        QVERIFY(stored().isNone());
        QString json = QString::fromUtf8(wholePolicyFile);
        json.replace(u"\"organization\": {"_s,
                     u"\"organization\": {\"free_limit\": {\"requests_per_day\": 50},"_s);
        const auto report = apply(json.toUtf8().constData());
        QVERIFY(report);
        QCOMPARE(report->changes.size(), std::size_t(1));
        QCOMPARE(report->changes[0].text, u"limit: none -> 50 requests a day"_s);
        QCOMPARE(stored(), (FreeLimit{.requestsPerDay = 50}));
        QCOMPARE(m_desk->policies.last().freeLimit, (FreeLimit{.requestsPerDay = 50}));
        const auto exported = m_desk->policyFile.exportFile(m_desk->owner());
        QVERIFY(exported->find("\"requests_per_day\": 50") != std::string::npos);
        QVERIFY(apply(exported->c_str())->changes.empty());
        QVERIFY(apply(wholePolicyFile)->changes.empty()); // Absent: left alone.
    }

    void budgetSwitchIsToldAndMade()
    {
        QVERIFY(apply(wholePolicyFile));
        const auto isOn = [this] {
            return (*m_desk->organization.current(m_desk->owner()))->budgetsCountUpstream;
        };
        QVERIFY(!isOn());
        QVERIFY(m_desk->policyFile.exportFile(m_desk->owner())
                    ->find("\"budgets_count_upstream\": false")
                != std::string::npos);
        QString json = QString::fromUtf8(wholePolicyFile);
        json.replace(u"\"budgets_count_upstream\": false"_s, u"\"budgets_count_upstream\": true"_s);
        const auto report = apply(json.toUtf8().constData());
        QVERIFY(report);
        QCOMPARE(report->changes.size(), std::size_t(1));
        QCOMPARE(report->changes[0].pointer, u"/organization/budgets_count_upstream"_s);
        QCOMPARE(report->changes[0].text, u"count upstream: off -> on"_s);
        QVERIFY(isOn());
        // A file that does not name it leaves it alone.
        json.remove(u"\"budgets_count_upstream\": true,"_s);
        QVERIFY(apply(json.toUtf8().constData())->changes.empty());
        QVERIFY(isOn());
    }

    void listedSectionsAreComplete()
    {
        QVERIFY(apply(wholePolicyFile));
        const auto report = apply(fewerPolicyFile);
        QVERIFY2(report,
                 qPrintable(report ? QString() : report.error().field + report.error().message));
        const Actor owner = m_desk->owner();
        QCOMPARE(m_desk->keys.list(owner, {false, false})->size(), 1);
        QCOMPARE(m_desk->keys.list(owner, {false, true})->size(),
                 1); // Section left out: left alone.
        QCOMPARE(m_desk->providers.list(owner)->size(), 0);
        QCOMPARE(m_desk->catalog.list(owner)->size(), 0);
        QCOMPARE((*m_desk->organization.current(owner))->name, u"Acme"_s);
    }

    void changedCredentialIsReplaced()
    {
        QVERIFY(apply(wholePolicyFile));
        const auto report = m_desk->policyFile.apply(
            m_desk->owner(), wholePolicyFile, ApplyMode::Apply, [](const QString &reference) {
                return reference == u"env:FIRST_KEY" ? Result<Secret>(Secret("sk-rotated"))
                                                     : secrets(reference);
            });
        QVERIFY(report);
        QCOMPARE(report->changes.size(), std::size_t(1));
        QCOMPARE(report->changes[0].pointer, u"/providers/0/credential"_s);
        QVERIFY(!report->changes[0].text.contains(u"rotated"_s));
        const auto first = m_desk->providers.find(m_desk->owner(), u"first"_s);
        QVERIFY(*m_desk->providers.hasCredential(m_desk->owner(), first->id, Secret("sk-rotated")));
    }

    void lateFaultTakesEverythingBack()
    {
        QString json = QString::fromUtf8(wholePolicyFile);
        json.replace(u"env:FIXED_KEY"_s, u"env:NOWHERE"_s);
        const auto report = apply(json.toUtf8().constData());
        QVERIFY(!report);
        QCOMPARE(report.error().field, u"/keys/1/secret"_s);
        QCOMPARE(m_desk->rows("organization"), 0);
        QCOMPARE(m_desk->rows("api_key"), 0);
        QCOMPARE(m_desk->audits(), 0);
        QVERIFY(m_desk->policies.all.empty());
    }

    void faultsAreNamedByPointer_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, const char *from, const char *to, const char *field) {
            QTest::newRow(name) << QString::fromUtf8(from) << QString::fromUtf8(to)
                                << QString::fromUtf8(field);
        };
        row("version", "\"version\": 1", "\"version\": 2", "/version");
        row("unknown section", "\"version\": 1", "\"versions\": 1", "/versions");
        row("no owner", "\"owner\": {\"name\": \"Ada\", \"email\": \"ada@example.org\"},", "",
            "/organization/owner");
        row("bad owner", "ada@example.org", "ada", "/organization/owner/email");
        row("empty name", "\"name\": \"Acme\"", "\"name\": \"\"", "/organization/name");
        row("credits number", "\"25.000000001\"", "25.000000001", "/organization/credits/total");
        row("credits too fine", "\"25.000000001\"", "\"25.0000000001\"",
            "/organization/credits/total");
        row("credits exponent", "\"25.000000001\"", "\"25e3\"", "/organization/credits/total");
        row("pool text", "\"pool\": true", "\"pool\": \"true\"", "/organization/credits/pool");
        row("slug", "\"slug\": \"local\"", "\"slug\": \"Local\"", "/providers/1/slug");
        row("slug twice", "\"slug\": \"local\"", "\"slug\": \"first\"", "/providers/1/slug");
        row("no url", ", \"base_url\": \"https://api.example.org/v1\"", "",
            "/providers/0/base_url");
        row("bad url", "http://127.0.0.1:11434/v1", "localhost", "/providers/1/base_url");
        row("format", "\"format\": \"openai\"", "\"format\": \"cohere\"", "/providers/0/format");
        row("other format", "\"format\": \"openai\"", "\"format\": \"soap\"",
            "/providers/0/format");
        row("inline credential", "env:FIRST_KEY", "sk-inline", "/providers/0/credential");
        row("timeout text", "\"connect_ms\": 2000", "\"connect_ms\": \"2000\"",
            "/providers/0/timeouts/connect_ms");
        row("timeout zero", "\"connect_ms\": 2000", "\"connect_ms\": 0",
            "/providers/0/timeouts/connect_ms");
        row("timeout fraction", "\"connect_ms\": 2000", "\"connect_ms\": 2e3",
            "/providers/0/timeouts/connect_ms");
        row("timeout unknown", "\"connect_ms\"", "\"conect_ms\"",
            "/providers/0/timeouts/conect_ms");
        row("on_cancel", "stops_billing", "stops", "/providers/0/on_cancel");
        row("data policy", "\"trains\": false", "\"trains\": 0", "/providers/0/data_policy/trains");
        row("proxy", "http://proxy:3128", "proxy:3128", "/providers/0/proxy");
        row("model slug", "test/plain", "plain", "/models/0/slug");
        row("endpoint provider", "\"provider\": \"local\"", "\"provider\": \"nobody\"",
            "/models/0/endpoints/1/provider");
        row("endpoint format", "openai-responses", "simulator", "/models/0/endpoints/1/format");
        row("reasoning field", "reasoning_details", "thoughts",
            "/models/0/endpoints/1/reasoning_field");
        row("price number", "\"0.00000015\"", "0.00000015", "/models/0/endpoints/0/pricing/prompt");
        row("price negative", "\"0.00000015\"", "\"-1\"", "/models/0/endpoints/0/pricing/prompt");
        row("price unknown", "\"completion\"", "\"complete\"",
            "/models/0/endpoints/0/pricing/complete");
        row("price missing", "\"completion\": \"0.0000006\", ", "",
            "/models/0/endpoints/0/pricing");
        row("discount", "\"0.25\"", "\"1.5\"", "/models/0/endpoints/0/pricing/discount");
        row("day", "monday", "Monday", "/models/0/endpoints/0/pricing/overrides/0/utc_days/0");
        row("time", "1830", "1860", "/models/0/endpoints/0/pricing/overrides/0/utc_start");
        row("limit number", "\"limit\": \"10\"", "\"limit\": 10", "/keys/0/limit");
        row("limit negative", "\"limit\": \"10\"", "\"limit\": \"-10\"", "/keys/0/limit");
        row("reset", "\"weekly\"", "\"yearly\"", "/keys/0/limit_reset");
        row("rate below zero", "_per_minute\": 60", "_per_minute\": -1",
            "/keys/0/rate_limit/requests_per_minute");
        row("rate too high", "_per_minute\": 90000", "_per_minute\": 4000000001",
            "/keys/0/rate_limit/tokens_per_minute");
        row("at once below zero", "_requests\": 4", "_requests\": -4",
            "/providers/0/concurrent_requests");
        row("unknown rate", "tokens_per_minute", "tokens_per_hour",
            "/keys/0/rate_limit/tokens_per_hour");
        row("reset alone", "\"limit\": \"10\", ", "", "/keys/0/limit");
        row("expiry zone", "2027-01-31T00:00:00Z", "2027-01-31T00:00:00+01:00",
            "/keys/2/expires_at");
        row("expiry past", "2027-01-31T00:00:00Z", "2020-01-31T00:00:00Z", "/keys/2/expires_at");
        row("hash", "0123456789abcdef\"", "0123456789abcdeF\"", "/keys/2/hash");
        row("hash without label", "\"label\": \"sk-tp-v1-abc...xyz\", ", "", "/keys/2/label");
        row("name twice", "\"name\": \"fixed\"", "\"name\": \"ci\"", "/keys/1/name");
        row("management limit", "{\"name\": \"terraform\"}",
            "{\"name\": \"terraform\", \"limit\": \"1\"}", "/management_keys/0/limit");
        row("not an object", "[{\"name\": \"terraform\"}]", "[\"terraform\"]",
            "/management_keys/0");
        row("not a list", "[{\"name\": \"terraform\"}]", "{}", "/management_keys");
        row("member twice", "\"name\": \"terraform\"", "\"name\": \"a\", \"name\": \"b\"",
            "/management_keys/0/name");
    }

    void faultsAreNamedByPointer()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const QString, field);
        QString json = QString::fromUtf8(wholePolicyFile);
        QVERIFY(json.contains(from));
        json.replace(json.indexOf(from), from.size(), to);
        const auto report = apply(json.toUtf8().constData());
        QVERIFY(!report);
        QCOMPARE(report.error().field, field);
        QVERIFY(!report.error().message.isEmpty());
        QVERIFY(!report.error().message.contains(u"sk-inline"_s));
        QCOMPARE(m_desk->rows("organization"), 0);
    }

    void keyMayNotApply()
    {
        QVERIFY(apply(wholePolicyFile));
        const KeyId id = m_desk->keys.find(m_desk->owner(), u"ci"_s)->id;
        const auto report = m_desk->policyFile.apply(m_desk->keyActor(id), wholePolicyFile,
                                                     ApplyMode::DryRun, secrets);
        QCOMPARE(report.error().code, ErrorCode::Forbidden);
        QCOMPARE(m_desk->policyFile.exportFile(m_desk->keyActor(id)).error().code,
                 ErrorCode::Forbidden);
    }

    void secretFilesMustBePrivate()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"key"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write("sk-upstream\n"), 12);
        file.close();
        const SecretReader reader = systemSecretReader();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
        QCOMPARE(reader(u"file:"_s + path).error().code, ErrorCode::Forbidden);
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(reader(u"file:"_s + path)->reveal(), std::string_view("sk-upstream"));
        QCOMPARE(reader(u"file:/nowhere/at/all"_s).error().code, ErrorCode::NotFound);
        QCOMPARE(reader(u"env:TURNPIKE_NOT_SET_ANYWHERE"_s).error().code, ErrorCode::NotFound);
    }

private:
    Result<ApplyReport> apply(const char *json, ApplyMode mode = ApplyMode::Apply)
    {
        return m_desk->policyFile.apply(m_desk->owner(), json, mode, secrets);
    }

    std::optional<Desk> m_desk;
};

QTEST_GUILESS_MAIN(PolicyFileTest)
#include "tst_PolicyFile.moc"
