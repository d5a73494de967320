// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/PrintPreview.h"

#include "reports/PagePainter.h"
#include "services/Delivery.h"
#include "ui/export/PageView.h"
#include "ui/export/PdfExporter.h"
#include "ui/widgets/Buttons.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPrintDialog>
#include <QPrinter>
#include <QPushButton>
#include <QStandardPaths>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

/// False when the printer refuses, or when it was stopped before the last page.
bool paintOn(QPrinter &printer, const PageLayout &layout, const std::atomic<bool> &isStopped)
{
    const int count = static_cast<int>(layout.pages.size());
    const bool isRange = printer.printRange() == QPrinter::PageRange;
    const int first = isRange ? std::max(printer.fromPage(), 1) - 1 : 0;
    const int last = isRange ? std::min(printer.toPage(), count) : count;
    QPainter painter;
    if (!painter.begin(&printer))
        return false;
    // The whole page, whatever paper is in the printer.
    const QRectF paper = printer.paperRect(QPrinter::DevicePixel);
    const qreal scale
        = std::min(paper.width() / layout.geometry.width, paper.height() / layout.geometry.height);
    painter.scale(scale, scale);
    for (int page = first; page < last; ++page) {
        if (isStopped || (page > first && !printer.newPage())) {
            printer.abort();
            return false;
        }
        paintPage(painter, layout, page);
    }
    return painter.end();
}

} // namespace

PrintPreview::PrintPreview(const Theme &theme, PageLayout layout, const QString &fileName,
                           QWidget *window)
    : DialogFrame(theme, layout.labels.title, window)
    , m_layout(std::move(layout))
    , m_fileName(fileName)
    , m_view(new PageView(theme, m_layout))
{
    setObjectName(QStringLiteral("printPreview"));
    setDialogWidth(720);
    makeBody();
    makeFooter();
    connect(m_view, &PageView::pageChanged, this, &PrintPreview::showPlace);
    connect(this, &PrintPreview::failed, m_problem, [this](const QString &sentence) {
        m_problem->setText(sentence);
        m_problem->setVisible(true);
    });
    setFirstFocus(m_view);
    showPlace();
}

PrintPreview::~PrintPreview()
{
    *m_isPrintingStopped = true;
}

void PrintPreview::makeBody()
{
    auto *row = new QHBoxLayout;
    m_previous = makeIconButton(theme(), QStringLiteral("chevron-left"), tr("Previous page"));
    m_next = makeIconButton(theme(), QStringLiteral("chevron-right"), tr("Next page"));
    m_place = new QLabel;
    m_place->setObjectName(QStringLiteral("pagePlace"));
    connect(m_previous, &QToolButton::clicked, m_view,
            [this] { m_view->setPage(m_view->page() - 1); });
    connect(m_next, &QToolButton::clicked, m_view, [this] { m_view->setPage(m_view->page() + 1); });
    row->addStretch();
    row->addWidget(m_previous);
    row->addWidget(m_place);
    row->addWidget(m_next);
    row->addStretch();
    m_problem = new QLabel;
    m_problem->setObjectName(QStringLiteral("printProblem"));
    setStyleProperty(*m_problem, "role", QStringLiteral("error"));
    m_problem->setWordWrap(true);
    m_problem->setVisible(false);
    body()->addWidget(m_view, 1);
    body()->addLayout(row);
    body()->addWidget(m_problem);
}

void PrintPreview::makeFooter()
{
    addCancel();
    m_print = makeButton(theme(), tr("Print…"), QStringLiteral("printer"));
    m_print->setObjectName(QStringLiteral("print"));
    connect(m_print, &QPushButton::clicked, this, &PrintPreview::askForPrinter);
    footer()->addWidget(m_print);
    m_save = addPrimary(tr("Save PDF…"), "primary", QStringLiteral("download"));
    m_save->setObjectName(QStringLiteral("savePdf"));
    connect(m_save, &QPushButton::clicked, this, &PrintPreview::askForFile);
}

void PrintPreview::showPlace()
{
    m_place->setText(m_view->placeText());
    m_previous->setEnabled(m_view->page() > 0);
    m_next->setEnabled(m_view->page() + 1 < m_view->pageCount());
}

void PrintPreview::askForFile()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *dialog = new QFileDialog(this, tr("Save PDF"), folder, tr("PDF files (*.pdf)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("pdf"));
    dialog->selectFile(m_fileName);
    connect(dialog, &QFileDialog::fileSelected, this, &PrintPreview::savePdf);
    dialog->open();
}

void PrintPreview::savePdf(const QString &path)
{
    footer()->parentWidget()->setEnabled(false);
    const auto promise = promiseFor<Result<>>(this, [this, path](const Result<> &written) {
        footer()->parentWidget()->setEnabled(true);
        if (!written)
            return Q_EMIT failed(written.error().message);
        Q_EMIT saved(path);
        accept();
    });
    // Painting on paper needs no window.
    QThreadPool::globalInstance()->start(
        [promise, layout = m_layout, path] { keep(*promise, exportPdf(layout, path)); });
}

void PrintPreview::askForPrinter()
{
    const auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    printer->setDocName(m_layout.labels.title);
    printer->setFullPage(true);
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setMinMax(1, m_view->pageCount());
    connect(dialog, qOverload<>(&QDialog::accepted), this, [this, printer] { print(printer); });
    dialog->open();
}

void PrintPreview::print(std::shared_ptr<QPrinter> printer)
{
    m_save->setEnabled(false);
    m_print->setEnabled(false);
    m_print->setText(tr("Printing…"));
    const auto promise = promiseFor<bool>(this, [this](bool isPrinted) {
        if (isPrinted)
            return accept();
        m_save->setEnabled(true);
        m_print->setEnabled(true);
        m_print->setText(tr("Print…"));
        Q_EMIT failed(tr("The printer did not take the report."));
    });
    // Painting on paper needs no window.
    QThreadPool::globalInstance()->start([promise, layout = m_layout, printer = std::move(printer),
                                          isStopped = m_isPrintingStopped] {
        keep(*promise, paintOn(*printer, layout, *isStopped));
    });
}

} // namespace turnpike::ui
