// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ModelsModel.h"
#include "models/PriceText.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

namespace {

ModelRow::Place place(const QString &provider, const char *dollars)
{
    ModelRow::Place place;
    place.providerName = provider;
    place.endpoint.settings.provider = provider.toLower();
    auto &prices = place.endpoint.settings.prices.prices;
    if (*dollars != 0) {
        prices[std::size_t(PriceUnit::Prompt)] = parsePricePerMillion(QLatin1String(dollars));
        prices[std::size_t(PriceUnit::Completion)] = *prices[std::size_t(PriceUnit::Prompt)] * 4;
    }
    return place;
}

ModelRow model(std::int64_t id, const QString &slug, const QList<ModelRow::Place> &places)
{
    ModelRow row;
    row.id = {id};
    row.settings.slug = slug;
    row.settings.name = slug.section(u'/', 1);
    row.settings.contextLength = 128'000;
    row.places = places;
    return row;
}

} // namespace

class tst_ModelsModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void pricesAreOfTheCheapestThatIsOn();
    void statesSayWhatHinders();
    void unpricedShowsADashAndSortsLast();
    void searchesAsPeopleType_data();
    void searchesAsPeopleType();
    void filtersHoldTogether();

private:
    QStringList shown() const
    {
        QStringList slugs;
        for (int row = 0; row < m_shown->rowCount(); ++row)
            slugs.append(m_shown->model(m_shown->index(row, 0)).settings.slug);
        return slugs;
    }
    QList<ModelRow> m_rows;
    std::unique_ptr<ModelsModel> m_models;
    std::unique_ptr<ModelFilterModel> m_shown;
};

void tst_ModelsModel::init()
{
    m_rows = {model(1, u"alder/large"_s, {place(u"Alder"_s, "3"), place(u"Firhost"_s, "2.5")}),
              model(2, u"birch/flash"_s, {place(u"Birch"_s, "0.1")}),
              model(3, u"cedar/small"_s, {place(u"Cedar"_s, "")})};
    m_rows[0].places[1].endpoint.settings.contextLength = 256'000;
    m_rows[0].places[0].endpoint.settings.supportedParameters = {u"tools"_s, u"reasoning"_s};
    m_rows[1].settings.inputModalities = {u"text"_s, u"image"_s};
    m_models = std::make_unique<ModelsModel>();
    m_shown = std::make_unique<ModelFilterModel>(*m_models, nullptr);
    new QAbstractItemModelTester(
        m_models.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_models.get());
    new QAbstractItemModelTester(
        m_shown.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_shown.get());
    m_models->setModels(m_rows);
}

void tst_ModelsModel::pricesAreOfTheCheapestThatIsOn()
{
    const auto text = [this](int column) {
        return m_models->index(0, column).data(Qt::DisplayRole).toString();
    };
    QCOMPARE(text(ModelsModel::Input), u"$2.50"_s);
    QCOMPARE(text(ModelsModel::Output), u"$10.00"_s);
    QCOMPARE(text(ModelsModel::Context), u"256K"_s);
    QCOMPARE(text(ModelsModel::Providers), u"2"_s);
    m_rows[0].places[1].endpoint.settings.isEnabled = false;
    m_models->setModels(m_rows);
    QCOMPARE(text(ModelsModel::Input), u"$3.00"_s);
    QCOMPARE(text(ModelsModel::Context), u"128K"_s);
    QCOMPARE(text(ModelsModel::Providers), u"1 of 2"_s);
    QCOMPARE(text(ModelsModel::CacheRead), u"–"_s);
}

void tst_ModelsModel::statesSayWhatHinders()
{
    QCOMPARE(modelState(m_rows[0]), ModelState::Usable);
    QCOMPARE(modelState(m_rows[2]), ModelState::Unpriced);
    m_rows[0].places[0].isOut = true;
    QCOMPARE(modelState(m_rows[0]), ModelState::Usable);
    m_rows[0].places[1].isOut = true;
    QCOMPARE(modelState(m_rows[0]), ModelState::Out);
    m_rows[0].places[0].isProviderEnabled = false;
    m_rows[0].places[1].endpoint.settings.isEnabled = false;
    QCOMPARE(modelState(m_rows[0]), ModelState::Off);
}

void tst_ModelsModel::unpricedShowsADashAndSortsLast()
{
    const QModelIndex cell = m_models->index(2, ModelsModel::Input);
    QCOMPARE(cell.data(Qt::DisplayRole).toString(), u"–"_s);
    QCOMPARE(cell.data(Qt::AccessibleTextRole).toString(), u"not available"_s);
    m_shown->sort(ModelsModel::Input, Qt::AscendingOrder);
    QCOMPARE(shown(), (QStringList{u"birch/flash"_s, u"alder/large"_s, u"cedar/small"_s}));
}

void tst_ModelsModel::searchesAsPeopleType_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    const QStringList all{u"alder/large"_s, u"birch/flash"_s, u"cedar/small"_s};
    QTest::newRow("nothing") << QString() << all;
    QTest::newRow("word") << u"FLASH"_s << QStringList{all[1]};
    QTest::newRow("provider") << u"firhost"_s << QStringList{all[0]};
    QTest::newRow("author") << u"author:ced"_s << QStringList{all[2]};
    QTest::newRow("price") << u"price<2.6"_s << QStringList{all[0], all[1]};
    QTest::newRow("price is strict") << u"price<2.5"_s << QStringList{all[1]};
    QTest::newRow("half a price") << u"price<"_s << all;
    QTest::newRow("context") << u"ctx>200k"_s << QStringList{all[0]};
    QTest::newRow("half a context") << u"ctx>k"_s << all;
    QTest::newRow("feature") << u"tools"_s << QStringList{all[0]};
    QTest::newRow("all terms hold") << u"price<3 images"_s << QStringList{all[1]};
    QTest::newRow("no match") << u"elm"_s << QStringList();
}

void tst_ModelsModel::searchesAsPeopleType()
{
    QFETCH(const QString, text);
    m_shown->setSearch(text);
    m_shown->sort(ModelsModel::Name);
    QStringList found = shown();
    found.sort();
    QTEST(found, "expected");
}

void tst_ModelsModel::filtersHoldTogether()
{
    m_shown->setStates({int(ModelState::Usable)});
    QCOMPARE(m_shown->rowCount(), 2);
    m_shown->setFeatures({int(ModelFeature::Tools), int(ModelFeature::Reasoning)});
    QCOMPARE(shown(), QStringList{u"alder/large"_s});
    m_shown->setAuthors({u"birch"_s});
    QCOMPARE(m_shown->rowCount(), 0);
    QVERIFY(m_shown->hasFilter());
    QVERIFY(!m_shown->indexOf(1).isValid());
}

QTEST_GUILESS_MAIN(tst_ModelsModel)
#include "tst_ModelsModel.moc"
