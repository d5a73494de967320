// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves an endpoint out of a plan, and what the client is told when none is left.
#include "engine/routing/RouteRefusal.h"

#include <QTest>

#include "tests/engine/RoutingFixture.h"

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class RoutingFiltersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_lab = std::make_unique<RoutingFixture>();
        m_lab->endpoint("lab/m1", "alder", 1.0);
        m_lab->endpoint("lab/m1", "birch", 2.0);
        m_lab->endpoint("lab/m1", "cedar", 3.0);
    }

    void onlyKeepsWhatItNames_data();
    void onlyKeepsWhatItNames();
    void ignoreLeavesOutWhatItNames();
    void keysAllowlistIsTheCeiling();
    void allowlistsMayEndInAStar();
    void dataPolicyUnknownCountsAsTheWorst();
    void zdrComesFromRequestOrKey();
    void quantizationsCoverTheirKin_data();
    void quantizationsCoverTheirKin();
    void maxPriceExcludesAndIsExact();
    void maxPriceOfOverridesIsThatOfThePrompt();
    void maxPriceTooLargeForAnyPriceIsNone();
    void contextThatSurelyIsTooSmallIsOut();
    void shorterOutputIsOut();
    void inputsNeedTheirModality();
    void requiredParametersAreAll();
    void featuresPreferThoseWhoHaveThem();
    void featureThatNobodyHasRemovesNothing();
    void jsonSchemaIsNotLeftUnheard();
    void suffixesOfAModelAreFilters();
    void tiersAreOutUntilAskedFor();
    void modelsForAnotherRouteAreOut();
    void distillableTextIsKnownOfNobody();
    void withoutFallbacksTheFirstOrTheNamedStay();
    void disabledProvidersAreNoEndpoints();
    void simulatorStandsInForUnknownModels();
    void fallbackModelsAreFilteredEachOnItsOwn();
    void refusalsSayWhatEmptiedThePlan_data();
    void refusalsSayWhatEmptiedThePlan();

private:
    EndpointPolicy &endpoint(std::size_t number)
    {
        return m_lab->policy.models[0].endpoints[number];
    }
    QString tags()
    {
        QStringList tags = m_lab->tags();
        tags.sort();
        return tags.join(u' ');
    }

    std::unique_ptr<RoutingFixture> m_lab;
};

void RoutingFiltersTest::onlyKeepsWhatItNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("kept");
    QTest::newRow("slug") << QByteArray("birch") << u"birch birch/turbo"_s;
    QTest::newRow("upper case") << QByteArray("BIRCH") << u"birch birch/turbo"_s;
    QTest::newRow("display name") << QByteArray("the birch") << u"birch birch/turbo"_s;
    QTest::newRow("variant") << QByteArray("birch/turbo") << u"birch/turbo"_s;
    QTest::newRow("tier") << QByteArray("birch/flex") << u"birch/flex"_s;
    QTest::newRow("unknown") << QByteArray("yew") << QString();
    QTest::newRow("beginning") << QByteArray("bir") << QString();
}

void RoutingFiltersTest::onlyKeepsWhatItNames()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QString, kept);
    m_lab->endpoint("lab/m1", "birch/turbo");
    m_lab->endpoint("lab/m1", "birch/flex");
    m_lab->preferences.only = {name.toStdString()};
    QCOMPARE(tags(), kept);
    QCOMPARE(m_lab->leftOut("alder"), u"not_in_only"_s);
    QCOMPARE(m_lab->plan().problem,
             kept.isEmpty() ? RouteProblem::FilteredOut : RouteProblem::None);
}

void RoutingFiltersTest::ignoreLeavesOutWhatItNames()
{
    m_lab->preferences.ignore = {"alder", "The Cedar"};
    QCOMPARE(tags(), u"birch"_s);
    QCOMPARE(m_lab->leftOut("alder"), u"ignored"_s);
    QCOMPARE(m_lab->leftOut("cedar"), u"ignored"_s);
}

void RoutingFiltersTest::keysAllowlistIsTheCeiling()
{
    const std::vector<std::string> providers{"birch"};
    m_lab->question.limits.providers = providers;
    QCOMPARE(tags(), u"birch"_s);
    QCOMPARE(m_lab->leftOut("alder"), u"key_providers"_s);
    m_lab->preferences.only = {"alder"};
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
    m_lab->preferences.only.clear();
    const std::vector<std::string> models{"lab/m2"};
    m_lab->question.limits.models = models;
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
    QCOMPARE(m_lab->leftOut("birch"), u"key_models"_s);
}

void RoutingFiltersTest::allowlistsMayEndInAStar()
{
    const std::vector<std::string> models{"lab/*"};
    m_lab->question.limits.models = models;
    QCOMPARE(tags(), u"alder birch cedar"_s);
    const std::vector<std::string> others{"laboratory/*"};
    m_lab->question.limits.models = others;
    QCOMPARE(tags(), QString());
}

void RoutingFiltersTest::dataPolicyUnknownCountsAsTheWorst()
{
    m_lab->provider("alder").trainsOnPrompts = false;
    m_lab->provider("alder").retainsPrompts = false;
    m_lab->provider("birch").trainsOnPrompts = false;
    m_lab->preferences.deniesDataCollection = true;
    QCOMPARE(tags(), u"alder"_s);
    QCOMPARE(m_lab->leftOut("birch"), u"data_collection"_s);
    QCOMPARE(m_lab->leftOut("cedar"), u"data_collection"_s);
}

void RoutingFiltersTest::zdrComesFromRequestOrKey()
{
    m_lab->provider("cedar").retainsPrompts = false;
    m_lab->preferences.requiresZdr = true;
    QCOMPARE(tags(), u"cedar"_s);
    QCOMPARE(m_lab->leftOut("alder"), u"zdr"_s);
    m_lab->preferences.requiresZdr = false;
    QCOMPARE(tags(), u"alder birch cedar"_s);
    m_lab->question.limits.requiresZdr = true;
    QCOMPARE(tags(), u"cedar"_s);
}

void RoutingFiltersTest::quantizationsCoverTheirKin_data()
{
    QTest::addColumn<QByteArray>("asked");
    QTest::addColumn<QString>("kept");
    QTest::newRow("fp8") << QByteArray("fp8") << u"alder birch"_s;
    QTest::newRow("mxfp8") << QByteArray("mxfp8") << u"birch"_s;
    QTest::newRow("fp4") << QByteArray("fp4") << QString();
    QTest::newRow("unknown") << QByteArray("unknown") << u"cedar"_s;
    QTest::newRow("no level") << QByteArray("fp7") << QString();
}

void RoutingFiltersTest::quantizationsCoverTheirKin()
{
    QFETCH(const QByteArray, asked);
    QFETCH(const QString, kept);
    endpoint(0).quantization = "fp8";
    endpoint(1).quantization = "mxfp8";
    m_lab->preferences.quantizations = {asked.toStdString()};
    QCOMPARE(tags(), kept);
}

void RoutingFiltersTest::maxPriceExcludesAndIsExact()
{
    m_lab->endpoint("lab/m1", "unpriced", std::nullopt);
    m_lab->preferences.maxPromptPrice = "2";
    QCOMPARE(tags(), u"alder birch"_s);
    QCOMPARE(m_lab->leftOut("cedar"), u"max_price"_s);
    QCOMPARE(m_lab->leftOut("unpriced"), u"max_price"_s);
    m_lab->preferences.maxPromptPrice = "1.999999999";
    QCOMPARE(tags(), u"alder"_s);
    m_lab->preferences.maxPromptPrice = "2e0";
    m_lab->preferences.maxCompletionPrice = "1";
    QCOMPARE(tags(), u"alder"_s);
    m_lab->preferences.maxCompletionPrice.clear();
    m_lab->preferences.maxPromptPrice.clear();
    m_lab->preferences.maxRequestPrice = "0.01";
    endpoint(0).prices.prices[static_cast<std::size_t>(PriceUnit::Request)] = 20'000'000'000'000;
    QCOMPARE(tags(), u"birch cedar unpriced"_s);
    m_lab->preferences.maxRequestPrice = "0.02";
    QCOMPARE(tags(), u"alder birch cedar unpriced"_s);
    // A discount counts.
    m_lab->preferences.maxPromptPrice = "1.5";
    endpoint(2).prices.discountPpm = 500'000;
    QCOMPARE(tags(), u"alder cedar"_s);
}

void RoutingFiltersTest::maxPriceOfOverridesIsThatOfThePrompt()
{
    PriceOverride dear;
    dear.minPromptTokens = 1000;
    dear.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = 5'000'000'000;
    endpoint(0).prices.overrides.push_back(dear);
    m_lab->preferences.maxPromptPrice = "2";
    m_lab->question.promptTokens = 1000;
    QCOMPARE(tags(), u"alder birch"_s);
    m_lab->question.promptTokens = 1001;
    QCOMPARE(tags(), u"birch"_s);
}

void RoutingFiltersTest::maxPriceTooLargeForAnyPriceIsNone()
{
    m_lab->preferences.maxPromptPrice = "1e30";
    QCOMPARE(tags(), u"alder birch cedar"_s);
    m_lab->preferences.maxPromptPrice = "0";
    QCOMPARE(tags(), QString());
}

void RoutingFiltersTest::contextThatSurelyIsTooSmallIsOut()
{
    endpoint(0).contextLength = 1000;
    endpoint(1).contextLength = 10'000;
    m_lab->question.promptTokens = 1600;
    QCOMPARE(tags(), u"birch cedar"_s);
    QCOMPARE(m_lab->leftOut("alder"), u"context_length"_s);
    // Perhaps it fits: after the others.
    m_lab->question.promptTokens = 1400;
    QCOMPARE(m_lab->tags().last(), u"alder"_s);
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::ContextTight);
    m_lab->question.promptTokens = 1000;
    m_lab->plan();
    QCOMPARE(m_lab->demotionOf("alder"), Demotion::None);
    // The model's own holds where an endpoint tells none.
    m_lab->model("lab/m1").contextLength = 500;
    QCOMPARE(tags(), u"alder birch"_s);
}

void RoutingFiltersTest::shorterOutputIsOut()
{
    endpoint(0).maxOutput = 4096;
    endpoint(1).maxOutput = 8192;
    m_lab->question.maxOutput = 8192;
    QCOMPARE(tags(), u"birch cedar"_s);
    QCOMPARE(m_lab->leftOut("alder"), u"output_length"_s);
}

void RoutingFiltersTest::inputsNeedTheirModality()
{
    m_lab->question.inputs = Modality::Image | Modality::File;
    QCOMPARE(tags(), u"alder birch cedar"_s); // Nothing is known of the model.
    m_lab->model("lab/m1").inputModalities = {"text", "image"};
    QCOMPARE(tags(), QString());
    QCOMPARE(m_lab->leftOut("alder"), u"modality"_s);
    m_lab->model("lab/m1").inputModalities = {"text", "image", "file"};
    QCOMPARE(tags(), u"alder birch cedar"_s);
    m_lab->question.inputs = Modality::Audio;
    QCOMPARE(tags(), QString());
}

void RoutingFiltersTest::requiredParametersAreAll()
{
    endpoint(0).supportedParameters = {"max_tokens", "temperature", "reasoning"};
    endpoint(1).supportedParameters = {"max_tokens"};
    const std::vector<std::string_view> sent{"max_completion_tokens", "temperature",
                                             "reasoning_effort"};
    m_lab->question.parameters = sent;
    QCOMPARE(tags(), u"alder birch cedar"_s);
    m_lab->preferences.requiresParameters = true;
    QCOMPARE(tags(), u"alder"_s);
    QCOMPARE(m_lab->leftOut("birch"), u"parameters"_s);
    QCOMPARE(m_lab->leftOut("cedar"), u"parameters"_s); // Its list is not known.
    const std::vector<std::string_view> strange{"temperature", "something_new"};
    m_lab->question.parameters = strange;
    QCOMPARE(tags(), QString());
}

void RoutingFiltersTest::featuresPreferThoseWhoHaveThem()
{
    endpoint(1).supportedParameters = {"tools"};
    m_lab->question.hasTools = true;
    QCOMPARE(tags(), u"birch"_s);
    QCOMPARE(m_lab->leftOut("alder"), u"parameters"_s);
    // One after the other, and never the last.
    endpoint(2).supportedParameters = {"response_format"};
    m_lab->question.hasResponseFormat = true;
    QCOMPARE(tags(), u"birch"_s);
    m_lab->question.hasTools = false;
    QCOMPARE(tags(), u"cedar"_s);
    m_lab->question.hasResponseFormat = false;
    const std::vector<std::string_view> sent{"verbosity", "temperature"};
    m_lab->question.parameters = sent;
    endpoint(0).supportedParameters = {"verbosity"};
    QCOMPARE(tags(), u"alder"_s);
}

void RoutingFiltersTest::featureThatNobodyHasRemovesNothing()
{
    for (std::size_t i = 0; i < 3; ++i)
        endpoint(i).supportedParameters = {"temperature"};
    m_lab->question.hasTools = true;
    m_lab->question.hasResponseFormat = true;
    QCOMPARE(tags(), u"alder birch cedar"_s);
}

void RoutingFiltersTest::jsonSchemaIsNotLeftUnheard()
{
    m_lab->question.hasResponseFormat = true;
    m_lab->question.needsJsonSchema = true;
    endpoint(0).supportedParameters = {"response_format"};
    endpoint(1).supportedParameters = {"response_format", "structured_outputs"};
    QCOMPARE(tags(), u"birch"_s);
    // What is not known may; what is known not to may not.
    endpoint(1).supportedParameters = {"temperature"};
    endpoint(0).supportedParameters = {"temperature"};
    QCOMPARE(tags(), u"cedar"_s);
    endpoint(2).supportedParameters = {"response_format"};
    QCOMPARE(tags(), QString());
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
}

void RoutingFiltersTest::suffixesOfAModelAreFilters()
{
    m_lab->endpoint("lab/m1", "free", 0.0);
    endpoint(0).contextLength = 1'000'000;
    endpoint(1).contextLength = 200'000;
    endpoint(2).supportedParameters = {"reasoning"};
    QCOMPARE(m_lab->tags({"lab/m1:free"}), QStringList{u"free"_s});
    QCOMPARE(m_lab->leftOut("alder"), u"not_free"_s);
    QCOMPARE(m_lab->tags({"lab/m1:extended"}), QStringList{u"alder"_s});
    QCOMPARE(m_lab->leftOut("birch"), u"shorter_context"_s);
    QCOMPARE(m_lab->tags({"lab/m1:thinking"}), QStringList{u"cedar"_s});
    QCOMPARE(m_lab->leftOut("alder"), u"no_reasoning"_s);
    QCOMPARE(int(m_lab->plan({"lab/m1:thinking"}).candidates[0].variants), int(Variant::Thinking));
}

void RoutingFiltersTest::tiersAreOutUntilAskedFor()
{
    m_lab->endpoint("lab/m1", "alder/priority", 2.0);
    m_lab->endpoint("lab/m1", "alder/flex", 0.5);
    QCOMPARE(tags(), u"alder birch cedar"_s);
    QCOMPARE(m_lab->leftOut("alder/flex"), u"service_tier"_s);
    QVERIFY(m_lab->tags({"lab/m1:nitro"}).contains(u"alder/priority"_s));
    QVERIFY(!m_lab->tags({"lab/m1:nitro"}).contains(u"alder/flex"_s));
    QCOMPARE(m_lab->first({"lab/m1:floor"}), u"alder/flex"_s);
    m_lab->question.refusesTiers = true;
    QCOMPARE(m_lab->first({"lab/m1:floor"}), u"alder"_s);
    m_lab->question.refusesTiers = false;
    m_lab->preferences.order = {"birch"};
    QVERIFY(!m_lab->tags({"lab/m1:nitro"}).contains(u"alder/priority"_s));
    m_lab->preferences.order = {"alder/priority"};
    QCOMPARE(m_lab->first(), u"alder/priority"_s);
    m_lab->preferences.order.clear();

    m_lab->question.tier = ServiceTier::Flex;
    QCOMPARE(tags(), u"alder/flex"_s);
    QCOMPARE(m_lab->leftOut("birch"), u"service_tier"_s);
    m_lab->question.tier = ServiceTier::Priority;
    QCOMPARE(m_lab->first(), u"alder/priority"_s);
    QCOMPARE(tags(), u"alder alder/priority birch cedar"_s);
    m_lab->question.tier = ServiceTier::Flex;
    m_lab->preferences.only = {"alder"};
    QCOMPARE(tags(), u"alder/flex"_s);
    m_lab->preferences.only.clear();
    // Where a model has no flex endpoint, the request is served as any other.
    m_lab->question.tier = ServiceTier::Flex;
    m_lab->preferences.ignore = {"alder/flex"};
    QCOMPARE(tags(), u"alder birch cedar"_s);
}

void RoutingFiltersTest::modelsForAnotherRouteAreOut()
{
    m_lab->model("lab/m1").type = "embeddings";
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
    QCOMPARE(m_lab->leftOut("alder"), u"model_type"_s);
    m_lab->question.use = ModelUse::Embeddings;
    QCOMPARE(m_lab->plan().problem, RouteProblem::None);
    m_lab->model("lab/m1").type = "chat";
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
    m_lab->question.use = ModelUse::Completions;
    QCOMPARE(m_lab->plan().problem, RouteProblem::None);
    m_lab->model("lab/m1").type.clear();
    m_lab->question.use = ModelUse::Embeddings;
    QCOMPARE(m_lab->plan().problem, RouteProblem::None);
}

void RoutingFiltersTest::distillableTextIsKnownOfNobody()
{
    m_lab->preferences.requiresDistillableText = true;
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
    QCOMPARE(m_lab->leftOut("alder"), u"distillable_text"_s);
}

void RoutingFiltersTest::withoutFallbacksTheFirstOrTheNamedStay()
{
    m_lab->preferences.allowsFallbacks = false;
    QCOMPARE(m_lab->tags().size(), 1);
    m_lab->preferences.order = {"cedar", "alder"};
    QCOMPARE(m_lab->tags(), (QStringList{u"cedar"_s, u"alder"_s}));
    QCOMPARE(m_lab->leftOut("birch"), u"fallbacks_off"_s);
    m_lab->preferences.order = {"yew"};
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
    m_lab->preferences.order.clear();
    m_lab->preferences.only = {"birch", "cedar"};
    QCOMPARE(tags(), u"birch cedar"_s);
}

void RoutingFiltersTest::disabledProvidersAreNoEndpoints()
{
    for (ProviderPolicy &provider : m_lab->policy.providers)
        provider.isEnabled = false;
    QCOMPARE(m_lab->plan().problem, RouteProblem::NoEndpoints);
    QCOMPARE(m_lab->leftOut("alder"), u"provider_disabled"_s);
    m_lab->provider("alder").isEnabled = true;
    m_lab->preferences.ignore = {"alder"};
    QCOMPARE(m_lab->plan().problem, RouteProblem::FilteredOut);
}

void RoutingFiltersTest::simulatorStandsInForUnknownModels()
{
    QCOMPARE(m_lab->plan({"lab/none"}).problem, RouteProblem::UnknownModel);
    m_lab->endpoint("turnpike/simulator", "simulator", 0.0);
    m_lab->policy.usesSimulatorForUnknownModels = true;
    const RoutePlan &plan = m_lab->plan({"lab/none"});
    QVERIFY(plan.isSimulatorStandIn);
    QCOMPARE(plan.problem, RouteProblem::None);
    QCOMPARE(plan.candidates[0].model->slug, std::string("turnpike/simulator"));
    QVERIFY(!m_lab->plan({"lab/m1"}).isSimulatorStandIn);
}

void RoutingFiltersTest::fallbackModelsAreFilteredEachOnItsOwn()
{
    m_lab->endpoint("lab/m2", "oak");
    m_lab->endpoint("lab/m2", "pine");
    endpoint(0).supportedParameters = {"tools"};
    m_lab->question.hasTools = true;
    // Nobody of the second has tools: it stays all the same.
    QStringList tags = m_lab->tags({"lab/m1", "lab/unknown", "lab/m2", "lab/m1"});
    QCOMPARE(tags.size(), 3);
    QCOMPARE(tags.takeFirst(), u"alder"_s);
    tags.sort();
    QCOMPARE(tags, (QStringList{u"oak"_s, u"pine"_s}));
}

void RoutingFiltersTest::refusalsSayWhatEmptiedThePlan_data()
{
    QTest::addColumn<QByteArray>("wish");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("excludedBy");
    const auto row = [](const char *wish, int status, const char *code, const char *excludedBy) {
        QTest::newRow(wish) << QByteArray(wish) << status << QByteArray(code)
                            << QByteArray(excludedBy);
    };
    row("unknown", 400, "model_not_found", "");
    row("type", 400, "wrong_endpoint", "");
    row("disabled", 404, "no_endpoints", "");
    row("key", 403, "constraint_filtered", "allowed_providers");
    row("only", 404, "constraint_filtered", "allowed_providers");
    row("zdr", 404, "privacy_restricted", "data_policy:zdr");
    row("collection", 404, "privacy_restricted", "data_policy:training");
    row("price", 404, "constraint_filtered", "max_price");
    row("quantization", 404, "constraint_filtered", "quantization");
    row("parameters", 404, "constraint_filtered", "require_parameters");
    row("context", 404, "constraint_filtered", "context_length");
    row("free", 404, "free_variant_ended", "");
    row("price and zdr", 404, "constraint_filtered", "data_policy:zdr,max_price");
}

void RoutingFiltersTest::refusalsSayWhatEmptiedThePlan()
{
    QFETCH(const QByteArray, wish);
    QFETCH(const int, status);
    QFETCH(const QByteArray, code);
    QFETCH(const QByteArray, excludedBy);
    static const std::vector<std::string> elsewhere{"yew"};
    std::string_view model = "lab/m1";
    if (wish == "unknown")
        model = "lab/none";
    else if (wish == "type")
        m_lab->question.use = ModelUse::Embeddings;
    else if (wish == "disabled")
        for (ProviderPolicy &provider : m_lab->policy.providers)
            provider.isEnabled = false;
    else if (wish == "key")
        m_lab->question.limits.providers = elsewhere;
    else if (wish == "only")
        m_lab->preferences.only = {"yew"};
    else if (wish == "zdr")
        m_lab->preferences.requiresZdr = true;
    else if (wish == "collection")
        m_lab->preferences.deniesDataCollection = true;
    else if (wish == "price")
        m_lab->preferences.maxPromptPrice = "0.5";
    else if (wish == "quantization")
        m_lab->preferences.quantizations = {"fp32"};
    else if (wish == "parameters") {
        static const std::vector<std::string_view> sent{"seed"};
        m_lab->question.parameters = sent;
        m_lab->preferences.requiresParameters = true;
    } else if (wish == "context") {
        m_lab->model("lab/m1").contextLength = 1000;
        m_lab->question.promptTokens = 100'000;
    } else if (wish == "free")
        model = "lab/m1:free";
    else if (wish == "price and zdr") {
        m_lab->preferences.maxPromptPrice = "2";
        m_lab->preferences.requiresZdr = true;
        m_lab->provider("cedar").retainsPrompts = false;
    }
    const std::vector<std::string_view> models{model};
    const ApiError error = routeRefusal(m_lab->plan(models), models);
    QCOMPARE(error.status, status);
    QVERIFY(error.availability.has_value());
    QCOMPARE(QByteArray::fromStdString(error.availability->code), code);
    QCOMPARE(error.availability->requestedModels, std::vector<std::string>{std::string(model)});
    QByteArrayList excluded;
    for (const std::string &one : error.availability->excludedBy)
        excluded.append(QByteArray::fromStdString(one));
    QCOMPARE(excluded.join(','), excludedBy);
    QVERIFY(error.message.find(model) != std::string::npos);
    QVERIFY(error.message.ends_with('.'));
}

QTEST_GUILESS_MAIN(RoutingFiltersTest)
#include "tst_RoutingFilters.moc"
