// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Report.h"
#include "reports/PageLayout.h"
#include "ui/export/PageView.h"
#include "ui/export/PrintPreview.h"
#include "ui/theme/Theme.h"

#include <QFile>
#include <QLabel>
#include <QPrinter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace turnpike;
using namespace turnpike::ui;

namespace {

/// Days of two models, and `keys` keys with a section each.
Report sample(int keys)
{
    Report report;
    report.title = u"Usage and cost"_s;
    report.organization = u"Acme Robotics"_s;
    report.preparedBy = u"Alice"_s;
    report.zone = u"UTC"_s;
    report.period = Period::ofDays(20'000, 20'009);
    report.periodBefore = report.period.before();
    report.madeUs = report.period.toUs;
    for (int day = 0; day < 10; ++day)
        report.spend.buckets.append({(20'000 + day) * Period::dayUs, (20'001 + day) * Period::dayUs,
                                     u"1 Jan"_s, u"1 January"_s, false});
    report.spend.series.append({u"a/one"_s, u"a/one"_s, 1, false, 0, QList<qint64>(10, 5'000'000)});
    for (int i = 0; i < keys; ++i) {
        ReportLine line{u"key %1"_s.arg(i), {}, {}};
        line.sums.requests = 1;
        line.sums.cost = Money{1'000'000'000};
        report.now.requests += 1;
        report.now.cost += line.sums.cost;
        report.lines.append(line);
        report.sections.append({line, {}, report.spend, 0, {}, {line}});
    }
    return report;
}

int texts(const Page &page, const QString &text)
{
    int found = 0;
    for (const PageItem &item : page.items)
        if (const auto *one = std::get_if<PageText>(&item))
            found += one->text == text ? 1 : 0;
    return found;
}

} // namespace

class PrintPreviewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_window = std::make_unique<QWidget>();
        m_window->resize(1200, 900);
        m_window->show();
        m_preview
            = new PrintPreview(*m_theme, PageLayout::of(sample(3)), u"a.pdf"_s, m_window.get());
        m_preview->open();
        m_view = m_preview->findChild<PageView *>();
        m_place = m_preview->findChild<QLabel *>(u"pagePlace"_s);
    }
    void cleanup()
    {
        m_window.reset();
        m_theme.reset();
    }

    void keysTurnThePages()
    {
        QCOMPARE(m_view->pageCount(), 5); // Summary, three keys, notes.
        QCOMPARE(m_place->text(), u"Page 1 of 5"_s);
        QTest::keyClick(m_view, Qt::Key_PageDown);
        QCOMPARE(m_place->text(), u"Page 2 of 5"_s);
        QCOMPARE(m_view->accessibleName(), u"Page 2 of 5"_s);
        QTest::keyClick(m_view, Qt::Key_End);
        QTest::keyClick(m_view, Qt::Key_Down);
        QCOMPARE(m_place->text(), u"Page 5 of 5"_s);
        QTest::keyClick(m_view, Qt::Key_Home);
        QTest::keyClick(m_view, Qt::Key_Left);
        QCOMPARE(m_place->text(), u"Page 1 of 5"_s);
    }

    void eachPageIsPainted()
    {
        const QImage first = m_view->grab().toImage();
        m_view->setPage(1);
        QVERIFY(m_view->grab().toImage() != first);
    }

    void pdfIsSaved()
    {
        QTemporaryDir folder;
        QSignalSpy saved(m_preview, &PrintPreview::saved);
        const QPointer<PrintPreview> preview(m_preview);
        m_preview->savePdf(folder.filePath(u"a.pdf"_s));
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY(!preview || !preview->isVisible());
        QFile file(folder.filePath(u"a.pdf"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.read(5) == "%PDF-");
    }

    void aPdfThatCannotBeSavedIsTold()
    {
        m_preview->savePdf(u"/nonexistent/a.pdf"_s);
        const auto *problem = m_preview->findChild<QLabel *>(u"printProblem"_s);
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(m_preview->findChild<QPushButton *>(u"savePdf"_s)->isEnabled());
        QVERIFY(problem->text().contains(u"/nonexistent/a.pdf"_s));
    }

    void pagesGoToThePrinter()
    {
        QTemporaryDir folder;
        const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
        printer->setOutputFormat(QPrinter::PdfFormat);
        printer->setOutputFileName(folder.filePath(u"printed.pdf"_s));
        printer->setFullPage(true);
        printer->setFromTo(2, 4);
        printer->setPrintRange(QPrinter::PageRange);
        const QPointer<PrintPreview> preview(m_preview);
        m_preview->print(printer);
        QVERIFY(!m_preview->findChild<QPushButton *>(u"savePdf"_s)->isEnabled());
        QTRY_VERIFY(!preview || !preview->isVisible());
        QFile file(folder.filePath(u"printed.pdf"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count("/Type /Page\n"), 3);
    }

    void aPrinterThatRefusesIsTold()
    {
        const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
        printer->setOutputFormat(QPrinter::PdfFormat);
        printer->setOutputFileName(u"/nonexistent/printed.pdf"_s);
        m_preview->print(printer);
        const auto *problem = m_preview->findChild<QLabel *>(u"printProblem"_s);
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(m_preview->findChild<QPushButton *>(u"print"_s)->isEnabled());
        QVERIFY(m_preview->isVisible());
    }

    void longTablesCarryTheirSumForward()
    {
        const PageLayout layout = PageLayout::of(sample(60));
        int carried = 0;
        for (qsizetype i = 0; i + 1 < layout.pages.size(); ++i) {
            if (texts(layout.pages[i], u"Carried forward"_s) == 0)
                continue;
            ++carried;
            QCOMPARE(texts(layout.pages[i + 1], u"Brought forward"_s), 1);
            QCOMPARE(texts(layout.pages[i + 1], u"CREDITS"_s), 1);
        }
        QCOMPARE(carried, 1);
        // Eight lines and the rest of them stand on the first page.
        QCOMPARE(texts(layout.pages[0], u"Other (52)"_s), 1);
        QCOMPARE(texts(layout.pages[0], u"$60.00"_s), 2);
    }

    void nothingStandsBelowTheFooterRule()
    {
        const PageLayout layout = PageLayout::of(sample(60));
        for (const Page &page : layout.pages)
            for (const PageItem &item : page.items)
                if (const auto *text = std::get_if<PageText>(&item))
                    QVERIFY2(text->at.y() < layout.geometry.footerRule(), qPrintable(text->text));
    }

    void letterPagesKeepWithinTheirMargins()
    {
        const PageLayout layout = PageLayout::of(sample(60), PageGeometry::letter());
        const PageGeometry &paper = layout.geometry;
        bool reachesTheEdge = false;
        for (const Page &page : layout.pages) {
            for (const PageItem &item : page.items) {
                const auto *text = std::get_if<PageText>(&item);
                if (!text)
                    continue;
                QVERIFY2(text->at.y() < paper.footerRule(), qPrintable(text->text));
                QVERIFY2(text->at.x() < paper.right() + 1, qPrintable(text->text));
                if (text->text == u"CREDITS"_s)
                    reachesTheEdge = std::abs(text->at.x() - paper.right()) < 1;
            }
        }
        QVERIFY(reachesTheEdge);
        // The table and its total still stand on the first page.
        QCOMPARE(texts(layout.pages[0], u"Other (52)"_s), 1);
        QCOMPARE(texts(layout.pages[0], u"$60.00"_s), 2);
    }

    void anEmptyPeriodSaysSo()
    {
        const PageLayout layout = PageLayout::of(sample(0));
        QCOMPARE(layout.pages.size(), 2);
        QCOMPARE(texts(layout.pages[0], u"No usage in this period"_s), 1);
    }

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QWidget> m_window;
    PrintPreview *m_preview = nullptr;
    PageView *m_view = nullptr;
    QLabel *m_place = nullptr;
};

QTEST_MAIN(PrintPreviewTest)
#include "tst_PrintPreview.moc"
