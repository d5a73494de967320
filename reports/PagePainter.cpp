// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/PagePainter.h"

#include "reports/FigurePainter.h"
#include "reports/PageLayout.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

namespace turnpike {

namespace {

void paint(QPainter &painter, const PageText &item)
{
    const QFont font = PageStyle::font(item.font, item.text);
    const qreal width = QFontMetricsF(font).horizontalAdvance(item.text);
    qreal x = item.at.x();
    if (item.align != PageAlign::Left)
        x -= item.align == PageAlign::Right ? width : width / 2;
    painter.setFont(font);
    painter.setPen(item.colour);
    painter.drawText(QPointF(x, item.at.y()), item.text);
}

void paint(QPainter &painter, const PageRule &item)
{
    painter.fillRect(
        QRectF(item.from.x(), item.from.y() - item.thickness / 2, item.length, item.thickness),
        item.colour);
}

void paint(QPainter &painter, const PageBox &item)
{
    painter.setPen(item.outline.isValid() ? QPen(item.outline, pt(0.5)) : QPen(Qt::NoPen));
    painter.setBrush(item.fill.isValid() ? QBrush(item.fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(item.area, item.radius, item.radius);
}

void paint(QPainter &painter, const PageFigure &item)
{
    FigurePainter(painter).paint(item.area, item.figure, item.hasLegend);
}

void paintHeader(QPainter &painter, const PageLayout &layout)
{
    const PageGeometry &page = layout.geometry;
    paint(painter,
          PageText{{page.left(), PageGeometry::headerBaseline},
                   layout.labels.title,
                   PageFont::FooterStrong,
                   PageStyle::grey});
    paint(painter,
          PageText{{page.right(), PageGeometry::headerBaseline},
                   layout.labels.period,
                   PageFont::Footer,
                   PageStyle::grey,
                   PageAlign::Right});
    paint(painter,
          PageRule{{page.left(), PageGeometry::headerRule},
                   page.bodyWidth(),
                   pt(0.25),
                   PageStyle::hairline});
}

void paintFooter(QPainter &painter, const PageLayout &layout, int index)
{
    const PageGeometry &page = layout.geometry;
    const qreal baseline = page.footerBaseline();
    const QString number = QCoreApplication::translate("report", "Page %1 of %2")
                               .arg(index + 1)
                               .arg(layout.pages.size());
    paint(painter,
          PageRule{
              {page.left(), page.footerRule()}, page.bodyWidth(), pt(0.25), PageStyle::hairline});
    paint(
        painter,
        PageText{{page.left(), baseline}, layout.labels.owner, PageFont::Footer, PageStyle::grey});
    paint(painter,
          PageText{{page.width / 2, baseline},
                   layout.labels.made,
                   PageFont::Footer,
                   PageStyle::grey,
                   PageAlign::Centre});
    paint(painter,
          PageText{{page.right(), baseline},
                   number,
                   PageFont::FooterStrong,
                   PageStyle::grey,
                   PageAlign::Right});
}

} // namespace

void paintPage(QPainter &painter, const PageLayout &layout, int index)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (index > 0)
        paintHeader(painter, layout);
    for (const PageItem &item : layout.pages.at(index).items)
        std::visit([&painter](const auto &one) { paint(painter, one); }, item);
    paintFooter(painter, layout, index);
    painter.restore();
}

} // namespace turnpike
