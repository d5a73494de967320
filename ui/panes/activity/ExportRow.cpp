// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ExportRow.h"

#include "core/Format.h"
#include "ui/export/PrintPreview.h"
#include "ui/shell/Notices.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/ProgressRow.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

namespace {

const QString banner = QStringLiteral("activity.export");
const QString pdfName = QStringLiteral("usage.pdf");

} // namespace

ExportRow::ExportRow(const Theme &theme, LedgerReads &reads, Notices &notices, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_notices(notices)
    , m_export(new ActivityExport(reads, this))
    , m_progress(new ProgressRow(theme, this))
{
    setObjectName(QStringLiteral("exportRow"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_progress);
    hide();
    connect(m_progress, &ProgressRow::cancelled, m_export, &ActivityExport::cancel);
    connect(m_export, &ActivityExport::started, this, [this](const QString &what, bool canCancel) {
        m_notices.clearBanner(banner);
        m_progress->setText(what);
        m_progress->setCount({});
        m_progress->setProgress(-1);
        m_progress->setCancellable(canCancel);
        show();
    });
    connect(m_export, &ActivityExport::progressed, this, &ExportRow::showProgress);
    connect(m_export, &ActivityExport::finished, this, [this](const QString &sentence) {
        hide();
        m_notices.toast(sentence);
    });
    connect(m_export, &ActivityExport::laidOut, this, [this](const PageLayout &layout) {
        hide();
        auto *preview = new PrintPreview(m_theme, layout, pdfName, window());
        connect(preview, &PrintPreview::saved, this, [this](const QString &path) {
            m_notices.toast(tr("%1 written.").arg(QFileInfo(path).fileName()));
        });
        preview->open();
    });
    connect(m_export, &ActivityExport::cancelled, this, [this] {
        hide();
        m_notices.toast(tr("The export was cancelled; no file was written."));
    });
    connect(m_export, &ActivityExport::failed, this, [this](const QString &sentence) {
        hide();
        m_notices.setBanner(banner, Tone::Danger, QStringLiteral("circle-x"), sentence, {}, {},
                            true);
    });
}

void ExportRow::exportBreakdown(const ActivityBreakdown &breakdown, ActivityQuery::Group group)
{
    ask(QStringLiteral("usage_by_group.csv"), tr("CSV (*.csv)"),
        [this, breakdown, group](const QString &path) {
            m_export->writeBreakdown(path, breakdown, group);
        });
}

void ExportRow::exportRequests(const ActivityQuery &query, std::int64_t expected)
{
    ask(QStringLiteral("requests.csv"), tr("CSV (*.csv)"),
        [this, query, expected](const QString &path) {
            m_export->writeRequests(path, query, expected);
        });
}

void ExportRow::exportPdf(const ReportOptions &options)
{
    ask(pdfName, tr("PDF (*.pdf)"),
        [this, options](const QString &path) { m_export->writePdf(path, options); });
}

void ExportRow::print(const ReportOptions &options)
{
    m_export->layOut(options);
}

void ExportRow::ask(const QString &name, const QString &filter,
                    const std::function<void(const QString &)> &write)
{
    if (m_export->isRunning())
        return;
    auto *dialog = new QFileDialog(window(), tr("Export"));
    dialog->setObjectName(QStringLiteral("exportActivity"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(name.section(QLatin1Char('.'), -1));
    dialog->selectFile(name);
    connect(dialog, &QFileDialog::fileSelected, this, write);
    dialog->open();
}

void ExportRow::showProgress(qint64 done, qint64 expected)
{
    const bool isKnown = expected > 0;
    m_progress->setProgress(isKnown ? int(std::min<qint64>(done * 1000 / expected, 1000)) : -1);
    m_progress->setCount(isKnown ? tr("%1 of %2").arg(format::count(done), format::count(expected))
                                 : format::count(done));
}

} // namespace turnpike::ui
