// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/RouteText.h"

#include "core/Format.h"
#include "models/EndpointHealthRow.h"
#include "models/PriceText.h"
#include "models/RouteWords.h"

#include <QCoreApplication>

namespace turnpike {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::RouteText", text);
}

QString capitalized(QString text)
{
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

QString chanceText(const RoutePreviewCandidate &candidate)
{
    if (candidate.firstPerMille >= 1'000)
        return say("Always first");
    if (candidate.firstPerMille == 0)
        return say("When the others fail");
    return say("First for %1").arg(format::percent(candidate.firstPerMille / 1'000.0, 0));
}

} // namespace

QString routePlaceText(const RoutePreview &preview, std::size_t place)
{
    const RoutePreviewCandidate &candidate = preview.candidates[place];
    if (!candidate.demotion.isEmpty()) {
        const QString said = capitalized(route::whatDemotes(candidate.demotion));
        return candidate.outForUs > 0 ? say("%1, %2 more").arg(said, remaining(candidate.outForUs))
                                      : said;
    }
    if (preview.orderedBy == QStringLiteral("price_weighted"))
        return chanceText(candidate);
    if (preview.orderedBy == QStringLiteral("throughput"))
        return candidate.milliTokensPerSecond == 0
            ? say("Speed not known yet")
            : say("%1 lately").arg(throughputText(candidate.milliTokensPerSecond));
    if (preview.orderedBy == QStringLiteral("latency"))
        return candidate.latencyMs == 0
            ? say("First token not measured yet")
            : say("First token after %1").arg(format::latency(candidate.latencyMs * 1'000));
    return place == 0 ? say("Tried first") : say("When the others fail");
}

QString leftOutText(const QString &reason)
{
    return capitalized(route::whyLeftOut(reason));
}

QString routeOrderText(const RoutePreview &preview)
{
    return preview.candidates.empty() ? QString() : route::howOrdered(preview.orderedBy);
}

QString routePriceText(const RoutePreviewCandidate &candidate)
{
    const QString prices = inOutPrices(candidate.promptPrice, candidate.completionPrice);
    return prices.isEmpty() ? say("unpriced") : say("%1 per 1M").arg(prices);
}

} // namespace turnpike
