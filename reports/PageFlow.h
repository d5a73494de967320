// SPDX-License-Identifier: GPL-3.0-or-later
// Fills pages from top to bottom.
#pragma once

#include "reports/PageLayout.h"

#include <QStringList>

namespace turnpike {

struct PageColumn
{
    QString title;
    qreal width = 0;
    bool isText = false; ///< Left aligned; numbers stand at the right.
    PageFont font = PageFont::Table;
    QColor colour = PageStyle::ink;
};

/// Writes into a layout. `y` is where the next thing goes.
class PageFlow
{
public:
    explicit PageFlow(PageLayout &layout);

    void newPage();
    bool fits(qreal height) const;
    /// A new page unless `height` is left on this one.
    void need(qreal height);
    void skip(qreal height) { y += height; }
    int page() const { return static_cast<int>(m_layout.pages.size()) - 1; }
    const PageGeometry &geometry() const { return m_layout.geometry; }

    void add(PageItem item);
    void text(QPointF at, const QString &text, PageFont font, QColor colour = PageStyle::ink,
              PageAlign align = PageAlign::Left);
    void rule(qreal y, qreal thickness, QColor colour);
    /// Lines of text broken to the width of the page; moves on.
    void paragraph(const QString &text, PageFont font, QColor colour, qreal lineHeight);
    void bookmark(const QString &title, int level);

    static constexpr qreal headHeight = mm(7);

    /// The head of a table; moves on. The first column takes what the others leave of the width.
    void tableHead(const QList<PageColumn> &columns);
    enum class Row : quint8 { Plain, Strong, Quiet };
    /// One row with its hairline; moves on. The first column is elided in the middle to fit.
    void tableRow(const QList<PageColumn> &columns, const QStringList &cells, qreal height,
                  Row kind = Row::Plain);

    qreal y = 0;

private:
    qreal widthOf(const QList<PageColumn> &columns, qsizetype column) const;

    PageLayout &m_layout;
};

/// `text` with its middle left out when it is wider than `width`.
QString elided(const QString &text, PageFont font, qreal width);
qreal widthOf(const QString &text, PageFont font);

} // namespace turnpike
