// SPDX-License-Identifier: GPL-3.0-or-later
#include "reports/PageStyle.h"

#include <QGlyphRun>
#include <QLocale>
#include <QRawFont>
#include <QTextLayout>

namespace turnpike {

const std::array<QColor, 7> PageStyle::series{QColor(0x25, 0x63, 0xeb), QColor(0xea, 0x6a, 0x12),
                                              QColor(0x11, 0x91, 0x7f), QColor(0x8c, 0x1d, 0x4f),
                                              QColor(0x1b, 0x9b, 0xea), QColor(0x3b, 0x2b, 0xa0),
                                              QColor(0x8b, 0x94, 0xa3)};

namespace {

struct FontToken
{
    qreal points;
    QFont::Weight weight;
    bool isCapitals = false;
};

FontToken tokenOf(PageFont font)
{
    switch (font) {
    case PageFont::Title: return {22, QFont::DemiBold};
    case PageFont::Name: return {16, QFont::DemiBold};
    case PageFont::Heading: return {13, QFont::DemiBold};
    case PageFont::Subheading: return {9, QFont::DemiBold};
    case PageFont::Figure: return {15, QFont::DemiBold};
    case PageFont::SmallFigure: return {13, QFont::DemiBold};
    case PageFont::Organization: return {10.5, QFont::DemiBold};
    case PageFont::Monogram: return {13, QFont::DemiBold};
    case PageFont::Subtitle: return {10, QFont::Normal};
    case PageFont::Body: return {8.5, QFont::Normal};
    case PageFont::BodyStrong: return {8.5, QFont::DemiBold};
    case PageFont::Table: return {8.8, QFont::Normal};
    case PageFont::TableName: return {8.8, QFont::Medium};
    case PageFont::TableStrong: return {8.8, QFont::DemiBold};
    case PageFont::TableHead: return {7, QFont::DemiBold, true};
    case PageFont::Note: return {7.5, QFont::Normal};
    case PageFont::Footer: return {7.5, QFont::Normal};
    case PageFont::FooterStrong: return {7.5, QFont::Medium};
    case PageFont::Axis: return {7, QFont::Normal};
    }
    return {8.5, QFont::Normal};
}

bool standsForItsCharacters(const QString &text, const QFont &font)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    QList<quint32> shaped;
    for (const QGlyphRun &run : layout.glyphRuns())
        shaped += run.glyphIndexes();
    return shaped == QRawFont::fromFont(font).glyphIndexesForString(text);
}

} // namespace

QFont PageStyle::font(PageFont font, const QString &text)
{
    QFont made = PageStyle::font(font);
    if (!standsForItsCharacters(text, made))
        made.setStyleStrategy(QFont::PreferNoShaping);
    return made;
}

PageGeometry PageGeometry::ofLocale()
{
    return QLocale().measurementSystem() == QLocale::ImperialUSSystem ? letter() : a4();
}

QFont PageStyle::font(PageFont font)
{
    const FontToken token = tokenOf(font);
    QFont made;
    made.setFamilies(
        {QStringLiteral("Inter"), QStringLiteral("Noto Sans"), QStringLiteral("sans-serif")});
    made.setPixelSize(qRound(pt(token.points)));
    made.setWeight(token.weight);
    made.setHintingPreference(QFont::PreferNoHinting);
    if (token.isCapitals)
        made.setLetterSpacing(QFont::PercentageSpacing, 104);
    return made;
}

} // namespace turnpike
