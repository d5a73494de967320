// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/PriceText.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>

namespace turnpike {

namespace {

constexpr FemtoUsd million = 1'000'000;
constexpr int centPlaces = 2;

/// Exact decimal places of dollars per million tokens.
constexpr int exactPlaces = 9;
constexpr FemtoUsd dollarPerMillion = 1'000'000'000; ///< Femto-dollars a token.

QString exactDigits(FemtoUsd price)
{
    QString fraction = QString::number(price % dollarPerMillion).rightJustified(exactPlaces, u'0');
    while (fraction.endsWith(u'0'))
        fraction.chop(1);
    const QString whole = QString::number(price / dollarPerMillion);
    return fraction.isEmpty() ? whole : whole + u'.' + fraction;
}

} // namespace

QString pricePerMillion(FemtoUsd price)
{
    if (price == 0)
        return QStringLiteral("$0");
    const QString digits = exactDigits(price);
    const QString whole = digits.section(u'.', 0, 0);
    QString fraction = digits.section(u'.', 1);
    fraction = fraction.leftJustified(centPlaces, u'0');
    const QLocale locale;
    return u'$' + locale.toString(whole.toLongLong()) + locale.decimalPoint() + fraction;
}

QString editedPrice(FemtoUsd price)
{
    return exactDigits(price);
}

std::optional<FemtoUsd> parsePricePerMillion(const QString &text)
{
    QString digits = text.trimmed();
    if (digits.startsWith(u'$'))
        digits = digits.sliced(1).trimmed();
    // A price per unit has fifteen places: parsing does the checks, and what it gives is exact.
    const std::optional<FemtoUsd> dollars = parsePrice(digits.toStdString());
    if (!dollars || *dollars % million != 0)
        return std::nullopt;
    return *dollars / million;
}

QString inOutPrices(std::optional<FemtoUsd> prompt, std::optional<FemtoUsd> completion)
{
    if (!prompt || !completion)
        return {};
    return QStringLiteral("%1 / %2").arg(pricePerMillion(*prompt), pricePerMillion(*completion));
}

QString piecePrices(const PriceTable &prices)
{
    struct Piece
    {
        PriceUnit unit;
        FemtoUsd per; ///< What pricePerMillion() makes a price of one, or leaves one of a million.
        const char *text;
    };
    static constexpr Piece pieces[] = {
        {PriceUnit::Request, million, QT_TRANSLATE_NOOP("PriceText", "%1 a request")},
        {PriceUnit::ImageOutput, million, QT_TRANSLATE_NOOP("PriceText", "%1 a picture")},
        {PriceUnit::Character, 1, QT_TRANSLATE_NOOP("PriceText", "%1 per 1M characters")},
        {PriceUnit::AudioSecond, million, QT_TRANSLATE_NOOP("PriceText", "%1 a second")},
        {PriceUnit::SearchUnit, million, QT_TRANSLATE_NOOP("PriceText", "%1 a search unit")},
    };
    QStringList texts;
    for (const Piece &piece : pieces) {
        if (const auto price = prices[static_cast<std::size_t>(piece.unit)]; price.value_or(0) > 0)
            texts.append(QCoreApplication::translate("PriceText", piece.text)
                             .arg(pricePerMillion(*price / piece.per)));
    }
    return texts.join(QStringLiteral(", "));
}

} // namespace turnpike
