// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CatalogueFetch.h"
#include "services/CatalogueFile.h"
#include "services/CatalogueRefresh.h"
#include "services/Services.h"
#include "services/catalogue/CatalogueNames.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/services/Desk.h"
#include "tests/support/FakeUpstream.h"

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = CatalogueChange::Kind;

/// models.dev's list with apostrophes for quotation marks.
const QByteArray list
    = "{'openai':{'id':'openai','models':{"
      "'gpt-5-mini':{'id':'gpt-5-mini','name':'GPT-5 Mini','reasoning':true,'tool_call':true,"
      "'temperature':false,'structured_output':true,'release_date':'2025-08-07',"
      "'reasoning_options':[{'type':'effort','values':['low']}],"
      "'modalities':{'input':['text','image','pdf'],'output':['text']},"
      "'cost':{'input':0.25,'output':2,'cache_read':0.025},"
      "'limit':{'context':400000,'output':128000}},"
      "'text-embedding-3-small':{'name':'Small','limit':{'context':8191,'output':1536},"
      "'modalities':{'input':['text'],'output':['text']},'cost':{'input':0.02,'output':0}},"
      "'whisper-1':{'name':'Whisper'},"
      "'gpt-3':{'name':'GPT-3','status':'deprecated'}}},"
      "'anthropic':{'models':{"
      "'claude-sonnet-4-5':{'name':'Claude Sonnet 4.5 (latest)',"
      "'cost':{'input':3,'output':15,'cache_read':0.3,'cache_write':3.75,"
      "'context_over_200k':{'input':6,'output':22.5,'cache_read':0.6,'cache_write':7.5}},"
      "'limit':{'context':200000,'output':64000}},"
      "'claude-sonnet-4-5-20250929':{'name':'Claude Sonnet 4.5'}}},"
      "'openrouter':{'models':{'openai/gpt-5-mini':{'name':'GPT-5 Mini'},"
      "'anthropic/claude-sonnet-4.5':{'name':'Claude Sonnet 4.5'}}},"
      "'unheard-of':{'models':'whatever'}}";

std::string json(QByteArray text)
{
    return text.replace('\'', '"').toStdString();
}

FemtoUsd price(const PriceSheet &sheet, PriceUnit unit)
{
    return sheet.prices[static_cast<std::size_t>(unit)].value_or(-1);
}

PriceSheet priced(const char *prompt, const char *completion)
{
    PriceSheet sheet;
    sheet.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = parsePrice(prompt);
    sheet.prices[static_cast<std::size_t>(PriceUnit::Completion)] = parsePrice(completion);
    return sheet;
}

/// A ledger with two providers, and GPT-5 mini as the list has it.
class Shop
{
public:
    Shop()
    {
        add(u"openai"_s);
        add(u"anthropic"_s, ProviderFormat::Anthropic);
        ModelDraft mini = modelAt(u"openai"_s, u"openai/gpt-5-mini"_s);
        mini.contextLength = 400'000;
        mini.endpoints[0].maxOutput = 128'000;
        mini.endpoints[0].prices = priced("0.00000025", "0.000002");
        mini.endpoints[0].prices.prices[static_cast<std::size_t>(PriceUnit::CacheRead)]
            = parsePrice("0.000000025");
        set(mini);
    }

    void add(const QString &slug, ProviderFormat format = ProviderFormat::OpenAi)
    {
        ProviderDraft draft;
        draft.slug = slug;
        draft.name = slug;
        draft.format = format;
        draft.baseUrl = u"https://"_s + slug + u".example/v1"_s;
        if (!desk.providers.add(desk.owner(), draft, Secret()))
            qFatal("no provider");
    }
    void set(const ModelDraft &draft)
    {
        const auto done = desk.catalog.set(desk.owner(), draft);
        if (!done)
            qFatal("%s", qPrintable(done.error().message));
    }
    Services services()
    {
        return {desk.organization, desk.keys, desk.providers, desk.catalog, desk.policyFile, setup};
    }
    Result<CatalogueDiff> compare(const QByteArray &text = list, const QString &owner = {})
    {
        Services available = services();
        return compareCatalogue(available, desk.owner(), json(text), owner);
    }
    Result<int> apply(const std::vector<CatalogueChange> &chosen)
    {
        Services available = services();
        return applyCatalogue(available, desk.owner(), chosen);
    }
    Model model(const QString &slug) { return desk.catalog.find(desk.owner(), slug).value(); }

    Desk desk;
    ProviderSetup setup{desk.committer, desk.providers, desk.catalog};
};

/// "model openai/x@openai"
QStringList told(const CatalogueDiff &diff)
{
    QStringList told;
    for (const CatalogueChange &change : diff.changes)
        told.append(u"%1 %2@%3"_s.arg(
            QList{u"model"_s, u"endpoint"_s, u"prices"_s, u"limits"_s, u"format"_s, u"gone"_s}.at(
                int(change.kind)),
            change.model, change.provider));
    return told;
}

} // namespace

class CatalogueRefreshTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNewIsTold()
    {
        Shop shop;
        const auto diff = shop.compare();
        QVERIFY2(diff, diff ? "" : qPrintable(diff.error().message + diff.error().field));
        QCOMPARE(diff->source, u"models.dev"_s);
        QCOMPARE(diff->providers, (QStringList{u"openai"_s, u"anthropic"_s}));
        QCOMPARE(told(*diff),
                 (QStringList{u"model anthropic/claude-sonnet-4.5@anthropic"_s,
                              u"model openai/text-embedding-3-small@openai"_s}));
        const CatalogueChange &claude = diff->changes[0];
        QCOMPARE(claude.draft.name, u"Claude Sonnet 4.5"_s);
        QCOMPARE(claude.upstreamModel, u"claude-sonnet-4-5"_s);
        QCOMPARE(price(claude.after, PriceUnit::Prompt), 3'000'000'000);
        QCOMPARE(price(claude.after, PriceUnit::CacheWrite1h), 6'000'000'000);
        QCOMPARE(claude.after.overrides.size(), std::size_t(1));
        QCOMPARE(claude.after.overrides[0].minPromptTokens, std::optional<std::int64_t>(200'000));
        QCOMPARE(diff->changes[1].draft.type, u"embeddings"_s);
        QCOMPARE(shop.desk.catalog.list(shop.desk.owner())->size(), 1); // Nothing is changed.
    }

    void whatWasChosenIsStored()
    {
        Shop shop;
        const auto diff = shop.compare();
        const auto audits = shop.desk.audits();
        QCOMPARE(shop.apply({diff->changes[0]}).value_or(-1), 1);
        QCOMPARE(shop.desk.audits() - audits, 1);
        const Model claude = shop.model(u"anthropic/claude-sonnet-4.5"_s);
        QCOMPARE(claude.settings.contextLength, 200'000);
        QCOMPARE(claude.endpoints[0].settings.contextLength, 0); // The model's.
        QCOMPARE(claude.endpoints[0].settings.maxOutput, 64'000);
        QVERIFY(!shop.desk.catalog.find(shop.desk.owner(), u"openai/text-embedding-3-small"_s));
        QCOMPARE(told(*shop.compare()),
                 QStringList{u"model openai/text-embedding-3-small@openai"_s});
    }

    void changedPricesAndLimitsAreTold()
    {
        Shop shop;
        QByteArray text = list;
        text.replace("'input':0.25,'output':2,'cache_read':0.025", "'input':0.5,'output':2");
        text.replace("'context':400000,'output':128000", "'context':500000,'output':128000");
        const auto diff = shop.compare(text);
        QCOMPARE(told(*diff).mid(1, 2),
                 (QStringList{u"prices openai/gpt-5-mini@openai"_s,
                              u"limits openai/gpt-5-mini@openai"_s}));
        const CatalogueChange &prices = diff->changes[1];
        QCOMPARE(price(prices.before, PriceUnit::Prompt), 250'000'000);
        QCOMPARE(price(prices.after, PriceUnit::Prompt), 500'000'000);
        QCOMPARE(price(prices.after, PriceUnit::CacheRead), -1); // Not told: as input.
        QCOMPARE(diff->changes[2].contextBefore, 400'000);
        QCOMPARE(diff->changes[2].contextAfter, 500'000);
        const PriceSheetId before = shop.model(u"openai/gpt-5-mini"_s).endpoints[0].priceSheet;
        QCOMPARE(shop.apply(diff->changes).value_or(-1), 3);
        const Model mini = shop.model(u"openai/gpt-5-mini"_s);
        QVERIFY(mini.endpoints[0].priceSheet.value != before.value); // A new version.
        QCOMPARE(mini.endpoints[0].settings.contextLength, 500'000);
        QVERIFY(shop.compare(text)->changes.empty());
    }

    void howAModelIsSpokenToIsTold()
    {
        Shop shop;
        QByteArray text = list;
        text.replace(
            "'context':400000,'output':128000}",
            "'context':400000,'output':128000},'interleaved':{'field':'reasoning_content'}");
        const auto diff = shop.compare(text);
        QCOMPARE(told(*diff).value(1), u"format openai/gpt-5-mini@openai"_s);
        QCOMPARE(diff->changes[1].wireBefore, u"usual"_s);
        QCOMPARE(diff->changes[1].wireAfter, u"reasoning_content"_s);
        QCOMPARE(shop.apply({diff->changes[1]}).value_or(-1), 1);
        QCOMPARE(shop.model(u"openai/gpt-5-mini"_s).endpoints[0].settings.reasoningField,
                 ReasoningField::ReasoningContent);
        QCOMPARE(told(*shop.compare(text)).size(), 2); // The new ones.
        QCOMPARE(told(*shop.compare()).size(), 2); // A list that does not tell changes nothing.
        QVERIFY(!shop.apply({diff->changes[1]})); // It is another by now.
    }

    void whatTheListCannotTellStays()
    {
        Shop shop;
        ModelDraft mini = shop.model(u"openai/gpt-5-mini"_s).settings;
        mini.endpoints = {shop.model(u"openai/gpt-5-mini"_s).endpoints[0].settings};
        PriceSheet &sheet = mini.endpoints[0].prices;
        sheet.prices[static_cast<std::size_t>(PriceUnit::WebSearch)] = parsePrice("0.01");
        sheet.discountPpm = 250'000;
        shop.set(mini);
        QCOMPARE(told(*shop.compare()).size(), 2); // No difference here.
        QByteArray text = list;
        text.replace("'cost':{'input':0.25,'output':2,'cache_read':0.025},", "");
        QCOMPARE(told(*shop.compare(text)).size(), 2); // Without a price it says nothing.
        text = list;
        text.replace("'input':0.25", "'input':0.5");
        const auto diff = shop.compare(text);
        const CatalogueChange &prices = diff->changes[1];
        QCOMPARE(prices.kind, Kind::Prices);
        QCOMPARE(price(prices.after, PriceUnit::WebSearch), *parsePrice("0.01"));
        QCOMPARE(prices.after.discountPpm, 250'000);
    }

    void whatIsGoneIsToldAndGoesWhenChosen()
    {
        Shop shop;
        shop.set(modelAt(u"openai"_s, u"openai/gpt-2"_s));
        shop.set(modelAt(u"openai"_s, u"openai/gpt-3"_s)); // Deprecated, and still there.
        shop.add(u"cohere"_s);
        shop.set(modelAt(u"cohere"_s, u"cohere/command"_s)); // Not in the list at all.
        const auto diff = shop.compare();
        QVERIFY(told(*diff).contains(u"gone openai/gpt-2@openai"_s));
        QCOMPARE(told(*diff).filter(u"gone"_s).size(), 1);
        for (const CatalogueChange &change : diff->changes) {
            if (change.kind == Kind::Gone)
                QCOMPARE(shop.apply({change}).value_or(-1), 1);
        }
        QVERIFY(!shop.desk.catalog.find(shop.desk.owner(), u"openai/gpt-2"_s));
        QVERIFY(shop.desk.catalog.find(shop.desk.owner(), u"openai/gpt-3"_s).has_value());
    }

    void aSecondProviderIsAnEndpointOfTheModel()
    {
        Shop shop;
        shop.add(u"openrouter"_s);
        const auto diff = shop.compare();
        QVERIFY(told(*diff).contains(u"endpoint openai/gpt-5-mini@openrouter"_s));
        // Both of a model that is new as a whole.
        QCOMPARE(told(*diff).filter(u"claude"_s).size(), 2);
        QVERIFY(shop.apply(diff->changes).has_value());
        QCOMPARE(shop.model(u"anthropic/claude-sonnet-4.5"_s).endpoints.size(), std::size_t(2));
        QCOMPARE(shop.model(u"openai/gpt-5-mini"_s).endpoints.size(), std::size_t(2));
        QVERIFY(!shop.model(u"openai/gpt-5-mini"_s).endpoints[1].settings.prices.isPriced());
        QVERIFY(shop.compare()->changes.empty());
    }

    void whatChangedMeanwhileIsNotOverwritten()
    {
        Shop shop;
        QByteArray text = list;
        text.replace("'input':0.25", "'input':0.5");
        const auto diff = shop.compare(text);
        ModelDraft mini = shop.model(u"openai/gpt-5-mini"_s).settings;
        mini.endpoints = {shop.model(u"openai/gpt-5-mini"_s).endpoints[0].settings};
        mini.endpoints[0].prices = priced("0.000001", "0.000001");
        shop.set(mini);
        const auto audits = shop.desk.audits();
        const Result<int> done = shop.apply(diff->changes);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Conflict);
        QVERIFY(done.error().message.contains(u"openai/gpt-5-mini"_s));
        QCOMPARE(shop.desk.audits(), audits); // Not even the new models.
        QCOMPARE(shop.desk.catalog.list(shop.desk.owner())->size(), 1);
    }

    void applyingIsAllOrNothing()
    {
        Shop shop;
        auto diff = shop.compare();
        diff->changes[1].draft.slug = u"no slug"_s;
        diff->changes[1].model = u"no slug"_s;
        QVERIFY(!shop.apply(diff->changes));
        QCOMPARE(shop.desk.catalog.list(shop.desk.owner())->size(), 1);
    }

    /// Lists are written by hand: a tab in a title is no reason to refuse all of it.
    void titlesAreTidied()
    {
        Shop shop;
        QByteArray text = list;
        text.replace("'name':'Small'", "'name':'Small\\t one '");
        const auto diff = shop.compare(text);
        QVERIFY2(diff, diff ? "" : qPrintable(diff.error().message));
        QCOMPARE(diff->changes[1].draft.name, u"Small one"_s);
    }

    void aMalformedListChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::addColumn<QString>("place");
        const QString mini = u"/openai/models/gpt-5-mini"_s;
        QTest::newRow("a brace too many") << QByteArray("'status':'deprecated'}")
                                          << QByteArray("'status':'deprecated'}}") << QString();
        QTest::newRow("cut off") << QByteArray(",'unheard-of':{'models':'whatever'}}")
                                 << QByteArray() << QString();
        QTest::newRow("a member twice")
            << QByteArray("'name':'GPT-5 Mini','reasoning'")
            << QByteArray("'name':'GPT-5 Mini','name':'A','reasoning'") << mini + u"/name"_s;
        QTest::newRow("a price in words")
            << QByteArray("'input':0.25") << QByteArray("'input':'0.25'")
            << mini + u"/cost/input"_s;
        QTest::newRow("a price below zero")
            << QByteArray("'input':0.25") << QByteArray("'input':-0.25") << mini + u"/cost/input"_s;
        QTest::newRow("a price too fine")
            << QByteArray("'input':0.25") << QByteArray("'input':0.2500000001")
            << mini + u"/cost/input"_s;
        QTest::newRow("half a token") << QByteArray("'context':400000")
                                      << QByteArray("'context':4.5") << mini + u"/limit/context"_s;
        QTest::newRow("no name") << QByteArray("'name':'Whisper'") << QByteArray("'title':'W'")
                                 << u"/openai/models/whisper-1/name"_s;
        QTest::newRow("a model that is none")
            << QByteArray("{'name':'Whisper'}") << QByteArray("7") << u"/openai/models/whisper-1"_s;
        QTest::newRow("no models") << QByteArray("{'id':'openai','models'")
                                   << QByteArray("{'id':'openai','list'") << u"/openai"_s;
        QTest::newRow("nobody of ours")
            << QByteArray("'openai':{") << QByteArray("'o':{") << QString();
    }
    void aMalformedListChangesNothing()
    {
        QFETCH(const QByteArray, from);
        QFETCH(const QByteArray, to);
        QFETCH(const QString, place);
        Shop shop;
        QVERIFY(list.contains(from));
        QByteArray text = list;
        text.replace(from, to);
        if (to == "'o':{")
            text.replace("'anthropic':{", "'a':{");
        const auto diff = shop.compare(text);
        QVERIFY(!diff);
        QCOMPARE(diff.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(diff.error().field, place);
        QVERIFY(!diff.error().message.isEmpty());
    }

    void aProvidersOwnListIsRead()
    {
        Shop shop;
        shop.add(u"openrouter"_s);
        const QByteArray own
            = "{'data':[{'id':'openai/gpt-5-mini','name':'GPT-5 Mini','context_length':400000,"
              "'architecture':{'input_modalities':['text','image'],'output_modalities':['text']},"
              "'pricing':{'prompt':'0.00000025','completion':'0.000002','web_search':'0.01'},"
              "'top_provider':{'max_completion_tokens':128000},"
              "'supported_parameters':['tools','max_tokens']},"
              "{'id':'openrouter/auto','pricing':{'prompt':'-1','completion':'-1'}}]}";
        QVERIFY(!shop.compare(own)); // Nobody's.
        QVERIFY(!shop.compare(own, u"elsewhere"_s));
        const auto diff = shop.compare(own, u"openrouter"_s);
        QVERIFY2(diff, diff ? "" : qPrintable(diff.error().message));
        QCOMPARE(told(*diff),
                 (QStringList{u"endpoint openai/gpt-5-mini@openrouter"_s,
                              u"model openrouter/auto@openrouter"_s}));
        const CatalogueChange &mini = diff->changes[0];
        QCOMPARE(price(mini.after, PriceUnit::WebSearch), *parsePrice("0.01"));
        QCOMPARE(mini.draft.endpoints[0].supportedParameters,
                 (QStringList{u"tools"_s, u"max_tokens"_s}));
        QVERIFY(!diff->changes[1].after.isPriced()); // It depends: a state, and not zero.
        QCOMPARE(shop.apply(diff->changes).value_or(-1), 2);
        QVERIFY(shop.compare(own, u"openrouter"_s)->changes.empty());
        QVERIFY(!shop.compare("{'data':[]}", u"openrouter"_s)); // Empty: not all gone.
        const auto broken = shop.compare("{'data':[{'id':'a'},{'name':'b'}]}", u"openrouter"_s);
        QVERIFY(!broken);
        QCOMPARE(broken.error().field, u"/data/1/id"_s);
    }

    void whoMayNotManageMayNotCompare()
    {
        Shop shop;
        Services services = shop.services();
        KeyDraft draft;
        draft.name = u"ci"_s;
        const auto issued = shop.desk.keys.create(shop.desk.owner(), draft);
        const Actor nobody = shop.desk.keyActor(issued->key.id);
        QVERIFY(!compareCatalogue(services, nobody, json(list)));
        QVERIFY(!applyCatalogue(services, nobody, {}));
    }

    /// The program's own file, stored whole, has the same names as the list has.
    void ownCatalogueAgreesWithItsNames()
    {
        const auto names = CatalogueNames::own();
        QVERIFY2(names, names ? "" : qPrintable(names.error().message + names.error().field));
        QFile source(QStringLiteral(TURNPIKE_CATALOGUE));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const auto file = parseCatalogueFile(source.readAll().toStdString());
        QVERIFY(file);
        QSet<QString> known;
        for (const KnownProvider &provider : file->providers) {
            for (const ModelDraft &model : provider.models) {
                if (provider.draft.slug == u"openrouter")
                    known.insert(model.endpoints[0].upstreamModel);
            }
        }
        QVERIFY(known.size() > 200);
        for (const KnownProvider &provider : file->providers) {
            const QString called = names->sourceOf(provider.draft.slug);
            QVERIFY2(!called.isEmpty(), qPrintable(provider.draft.slug));
            for (const ModelDraft &model : provider.models) {
                for (const EndpointDraft &endpoint : model.endpoints) {
                    const auto place = names->placeOf(called, endpoint.upstreamModel, known);
                    QCOMPARE(place.slug, model.slug);
                    QCOMPARE(place.variant, endpoint.variant);
                }
            }
        }
    }

    void filesAndAddressesAreFetched()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"list.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{}");
        file.close();
        QCOMPARE(fetchModelList(path).value_or(QByteArray()), QByteArray("{}"));
        QCOMPARE(fetchModelList(path, {.bytes = 1}).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(fetchModelList(path + u'x').error().code, ErrorCode::NotFound);
        const auto upstream = test::FakeUpstream::start(test::Answer::json(200, "[1]"));
        QCOMPARE(fetchModelList(upstream->url() + u"/api.json"_s).value_or(QByteArray()),
                 QByteArray("[1]"));
        QCOMPARE(upstream->requests().constFirst().path, QByteArray("/api.json"));
        QCOMPARE(fetchModelList(upstream->url(), {.bytes = 2}).error().code,
                 ErrorCode::InvalidArgument);
        upstream->setDefault(test::Answer::json(503, "{}"));
        const auto refused = fetchModelList(upstream->url());
        QCOMPARE(refused.error().code, ErrorCode::UpstreamFailed);
        QVERIFY(refused.error().message.contains(u"503"_s));
        upstream->setDefault(test::Answer::silence());
        QCOMPARE(
            fetchModelList(upstream->url(), {.time = std::chrono::milliseconds(50)}).error().code,
            ErrorCode::Timeout);
        QCOMPARE(fetchModelList(u"http://127.0.0.1:%1/"_s.arg(test::refusingPort())).error().code,
                 ErrorCode::UpstreamFailed);
        QCOMPARE(fetchModelList(u"https://user:word@example.org/"_s).error().code,
                 ErrorCode::InvalidArgument);
    }

    void fetchingDoesNotBlock()
    {
        const auto upstream = test::FakeUpstream::start(test::Answer::json(200, "[1]"));
        QByteArray got;
        QObject context;
        fetchModelList(&context, upstream->url(),
                       [&](const Result<QByteArray> &fetched) { got = fetched.value_or("none"); });
        QVERIFY(got.isEmpty());
        QTRY_COMPARE(got, QByteArray("[1]"));
    }
};

QTEST_GUILESS_MAIN(CatalogueRefreshTest)
#include "tst_CatalogueRefresh.moc"
