// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panes/activity/ActivityExport.h"

#include "core/Format.h"
#include "reports/CsvTables.h"
#include "services/ActivityService.h"
#include "services/LedgerReads.h"
#include "ui/export/PdfExporter.h"
#include "ui/panes/activity/ActivityView.h"

#include <QFileInfo>
#include <QSaveFile>

namespace turnpike::ui {

namespace {

constexpr int pageSize = 1'000;

struct PageBytes
{
    QByteArray bytes;
    std::int64_t lastRow = 0;
    qint64 requests = 0;
    bool isLast = false;
};

Result<PageBytes> pageOf(const ActivityService &activity, const Actor &actor,
                         const ActivityQuery &query, std::int64_t beforeRow)
{
    TRY_ASSIGN(const QList<GenerationRow> rows,
               activity.requests(actor, query, {beforeRow, pageSize}));
    PageBytes page;
    page.bytes = requestsCsvRows(rows);
    page.isLast = rows.size() < pageSize;
    page.lastRow = rows.isEmpty() ? 0 : rows.last().rowId;
    for (const GenerationRow &row : rows)
        page.requests += row.requestCount;
    return page;
}

} // namespace

ActivityExport::ActivityExport(LedgerReads &reads, QObject *parent)
    : QObject(parent)
    , m_reads(reads)
{}

// A QSaveFile that was not committed takes its temporary file along.
ActivityExport::~ActivityExport() = default;

bool ActivityExport::begin(const QString &path, const QString &what)
{
    m_isRunning = true;
    Q_EMIT started(what, true);
    m_file = std::make_unique<QSaveFile>(path);
    if (m_file->open(QIODevice::WriteOnly))
        return true;
    giveUp(m_file->errorString());
    return false;
}

void ActivityExport::take(const QByteArray &bytes)
{
    if (m_isRunning && m_file->write(bytes) != bytes.size())
        giveUp(m_file->errorString());
}

void ActivityExport::end(const QString &sentence)
{
    if (!m_isRunning)
        return;
    if (!m_file->commit()) {
        giveUp(m_file->errorString());
        return;
    }
    m_file.reset();
    m_isRunning = false;
    Q_EMIT finished(sentence);
}

void ActivityExport::giveUp(const QString &sentence)
{
    m_isRunning = false;
    ++m_ticket;
    m_file.reset();
    Q_EMIT failed(tr("The export failed: %1").arg(sentence));
}

void ActivityExport::cancel()
{
    if (!m_isRunning || !m_file)
        return;
    m_isRunning = false;
    ++m_ticket;
    m_file.reset();
    Q_EMIT cancelled();
}

void ActivityExport::writeBreakdown(const QString &path, const ActivityBreakdown &breakdown,
                                    ActivityQuery::Group group)
{
    if (m_isRunning || !begin(path, tr("Exporting the breakdown")))
        return;
    QList<ActivityTotals> totals;
    for (const ActivityRow &row : breakdown.rows) {
        ActivityTotals one;
        static_cast<ActivitySums &>(one) = row.now;
        one.id = row.rowId;
        one.name = row.name;
        one.publicId = group == ActivityQuery::Group::Key ? row.id : QString();
        totals.append(one);
    }
    take(usageByGroupCsv(breakdown.period, dimensionOf(group), totals));
    end(tr("%1 rows exported.").arg(format::count(breakdown.rows.size())));
}

void ActivityExport::writeRequests(const QString &path, const ActivityQuery &query,
                                   std::int64_t expected)
{
    if (m_isRunning || !begin(path, tr("Exporting requests")))
        return;
    m_query = query;
    m_beforeRow = 0;
    m_done = 0;
    m_expected = expected;
    take(requestsCsvHead());
    nextPage();
}

void ActivityExport::nextPage()
{
    if (!m_isRunning)
        return;
    const quint64 mine = ++m_ticket;
    m_reads.run(
        this,
        [query = m_query, before = m_beforeRow](const ReadServices &services, const Actor &actor) {
            return pageOf(services.activity, actor, query, before);
        },
        [this, mine](const Result<PageBytes> &page) {
            if (mine != m_ticket)
                return;
            if (!page) {
                giveUp(page.error().message);
                return;
            }
            take(page->bytes);
            m_done += page->requests;
            m_beforeRow = page->lastRow;
            Q_EMIT progressed(m_done, m_expected);
            if (page->isLast)
                end(tr("%1 requests exported.").arg(format::count(m_done)));
            else
                nextPage();
        });
}

void ActivityExport::writePdf(const QString &path, const ReportOptions &options)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    Q_EMIT started(tr("Making the report"), false);
    // Painting on paper needs no window: all of it stays off this thread.
    m_reads.run(
        this,
        [path, options](const ReadServices &services, const Actor &actor) -> Result<> {
            TRY_ASSIGN(const Report report, services.reports.usage(actor, options));
            return exportPdf(PageLayout::of(report), path);
        },
        [this, path](const Result<> &written) {
            if (!written) {
                giveUp(written.error().message);
                return;
            }
            m_isRunning = false;
            Q_EMIT finished(tr("%1 written.").arg(QFileInfo(path).fileName()));
        });
}

void ActivityExport::layOut(const ReportOptions &options)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    Q_EMIT started(tr("Making the report"), false);
    m_reads.run(
        this,
        [options](const ReadServices &services, const Actor &actor) -> Result<PageLayout> {
            TRY_ASSIGN(const Report report, services.reports.usage(actor, options));
            return PageLayout::of(report);
        },
        [this](const Result<PageLayout> &layout) {
            if (!layout) {
                giveUp(layout.error().message);
                return;
            }
            m_isRunning = false;
            Q_EMIT laidOut(*layout);
        });
}

} // namespace turnpike::ui
