// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"
#include "core/Report.h"
#include "reports/PageFlow.h"
#include "reports/ReportPages.h"
#include "reports/ReportText.h"

#include <QCoreApplication>

#include <cmath>

namespace turnpike {

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("report", source);
}

void writeNote(PageFlow &flow, const QString &label, const QString &note)
{
    flow.need(mm(16));
    flow.skip(mm(2.5));
    flow.paragraph(label, PageFont::BodyStrong, PageStyle::ink, mm(4.8));
    flow.paragraph(note, PageFont::Body, PageStyle::grey, mm(4.8));
}

QString roundingNote(const Report &report)
{
    std::int64_t cents = 0;
    for (const ReportLine &line : report.lines)
        cents += printedCents(line.sums.cost);
    const std::int64_t off = cents - printedCents(report.now.cost);
    const Money difference{std::abs(off) * 10'000'000};
    return text(
               "Amounts are summed in nano-dollars and rounded half up, once per printed line. The "
               "printed lines differ from the printed total by %1.")
        .arg(format::money(difference));
}

QString requestsNote(const Report &report)
{
    QString note = report.includesSimulated ? text("Requests to the simulator are included.")
                                            : text("Requests to the simulator are not included.");
    if (report.unpricedRequests > 0)
        note += QLatin1Char(' ')
            + text("%1 requests have no known price and count as $0.00.")
                  .arg(format::count(report.unpricedRequests));
    else
        note += QLatin1Char(' ') + text("Every request had a known price.");
    return note;
}

void writeReconciliation(PageFlow &flow, const Report &report)
{
    constexpr qreal height = mm(27);
    flow.need(height + mm(8));
    flow.skip(mm(7));
    const Reconciliation &sums = report.reconciliation;
    const qreal left = flow.geometry().left();
    const qreal right = flow.geometry().right() - mm(4);
    flow.add(
        PageBox{{left, flow.y, flow.geometry().bodyWidth(), height}, PageStyle::band, {}, mm(1.5)});
    const auto row = [&](qreal y, const QString &label, const QString &value, PageFont font) {
        flow.text({left + mm(4), flow.y + y}, label, font);
        flow.text({right, flow.y + y}, value, font, PageStyle::ink, PageAlign::Right);
    };
    const auto sumText = [](Money cost, std::int64_t requests) {
        return text("%1 in %2 requests").arg(format::exactMoney(cost), format::count(requests));
    };
    row(mm(6.5), text("Ledger, request by request"), sumText(sums.ledger, sums.ledgerRequests),
        PageFont::Body);
    row(mm(13), text("This report, line by line"), sumText(sums.report, sums.reportRequests),
        PageFont::Body);
    row(mm(21),
        sums.agrees() ? text("Ledger sum = report sum") : text("Ledger sum and report sum differ"),
        sums.agrees() ? text("✓ Reconciled") : format::exactMoney(sums.ledger - sums.report),
        PageFont::BodyStrong);
    flow.skip(height + mm(2));
}

void writeElided(PageFlow &flow, const Report &report)
{
    QStringList names;
    for (const ReportLine &line : report.lines)
        if (widthOf(line.name, PageFont::TableName) > mm(54))
            names.append(line.name);
    if (!names.isEmpty())
        writeNote(flow, text("Names in full"), names.join(QStringLiteral("; ")));
}

} // namespace

void writeNotes(PageFlow &flow, const Report &report)
{
    flow.newPage();
    flow.bookmark(text("Notes"), 0);
    flow.skip(mm(4.5));
    flow.text({flow.geometry().left(), flow.y}, text("Notes"), PageFont::Name);
    flow.skip(mm(2));
    writeNote(
        flow, text("Period"),
        text("%1. Days begin and end at midnight %2; a request belongs to the day on which it "
             "was admitted.")
            .arg(daysText(report.period), report.zone));
    writeNote(flow, text("Credits"),
              text("What each request was charged by the prices in force when it was admitted. "
                   "Cached and reasoning tokens are part of input and output."));
    writeNote(flow, text("Requests"), requestsNote(report));
    writeNote(flow, text("Rounding"), roundingNote(report));
    if (report.lines.size() > report.sections.size())
        writeNote(flow, text("Pages left out"),
                  text("The first %1 of %2 have pages of their own; all are in the table.")
                      .arg(report.sections.size())
                      .arg(report.lines.size()));
    if (report.isDemonstration)
        writeNote(flow, text("Demonstration"),
                  text("These figures are samples of an organization that does not exist."));
    writeElided(flow, report);
    writeReconciliation(flow, report);
    writeNote(flow, text("Audit log"), text("Newest entry %1.").arg(report.auditHead));
    writeNote(flow, text("Made by"),
              text("Turnpike %1, %2.").arg(report.version, momentText(report.madeUs)));
}

} // namespace turnpike
