// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/PageLayout.h"

#include "core/Report.h"
#include "reports/PageFlow.h"
#include "reports/ReportPages.h"
#include "reports/ReportText.h"

#include <QCoreApplication>

namespace turnpike {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("report", source);
}

} // namespace

PageLayout PageLayout::of(const Report &report, const PageGeometry &geometry)
{
    PageLayout layout;
    layout.geometry = geometry;
    layout.author = report.preparedBy;
    layout.subject
        = text("%1, %2 (%3)").arg(report.organization, daysText(report.period), report.zone);
    layout.labels
        = {report.title, text("%1 (%2)").arg(periodText(report.period), report.zone),
           text("%1  ·  %2")
               .arg(report.organization,
                    report.isDemonstration ? text("Demonstration") : text("Confidential")),
           text("Made %1").arg(momentText(report.madeUs))};
    PageFlow flow(layout);
    writeCover(flow, report);
    const int firstSection = static_cast<int>(layout.pages.size());
    for (const ReportSection &section : report.sections) {
        if (&section == &report.sections.first())
            layout.bookmarks.append(
                {report.group == ReportGroup::Key ? text("Keys") : text("Models"), firstSection,
                 0});
        writeSection(flow, report, section);
    }
    writeNotes(flow, report);
    return layout;
}

} // namespace turnpike
