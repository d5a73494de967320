// SPDX-License-Identifier: GPL-3.0-or-later
// A report broken into pages: what stands where, before anything is painted.
#pragma once

#include "core/Figure.h"
#include "reports/PageStyle.h"

#include <QList>
#include <QString>

#include <variant>

namespace turnpike {

struct Report;

// Things on a page, in page units. `at` is the left end of the baseline, or the right or the middle
// of it.
enum class PageAlign : quint8 { Left, Right, Centre };

struct PageText
{
    QPointF at;
    QString text;
    PageFont font = PageFont::Body;
    QColor colour = PageStyle::ink;
    PageAlign align = PageAlign::Left;
};

struct PageRule
{
    QPointF from;
    qreal length = 0;
    qreal thickness = pt(0.25);
    QColor colour = PageStyle::rule;
};

struct PageBox
{
    QRectF area;
    QColor fill; ///< Invalid: none.
    QColor outline; ///< Invalid: none.
    qreal radius = 0;
};

struct PageFigure
{
    QRectF area;
    Figure figure;
    bool hasLegend = false;
};

using PageItem = std::variant<PageText, PageRule, PageBox, PageFigure>;

struct Page
{
    QList<PageItem> items;
};

struct PageBookmark
{
    QString title;
    int page = 0; ///< From 0.
    int level = 0;
};

/// What every page says besides its own.
struct PageLabels
{
    QString title;
    QString period; ///< With the zone of days.
    QString owner; ///< "Acme Robotics · Confidential"
    QString made; ///< "Made 1 Nov 2026, 08:00 (UTC+01:00)"
};

struct PageLayout
{
    PageGeometry geometry;
    PageLabels labels;
    QList<Page> pages;
    QList<PageBookmark> bookmarks;
    QString author;
    QString subject;

    static PageLayout of(const Report &report, const PageGeometry &geometry = {});
};

} // namespace turnpike
