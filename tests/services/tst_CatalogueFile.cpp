// SPDX-License-Identifier: GPL-3.0-or-later
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

    /// Every provider of the program's own file that this version serves can be added whole.
    void ownCatalogueFitsTheLedger()
    {
        const auto file = parseCatalogueFile(ownFile());
        QVERIFY2(file, file ? "" : qPrintable(file.error().message));
        Desk desk;
        int providers = 0;
        for (const KnownProvider &known : file->providers) {
            if (known.draft.format != ProviderFormat::OpenAi)
                continue;
            QVERIFY(desk.providers.add(desk.owner(), known.draft, Secret()).has_value());
            const Result<int> added = desk.catalog.addMissing(desk.owner(), known.models);
            QVERIFY2(added, added ? "" : qPrintable(added.error().message));
            QCOMPARE(*added, static_cast<int>(known.models.size()));
            ++providers;
        }
        QVERIFY(providers >= 20);
        const auto stored = desk.providers.list(desk.owner());
        QCOMPARE(stored->size(), providers);
        for (const Provider &provider : *stored)
            QVERIFY2(provider.modelCount > 0, qPrintable(provider.settings.slug));
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
