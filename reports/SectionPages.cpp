// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/Format.h"
#include "core/Report.h"
#include "reports/PageFlow.h"
#include "reports/ReportPages.h"
#include "reports/ReportText.h"

#include <QCoreApplication>

namespace turnpike {

namespace {

constexpr qreal rowHeight = mm(6.15);

QString text(const char *source)
{
    return QCoreApplication::translate("report", source);
}

QString subtitleOf(const ReportSection &section)
{
    QStringList parts;
    if (section.key) {
        const Key &key = *section.key;
        parts.append(key.label);
        parts.append(text("created %1").arg(shortDayText(dayOf(key.createdUs))));
        if (!key.creatorName.isEmpty())
            parts.append(text("by %1").arg(key.creatorName));
        parts.append(key.limit ? limitText(*key.limit) : text("no limit"));
        if (key.deletedUs != 0)
            parts.append(text("deleted"));
    }
    if (section.dearestAmount.nanoUsd > 0)
        parts.append(
            text("highest day %1 on %2")
                .arg(format::money(section.dearestAmount), shortDayText(section.dearestDay)));
    return parts.join(QStringLiteral("   ·   "));
}

void writeHead(PageFlow &flow, const ReportSection &section)
{
    const qreal left = flow.geometry().left();
    const qreal width = flow.geometry().bodyWidth();
    flow.skip(mm(4.5));
    flow.text({left, flow.y}, elided(section.head.name, PageFont::Name, width), PageFont::Name);
    flow.skip(mm(6.4));
    flow.text({left, flow.y}, elided(subtitleOf(section), PageFont::Body, width), PageFont::Body,
              PageStyle::grey);
    flow.skip(mm(4.1));
}

void writeFigures(PageFlow &flow, const ReportSection &section)
{
    constexpr qreal gap = mm(1.3);
    constexpr qreal height = mm(17);
    const ActivitySums &sums = section.head.sums;
    const std::array<std::pair<QString, QString>, 4> figures{{
        {text("Credits"), format::money(sums.cost)},
        {text("Requests"), format::count(sums.requests)},
        {text("Tokens in / out"),
         text("%1 / %2").arg(format::tokens(sums.promptTokens),
                             format::tokens(sums.completionTokens))},
        {text("Price per 1M"), blendedText(sums)},
    }};
    const qreal width = (flow.geometry().bodyWidth() - 3 * gap) / 4;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const qreal x = flow.geometry().left() + static_cast<qreal>(i) * (width + gap);
        flow.add(PageBox{{x, flow.y, width, height}, PageStyle::band, {}, mm(1.5)});
        flow.text({x + mm(4), flow.y + mm(5.5)}, figures[i].first, PageFont::Note, PageStyle::grey);
        flow.text({x + mm(4), flow.y + mm(12.8)}, figures[i].second, PageFont::SmallFigure);
    }
    flow.skip(height);
}

void writeChart(PageFlow &flow, const ReportSection &section)
{
    constexpr qreal height = mm(28);
    flow.skip(mm(8));
    flow.text({flow.geometry().left(), flow.y}, text("Credits per day"), PageFont::Subheading);
    flow.skip(mm(2));
    flow.add(PageFigure{{flow.geometry().left(), flow.y, flow.geometry().bodyWidth(), height},
                        section.spend,
                        false});
    flow.skip(height + mm(4));
}

QList<PageColumn> columnsOf(const Report &report)
{
    const QString name = report.group == ReportGroup::Key ? text("Model") : text("Key");
    return {{name, mm(50), true},     {text("Requests"), mm(19)}, {text("Input"), mm(28)},
            {text("Cached"), mm(16)}, {text("Output"), mm(22)},   {text("$ per 1M"), mm(17)},
            {text("Amount"), mm(22)}};
}

QStringList cellsOf(const QString &name, const ActivitySums &sums)
{
    return {name,
            format::count(sums.requests),
            format::count(sums.promptTokens),
            cachedText(sums),
            format::count(sums.completionTokens),
            blendedText(sums),
            format::money(sums.cost)};
}

void writeTable(PageFlow &flow, const Report &report, const ReportSection &section)
{
    const auto columns = columnsOf(report);
    flow.tableHead(columns);
    for (qsizetype i = 0; i < section.lines.size(); ++i) {
        // The last line stays with the total.
        const qreal needed = i + 1 == section.lines.size() ? 2 * rowHeight : rowHeight;
        if (!flow.fits(needed)) {
            flow.newPage();
            flow.skip(mm(4.5));
            flow.text(
                {flow.geometry().left(), flow.y},
                text("%1 (continued)").arg(elided(section.head.name, PageFont::Heading, mm(120))),
                PageFont::Heading);
            flow.skip(mm(3));
            flow.tableHead(columns);
        }
        flow.tableRow(columns, cellsOf(section.lines[i].name, section.lines[i].sums), rowHeight);
    }
    flow.tableRow(columns, cellsOf(text("Total for %1").arg(section.head.name), section.head.sums),
                  rowHeight, PageFlow::Row::Strong);
}

} // namespace

void writeSection(PageFlow &flow, const Report &report, const ReportSection &section)
{
    flow.newPage();
    flow.bookmark(section.head.name, 1);
    writeHead(flow, section);
    writeFigures(flow, section);
    writeChart(flow, section);
    writeTable(flow, report, section);
}

} // namespace turnpike
