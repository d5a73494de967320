// SPDX-License-Identifier: GPL-3.0-or-later
// The measures, fonts and inks of printed pages.
#pragma once

#include <QColor>
#include <QFont>
#include <QRectF>

#include <array>

namespace turnpike {

/// Pages are laid out in these units whatever they are painted on, so that a line breaks on paper
/// where it breaks in the preview.
inline constexpr int pageUnitsPerInch = 1200;

inline constexpr qreal mm(qreal millimetres)
{
    return millimetres * pageUnitsPerInch / 25.4;
}
inline constexpr qreal pt(qreal points)
{
    return points * pageUnitsPerInch / 72;
}

enum class PageFont : quint8 {
    Title, ///< Of the report.
    Name, ///< Of a section.
    Heading,
    Subheading,
    Figure, ///< Of a card on the first page.
    SmallFigure,
    Organization,
    Monogram,
    Subtitle,
    Body,
    BodyStrong,
    Table,
    TableName,
    TableStrong,
    TableHead,
    Note,
    Footer,
    FooterStrong,
    Axis,
};

struct PageStyle
{
    static QFont font(PageFont font);
    /// The same for painting `text` so that it can be found and copied. Where shaping would put
    /// glyphs that stand for no character, as Inter does for the colon in 11:08, it is off: a PDF
    /// could not say what they are.
    static QFont font(PageFont font, const QString &text);

    static constexpr QColor ink{0x14, 0x18, 0x1f};
    static constexpr QColor grey{0x5e, 0x68, 0x78};
    static constexpr QColor rule{0xc9, 0xcf, 0xd8};
    static constexpr QColor hairline{0xe6, 0xe9, 0xee};
    static constexpr QColor band{0xf5, 0xf6, 0xf8};
    static constexpr QColor monogram{0x16, 0x23, 0x3f};
    static constexpr QColor paper{0xff, 0xff, 0xff};
    /// As the charts of the console in light colours; the last is Other.
    static const std::array<QColor, 7> series;
};

/// The paper, in page units. Measures are those of A4; Letter leaves the same margins.
struct PageGeometry
{
    qreal width = mm(210);
    qreal height = mm(297);

    static constexpr PageGeometry a4() { return {}; }
    static constexpr PageGeometry letter() { return {mm(215.9), mm(279.4)}; }
    /// Letter where the locale measures in inches as the United States do, else A4.
    static PageGeometry ofLocale();
    /// What the paper is shorter than A4; charts give way by it. Never below 0.
    qreal shortfall() const { return height < mm(297) ? mm(297) - height : 0; }

    static constexpr qreal side = mm(18);
    static constexpr qreal top = mm(16);
    static constexpr qreal bottom = mm(18);
    static constexpr qreal headerBaseline = mm(12.2);
    static constexpr qreal headerRule = mm(15);
    static constexpr qreal bodyTop = mm(21.5); ///< Below the running header.

    qreal left() const { return side; }
    qreal right() const { return width - side; }
    qreal bodyWidth() const { return width - 2 * side; }
    qreal footerRule() const { return height - mm(16); }
    qreal footerBaseline() const { return height - mm(11.2); }
    qreal bodyBottom() const { return footerRule() - mm(5); }
};

} // namespace turnpike
