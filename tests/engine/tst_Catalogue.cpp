// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/endpoints/Catalogue.h"

#include <QTest>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace turnpike;
namespace bj = boost::json;

namespace {

constexpr std::int64_t now = 1'782'950'400'000'000; // 2026-07-02T00:00:00Z, a Thursday

EndpointPolicy endpointOf(std::uint32_t provider, const char *tag, const char *prices,
                          std::vector<std::string> parameters)
{
    EndpointPolicy endpoint;
    endpoint.provider = provider;
    endpoint.tag = tag;
    endpoint.prices = parsePriceSheet(prices).value();
    endpoint.supportedParameters = std::move(parameters);
    return endpoint;
}

void add(PolicySnapshot &policy, ModelPolicy model)
{
    if (model.canonicalSlug.empty())
        model.canonicalSlug = model.slug;
    const auto index = static_cast<std::uint32_t>(policy.models.size());
    policy.modelBySlug.emplace(model.slug, index);
    policy.modelBySlug.emplace(model.canonicalSlug, index);
    policy.models.push_back(std::move(model));
}

/// Four served models (dear, cheap, unpriced, embeddings) and one at a disabled provider.
PolicySnapshot samplePolicy()
{
    PolicySnapshot policy;
    for (const char *slug : {"alder", "birch", "closed"}) {
        ProviderPolicy provider;
        provider.slug = slug;
        provider.name = slug;
        provider.name[0] = static_cast<char>(provider.name[0] - 'a' + 'A');
        policy.providers.push_back(std::move(provider));
    }
    policy.providers[1].format = ProviderFormat::Anthropic;
    policy.providers[1].privacyUrl = "https://birch.example/privacy";
    policy.providers[2].isEnabled = false;

    ModelPolicy dear;
    dear.slug = "alder/large";
    dear.canonicalSlug = "alder/large-2026-01-01";
    dear.name = "Alder \"Large\"";
    dear.createdS = now / 1'000'000 - 10 * 86'400;
    dear.contextLength = 200'000;
    dear.tokenizer = "GPT";
    dear.inputModalities = {"text", "image"};
    dear.outputModalities = {"text"};
    dear.endpoints = {
        endpointOf(0, "alder",
                   R"({"prompt":"0.000004","completion":"0.00001","input_cache_read":"0.000001",)"
                   R"("overrides":[{"utc_start":0,"utc_end":600,"prompt":"0.000002"},)"
                   R"({"min_prompt_tokens":100000,"prompt":"0.000008"}],"discount":0.5})",
                   {"tools", "tool_choice", "temperature"}),
        endpointOf(1, "birch/fp8", R"({"prompt":"1","completion":"1","input_cache_read":"0"})",
                   {"tools", "seed"}),
    };
    dear.endpoints[0].maxOutput = 4'096;
    dear.endpoints[1].contextLength = 64'000;
    dear.endpoints[1].quantization = "fp8";
    add(policy, dear);

    ModelPolicy cheap;
    cheap.slug = "birch/small";
    cheap.name = "Small";
    cheap.description = "A small model.";
    cheap.createdS = now / 1'000'000 - 400 * 86'400;
    cheap.contextLength = 32'000;
    cheap.inputModalities = {"text"};
    cheap.outputModalities = {"text", "image"};
    cheap.endpoints
        = {endpointOf(1, "birch", R"({"prompt":"1e-8","completion":"0.00000002"})", {})};
    add(policy, cheap);

    ModelPolicy unpriced;
    unpriced.slug = "alder/local";
    unpriced.name = "Local";
    unpriced.inputModalities = unpriced.outputModalities = {"text"};
    unpriced.endpoints = {endpointOf(0, "alder", "{}", {"temperature"})};
    add(policy, unpriced);

    ModelPolicy embeddings = cheap;
    embeddings.slug = embeddings.canonicalSlug = "birch/embed";
    embeddings.outputModalities = {"embeddings"};
    add(policy, embeddings);

    ModelPolicy closed = cheap;
    closed.slug = closed.canonicalSlug = "closed/model";
    closed.endpoints[0].provider = 2;
    add(policy, closed);
    return policy;
}

bj::object bodyOf(const std::optional<CatalogueAnswer> &answer)
{
    return bj::parse(answer.value().body).as_object();
}

bj::object get(const char *path, const char *query = "")
{
    return bodyOf(catalogueAnswer(samplePolicy(), path, parseUrlQuery(query), now));
}

QByteArray text(const bj::value &value)
{
    return QByteArray::fromStdString(bj::serialize(value));
}

} // namespace

class TestCatalogue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void queriesChooseAndOrder_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("slugs");
        const auto row = [](const char *query, const char *slugs) {
            QTest::newRow(*query == 0 ? "everything" : query)
                << QByteArray(query) << QByteArray(slugs);
        };
        row("", "alder/large birch/small alder/local");
        row("output_modalities=all", "alder/large birch/small alder/local birch/embed");
        row("output_modalities=embeddings,image", "birch/small birch/embed");
        row("input_modalities=image", "alder/large");
        row("input_modalities=text,image", "alder/large");
        row("q=SMALL", "birch/small");
        row("q=alder%2Fl", "alder/large alder/local");
        row("q=a+small+model", "birch/small");
        row("supported_parameters=tools,seed", "alder/large");
        row("supported_parameters=temperature", "alder/large alder/local");
        row("supported_parameters=temperature,logprobs", "");
        row("providers=birch", "alder/large birch/small");
        row("providers=Birch,alder", "alder/large birch/small alder/local");
        row("providers=closed", "");
        row("model_authors=alder", "alder/large alder/local");
        row("context=32000", "alder/large birch/small");
        row("context=32001", "alder/large");
        row("arch=gpt", "alder/large");
        row("max_price=0.01", "birch/small"); // USD per million; at the bound.
        row("max_price=0.009999999", "");
        row("min_price=1", "alder/large"); // Now, and net of the discount.
        row("min_price=1.000000001", "");
        row("min_output_price=5&max_output_price=5", "alder/large");
        row("min_age_days=11", "birch/small");
        row("max_age_days=10", "alder/large");
        row("sort=pricing-low-to-high", "birch/small alder/large alder/local");
        row("sort=pricing-high-to-low", "alder/large birch/small alder/local");
        row("sort=newest", "alder/large birch/small alder/local");
        row("sort=context-high-to-low&model_authors=birch,alder",
            "alder/large birch/small alder/local");
        row("sort=most-popular", "alder/large birch/small alder/local");
        row("category=programming", "");
        row("min_intelligence_index=1", "");
        row("region=eu", "");
        row("region=global", "alder/large birch/small alder/local");
        row("zdr=true", "");
        row("distillable=false", "alder/large birch/small alder/local");
        row("beta=true&use_rss=false", "alder/large birch/small alder/local");
        row("limit=2", "alder/large birch/small");
        row("offset=1", "birch/small alder/local");
        row("offset=1&limit=1", "birch/small");
        row("offset=99", "");
    }
    void queriesChooseAndOrder()
    {
        QFETCH(const QByteArray, query);
        QFETCH(const QByteArray, slugs);
        QByteArrayList found;
        const bj::object body = get("/models", query.constData());
        for (const bj::value &model : body.at("data").as_array())
            found << QByteArray(model.at("id").as_string().c_str());
        QCOMPARE(found.join(' '), slugs);
        QCOMPARE(body.at("object").as_string(), "list");
    }

    void pagesAreLinked()
    {
        bj::object body = get("/models", "q=l&limit=2");
        QCOMPARE(body.at("total_count").as_int64(), 3);
        const std::string next(body.at("links").at("next").as_string());
        QCOMPARE(next, std::string("/api/v1/models?offset=2&limit=2&q=l"));
        body = get("/models", next.substr(next.find('?') + 1).c_str());
        QCOMPARE(body.at("data").as_array().size(), std::size_t{1});
        QVERIFY(body.at("links").at("next").is_null());
        QVERIFY(get("/models").at("links").at("next").is_null());
        QVERIFY(get("/models", "limit=3").at("links").at("next").is_null());
    }

    void malformedParametersAreNamed_data()
    {
        QTest::addColumn<QByteArray>("query");
        for (const char *query :
             {"limit=0", "limit=1001", "limit=x", "limit=", "offset=-1", "offset=1.5",
              "context=big", "min_price=-1", "max_price=cheap", "min_age_days=-1", "sort=random"})
            QTest::newRow(query) << QByteArray(query);
    }
    void malformedParametersAreNamed()
    {
        QFETCH(const QByteArray, query);
        for (const char *path : {"/models", "/models/count", "/embeddings/models"}) {
            const auto answer
                = catalogueAnswer(samplePolicy(), path, parseUrlQuery(query.toStdString()), now);
            QCOMPARE(answer.value().status, 400);
            const bj::object body = bodyOf(answer);
            QCOMPARE(body.at("error").at("code").as_int64(), 400);
            const QByteArray name = query.left(query.indexOf('='));
            QVERIFY(text(body.at("error").at("message")).contains('\'' + name + '\''));
        }
    }

    void pricesAreNetAndThoseOfTheHour()
    {
        const auto pricing = [](std::int64_t us) {
            return text(bodyOf(catalogueAnswer(samplePolicy(), "/model/alder/large", {}, us))
                            .at("data")
                            .at("pricing"));
        };
        const QByteArray night
            = R"({"prompt":"0.000001","completion":"0.000005","input_cache_read":"0.0000005",)"
              R"("overrides":[{"utc_start":0,"utc_end":600,"prompt":"0.000001"},)"
              R"({"min_prompt_tokens":100000,"prompt":"0.000004"}]})";
        QCOMPARE(pricing(now), night);
        QByteArray noon = night;
        noon.replace("0.000001\",\"completion", "0.000002\",\"completion");
        QCOMPARE(pricing(now + 12LL * 3'600'000'000), noon);
    }

    void unpricedIsNotFree()
    {
        QCOMPARE(text(get("/model/alder/local").at("data").at("pricing")),
                 QByteArray(R"({"prompt":"-1","completion":"-1"})"));
    }

    void requiredKeysOfAModelAreThere()
    {
        const bj::object body = get("/models", "output_modalities=all");
        for (const bj::value &model : body.at("data").as_array()) {
            const bj::object &all = model.as_object();
            for (const char *name :
                 {"id", "canonical_slug", "name", "created", "context_length", "architecture",
                  "pricing", "top_provider", "per_request_limits", "supported_parameters",
                  "default_parameters", "supported_voices", "links"})
                QVERIFY2(all.contains(name), name);
        }
        const bj::object dear = get("/model/alder/large").at("data").as_object();
        QCOMPARE(
            text(dear.at("architecture")),
            QByteArray(R"({"input_modalities":["text","image"],"output_modalities":["text"],)"
                       R"("modality":"text+image->text","instruct_type":null,"tokenizer":"GPT"})"));
        QCOMPARE(text(dear.at("supported_parameters")),
                 QByteArray(R"(["tools","tool_choice","temperature","seed"])"));
        QCOMPARE(
            text(dear.at("top_provider")),
            QByteArray(
                R"({"context_length":200000,"max_completion_tokens":4096,"is_moderated":false})"));
        QCOMPARE(dear.at("links").at("details").as_string(),
                 "/api/v1/models/alder/large/endpoints");
        QVERIFY(get("/model/alder/local").at("data").at("context_length").is_null());
    }

    void modelsAreFoundByEveryNameTheyHave_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path :
             {"/model/alder/large", "/model/alder/large:free", "/model/alder/large-2026-01-01",
              "/model/alder%2Flarge", "/models/alder%2Flarge", "/models/alder/large"})
            QTest::newRow(path) << QByteArray(path);
    }
    void modelsAreFoundByEveryNameTheyHave()
    {
        QFETCH(const QByteArray, path);
        const bj::object body = get(path.constData());
        // OpenAI's and Anthropic's clients, which ask /models/{id}, read no envelope.
        const bool isBare = path.startsWith("/models/");
        QCOMPARE(body.contains("data"), !isBare);
        QCOMPARE((isBare ? body : body.at("data").as_object()).at("id").as_string(), "alder/large");
    }

    void unknownModelsAre404_data()
    {
        QTest::addColumn<QByteArray>("path");
        for (const char *path : {"/model/no/such", "/models/no%2Fsuch", "/models/no/such/endpoints",
                                 "/model/", "/model/a:b"})
            QTest::newRow(path) << QByteArray(path);
    }
    void unknownModelsAre404()
    {
        QFETCH(const QByteArray, path);
        const auto answer = catalogueAnswer(samplePolicy(), path.toStdString(), {}, now);
        QCOMPARE(answer.value().status, 404);
        QCOMPARE(bodyOf(answer).at("error").at("code").as_int64(), 404);
    }

    void otherPathsAreNotTheCatalogues()
    {
        for (const char *path : {"/", "", "/modelsx", "/chat/completions", "/key", "/providers/x"})
            QVERIFY2(!catalogueAnswer(samplePolicy(), path, {}, now), path);
    }

    void endpointsTellWhatTheyTake()
    {
        const bj::object data = get("/models/alder/large/endpoints").at("data").as_object();
        QCOMPARE(data.at("id").as_string(), "alder/large");
        QVERIFY(data.at("architecture").as_object().contains("instruct_type"));
        const bj::array &endpoints = data.at("endpoints").as_array();
        QCOMPARE(endpoints.size(), std::size_t{2});
        for (const bj::value &endpoint : endpoints) {
            for (const char *name :
                 {"uptime_last_5m", "uptime_last_30m", "uptime_last_1d", "latency_last_30m",
                  "throughput_last_30m", "max_prompt_tokens"})
                QVERIFY2(endpoint.as_object().at(name).is_null(), name);
        }
        QCOMPARE(text(endpoints[0].at("supports_tool_choice")),
                 QByteArray(R"({"auto":true,"none":true,"required":true,"function":true})"));
        QCOMPARE(text(endpoints[1].at("supports_tool_choice")),
                 QByteArray(R"({"auto":true,"none":false,"required":false,"function":false})"));
        QCOMPARE(endpoints[0].at("context_length").as_int64(), 200'000);
        QCOMPARE(endpoints[1].at("context_length").as_int64(), 64'000);
        QCOMPARE(endpoints[0].at("max_completion_tokens").as_int64(), 4'096);
        QVERIFY(endpoints[1].at("max_completion_tokens").is_null());
        QVERIFY(endpoints[0].at("quantization").is_null());
        QCOMPARE(endpoints[1].at("quantization").as_string(), "fp8");
        QCOMPARE(endpoints[1].at("tag").as_string(), "birch/fp8");
        QVERIFY(endpoints[0].at("supports_implicit_caching").as_bool());
        QVERIFY(
            !endpoints[1].at("supports_implicit_caching").as_bool()); // Anthropic's wants markers.
    }

    void disabledProvidersAreNotShown()
    {
        QVERIFY(
            get("/models/closed/model/endpoints").at("data").at("endpoints").as_array().empty());
        const bj::array providers = get("/providers").at("data").as_array();
        QCOMPARE(providers.size(), std::size_t{2});
        QCOMPARE(
            text(providers[1]),
            QByteArray(
                R"({"name":"Birch","slug":"birch","privacy_policy_url":"https://birch.example/privacy",)"
                R"("terms_of_service_url":null,"status_page_url":null,"headquarters":null,"datacenters":null})"));
    }

    void countsAndEmbeddings()
    {
        QCOMPARE(get("/models/count").at("data").at("count").as_int64(), 3);
        QCOMPARE(get("/models/count", "output_modalities=all").at("data").at("count").as_int64(),
                 4);
        const bj::array embeddings = get("/embeddings/models").at("data").as_array();
        QCOMPARE(embeddings.size(), std::size_t{1});
        QCOMPARE(embeddings[0].at("id").as_string(), "birch/embed");
        QVERIFY(get("/endpoints/zdr").at("data").as_array().empty());
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "tst_Catalogue.moc"
