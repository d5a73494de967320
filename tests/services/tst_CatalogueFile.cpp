// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/BaseUrlTemplate.h"
#include "services/CatalogueFile.h"

#include <QFile>
#include <QTest>

#include "tests/services/Desk.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray sample
    = "{'source':'a','source_date':'2026-07-02','licence':'MIT','providers':["
      "{'slug':'alder','name':'Alder','base_url':'https://api.alder.example/v1'},"
      "{'slug':'birch','base_url':'https://birch.example'}],"
      "'models':[{'slug':'x/one','context_length':8000,'endpoints':["
      "{'provider':'alder','model':'one-1',"
      "'pricing':{'prompt':'0.000001','completion':'0.000002'}},"
      "{'provider':'birch','model':'one'}]}]}";

/// JSON is written with apostrophes above.
std::string json(QByteArray text)
{
    return text.replace('\'', '"').toStdString();
}

std::string ownFile()
{
    QFile file(QStringLiteral(TURNPIKE_CATALOGUE));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace

class CatalogueFileTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachProviderGetsItsOwnEndpoints()
    {
        const auto file = parseCatalogueFile(json(sample));
        QVERIFY(file.has_value());
        QCOMPARE(file->sourceDate, u"2026-07-02"_s);
        QCOMPARE(file->providers.size(), std::size_t(2));
        QCOMPARE(file->providers[0].draft.name, u"Alder"_s);
        QCOMPARE(file->providers[1].draft.name, u"birch"_s);
        for (const KnownProvider &provider : file->providers) {
            QCOMPARE(provider.models.size(), std::size_t(1));
            QCOMPARE(provider.models[0].contextLength, 8000);
            QCOMPARE(provider.models[0].endpoints.size(), std::size_t(1));
            QCOMPARE(provider.models[0].endpoints[0].provider, provider.draft.slug);
        }
        QVERIFY(file->providers[0].models[0].endpoints[0].prices.isPriced());
        QVERIFY(!file->providers[1].models[0].endpoints[0].prices.isPriced());
    }

    void faultsAreNotForgiven_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("no date") << QByteArray("'source_date':'2026-07-02',") << QByteArray();
        QTest::newRow("unknown member") << QByteArray("licence") << QByteArray("license");
        QTest::newRow("unknown provider")
            << QByteArray("'provider':'birch'") << QByteArray("'provider':'cedar'");
        QTest::newRow("inexact price") << QByteArray("'0.000001'") << QByteArray("0.000001");
    }
    void faultsAreNotForgiven()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        QVERIFY(sample.contains(from));
        const auto file = parseCatalogueFile(json(QByteArray(sample).replace(from, to)));
        QVERIFY(!file);
        QCOMPARE(file.error().code, ErrorCode::InvalidArgument);
    }

    /// Every provider of the program's own file can be added whole; an address with a part to fill
    /// in only once it is filled in.
    void ownCatalogueFitsTheLedger()
    {
        const auto file = parseCatalogueFile(ownFile());
        QVERIFY2(file, file ? "" : qPrintable(file.error().message));
        Desk desk;
        int providers = 0;
        QSet<ProviderFormat> formats;
        for (const KnownProvider &known : file->providers) {
            ProviderDraft draft = known.draft;
            if (!openPartOf(draft.baseUrl).isEmpty()) {
                QVERIFY(!desk.providers.add(desk.owner(), draft, Secret()));
                draft.baseUrl = *filledBaseUrl(draft.baseUrl, u"our-own"_s);
            }
            QVERIFY(desk.providers.add(desk.owner(), draft, Secret()).has_value());
            formats.insert(draft.format);
            const Result<int> added = desk.catalog.addMissing(desk.owner(), known.models);
            QVERIFY2(added, added ? "" : qPrintable(added.error().message));
            QCOMPARE(*added, static_cast<int>(known.models.size()));
            ++providers;
        }
        QVERIFY(providers >= 30);
        QCOMPARE(formats,
                 (QSet{ProviderFormat::OpenAi, ProviderFormat::Anthropic, ProviderFormat::Gemini}));
        const auto stored = desk.providers.list(desk.owner());
        QCOMPARE(stored->size(), providers);
        for (const Provider &provider : *stored)
            QVERIFY2(provider.modelCount > 0, qPrintable(provider.settings.slug));
    }

    void twoEndpointsOfOneProviderStayInOneModel()
    {
        const QByteArray twice = "{'provider':'alder','model':'one-fast','variant':'fast'},"
                                 "{'provider':'birch','model':'one'}";
        const auto file = parseCatalogueFile(
            json(QByteArray(sample).replace("{'provider':'birch','model':'one'}", twice)));
        QVERIFY(file.has_value());
        QCOMPARE(file->providers[0].models.size(), std::size_t(1));
        QCOMPARE(file->providers[0].models[0].endpoints.size(), std::size_t(2));
        QCOMPARE(file->providers[0].models[0].endpoints[1].variant, u"fast"_s);
        QCOMPARE(file->providers[1].models[0].endpoints.size(), std::size_t(1));
    }

    void ownCatalogueTellsHowItsProvidersAreSpokenTo()
    {
        const auto file = parseCatalogueFile(ownFile());
        QVERIFY(file);
        QHash<QString, ProviderDraft> drafts;
        for (const KnownProvider &known : file->providers)
            drafts.insert(known.draft.slug, known.draft);
        const ApiSet responses = apiBit(ApiType::Responses);
        QCOMPARE(drafts[u"openai"_s].alsoServes, responses);
        QCOMPARE(drafts[u"openrouter"_s].alsoServes, ApiSet(responses | apiBit(ApiType::Messages)));
        QCOMPARE(drafts[u"anthropic"_s].format, ProviderFormat::Anthropic);
        QCOMPARE(drafts[u"anthropic"_s].alsoServes, ApiSet(0));
        QCOMPARE(drafts[u"google-ai-studio"_s].format, ProviderFormat::Gemini);
        QCOMPARE(drafts[u"azure"_s].credentialHeader, u"api-key"_s);
        QCOMPARE(openPartOf(drafts[u"azure"_s].baseUrl), u"resource"_s);
        QCOMPARE(drafts[u"fireworks"_s].dataPolicy.retains, std::optional(false));
        QCOMPARE(drafts[u"openai"_s].dataPolicy.retentionDays, std::optional(30));
        QCOMPARE(drafts[u"deepseek"_s].dataPolicy.trains, std::nullopt); // Counts as "it does".
        for (const ProviderDraft &draft : drafts) {
            const bool says = draft.dataPolicy.trains || draft.dataPolicy.retains;
            QCOMPARE(!draft.dataPolicy.source.isEmpty(), says);
            QCOMPARE(!draft.dataPolicy.checkedOn.isEmpty(), says);
        }
    }

    void ownCatalogueTellsHowSingleModelsAreSpokenTo()
    {
        const auto file = parseCatalogueFile(ownFile());
        QVERIFY(file);
        QHash<QString, EndpointDraft> places;
        for (const KnownProvider &known : file->providers)
            for (const ModelDraft &model : known.models)
                places.insert(model.slug + u'@' + known.draft.slug, model.endpoints[0]);
        const std::optional<ProviderFormat> responses = ProviderFormat::Responses;
        for (const QString &name : {u"gpt-5-codex"_s, u"o3-pro"_s, u"gpt-5.2-pro"_s,
                                    u"o3-deep-research"_s, u"gpt-5.1-codex-mini"_s})
            QCOMPARE(places[u"openai/"_s + name + u"@openai"_s].format, responses);
        QCOMPARE(places[u"openai/gpt-5-codex@azure"_s].format, responses);
        QCOMPARE(places[u"openai/gpt-5@openai"_s].format, std::nullopt);
        QCOMPARE(places[u"openai/o3-pro@openrouter"_s].format, std::nullopt);
        QCOMPARE(places[u"deepseek/deepseek-chat@deepseek"_s].reasoningField, ReasoningField::None);
        QCOMPARE(places[u"deepseek/deepseek-reasoner@deepseek"_s].reasoningField,
                 ReasoningField::ReasoningContent);
        QCOMPARE(places[u"openai/gpt-5@openrouter"_s].reasoningField,
                 ReasoningField::ReasoningDetails);
        QCOMPARE(places[u"openai/gpt-5@openai"_s].reasoningField, ReasoningField::None);
    }

    /// The same model at several providers has the one slug by which OpenRouter calls it.
    void ownCatalogueSpellsOneModelOneWay()
    {
        const auto file = parseCatalogueFile(ownFile());
        QVERIFY(file);
        QHash<QString, QSet<QString>> places;
        QHash<QString, PriceSheet> prices;
        for (const KnownProvider &known : file->providers) {
            for (const ModelDraft &model : known.models) {
                places[model.slug].insert(known.draft.slug);
                prices.insert(model.slug + u'@' + known.draft.slug, model.endpoints[0].prices);
            }
        }
        const auto isAt = [&](const QString &slug, const QSet<QString> &providers) {
            return places[slug].contains(providers);
        };
        QVERIFY(isAt(u"anthropic/claude-haiku-4.5"_s, {u"anthropic"_s, u"openrouter"_s}));
        QVERIFY(isAt(u"openai/gpt-5-mini"_s, {u"openai"_s, u"azure"_s, u"openrouter"_s}));
        QVERIFY(isAt(u"moonshotai/kimi-k2.6"_s,
                     {u"moonshotai"_s, u"fireworks"_s, u"together"_s, u"deepinfra"_s}));
        QVERIFY(isAt(u"meta-llama/llama-3.3-70b-instruct"_s, {u"groq"_s, u"together"_s}));
        QVERIFY(isAt(u"openai/text-embedding-3-small"_s, {u"openai"_s, u"azure"_s}));
        QVERIFY(isAt(u"google/gemini-embedding-001"_s, {u"google-ai-studio"_s}));
        QVERIFY(isAt(u"mistralai/mistral-embed"_s, {u"mistral"_s}));
        QVERIFY(isAt(u"cohere/embed-v4.0"_s, {u"cohere"_s}));
        QVERIFY(isAt(u"qwen/text-embedding-v4"_s, {u"alibaba"_s}));
        // Not told in the source: a state, and not zero.
        QVERIFY(!prices[u"qwen/text-embedding-v4@alibaba"_s].isPriced());
        const PriceSheet &claude = prices[u"anthropic/claude-haiku-4.5@anthropic"_s];
        const auto price = [&](PriceUnit unit) {
            return claude.prices[static_cast<std::size_t>(unit)].value_or(-1);
        };
        QCOMPARE(price(PriceUnit::CacheWrite1h), 2 * price(PriceUnit::Prompt));
        QCOMPARE(price(PriceUnit::CacheRead) * 10, price(PriceUnit::Prompt));
        QVERIFY(!prices[u"google/gemini-2.5-pro@google-ai-studio"_s].overrides.empty());
    }

    void whatIsFilledInIsANameAndNothingElse_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("url");
        const QString azure = u"https://our-own.openai.azure.com/openai/v1"_s;
        QTest::newRow("name") << u"our-own"_s << azure;
        QTest::newRow("blanks and capitals") << u"  Our-Own "_s << azure;
        QTest::newRow("address as the portal has it")
            << u"https://our-own.openai.azure.com/"_s << azure;
        QTest::newRow("whole address") << azure << azure;
        QTest::newRow("host") << u"our-own.openai.azure.com"_s << azure;
        for (const QString &bad :
             {u""_s, u"x#"_s, u"our own"_s, u"a.b"_s, u"a/b"_s, u"a@b"_s, u"{resource}"_s, u"-a"_s,
              u"a-"_s, u"https://our-own.example.org/"_s, u"1.2.3.4"_s, u"a?b"_s, u"a:1"_s,
              QString(64, u'a'), u"\u00e4zure"_s})
            QTest::newRow(qPrintable(u"not "_s + bad)) << bad << QString();
    }
    void whatIsFilledInIsANameAndNothingElse()
    {
        QFETCH(const QString, value);
        QFETCH(const QString, url);
        const auto filled
            = filledBaseUrl(u"https://{resource}.openai.azure.com/openai/v1"_s, value);
        QCOMPARE(filled.value_or(QString()), url);
        if (!filled)
            QCOMPARE(filled.error().code, ErrorCode::InvalidArgument);
    }

    void addingLeavesWhatIsThere()
    {
        Desk desk;
        QVERIFY(desk.addProvider(u"alder"_s).has_value());
        QVERIFY(desk.addProvider(u"birch"_s).has_value());
        ModelDraft own = modelAt(u"alder"_s, u"x/one"_s);
        own.name = u"Ours"_s;
        own.endpoints[0].upstreamModel = u"own-name"_s;
        QVERIFY(desk.catalog.set(desk.owner(), own).has_value());
        const auto auditsBefore = desk.audits();
        const auto policiesBefore = desk.policies.all.size();
        QList<int> told;
        const Result<int> added = desk.catalog.addMissing(desk.owner(),
                                                          {modelAt(u"alder"_s, u"x/one"_s),
                                                           modelAt(u"birch"_s, u"x/one"_s),
                                                           modelAt(u"birch"_s, u"x/two"_s)},
                                                          [&](int done) { told.append(done); });
        QCOMPARE(added.value_or(-1), 2);
        QCOMPARE(told, (QList<int>{1, 2, 3}));
        QCOMPARE(desk.audits() - auditsBefore, 2);
        QCOMPARE(desk.policies.all.size() - policiesBefore, std::size_t(1));
        const auto one = desk.catalog.find(desk.owner(), u"x/one"_s);
        QCOMPARE(one->settings.name, u"Ours"_s);
        QCOMPARE(one->endpoints.size(), std::size_t(2));
        QCOMPARE(one->endpoints[0].settings.upstreamModel, u"own-name"_s);
        QCOMPARE(one->endpoints[1].settings.provider, u"birch"_s);
    }

    void addingIsAllOrNothing()
    {
        Desk desk;
        QVERIFY(desk.addProvider(u"alder"_s).has_value());
        const Result<int> added = desk.catalog.addMissing(
            desk.owner(), {modelAt(u"alder"_s, u"x/one"_s), modelAt(u"elm"_s, u"x/two"_s)});
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::NotFound);
        QVERIFY(added.error().message.startsWith(u"x/two: "_s));
        QCOMPARE(desk.catalog.list(desk.owner())->size(), 0);
    }

    void twoDraftsOfOneModelBothCount()
    {
        Desk desk;
        QVERIFY(desk.addProvider(u"alder"_s).has_value());
        QVERIFY(desk.addProvider(u"birch"_s).has_value());
        QVERIFY(desk.catalog
                    .addMissing(desk.owner(),
                                {modelAt(u"alder"_s, u"x/one"_s), modelAt(u"birch"_s, u"x/one"_s)})
                    .has_value());
        QCOMPARE(desk.catalog.find(desk.owner(), u"x/one"_s)->endpoints.size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(CatalogueFileTest)
#include "tst_CatalogueFile.moc"
