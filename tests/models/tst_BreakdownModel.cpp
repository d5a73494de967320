// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/BreakdownModel.h"

#include <QAbstractItemModelTester>
#include <QSortFilterProxyModel>
#include <QTest>

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

ActivitySums sums(std::int64_t nano, std::int64_t requests = 10, std::int64_t errors = 0)
{
    ActivitySums sums;
    sums.cost = {nano};
    sums.requests = requests;
    sums.errors = errors;
    sums.promptTokens = 3'000'000;
    sums.cachedTokens = 750'000;
    sums.completionTokens = 1'000'000;
    return sums;
}

ActivityBreakdown sample()
{
    ActivityBreakdown breakdown;
    breakdown.rows = {
        {u"alder/large"_s, u"alder/large"_s, 1, sums(75'000'000'000, 80, 1), sums(50'000'000'000)},
        {u"birch/pro"_s, u"birch/pro"_s, 2, sums(20'000'000'000, 15), sums(40'000'000'000)},
        {u"cedar/new"_s, u"cedar/new"_s, 3, sums(5'000'000'000, 5), {}}};
    breakdown.now = sums(100'000'000'000, 100, 1);
    breakdown.before = sums(40'000'000'000);
    return breakdown;
}

} // namespace

class TestBreakdownModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model.setHeading(u"Model"_s);
        m_model.setColours({}, -1);
        m_model.setBreakdown(sample(), FigureUnit::NanoUsd);
    }

    void sharesAreOfTheMetric()
    {
        QCOMPARE(text(0, BreakdownModel::Share), u"75.0 %"_s);
        QCOMPARE(cell(0, BreakdownModel::Share).barPerMille, 750);
        m_model.setBreakdown(sample(), FigureUnit::Requests);
        QCOMPARE(text(0, BreakdownModel::Share), u"80.0 %"_s);
    }

    void changesAreAgainstTheMetricBefore()
    {
        QCOMPARE(text(0, BreakdownModel::Change), u"+50.0 %"_s);
        QCOMPARE(text(1, BreakdownModel::Change), u"\u221250.0 %"_s);
        QCOMPARE(cell(1, BreakdownModel::Change).tone, Tone::Success);
        QCOMPARE(text(2, BreakdownModel::Change), u"new"_s);
        QCOMPARE(m_model.totalCell(BreakdownModel::Change).text, u"+150 %"_s);
        QCOMPARE(m_model.totalCell(BreakdownModel::Change).tone, Tone::Danger);
    }

    void ratesComeFromTokens()
    {
        QCOMPARE(text(0, BreakdownModel::CacheHit), u"25 %"_s);
        QCOMPARE(text(0, BreakdownModel::PerMillion), u"$18.75"_s);
        QCOMPARE(text(0, BreakdownModel::Errors), u"1.3 %"_s);
        QCOMPARE(text(0, BreakdownModel::Input), u"3.0M"_s);
    }

    void whatCannotBeToldIsADash()
    {
        ActivityBreakdown breakdown = sample();
        breakdown.rows[0].now.promptTokens = 0;
        breakdown.rows[0].now.completionTokens = 0;
        breakdown.rows[0].now.requests = 0;
        m_model.setBreakdown(breakdown, FigureUnit::NanoUsd);
        for (const int column :
             {BreakdownModel::CacheHit, BreakdownModel::PerMillion, BreakdownModel::Errors}) {
            QCOMPARE(text(0, column), u"–"_s);
            QCOMPARE(cell(0, column).spoken, u"not available"_s);
        }
    }

    void dearPricesAreMarked()
    {
        ActivityBreakdown breakdown = sample();
        QCOMPARE(cell(0, BreakdownModel::PerMillion).mark, Mark::None);
        breakdown.rows[0].now.promptTokens = 10'000;
        breakdown.rows[0].now.completionTokens = 0;
        m_model.setBreakdown(breakdown, FigureUnit::NanoUsd);
        QCOMPARE(cell(0, BreakdownModel::PerMillion).mark, Mark::Triangle);
        QVERIFY(cell(0, BreakdownModel::PerMillion).spoken.contains(u"far above"_s));
    }

    void totalsAreThePeriods()
    {
        QCOMPARE(m_model.totalCell(BreakdownModel::Name).text, u"Total, 3 rows"_s);
        QCOMPARE(m_model.totalCell(BreakdownModel::Spend).text, u"$100.00"_s);
        QCOMPARE(m_model.totalCell(BreakdownModel::Requests).text, u"100"_s);
        QVERIFY(m_model.totalCell(BreakdownModel::Share).text.isEmpty());
    }

    void swatchesFollowTheChart()
    {
        m_model.setColours({{1, 4}}, 6);
        QCOMPARE(cell(0, BreakdownModel::Name).series, 4);
        QCOMPARE(cell(1, BreakdownModel::Name).series, 6);
        QCOMPARE(cell(0, BreakdownModel::Share).barSeries, 4);
        m_model.setColours({}, -1);
        QCOMPARE(cell(0, BreakdownModel::Name).series, -1);
    }

    void columnsSortBySize()
    {
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&m_model);
        sorted.setSortRole(SortRole);
        const auto first = [&](int column, Qt::SortOrder order) {
            sorted.sort(column, order);
            return sorted.index(0, BreakdownModel::Name).data(IdRole).toLongLong();
        };
        QCOMPARE(first(BreakdownModel::Spend, Qt::AscendingOrder), 3);
        QCOMPARE(first(BreakdownModel::Change, Qt::DescendingOrder), 3); // New before all.
        QCOMPARE(first(BreakdownModel::Change, Qt::AscendingOrder), 2);
        QCOMPARE(first(BreakdownModel::Errors, Qt::DescendingOrder), 1);
        QCOMPARE(first(BreakdownModel::Name, Qt::DescendingOrder), 3);
    }

    void largestAmountsDoNotOverflow()
    {
        ActivityBreakdown breakdown = sample();
        breakdown.rows[0].now.cost = {9'000'000'000'000'000'000};
        breakdown.rows[0].now.promptTokens = 1;
        breakdown.rows[0].now.completionTokens = 0;
        m_model.setBreakdown(breakdown, FigureUnit::NanoUsd);
        QCOMPARE(text(0, BreakdownModel::PerMillion), u"–"_s);
        breakdown.rows[0].now.promptTokens = 9'000'000'000'000;
        m_model.setBreakdown(breakdown, FigureUnit::NanoUsd);
        QCOMPARE(text(0, BreakdownModel::PerMillion), u"$1,000.00"_s);
    }

private:
    Cell cell(int row, int column) const
    {
        return m_model.index(row, column).data(CellRole).value<Cell>();
    }
    QString text(int row, int column) const { return cell(row, column).text; }

    BreakdownModel m_model;
    QAbstractItemModelTester m_tester{&m_model,
                                      QAbstractItemModelTester::FailureReportingMode::QtTest};
};

QTEST_GUILESS_MAIN(TestBreakdownModel)
#include "tst_BreakdownModel.moc"
