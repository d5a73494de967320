// SPDX-License-Identifier: GPL-3.0-or-later
// Asks where to, exports there, and shows how far that is.
#pragma once

#include "ui/panes/activity/ActivityExport.h"

#include <QWidget>

#include <functional>

namespace turnpike::ui {

class Notices;
class ProgressRow;
class Theme;

/// Hidden while nothing is exported.
class ExportRow final : public QWidget
{
    Q_OBJECT

public:
    ExportRow(const Theme &theme, LedgerReads &reads, Notices &notices, QWidget *parent = nullptr);

    // As ActivityExport has them.
    void exportBreakdown(const ActivityBreakdown &breakdown, ActivityQuery::Group group);
    void exportRequests(const ActivityQuery &query, std::int64_t expected);
    void exportPdf(const ReportOptions &options);
    void print(const ReportOptions &options); ///< After a look at the pages.

private:
    void ask(const QString &name, const QString &filter,
             const std::function<void(const QString &path)> &write);
    void showProgress(qint64 done, qint64 expected);

    const Theme &m_theme;
    Notices &m_notices;
    ActivityExport *m_export;
    ProgressRow *m_progress;
};

} // namespace turnpike::ui
