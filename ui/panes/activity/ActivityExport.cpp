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

#include <atomic>

namespace turnpike::ui {

namespace {

constexpr int pageSize = 1'000;

struct WrittenPage
{
    std::int64_t lastRow = 0;
    qint64 requests = 0;
    bool isLast = false;
};

Error cannotWrite(const QSaveFile &file)
{
    return {ErrorCode::Unavailable, file.errorString(), {}};
}

} // namespace

/// The file of one export, used by one reader thread after the other. Without commit() nothing of
/// it stays.
class ActivityExport::Target
{
public:
    explicit Target(const QString &path)
        : m_file(path)
    {}

    /// Errors: Unavailable with the system's words.
    Result<> write(const QByteArray &bytes)
    {
        if (!m_file.isOpen() && !m_file.open(QIODevice::WriteOnly))
            return tl::unexpected(cannotWrite(m_file));
        if (m_file.write(bytes) != bytes.size())
            return tl::unexpected(cannotWrite(m_file));
        return {};
    }

    /// Makes the file be there, unless it was cancelled before.
    Result<> commit()
    {
        State running = State::Running;
        if (!m_state.compare_exchange_strong(running, State::Done))
            return {};
        if (!m_file.commit())
            return tl::unexpected(cannotWrite(m_file));
        return {};
    }

    /// False: it is too late.
    bool cancel()
    {
        State running = State::Running;
        return m_state.compare_exchange_strong(running, State::Cancelled);
    }

private:
    enum class State { Running, Done, Cancelled };

    QSaveFile m_file;
    std::atomic<State> m_state = State::Running;
};

namespace {

Result<WrittenPage> writePage(const ActivityService &activity, const Actor &actor,
                              const ActivityQuery &query, std::int64_t beforeRow,
                              ActivityExport::Target &target)
{
    TRY_ASSIGN(const QList<GenerationRow> rows,
               activity.requests(actor, query, {beforeRow, pageSize}));
    TRY(target.write((beforeRow == 0 ? requestsCsvHead() : QByteArray()) + requestsCsvRows(rows)));
    WrittenPage page;
    page.isLast = rows.size() < pageSize;
    if (page.isLast)
        TRY(target.commit());
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

ActivityExport::~ActivityExport()
{
    if (m_target)
        m_target->cancel();
}

void ActivityExport::begin(const QString &path, const QString &what)
{
    m_isRunning = true;
    m_target = std::make_shared<Target>(path);
    Q_EMIT started(what, true);
}

void ActivityExport::end(const QString &sentence)
{
    m_isRunning = false;
    m_target.reset();
    Q_EMIT finished(sentence);
}

void ActivityExport::giveUp(const QString &sentence)
{
    m_isRunning = false;
    m_target.reset();
    Q_EMIT failed(tr("The export failed: %1").arg(sentence));
}

void ActivityExport::cancel()
{
    if (!m_isRunning || !m_target || !m_target->cancel())
        return;
    m_isRunning = false;
    m_target.reset();
    Q_EMIT cancelled();
}

void ActivityExport::writeBreakdown(const QString &path, const ActivityBreakdown &breakdown,
                                    ActivityQuery::Group group)
{
    if (m_isRunning)
        return;
    begin(path, tr("Exporting the breakdown"));
    QList<ActivityTotals> totals;
    for (const ActivityRow &row : breakdown.rows) {
        ActivityTotals one;
        static_cast<ActivitySums &>(one) = row.now;
        one.id = row.rowId;
        one.name = row.name;
        one.publicId = group == ActivityQuery::Group::Key ? row.id : QString();
        totals.append(one);
    }
    m_reads.run(
        this,
        [target = m_target, totals, period = breakdown.period, group](const ReadServices &,
                                                                      const Actor &) -> Result<> {
            TRY(target->write(usageByGroupCsv(period, dimensionOf(group), totals)));
            return target->commit();
        },
        [this, target = m_target, rows = totals.size()](const Result<> &written) {
            if (target != m_target)
                return;
            if (written)
                end(tr("%1 rows exported.").arg(format::count(rows)));
            else
                giveUp(written.error().message);
        });
}

void ActivityExport::writeRequests(const QString &path, const ActivityQuery &query,
                                   std::int64_t expected)
{
    if (m_isRunning)
        return;
    begin(path, tr("Exporting requests"));
    m_query = query;
    m_beforeRow = 0;
    m_done = 0;
    m_expected = expected;
    nextPage();
}

void ActivityExport::nextPage()
{
    m_reads.run(
        this,
        [target = m_target, query = m_query, before = m_beforeRow](const ReadServices &services,
                                                                   const Actor &actor) {
            return writePage(services.activity, actor, query, before, *target);
        },
        [this, target = m_target](const Result<WrittenPage> &page) {
            if (target != m_target) // It was cancelled.
                return;
            if (!page) {
                giveUp(page.error().message);
                return;
            }
            m_done += page->requests;
            m_beforeRow = page->lastRow;
            Q_EMIT progressed(m_done, m_expected);
            if (page->isLast)
                end(tr("%1 requests exported.").arg(format::count(m_done)));
            else if (target == m_target)
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
            return exportPdf(PageLayout::of(report, PageGeometry::ofLocale()), path);
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
            return PageLayout::of(report, PageGeometry::ofLocale());
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
