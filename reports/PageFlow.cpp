// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/PageFlow.h"

#include <QFontMetricsF>
#include <QTextLayout>

namespace turnpike {

QString elided(const QString &text, PageFont font, qreal width)
{
    return QFontMetricsF(PageStyle::font(font)).elidedText(text, Qt::ElideMiddle, width);
}

qreal widthOf(const QString &text, PageFont font)
{
    return QFontMetricsF(PageStyle::font(font)).horizontalAdvance(text);
}

PageFlow::PageFlow(PageLayout &layout)
    : m_layout(layout)
{}

void PageFlow::newPage()
{
    y = m_layout.pages.isEmpty() ? PageGeometry::top : PageGeometry::bodyTop;
    m_layout.pages.append(Page{});
}

bool PageFlow::fits(qreal height) const
{
    return y + height <= geometry().bodyBottom();
}

void PageFlow::need(qreal height)
{
    if (!fits(height))
        newPage();
}

void PageFlow::add(PageItem item)
{
    m_layout.pages.last().items.append(std::move(item));
}

void PageFlow::text(QPointF at, const QString &text, PageFont font, QColor colour, PageAlign align)
{
    add(PageText{at, text, font, colour, align});
}

qreal PageFlow::widthOf(const QList<PageColumn> &columns, qsizetype column) const
{
    if (column > 0)
        return columns[column].width;
    qreal left = geometry().bodyWidth();
    for (qsizetype i = 1; i < columns.size(); ++i)
        left -= columns[i].width;
    return left;
}

void PageFlow::rule(qreal at, qreal thickness, QColor colour)
{
    add(PageRule{{geometry().left(), at}, geometry().bodyWidth(), thickness, colour});
}

void PageFlow::paragraph(const QString &text, PageFont font, QColor colour, qreal lineHeight)
{
    QTextLayout lines(text, PageStyle::font(font));
    lines.beginLayout();
    while (true) {
        QTextLine line = lines.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(geometry().bodyWidth());
        need(lineHeight);
        y += lineHeight;
        this->text({geometry().left(), y}, text.mid(line.textStart(), line.textLength()).trimmed(),
                   font, colour);
    }
    lines.endLayout();
}

void PageFlow::bookmark(const QString &title, int level)
{
    m_layout.bookmarks.append({title, page(), level});
}

void PageFlow::tableHead(const QList<PageColumn> &columns)
{
    qreal x = geometry().left();
    const qreal baseline = y + headHeight - mm(2.4);
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const PageColumn &column = columns[i];
        const qreal width = widthOf(columns, i);
        const QPointF at{column.isText ? x : x + width, baseline};
        text(at, column.title.toUpper(), PageFont::TableHead, PageStyle::grey,
             column.isText ? PageAlign::Left : PageAlign::Right);
        x += width;
    }
    y += headHeight;
    rule(y, pt(0.75), PageStyle::ink);
}

void PageFlow::tableRow(const QList<PageColumn> &columns, const QStringList &cells, qreal height,
                        Row kind)
{
    if (kind == Row::Strong)
        rule(y, pt(0.75), PageStyle::ink);
    qreal x = geometry().left();
    const qreal baseline = y + height / 2 + pt(3.1);
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const PageColumn &column = columns[i];
        const qreal width = widthOf(columns, i);
        const PageFont font = kind == Row::Strong ? PageFont::TableStrong
            : kind == Row::Quiet                  ? PageFont::Table
                                                  : column.font;
        const QColor colour = kind == Row::Quiet ? PageStyle::grey : column.colour;
        const QString shown = column.isText ? elided(cells[i], font, width - mm(2)) : cells[i];
        text({column.isText ? x : x + width, baseline}, shown, font, colour,
             column.isText ? PageAlign::Left : PageAlign::Right);
        x += width;
    }
    y += height;
    if (kind != Row::Strong)
        rule(y, pt(0.25), PageStyle::hairline);
}

} // namespace turnpike
