// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/PriceText.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;

class tst_PriceText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pricesReadAsDollarsPerMillion_data();
    void pricesReadAsDollarsPerMillion();
    void whatIsShownForEditingReadsBackTheSame();
    void malformedPricesAreRefused_data();
    void malformedPricesAreRefused();
    void unpricedIsNotFree();
    void piecesArePricedOneByOne();
};

void tst_PriceText::pricesReadAsDollarsPerMillion_data()
{
    QTest::addColumn<QByteArray>("perToken");
    QTest::addColumn<QString>("shown");
    QTest::newRow("dollars") << QByteArray("0.000003") << u"$3.00"_s;
    QTest::newRow("cents") << QByteArray("0.00000025") << u"$0.25"_s;
    QTest::newRow("below a cent") << QByteArray("0.0000000375") << u"$0.0375"_s;
    QTest::newRow("finest") << QByteArray("0.000000000000001") << u"$0.000000001"_s;
    QTest::newRow("dear") << QByteArray("0.0015") << u"$1,500.00"_s;
    QTest::newRow("free") << QByteArray("0") << u"$0"_s;
}

void tst_PriceText::pricesReadAsDollarsPerMillion()
{
    QFETCH(const QByteArray, perToken);
    QTEST(pricePerMillion(*parsePrice(perToken.toStdString())), "shown");
}

void tst_PriceText::whatIsShownForEditingReadsBackTheSame()
{
    for (const FemtoUsd price : {FemtoUsd{0}, FemtoUsd{1}, FemtoUsd{37'500'000},
                                 FemtoUsd{3'000'000'000}, FemtoUsd{9'000'000'000'001}})
        QCOMPARE(parsePricePerMillion(editedPrice(price)), std::optional(price));
    QCOMPARE(editedPrice(3'000'000'000), u"3"_s);
    QCOMPARE(editedPrice(37'500'000), u"0.0375"_s);
    QCOMPARE(parsePricePerMillion(u" $ 1.25 "_s), std::optional(FemtoUsd{1'250'000'000}));
}

void tst_PriceText::malformedPricesAreRefused_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "-1", "one", "1,5", "1.5k", "0.0000000001", "10000", "nan", "$"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void tst_PriceText::malformedPricesAreRefused()
{
    QFETCH(const QString, text);
    QVERIFY(!parsePricePerMillion(text));
}

void tst_PriceText::unpricedIsNotFree()
{
    QCOMPARE(inOutPrices(std::nullopt, std::nullopt), QString());
    QCOMPARE(inOutPrices(FemtoUsd{0}, FemtoUsd{0}), u"$0 / $0"_s);
}

void tst_PriceText::piecesArePricedOneByOne()
{
    PriceTable prices{};
    QCOMPARE(piecePrices(prices), QString());
    prices[static_cast<std::size_t>(PriceUnit::ImageOutput)] = 40'000'000'000'000;
    prices[static_cast<std::size_t>(PriceUnit::Character)] = 15'000'000'000;
    prices[static_cast<std::size_t>(PriceUnit::AudioSecond)] = 100'000'000'000;
    prices[static_cast<std::size_t>(PriceUnit::SearchUnit)] = 0;
    QCOMPARE(piecePrices(prices), u"$0.04 a picture, $15.00 per 1M characters, $0.0001 a second"_s);
}

QTEST_GUILESS_MAIN(tst_PriceText)
#include "tst_PriceText.moc"
