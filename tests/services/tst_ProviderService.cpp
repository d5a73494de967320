// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ports/SecretStore.h"
#include "services/ProviderUrl.h"

#include <QTest>

#include <optional>

#include "tests/services/Desk.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class ProviderServiceTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_desk.emplace(); }
    void cleanup() { m_desk.reset(); }

    void credentialReachesTheGatewayAndNothingElse()
    {
        const auto added = m_desk->addProvider(u"first"_s, "sk-0123456789abcdefghijklmnopqrstuvw");
        QVERIFY(added);
        QVERIFY(added->hasCredential);
        QCOMPARE(added->credentialLabel, u"sk-012...tuvw"_s);
        const ProviderPolicy *policy = published("first");
        QVERIFY(policy != nullptr);
        QCOMPARE(policy->credential.reveal(),
                 std::string_view("sk-0123456789abcdefghijklmnopqrstuvw"));
        QCOMPARE(policy->origin, (Origin{.isTls = false, .host = "127.0.0.1", .port = 9}));
        QCOMPARE(policy->basePath, std::string("/v1"));
    }

    void simulatorAnswersUnknownModelsOnlyWhileThereIsNoProvider()
    {
        QVERIFY(m_desk->publisher.publish());
        QVERIFY(m_desk->policies.last().usesSimulatorForUnknownModels);
        QVERIFY(m_desk->policies.last().findModel("turnpike/simulator") != nullptr);
        const auto added = m_desk->addProvider(u"first"_s);
        QVERIFY(!m_desk->policies.last().usesSimulatorForUnknownModels);
        QVERIFY(m_desk->providers.setEnabled(m_desk->owner(), added->id, false));
        QVERIFY(m_desk->policies.last().usesSimulatorForUnknownModels);
        QVERIFY(!published("first")->isEnabled);
    }

    void everyFormatIsServed_data()
    {
        QTest::addColumn<ProviderFormat>("format");
        QTest::newRow("responses") << ProviderFormat::Responses;
        QTest::newRow("anthropic") << ProviderFormat::Anthropic;
        QTest::newRow("gemini") << ProviderFormat::Gemini;
    }

    void everyFormatIsServed()
    {
        QFETCH(const ProviderFormat, format);
        ProviderDraft draft = plain();
        draft.format = format;
        draft.alsoServes = apiBit(ApiType::Messages);
        draft.credentialHeader = u"api-key"_s;
        QVERIFY(m_desk->providers.add(m_desk->owner(), draft, Secret()));
        const ProviderPolicy *policy = published(draft.slug.toStdString());
        QCOMPARE(policy->format, format);
        QCOMPARE(policy->alsoServes, apiBit(ApiType::Messages));
        QCOMPARE(policy->credentialHeader, "api-key");
    }

    void simulatorIsNoFormatOfItsOwn()
    {
        ProviderDraft draft = plain();
        draft.format = ProviderFormat::Simulator;
        const auto added = m_desk->providers.add(m_desk->owner(), draft, Secret());
        QVERIFY(!added);
        QCOMPARE(added.error().field, u"/format"_s);
    }

    void badDraftsNameTheField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("slug") << u"/slug"_s << u"Upper"_s;
        QTest::newRow("simulator") << u"/slug"_s << u"simulator"_s;
        QTest::newRow("name") << u"/name"_s << u" "_s;
        for (const char *url :
             {"", "api.example.org", "ftp://x", "https://", "https://u:p@h/", "https://h/?q=1",
              "https://h/#f", "https://x#.openai.azure.com", "https://h:0/", "https://h /"})
            QTest::newRow(url) << u"/base_url"_s << QString::fromLatin1(url);
        QTest::newRow("ca") << u"/ca_file"_s << u"relative.pem"_s;
        QTest::newRow("proxy") << u"/proxy"_s << u"https://p:1"_s;
        QTest::newRow("proxy path") << u"/proxy"_s << u"http://p:1/x"_s;
        QTest::newRow("link") << u"/privacy_url"_s << u"javascript:1"_s;
    }

    void badDraftsNameTheField()
    {
        QFETCH(const QString, field);
        QFETCH(const QString, value);
        ProviderDraft draft = plain();
        (field == u"/slug"           ? draft.slug
             : field == u"/name"     ? draft.name
             : field == u"/base_url" ? draft.baseUrl
             : field == u"/ca_file"  ? draft.caFile
             : field == u"/proxy"    ? draft.proxy
                                     : draft.privacyUrl)
            = value;
        const std::int64_t audits = m_desk->audits();
        const auto added = m_desk->providers.add(m_desk->owner(), draft, Secret());
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(added.error().field, field);
        QCOMPARE(m_desk->audits(), audits);
    }

    void ourOwnAddressIsNoProvider()
    {
        ProviderService providers(*m_desk->session, m_desk->clock, m_desk->committer, m_desk->vault,
                                  [](const Origin &origin) { return origin.port == 4417; });
        ProviderDraft draft;
        draft.slug = u"local"_s;
        draft.name = u"Local"_s;
        draft.baseUrl = u"http://127.0.0.1:4417/api/v1"_s;
        const auto refused = providers.add(m_desk->owner(), draft, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(refused.error().field, u"/base_url"_s);
        QCOMPARE(providers.connection(m_desk->owner(), draft, {}).error().field, u"/base_url"_s);
        draft.baseUrl = u"http://127.0.0.1:11434/v1"_s;
        const auto added = providers.add(m_desk->owner(), draft, {});
        QVERIFY(added);
        draft.baseUrl = u"http://localhost:4417/v1"_s;
        QCOMPARE(providers.change(m_desk->owner(), added->id, draft).error().field, u"/base_url"_s);
    }

    void credentialCannotEndAHeaderLine()
    {
        const auto added
            = m_desk->providers.add(m_desk->owner(), plain(), Secret("key\r\nHost: evil"));
        QVERIFY(!added);
        QCOMPARE(added.error().field, u"/credential"_s);
        QVERIFY(!added.error().message.contains(u"evil"_s));
    }

    void addressesAreTakenApart()
    {
        const auto tls = parseBaseUrl(u"https://api.example.org/v1/"_s);
        QCOMPARE(tls->origin, (Origin{.isTls = true, .host = "api.example.org", .port = 443}));
        QCOMPARE(tls->basePath, std::string("/v1"));
        const auto six = parseBaseUrl(u"http://[::1]:8080"_s);
        QCOMPARE(six->origin, (Origin{.isTls = false, .host = "::1", .port = 8080}));
        QCOMPARE(six->basePath, std::string());
    }

    void unknownDataPolicyReachesTheGatewayAsTheWorst()
    {
        ProviderDraft draft = plain();
        const auto added = m_desk->providers.add(m_desk->owner(), draft, {});
        QVERIFY(added);
        QVERIFY(published("first")->trainsOnPrompts);
        QVERIFY(published("first")->retainsPrompts);
        QVERIFY(!published("first")->isZdr());
        draft.dataPolicy.trains = false;
        QVERIFY(m_desk->providers.change(m_desk->owner(), added->id, draft));
        QVERIFY(!published("first")->trainsOnPrompts);
        QVERIFY(published("first")->retainsPrompts);
        draft.dataPolicy.trains = true;
        draft.dataPolicy.retains = false;
        QVERIFY(m_desk->providers.change(m_desk->owner(), added->id, draft));
        QVERIFY(published("first")->trainsOnPrompts);
        QVERIFY(published("first")->isZdr());
    }

    void removedProviderTakesItsCredentialAlongAndCanComeBack()
    {
        const auto added = m_desk->addProvider(u"first"_s);
        QVERIFY(m_desk->providers.remove(m_desk->owner(), added->id));
        QCOMPARE(m_desk->rows("provider_credential"), 0);
        QVERIFY(published("first") == nullptr);
        const auto again = m_desk->addProvider(u"first"_s);
        QVERIFY(again);
        QCOMPARE(again->id, added->id);
        QCOMPARE(m_desk->addProvider(u"first"_s).error().code, ErrorCode::Conflict);
    }

    void providerWithAnUnreadableCredentialIsLeftOutAndNamed()
    {
        const auto first = m_desk->addProvider(u"first"_s);
        QVERIFY(first);
        QVERIFY(m_desk->addProvider(u"second"_s, ""));
        CredentialVault other(m_desk->vault.ledgerUuid());
        QVERIFY(other.unlock(Secret(std::string(masterKeySize, 'z'))));
        PolicyPublisher publisher(*m_desk->session, other, m_desk->slotNumbers, &m_desk->policies);
        QVERIFY(publisher.publish());
        QVERIFY(published("first") == nullptr);
        QVERIFY(published("second") != nullptr);
        QCOMPARE(publisher.problems().size(), 1);
        QCOMPARE(publisher.problems().first().provider, first->id);
        QVERIFY(!publisher.problems().first().sentence.isEmpty());
    }

    void lockedVaultStoresNothing()
    {
        const CredentialVault locked(m_desk->vault.ledgerUuid());
        ProviderService providers(*m_desk->session, m_desk->clock, m_desk->committer, locked);
        const auto added = providers.add(m_desk->owner(), plain(), Secret("sk-x"));
        QCOMPARE(added.error().code, ErrorCode::Unavailable);
        QCOMPARE(m_desk->providers.list(m_desk->owner())->size(), 0);
    }

private:
    static ProviderDraft plain()
    {
        ProviderDraft draft;
        draft.slug = u"first"_s;
        draft.name = u"First"_s;
        draft.baseUrl = u"https://api.example.org/v1"_s;
        return draft;
    }
    const ProviderPolicy *published(std::string_view slug) const
    {
        for (const ProviderPolicy &provider : m_desk->policies.last().providers) {
            if (provider.slug == slug)
                return &provider;
        }
        return nullptr;
    }

    std::optional<Desk> m_desk;
};

QTEST_GUILESS_MAIN(ProviderServiceTest)
#include "tst_ProviderService.moc"
