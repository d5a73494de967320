// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"
#include "core/Report.h"
#include "reports/PageFlow.h"
#include "reports/ReportPages.h"
#include "reports/ReportText.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace turnpike {

namespace {

constexpr qsizetype coverLines = 8; ///< Of the table, when it goes on elsewhere.
constexpr qreal rowHeight = mm(6.6);
constexpr qreal chartHeight = mm(57);

QString text(const char *source)
{
    return QCoreApplication::translate("report", source);
}

QString monogramOf(const QString &organization)
{
    QString letters;
    for (const QString &word : organization.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (word.front().isLetterOrNumber() && letters.size() < 2)
            letters += word.front().toUpper();
    }
    return letters;
}

void writeHead(PageFlow &flow, const Report &report)
{
    constexpr qreal tile = mm(13);
    const qreal left = flow.geometry().left();
    const QRectF area(left, PageGeometry::top, tile, tile);
    flow.add(PageBox{area, PageStyle::monogram, {}, mm(2)});
    flow.text({area.center().x(), area.center().y() + pt(4.6)}, monogramOf(report.organization),
              PageFont::Monogram, PageStyle::paper, PageAlign::Centre);
    flow.text({left + mm(16), PageGeometry::top + mm(4.8)}, report.organization,
              PageFont::Organization);
    flow.text({left + mm(16), PageGeometry::top + mm(10.1)},
              text("Prepared by %1").arg(report.preparedBy), PageFont::Body, PageStyle::grey);

    const QString gap = QStringLiteral("   ·   ");
    QString subtitle = text("%1 (%2)").arg(daysText(report.period), report.zone) + gap
        + (report.group == ReportGroup::Key ? text("Grouped by key") : text("Grouped by model"));
    if (report.includesSimulated)
        subtitle += gap + text("With simulated requests");
    if (report.isDemonstration)
        subtitle += gap + text("Demonstration");
    flow.text({left, mm(46)}, elided(report.title, PageFont::Title, flow.geometry().bodyWidth()),
              PageFont::Title);
    flow.text({left, mm(53)}, subtitle, PageFont::Subtitle, PageStyle::grey);
}

struct CoverFigure
{
    QString label;
    QString value;
    QString note;
};

QString errorNote(const ActivitySums &sums)
{
    if (sums.requests == 0)
        return {};
    return text("%1 errors")
        .arg(
            format::percent(static_cast<double>(sums.errors) / static_cast<double>(sums.requests)));
}

CoverFigure dearestDay(const Report &report)
{
    qsizetype dearest = -1;
    for (qsizetype i = 0; i < report.spend.buckets.size(); ++i)
        if (dearest < 0 || report.spend.bucketTotal(i) > report.spend.bucketTotal(dearest))
            dearest = i;
    if (dearest < 0 || report.spend.bucketTotal(dearest) == 0)
        return {text("Highest day"), format::dash, {}};
    return {text("Highest day"), format::money(Money{report.spend.bucketTotal(dearest)}),
            text("on %1").arg(shortDayText(dayOf(report.spend.buckets[dearest].startUs)))};
}

std::array<CoverFigure, 6> figuresOf(const Report &report)
{
    const ActivitySums &now = report.now;
    const auto price = blendedPrice(now);
    const auto priceBefore = blendedPrice(report.before);
    return {{
        {text("Credits"), format::money(now.cost),
         changeText(now.cost.nanoUsd, report.before.cost.nanoUsd, report.periodBefore)},
        {text("Requests"), format::count(now.requests), errorNote(now)},
        {text("Tokens in / out"),
         text("%1 / %2").arg(format::tokens(now.promptTokens),
                             format::tokens(now.completionTokens)),
         now.promptTokens > 0 ? text("%1 of input from cache").arg(cachedText(now)) : QString()},
        {text("Blended price"), price ? text("%1 per 1M").arg(format::money(*price)) : format::dash,
         price && priceBefore && priceBefore->nanoUsd > 0
             ? changeText(price->nanoUsd, priceBefore->nanoUsd, report.periodBefore)
             : QString()},
        dearestDay(report),
        {report.group == ReportGroup::Key ? text("Keys used") : text("Models used"),
         format::count(report.lines.size()),
         report.lines.isEmpty()
             ? QString()
             : text("%1 spent most")
                   .arg(elided(report.lines.first().name, PageFont::Axis, mm(30)))},
    }};
}

void writeFigures(PageFlow &flow, const Report &report)
{
    constexpr qreal gap = mm(2.2);
    constexpr qreal height = mm(22);
    constexpr qreal top = mm(60);
    const qreal width = (flow.geometry().bodyWidth() - 2 * gap) / 3;
    const auto figures = figuresOf(report);
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const qreal x = flow.geometry().left() + static_cast<qreal>(i % 3) * (width + gap);
        const qreal y = top + static_cast<qreal>(i / 3) * (height + mm(3));
        flow.add(PageBox{{x, y, width, height}, {}, PageStyle::hairline, mm(1.5)});
        flow.text({x + mm(4), y + mm(6.2)}, figures[i].label, PageFont::Note, PageStyle::grey);
        flow.text({x + mm(4), y + mm(13.5)}, figures[i].value, PageFont::Figure);
        flow.text({x + mm(4), y + mm(18.7)}, figures[i].note, PageFont::Axis, PageStyle::grey);
    }
    flow.y = top + 2 * height + mm(3);
}

void writeChart(PageFlow &flow, const Report &report)
{
    flow.skip(mm(12.6));
    flow.text({flow.geometry().left(), flow.y}, text("Credits per day, by model"),
              PageFont::Heading);
    flow.skip(mm(3.6));
    const qreal height = chartHeight - mm(3) - flow.geometry().shortfall();
    flow.add(PageFigure{
        {flow.geometry().left(), flow.y, flow.geometry().bodyWidth(), height}, report.spend, true});
    flow.skip(height);
}

QList<PageColumn> columnsOf(const Report &report)
{
    const QString name = report.group == ReportGroup::Key ? text("Key") : text("Model");
    return {{name, mm(60), true, PageFont::TableName},
            {text("Input"), mm(26)},
            {text("Output"), mm(24)},
            {text("Requests"), mm(21)},
            {text("Share"), mm(19)},
            {text("Credits"), mm(24), false, PageFont::TableName}};
}

QString shareText(Money part, Money whole)
{
    if (whole.nanoUsd <= 0)
        return format::dash;
    // check_layers: allow(money_double): a share for people; no amount is made of it
    return format::percent(static_cast<double>(part.nanoUsd) / static_cast<double>(whole.nanoUsd));
}

QStringList cellsOf(const QString &name, const ActivitySums &sums, Money whole)
{
    return {name,
            format::count(sums.promptTokens),
            format::count(sums.completionTokens),
            format::count(sums.requests),
            shareText(sums.cost, whole),
            format::money(sums.cost)};
}

void addTo(ActivitySums &sums, const ActivitySums &more)
{
    sums.requests += more.requests;
    sums.promptTokens += more.promptTokens;
    sums.completionTokens += more.completionTokens;
    sums.cost += more.cost;
}

void writeTotal(PageFlow &flow, const Report &report)
{
    flow.tableRow(columnsOf(report), cellsOf(text("Total"), report.now, report.now.cost), rowHeight,
                  PageFlow::Row::Strong);
}

void writeTableHeading(PageFlow &flow, const Report &report)
{
    flow.skip(mm(11));
    flow.text({flow.geometry().left(), flow.y},
              report.group == ReportGroup::Key ? text("By key") : text("By model"),
              PageFont::Heading);
    flow.skip(mm(3));
}

/// The first lines and what is left of them; the whole table follows on pages of its own.
void writeShortTable(PageFlow &flow, const Report &report)
{
    const auto columns = columnsOf(report);
    flow.tableHead(columns);
    if (report.lines.isEmpty()) {
        flow.tableRow(columns, {text("No usage in this period"), {}, {}, {}, {}, {}}, rowHeight,
                      PageFlow::Row::Quiet);
    }
    const bool isWhole = report.lines.size() <= coverLines + 1;
    const qsizetype shown = isWhole ? report.lines.size() : coverLines;
    ActivitySums other;
    for (qsizetype i = 0; i < report.lines.size(); ++i) {
        const ReportLine &line = report.lines[i];
        if (i < shown)
            flow.tableRow(columns, cellsOf(line.name, line.sums, report.now.cost), rowHeight);
        else
            addTo(other, line.sums);
    }
    if (!isWhole)
        flow.tableRow(
            columns,
            cellsOf(text("Other (%1)").arg(report.lines.size() - shown), other, report.now.cost),
            rowHeight, PageFlow::Row::Quiet);
    writeTotal(flow, report);
}

void writeRules(PageFlow &flow, const Report &report)
{
    flow.skip(mm(3));
    flow.paragraph(text("Credits are summed in nano-dollars and rounded per printed line. Days are "
                        "those of UTC, by the start of a request."),
                   PageFont::Note, PageStyle::grey, mm(4.3));
    flow.paragraph(report.includesSimulated ? text("Simulated requests are included.")
                                            : text("Simulated requests are not included."),
                   PageFont::Note, PageStyle::grey, mm(4.3));
}

QStringList carriedCells(const QString &name, Money amount)
{
    return {name, {}, {}, {}, {}, format::money(amount)};
}

void writeFullTable(PageFlow &flow, const Report &report)
{
    const auto columns = columnsOf(report);
    flow.newPage();
    flow.bookmark(report.group == ReportGroup::Key ? text("All keys") : text("All models"), 0);
    writeTableHeading(flow, report);
    flow.tableHead(columns);
    Money carried;
    for (const ReportLine &line : report.lines) {
        if (!flow.fits(2 * rowHeight)) {
            flow.tableRow(columns, carriedCells(text("Carried forward"), carried), rowHeight,
                          PageFlow::Row::Quiet);
            flow.newPage();
            flow.tableHead(columns);
            flow.tableRow(columns, carriedCells(text("Brought forward"), carried), rowHeight,
                          PageFlow::Row::Quiet);
        }
        flow.tableRow(columns, cellsOf(line.name, line.sums, report.now.cost), rowHeight);
        carried += line.sums.cost;
    }
    writeTotal(flow, report);
}

} // namespace

void writeCover(PageFlow &flow, const Report &report)
{
    flow.newPage();
    flow.bookmark(text("Summary"), 0);
    writeHead(flow, report);
    writeFigures(flow, report);
    writeChart(flow, report);
    writeTableHeading(flow, report);
    writeShortTable(flow, report);
    writeRules(flow, report);
    if (report.lines.size() > coverLines + 1)
        writeFullTable(flow, report);
}

} // namespace turnpike
