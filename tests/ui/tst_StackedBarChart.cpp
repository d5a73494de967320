// SPDX-License-Identifier: GPL-3.0-or-later
// Charts by mouse, keys and the accessible table; their colours and scales.
#include "core/FigureScale.h"
#include "models/FigureText.h"
#include "ui/charts/ChartLegend.h"
#include "ui/charts/ChartTooltip.h"
#include "ui/charts/LegendRow.h"
#include "ui/charts/SeriesColours.h"
#include "ui/charts/StackedBarChart.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/DataTable.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/SampleFigure.h"

using namespace turnpike;
using namespace turnpike::ui;

class TestStackedBarChart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }

    void clickOnASegmentActivatesIt();
    void clickAboveABarActivatesItsBucket();
    void doubleClickActivatesOnce();
    void dragIsNoClick();
    void hoverTellsTheSpotAndShowsTheCard();
    void cardSortsByValueAndSharesTheTotal();
    void cardComparesWithTheSameWeekday();
    void keysChooseAndEnterActivates();
    void escapeLetsGo();
    void hiddenSeriesAreSkippedByKeys();
    void tShowsTheTable();
    void barsStandOnTheGrid();
    void highlightLightensOtherBars();
    void runningBucketIsHatched();
    void legendTogglesAndIsolates();
    void hiddenSeriesStayHidden();
    void newerNumbersKeepTheSpot();
    void emptyFigureIsDrawn();
    void accessibleTableTellsEachValue();
    void coloursStayWithTheirSeries();
    void collidingColoursAreBorrowed();
    void scalesAreRound_data();
    void scalesAreRound();
    void sameLabelsAllShow();
    void themeChangeRecolours();

private:
    BarCanvas &canvas() { return *m_chart->canvas(); }
    QPoint middleOf(const ChartSpot &spot) { return canvas().segmentRect(spot).center().toPoint(); }
    void hover(const QPoint &at)
    {
        QTest::mouseMove(canvas().viewport(), at);
        QTRY_COMPARE(canvas().pointed(), canvas().spotAt(at));
    }
    QImage grab()
    {
        const QRect box(m_chart->mapTo(m_window.get(), QPoint()), m_chart->size());
        return m_window->grab(box).toImage();
    }

    Theme m_theme{*qApp};
    std::unique_ptr<Card> m_window;
    StackedBarChart *m_chart = nullptr;
    ChartLegend *m_legend = nullptr;
};

void TestStackedBarChart::init()
{
    m_theme.setChoice(Theme::Choice::Light);
    m_window = std::make_unique<Card>(m_theme);
    auto *line = new QHBoxLayout;
    m_window->body()->addLayout(line);
    m_chart = new StackedBarChart(m_theme, m_window.get());
    m_legend = new ChartLegend(m_theme, *m_chart, m_window.get());
    m_legend->setFixedWidth(230);
    line->addWidget(m_chart, 1);
    line->addWidget(m_legend);
    m_window->resize(1100, 340);
    m_chart->setFigure(sampleFigure());
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestStackedBarChart::clickOnASegmentActivatesIt()
{
    QSignalSpy segment(m_chart, &StackedBarChart::segmentActivated);
    QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, middleOf({12, 1}));
    QCOMPARE(segment.size(), 1);
    QCOMPARE(segment.first(), (QVariantList{12, 1}));
    QTest::mouseClick(canvas().viewport(), Qt::RightButton, {}, middleOf({12, 1}));
    QCOMPARE(segment.size(), 1);
}

void TestStackedBarChart::clickAboveABarActivatesItsBucket()
{
    QSignalSpy segment(m_chart, &StackedBarChart::segmentActivated);
    QSignalSpy bucket(m_chart, &StackedBarChart::bucketActivated);
    const QPoint above(qRound(canvas().slotRect(3).center().x()),
                       qRound((canvas().slotRect(3).top() + canvas().barRect(3).top()) / 2));
    QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, above);
    QCOMPARE(bucket.size(), 1);
    QCOMPARE(bucket.first().first().toInt(), 3);
    QVERIFY(segment.isEmpty());
}

void TestStackedBarChart::doubleClickActivatesOnce()
{
    QSignalSpy segment(m_chart, &StackedBarChart::segmentActivated);
    const QPoint at = middleOf({5, 0});
    QTest::mouseClick(canvas().viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(canvas().viewport(), Qt::LeftButton, {}, at);
    QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(segment.size(), 1);
}

void TestStackedBarChart::dragIsNoClick()
{
    QSignalSpy segment(m_chart, &StackedBarChart::segmentActivated);
    QTest::mousePress(canvas().viewport(), Qt::LeftButton, {}, middleOf({5, 0}));
    QTest::mouseRelease(canvas().viewport(), Qt::LeftButton, {}, middleOf({9, 0}));
    QVERIFY(segment.isEmpty());
}

void TestStackedBarChart::hoverTellsTheSpotAndShowsTheCard()
{
    QSignalSpy hovered(m_chart, &StackedBarChart::hovered);
    hover(middleOf({20, 2}));
    QCOMPARE(hovered.last(), (QVariantList{20, 2}));
    auto *card = m_window->findChild<ChartTooltip *>();
    QVERIFY(card != nullptr && card->isVisible());
    QVERIFY(m_window->rect().contains(card->geometry()));
    const int column = canvas().viewport()->mapTo(m_window.get(), middleOf({20, 2})).x();
    QVERIFY(column < card->geometry().left() || column > card->geometry().right());
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&canvas(), &leave);
    QVERIFY(!card->isVisible());
    QCOMPARE(hovered.last(), (QVariantList{-1, -1}));
}

void TestStackedBarChart::cardSortsByValueAndSharesTheTotal()
{
    Figure figure = sampleFigure();
    figure.series[4].values[20] = 900'000'000'000;
    figure.series[2].values[20] = 0;
    m_chart->setFigure(figure);
    canvas().point({20, 4});
    const auto content = m_window->findChild<ChartTooltip *>()->content();
    QCOMPARE(content.title, figure.buckets[20].fullLabel);
    QCOMPARE(content.total, figureValue(FigureUnit::NanoUsd, figure.bucketTotal(20)));
    QCOMPARE(content.rows.size(), 6); // Nothing was spent on one.
    QCOMPARE(content.rows.first().name, QStringLiteral("elm/elm-v3"));
    QCOMPARE(content.rows.first().value, QStringLiteral("$900.00"));
    QVERIFY(content.rows.first().isMarked && !content.rows.last().isMarked);
}

void TestStackedBarChart::cardComparesWithTheSameWeekday()
{
    Figure figure = sampleFigure();
    for (FigureSeries &series : figure.series)
        series.values[20] = 2 * series.values[13];
    m_chart->setFigure(figure);
    canvas().point({20, -1});
    QVERIFY(m_window->findChild<ChartTooltip *>()->content().note.startsWith(
        QStringLiteral("2.0 × the previous Saturday")));
    canvas().point({29, -1});
    QVERIFY(
        m_window->findChild<ChartTooltip *>()->content().note.startsWith(QStringLiteral("so far")));
}

void TestStackedBarChart::keysChooseAndEnterActivates()
{
    QSignalSpy segment(m_chart, &StackedBarChart::segmentActivated);
    QSignalSpy bucket(m_chart, &StackedBarChart::bucketActivated);
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QCOMPARE(canvas().pointed(), (ChartSpot{29, -1}));
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QTest::keyClick(&canvas(), Qt::Key_Return);
    QCOMPARE(bucket.size(), 1);
    QCOMPARE(bucket.first().first().toInt(), 28);
    QTest::keyClick(&canvas(), Qt::Key_Up);
    QTest::keyClick(&canvas(), Qt::Key_Up);
    QTest::keyClick(&canvas(), Qt::Key_Enter);
    QCOMPARE(segment.size(), 1);
    QCOMPARE(segment.first(), (QVariantList{28, 1}));
    QTest::keyClick(&canvas(), Qt::Key_Down);
    QTest::keyClick(&canvas(), Qt::Key_Down);
    QCOMPARE(canvas().pointed(), (ChartSpot{28, -1}));
    QTest::keyClick(&canvas(), Qt::Key_Home);
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QCOMPARE(canvas().pointed().bucket, 0);
    QTest::keyClick(&canvas(), Qt::Key_End);
    QTest::keyClick(&canvas(), Qt::Key_Right);
    QCOMPARE(canvas().pointed().bucket, 29);
}

void TestStackedBarChart::escapeLetsGo()
{
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QTest::keyClick(&canvas(), Qt::Key_Escape);
    QCOMPARE(canvas().pointed(), ChartSpot());
}

void TestStackedBarChart::hiddenSeriesAreSkippedByKeys()
{
    m_chart->setHiddenSeries({0});
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QTest::keyClick(&canvas(), Qt::Key_Up);
    QCOMPARE(canvas().pointed(), (ChartSpot{29, 1}));
}

void TestStackedBarChart::tShowsTheTable()
{
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_T);
    QVERIFY(m_chart->isTable());
    auto *table = m_chart->findChild<DataTable *>();
    QVERIFY(table->hasFocus());
    QCOMPARE(table->model()->rowCount(), 30);
    QCOMPARE(table->model()->index(3, 1).data().toString(),
             figureValue(FigureUnit::NanoUsd, sampleFigure().series[0].values[3]));
    QTest::keyClick(table, Qt::Key_T);
    QVERIFY(!m_chart->isTable());
    QVERIFY(canvas().hasFocus());
}

void TestStackedBarChart::barsStandOnTheGrid()
{
    // Where the overlays think bars are, Qt Charts has drawn them.
    const QImage image = grab();
    for (int series = 0; series < 7; ++series) {
        const QRectF segment = canvas().segmentRect({8, series});
        const QColor drawn = image.pixelColor(segment.center().toPoint());
        QCOMPARE(drawn.name(), m_theme.colours().series[std::size_t(series)].name());
        QVERIFY(image.pixelColor(QPointF(segment.center().x(), segment.bottom() - 2).toPoint())
                == drawn);
    }
    const QRectF slot = canvas().slotRect(8);
    QCOMPARE(image.pixelColor(qRound(slot.left() + 2), qRound(slot.bottom() - 9)).name(),
             m_theme.colours().surface.name());
}

void TestStackedBarChart::highlightLightensOtherBars()
{
    const QPoint one = middleOf({8, 0});
    const QPoint other = middleOf({9, 0});
    const QColor full = grab().pixelColor(one);
    canvas().point({8, -1});
    QCOMPARE(grab().pixelColor(one), full);
    QVERIFY(grab().pixelColor(other).lightness() > full.lightness() + 20);
    canvas().point({});
    QCOMPARE(grab().pixelColor(other), full);
    m_chart->setMarked({9, -1});
    QVERIFY(grab().pixelColor(one).lightness() > full.lightness() + 20);
    QCOMPARE(grab().pixelColor(other), full);
}

void TestStackedBarChart::runningBucketIsHatched()
{
    const auto coloursIn = [this](int bucket) {
        const QImage image = grab();
        const QRectF segment = canvas().segmentRect({bucket, 0}).adjusted(4, 3, -4, -3);
        QSet<QRgb> colours;
        for (int y = qRound(segment.top()); y < segment.bottom(); ++y)
            colours.insert(image.pixel(qRound(segment.center().x()), y));
        return colours.size();
    };
    QCOMPARE(coloursIn(28), 1);
    QVERIFY(coloursIn(29) > 1);
}

void TestStackedBarChart::legendTogglesAndIsolates()
{
    auto *first = m_legend->findChild<LegendRow *>(QStringLiteral("legendRow0"));
    QVERIFY(first->accessibleName().startsWith(QStringLiteral("alder/alder-large-3, ")));
    QTest::mouseClick(first, Qt::LeftButton);
    QCOMPARE(m_chart->hiddenSeries(), QSet<int>{0});
    QVERIFY(!first->isChecked());
    QCOMPARE(canvas().shownTotal(4),
             sampleFigure().bucketTotal(4) - sampleFigure().series[0].values[4]);
    first->setFocus();
    QTest::keyClick(first, Qt::Key_Space);
    QVERIFY(m_chart->hiddenSeries().isEmpty());
    QTest::keyClick(first, Qt::Key_Return);
    QCOMPARE(m_chart->hiddenSeries(), (QSet<int>{1, 2, 3, 4, 5, 6}));
    QTest::mouseDClick(first, Qt::LeftButton);
    QVERIFY(!m_chart->hiddenSeries().contains(1));
}

void TestStackedBarChart::hiddenSeriesStayHidden()
{
    m_chart->setHiddenSeries({1});
    Figure figure = sampleFigure();
    figure.series.swapItemsAt(1, 2);
    m_chart->setFigure(figure);
    QCOMPARE(m_chart->hiddenSeries(), QSet<int>{2});
    figure.series.remove(2);
    m_chart->setFigure(figure);
    QVERIFY(m_chart->hiddenSeries().isEmpty());
}

void TestStackedBarChart::newerNumbersKeepTheSpot()
{
    canvas().point({28, 0});
    Figure figure = sampleFigure();
    figure.series[0].values[28] = 777'000'000'000;
    m_chart->setFigure(figure);
    auto *card = m_window->findChild<ChartTooltip *>();
    QVERIFY(card->isVisible());
    QCOMPARE(card->content().rows.first().value, QStringLiteral("$777.00"));
    m_chart->setFigure(sampleFigure(7)); // Another period.
    QCOMPARE(canvas().pointed(), ChartSpot());
    QVERIFY(!card->isVisible());
}

void TestStackedBarChart::emptyFigureIsDrawn()
{
    m_chart->setFigure({});
    QVERIFY(!grab().isNull());
    canvas().setFocus();
    QTest::keyClick(&canvas(), Qt::Key_Left);
    QTest::mouseClick(canvas().viewport(), Qt::LeftButton);
    QCOMPARE(canvas().pointed(), ChartSpot());
    Figure figure = sampleFigure();
    figure.series.clear();
    m_chart->setFigure(figure);
    canvas().point({3, -1});
    QVERIFY(!grab().isNull());
}

void TestStackedBarChart::accessibleTableTellsEachValue()
{
    QAccessibleInterface *chart = QAccessible::queryAccessibleInterface(&canvas());
    QVERIFY(chart != nullptr);
    QCOMPARE(chart->role(), QAccessible::Table);
    QVERIFY(chart->text(QAccessible::Name).startsWith(QStringLiteral("Spend by day, ")));
    QAccessibleTableInterface *table = chart->tableInterface();
    QVERIFY(table != nullptr);
    QCOMPARE(table->rowCount(), 30);
    QCOMPARE(table->columnCount(), 7);
    QAccessibleInterface *cell = table->cellAt(28, 6);
    QVERIFY(cell != nullptr);
    QCOMPARE(table->cellAt(28, 6), cell);
    QVERIFY(cell->text(QAccessible::Name)
                .startsWith(QStringLiteral("Sunday 22 November, Other (9): ")));
    QCOMPARE(chart->indexOfChild(cell), 28 * 7 + 6);
    QCOMPARE(chart->child(28 * 7 + 6), cell);
    QVERIFY(!cell->state().selected);
    canvas().point({28, 6});
    QVERIFY(cell->state().selected);
    QVERIFY(table->cellAt(30, 0) == nullptr && table->cellAt(0, 7) == nullptr);
    m_chart->setFigure(sampleFigure(7));
    QVERIFY(!cell->isValid());
    QCOMPARE(cell->text(QAccessible::Name), QString());
}

void TestStackedBarChart::coloursStayWithTheirSeries()
{
    SeriesColours colours;
    Figure figure = sampleFigure();
    QCOMPARE(colours.of(figure), (QList<int>{0, 1, 2, 3, 4, 5, 6}));
    figure.series.swapItemsAt(0, 3);
    figure.series.remove(1);
    QCOMPARE(colours.of(figure), (QList<int>{3, 2, 0, 4, 5, 6}));
}

void TestStackedBarChart::collidingColoursAreBorrowed()
{
    SeriesColours colours;
    const auto figureOf = [](const QStringList &names) {
        Figure figure;
        for (const QString &name : names) {
            FigureSeries series;
            series.name = series.id = name;
            figure.series.append(series);
        }
        return figure;
    };
    const QString a = QStringLiteral("a");
    const QString b = QStringLiteral("b");
    QCOMPARE(colours.of(figureOf({a})), QList<int>{0});
    QCOMPARE(colours.of(figureOf({b})), QList<int>{0});
    QCOMPARE(colours.of(figureOf({b, a})), (QList<int>{0, 1}));
    QCOMPARE(colours.of(figureOf({a})), QList<int>{0});
}

void TestStackedBarChart::scalesAreRound_data()
{
    QTest::addColumn<qlonglong>("highest");
    QTest::addColumn<FigureUnit>("unit");
    QTest::addColumn<QString>("step");
    QTest::addColumn<int>("intervals");
    const auto usd = FigureUnit::NanoUsd;
    QTest::newRow("comp") << qlonglong(402'660'000'000) << usd << QStringLiteral("$100") << 5;
    QTest::newRow("exact top") << qlonglong(500'000'000'000) << usd << QStringLiteral("$100") << 5;
    QTest::newRow("cents") << qlonglong(240'000'000) << usd << QStringLiteral("$0.05") << 5;
    QTest::newRow("half dollars") << qlonglong(9'000'000'000) << usd << QStringLiteral("$2") << 5;
    QTest::newRow("quarters") << qlonglong(11'000'000'000) << usd << QStringLiteral("$2.50") << 5;
    QTest::newRow("thousands") << qlonglong(7'000'000'000'000) << usd << QStringLiteral("$2K") << 4;
    QTest::newRow("one nano") << qlonglong(1) << usd << QStringLiteral("$0.000000001") << 1;
    QTest::newRow("nothing") << qlonglong(0) << usd << QStringLiteral("$1") << 1;
    QTest::newRow("few") << qlonglong(8) << FigureUnit::Requests << QStringLiteral("2") << 4;
    QTest::newRow("tokens") << qlonglong(110'000'000) << FigureUnit::Tokens << QStringLiteral("25M")
                            << 5;
    QTest::newRow("most") << qlonglong(2'300'000'000'000'000'000) << usd << QStringLiteral("$500M")
                          << 5;
}

void TestStackedBarChart::scalesAreRound()
{
    QFETCH(qlonglong, highest);
    QFETCH(FigureUnit, unit);
    const FigureScale scale = FigureScale::of(highest, unit, 5);
    QTEST(figureTick(unit, scale.step), "step");
    QTEST(scale.intervals, "intervals");
}

void TestStackedBarChart::sameLabelsAllShow()
{
    Figure figure = sampleFigure(10);
    for (FigureBucket &bucket : figure.buckets)
        bucket.label = QStringLiteral("14:00");
    m_chart->setFigure(figure);
    const QImage image = grab();
    int labelled = 0;
    for (int bucket = 0; bucket < 10; ++bucket) {
        const QRectF slot = canvas().slotRect(bucket);
        bool hasInk = false;
        for (int x = qRound(slot.left()); x < qRound(slot.right()); ++x) {
            for (int y = qRound(slot.bottom()) + 4; y < canvas().height(); ++y)
                hasInk = hasInk || qGray(image.pixel(x, y)) < 180;
        }
        labelled += hasInk ? 1 : 0;
    }
    QCOMPARE(labelled, 10);
}

void TestStackedBarChart::themeChangeRecolours()
{
    const QPoint at = middleOf({8, 0});
    m_theme.setChoice(Theme::Choice::Dark);
    QCOMPARE(grab().pixelColor(at).name(), m_theme.colours().series[0].name());
}

QTEST_MAIN(TestStackedBarChart)
#include "tst_StackedBarChart.moc"
