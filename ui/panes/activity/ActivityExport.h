// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what the Activity pane shows to a file, without holding up the window. Until a file is
// whole it does not have its name.
#pragma once

#include "core/ActivityBreakdown.h"
#include "core/Result.h"
#include "reports/PageLayout.h"
#include "services/ActivityQuery.h"
#include "services/ReportService.h"

#include <QObject>

#include <memory>

namespace turnpike {

class LedgerReads;

namespace ui {

class ActivityExport final : public QObject
{
    Q_OBJECT

public:
    ActivityExport(LedgerReads &reads, QObject *parent);
    ~ActivityExport() override;

    bool isRunning() const { return m_isRunning; }

    // Each does nothing while another is running.
    void writeBreakdown(const QString &path, const ActivityBreakdown &breakdown,
                        ActivityQuery::Group group);
    /// `expected`: how many requests there are, for the progress; 0 when that is not known.
    void writeRequests(const QString &path, const ActivityQuery &query, std::int64_t expected);
    void writePdf(const QString &path, const ReportOptions &options);
    /// Tells the pages with laidOut(). Cannot be stopped either.
    void layOut(const ReportOptions &options);
    /// Nothing is left behind. A PDF cannot be stopped.
    void cancel();

    class Target;

Q_SIGNALS:
    void started(const QString &what, bool canCancel);
    void progressed(qint64 done, qint64 expected);
    void finished(const QString &sentence);
    void laidOut(const turnpike::PageLayout &layout);
    void failed(const QString &sentence);
    void cancelled();

private:
    void begin(const QString &path, const QString &what);
    void nextPage();
    void end(const QString &sentence);
    void giveUp(const QString &sentence);

    LedgerReads &m_reads;
    std::shared_ptr<Target> m_target; ///< Null without an export that can be cancelled.
    ActivityQuery m_query;
    std::int64_t m_beforeRow = 0;
    qint64 m_done = 0;
    qint64 m_expected = 0;
    bool m_isRunning = false;
};

} // namespace ui
} // namespace turnpike
