// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/Cell.h"
#include "models/FigureModel.h"
#include "models/FigureText.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include "tests/support/SampleFigure.h"

using namespace turnpike;
using namespace Qt::StringLiterals;

class TestFigureModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_model.setFigure(sampleFigure(5)); }

    void rowsAreBucketsAndColumnsAreSeries()
    {
        QCOMPARE(m_model.rowCount(), 5);
        QCOMPARE(m_model.columnCount(), 9); // Time, seven series, total.
        QCOMPARE(heading(0), u"Time, UTC"_s);
        QCOMPARE(heading(1), u"alder/alder-large-3"_s);
        QCOMPARE(heading(7), u"Other (9)"_s);
        QCOMPARE(heading(8), u"Total"_s);
        QVERIFY(!m_model.headerData(9, Qt::Horizontal).isValid());
    }

    void cellsAreTheFiguresOwnNumbers()
    {
        const Figure figure = sampleFigure(5);
        for (int row = 0; row < 5; ++row) {
            for (int series = 0; series < 7; ++series) {
                QCOMPARE(m_model.index(row, series + 1).data(SortRole).toLongLong(),
                         figure.series[series].values[row]);
                QCOMPARE(m_model.index(row, series + 1).data(Qt::ToolTipRole).toString(),
                         figureExact(figure.unit, figure.series[series].values[row]));
            }
            QCOMPARE(m_model.index(row, 8).data(SortRole).toLongLong(), figure.bucketTotal(row));
        }
    }

    void runningBucketSaysSo()
    {
        QCOMPARE(m_model.index(4, 0).data(CellRole).value<Cell>().detail, u"so far"_s);
        QVERIFY(m_model.index(3, 0).data(CellRole).value<Cell>().detail.isEmpty());
        QCOMPARE(m_model.index(3, 0).data(IdRole).toLongLong(), sampleFigure(5).buckets[3].startUs);
    }

    void amountsAreSpoken()
    {
        Figure figure = sampleFigure(5);
        figure.series[0].values[0] = 402'660'000'000;
        m_model.setFigure(figure);
        QCOMPARE(m_model.index(0, 1).data(Qt::AccessibleTextRole).toString(), u"402.66 dollars"_s);
        figure.unit = FigureUnit::Tokens;
        figure.series[0].values[0] = 1'204'311;
        m_model.setFigure(figure);
        QCOMPARE(m_model.index(0, 1).data().toString(), u"1.2M"_s);
        QCOMPARE(m_model.index(0, 1).data(Qt::AccessibleTextRole).toString(),
                 u"1,204,311 tokens"_s);
    }

    void nothingIsNothing()
    {
        m_model.setFigure({});
        QCOMPARE(m_model.rowCount(), 0);
    }

    void summaryNamesTheHighest()
    {
        Figure figure = sampleFigure(5);
        figure.series[0].values[2] = 1'000'000'000'000;
        const QString said = figureSummary(figure);
        QVERIFY2(said.startsWith(u"Spend by day, Thursday 19 November to Monday 23 November"_s),
                 qPrintable(said));
        QVERIFY2(said.contains(u"highest Saturday 21 November: "_s), qPrintable(said));
        QCOMPARE(figureSummary({}), u": nothing"_s);
    }

    void ticksAreShort_data()
    {
        QTest::addColumn<FigureUnit>("unit");
        QTest::addColumn<qlonglong>("value");
        QTest::addColumn<QString>("text");
        const auto usd = FigureUnit::NanoUsd;
        QTest::newRow("zero") << usd << qlonglong(0) << u"$0"_s;
        QTest::newRow("dollars") << usd << qlonglong(100'000'000'000) << u"$100"_s;
        QTest::newRow("cents") << usd << qlonglong(2'500'000'000) << u"$2.50"_s;
        QTest::newRow("below cents") << usd << qlonglong(2'000'000) << u"$0.002"_s;
        QTest::newRow("thousands") << usd << qlonglong(1'500'000'000'000) << u"$1.5K"_s;
        QTest::newRow("millions") << usd << qlonglong(2'000'000'000'000'000) << u"$2M"_s;
        QTest::newRow("tokens") << FigureUnit::Tokens << qlonglong(20'000'000) << u"20M"_s;
        QTest::newRow("requests") << FigureUnit::Requests << qlonglong(250) << u"250"_s;
    }

    void ticksAreShort()
    {
        QFETCH(FigureUnit, unit);
        QFETCH(qlonglong, value);
        QTEST(figureTick(unit, value), "text");
    }

private:
    QString heading(int column) const
    {
        return m_model.headerData(column, Qt::Horizontal).toString();
    }

    FigureModel m_model;
    QAbstractItemModelTester m_tester{&m_model,
                                      QAbstractItemModelTester::FailureReportingMode::QtTest};
};

QTEST_GUILESS_MAIN(TestFigureModel)
#include "tst_FigureModel.moc"
