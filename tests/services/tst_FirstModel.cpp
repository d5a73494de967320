// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CatalogueFile.h"
#include "services/FirstModel.h"

#include <QFile>
#include <QTest>

using namespace turnpike;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr std::int64_t day = 86'400;
constexpr std::int64_t nowS = 1'780'000'000;
const ProviderId here{7};
const ProviderId elsewhere{8};

/// A chat model that can use tools; `price` in femto-dollars a token, for both kinds; below 0:
/// none.
Model model(const QString &slug, FemtoUsd price, std::int64_t createdS = nowS)
{
    Model model;
    model.settings.slug = slug;
    model.settings.type = u"chat"_s;
    model.settings.createdS = createdS;
    Endpoint endpoint;
    endpoint.provider = here;
    endpoint.settings.supportedParameters = {u"max_tokens"_s, u"tools"_s};
    if (price >= 0) {
        endpoint.settings.prices.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = price;
        endpoint.settings.prices.prices[static_cast<std::size_t>(PriceUnit::Completion)] = price;
    }
    model.endpoints = {endpoint};
    return model;
}

QList<Model> stored(const KnownProvider &known)
{
    QList<Model> models;
    for (const ModelDraft &draft : known.models) {
        Model model;
        model.settings = draft;
        for (const EndpointDraft &settings : draft.endpoints) {
            Endpoint endpoint;
            endpoint.provider = here;
            endpoint.settings = settings;
            model.endpoints.push_back(endpoint);
        }
        models.append(model);
    }
    return models;
}

} // namespace

class FirstModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cheapestOfTheRecentOnesIsChosen()
    {
        const QList<Model> models{model(u"x/dear"_s, 900), model(u"x/cheap"_s, 100),
                                  model(u"x/cheaper-but-old"_s, 10, nowS - 366 * day),
                                  model(u"x/cheap-and-older"_s, 100, nowS - 30 * day)};
        QCOMPARE(firstModel(models, here), u"x/cheap"_s);
    }

    void onlyModelsOfTheProviderCount()
    {
        QList<Model> models{model(u"a/first"_s, 1), model(u"x/mine"_s, 900),
                            model(u"a/disabled"_s, 1)};
        models[0].endpoints[0].provider = elsewhere;
        models[2].endpoints[0].settings.isEnabled = false;
        QCOMPARE(firstModel(models, here), u"x/mine"_s);
        QCOMPARE(firstModel(models, ProviderId{9}), QString());
    }

    void whatIsNoChatInTextIsNeverChosen()
    {
        Model embeddings = model(u"a/one"_s, 1);
        embeddings.settings.type = u"embeddings"_s;
        Model paints = model(u"a/two"_s, 1);
        paints.settings.outputModalities = {u"text"_s, u"image"_s};
        Model listens = model(u"a/three"_s, 1);
        listens.settings.inputModalities = {u"audio"_s};
        QCOMPARE(firstModel({embeddings, paints, listens}, here), QString());
        QCOMPARE(firstModel({embeddings, paints, listens, model(u"x/chat"_s, 900)}, here),
                 u"x/chat"_s);
    }

    void specialOnesAreTheLastResort_data()
    {
        QTest::addColumn<QString>("slug");
        QTest::addColumn<bool>("hasTools");
        QTest::addColumn<FemtoUsd>("price");
        QTest::newRow("for programs") << u"a/small-coder-1"_s << true << FemtoUsd(1);
        QTest::newRow("a guard") << u"a/one-safeguard-20b"_s << true << FemtoUsd(1);
        QTest::newRow("embeddings that a list does not tell")
            << u"a/nomic-embed-text"_s << true << FemtoUsd(1);
        QTest::newRow("without tools") << u"a/one"_s << false << FemtoUsd(1);
        QTest::newRow("free") << u"a/one:free"_s << true << FemtoUsd(0);
        QTest::newRow("unpriced") << u"a/one"_s << true << FemtoUsd(-1);
    }
    void specialOnesAreTheLastResort()
    {
        QFETCH(const QString, slug);
        QFETCH(const bool, hasTools);
        QFETCH(const FemtoUsd, price);
        Model special = model(slug, price);
        if (!hasTools)
            special.endpoints[0].settings.supportedParameters.clear();
        QCOMPARE(firstModel({special, model(u"x/plain"_s, 900)}, here), u"x/plain"_s);
        QCOMPARE(firstModel({special}, here), slug);
    }

    void hearingAndSeeingIsNoSpecialPurpose()
    {
        Model speaks = model(u"a/voice"_s, 1);
        speaks.settings.inputModalities = {u"text"_s, u"audio"_s};
        Model takesAll = model(u"x/all"_s, 900);
        takesAll.settings.inputModalities = {u"text"_s, u"image"_s, u"audio"_s};
        QCOMPARE(firstModel({speaks, takesAll}, here), u"x/all"_s);
    }

    /// What each provider of the program's own file leads to; the well-known ones by name.
    void choicesOfTheOwnCatalogue()
    {
        QFile source(QStringLiteral(TURNPIKE_CATALOGUE));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const auto file = parseCatalogueFile(source.readAll().toStdString());
        QVERIFY(file);
        QHash<QString, QString> chosen;
        for (const KnownProvider &known : file->providers) {
            const QString slug = firstModel(stored(known), here);
            QVERIFY2(!slug.isEmpty(), qPrintable(known.draft.slug));
            qInfo("%s: %s", qPrintable(known.draft.slug), qPrintable(slug));
            chosen.insert(known.draft.slug, slug);
        }
        QCOMPARE(chosen[u"openai"_s], u"openai/gpt-5-nano"_s);
        QCOMPARE(chosen[u"azure"_s], u"openai/gpt-5-nano"_s);
        QCOMPARE(chosen[u"anthropic"_s], u"anthropic/claude-haiku-4.5"_s);
        QCOMPARE(chosen[u"google-ai-studio"_s], u"google/gemini-2.5-flash-lite"_s);
        QCOMPARE(chosen[u"mistral"_s], u"mistralai/mistral-small-3.2-24b-instruct"_s);
        QCOMPARE(chosen[u"deepseek"_s], u"deepseek/deepseek-v4-flash"_s);
        QCOMPARE(chosen[u"together"_s], u"openai/gpt-oss-20b"_s);
    }

    void ownCatalogueOffersNoOtherThingsAsChat()
    {
        QFile source(QStringLiteral(TURNPIKE_CATALOGUE));
        QVERIFY(source.open(QIODevice::ReadOnly));
        const auto file = parseCatalogueFile(source.readAll().toStdString());
        QVERIFY(file);
        for (const KnownProvider &known : file->providers) {
            for (const ModelDraft &model : known.models) {
                if (model.type != u"chat"_s)
                    continue;
                for (const QString &other :
                     {u"whisper"_s, u"gpt-image"_s, u"/bge"_s, u"rerank"_s, u"embed"_s, u"lyria"_s})
                    QVERIFY2(!model.slug.contains(other), qPrintable(model.slug));
                QVERIFY2(model.inputModalities.contains(u"text"_s), qPrintable(model.slug));
                QVERIFY2(model.outputModalities.contains(u"text"_s), qPrintable(model.slug));
            }
        }
    }
};

QTEST_GUILESS_MAIN(FirstModelTest)
#include "tst_FirstModel.moc"
