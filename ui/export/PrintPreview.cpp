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

PrintPreview::~PrintPreview() = default;

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
    auto *printButton = makeButton(theme(), tr("Print…"), QStringLiteral("printer"));
    printButton->setObjectName(QStringLiteral("print"));
    connect(printButton, &QPushButton::clicked, this, &PrintPreview::askForPrinter);
    footer()->addWidget(printButton);
    QPushButton *save = addPrimary(tr("Save PDF…"), "primary", QStringLiteral("download"));
    save->setObjectName(QStringLiteral("savePdf"));
    connect(save, &QPushButton::clicked, this, &PrintPreview::askForFile);
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
    m_printer = std::make_unique<QPrinter>(QPrinter::HighResolution);
    m_printer->setDocName(m_layout.labels.title);
    m_printer->setFullPage(true);
    auto *dialog = new QPrintDialog(m_printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setMinMax(1, m_view->pageCount());
    connect(dialog, qOverload<>(&QDialog::accepted), this, &PrintPreview::print);
    dialog->open();
}

void PrintPreview::print()
{
    const bool isRange = m_printer->printRange() == QPrinter::PageRange;
    const int first = isRange ? std::max(m_printer->fromPage(), 1) - 1 : 0;
    const int last
        = isRange ? std::min(m_printer->toPage(), m_view->pageCount()) : m_view->pageCount();
    QPainter painter;
    bool isPrinted = painter.begin(m_printer.get());
    // The whole page, whatever paper is in the printer.
    const QRectF paper = m_printer->paperRect(QPrinter::DevicePixel);
    const qreal scale = std::min(paper.width() / m_layout.geometry.width,
                                 paper.height() / m_layout.geometry.height);
    painter.scale(scale, scale);
    for (int page = first; isPrinted && page < last; ++page) {
        isPrinted = page == first || m_printer->newPage();
        if (isPrinted)
            paintPage(painter, m_layout, page);
    }
    if (!isPrinted || !painter.end())
        Q_EMIT failed(tr("The printer did not take the report."));
    else
        accept();
}

} // namespace turnpike::ui
