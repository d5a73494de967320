// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/RouteText.h"

#include "core/Format.h"
#include "models/EndpointHealthRow.h"
#include "models/PriceText.h"

#include <QCoreApplication>

#include <array>

namespace turnpike {

namespace {

struct Said
{
    const char *word;
    const char *text;
};

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::RouteText", text);
}

/// The words of docs/routing.md; one that is not known is told as it is.
template <std::size_t size>
QString saidOf(const std::array<Said, size> &list, const QString &word)
{
    for (const Said &said : list) {
        if (word == QLatin1String(said.word))
            return say(said.text);
    }
    return word;
}

constexpr std::array demotions{
    Said{"context_tight", QT_TRANSLATE_NOOP("turnpike::RouteText", "The prompt may not fit")},
    Said{"degraded", QT_TRANSLATE_NOOP("turnpike::RouteText", "More than 1 in 20 failed lately")},
    Said{"failed_lately", QT_TRANSLATE_NOOP("turnpike::RouteText", "Failed in the last 30 s")},
    Said{"down", QT_TRANSLATE_NOOP("turnpike::RouteText", "More than 1 in 5 failed lately")},
    Said{"slow", QT_TRANSLATE_NOOP("turnpike::RouteText", "Slower than asked for")},
    Said{"other_reasoning",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Cannot read the request's reasoning")},
    Said{"rate_limited", QT_TRANSLATE_NOOP("turnpike::RouteText", "Rate limited")},
    Said{"circuit_open", QT_TRANSLATE_NOOP("turnpike::RouteText", "Out after failures")},
};

constexpr std::array reasons{
    Said{"provider_disabled", QT_TRANSLATE_NOOP("turnpike::RouteText", "The provider is disabled")},
    Said{"model_type", QT_TRANSLATE_NOOP("turnpike::RouteText", "The model is not for chat")},
    Said{"key_models", QT_TRANSLATE_NOOP("turnpike::RouteText", "The key may not use the model")},
    Said{"key_providers",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "The key may not use the provider")},
    Said{"not_in_only", QT_TRANSLATE_NOOP("turnpike::RouteText", "Not named under Only")},
    Said{"ignored", QT_TRANSLATE_NOOP("turnpike::RouteText", "Named under Never")},
    Said{"service_tier",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Of a service tier that was not asked for")},
    Said{"data_collection",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "May store prompts or train on them")},
    Said{"zdr", QT_TRANSLATE_NOOP("turnpike::RouteText", "May keep prompts")},
    Said{"distillable_text",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Not known to allow distillation")},
    Said{"quantization", QT_TRANSLATE_NOOP("turnpike::RouteText", "Not at such a quantization")},
    Said{"max_price", QT_TRANSLATE_NOOP("turnpike::RouteText", "Costs more than allowed")},
    Said{"not_free", QT_TRANSLATE_NOOP("turnpike::RouteText", "Not free")},
    Said{"shorter_context",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Its context is not the longest")},
    Said{"no_reasoning", QT_TRANSLATE_NOOP("turnpike::RouteText", "Does not reason")},
    Said{"context_length",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "The prompt exceeds its context")},
    Said{"output_length",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Does not answer at such length")},
    Said{"modality", QT_TRANSLATE_NOOP("turnpike::RouteText", "Does not take images")},
    Said{"parameters",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Lacks a feature that the request uses")},
    Said{"fallbacks_off",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Fallbacks are off, and another comes first")},
};

constexpr std::array orders{
    Said{"policy", QT_TRANSLATE_NOOP("turnpike::RouteText", "In the order of the catalogue.")},
    Said{"price_weighted",
         QT_TRANSLATE_NOOP("turnpike::RouteText",
                           "Each request draws anew; what is cheaper is drawn more often.")},
    Said{"sticky",
         QT_TRANSLATE_NOOP("turnpike::RouteText",
                           "The session decides: all of its requests go the same way.")},
    Said{"request", QT_TRANSLATE_NOOP("turnpike::RouteText", "In the order the request asks for.")},
    Said{"price", QT_TRANSLATE_NOOP("turnpike::RouteText", "Strictly by price.")},
    Said{"throughput",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Strictly by speed, the fastest first.")},
    Said{"latency",
         QT_TRANSLATE_NOOP("turnpike::RouteText", "Strictly by the time to the first token.")},
    Said{"service_tier", QT_TRANSLATE_NOOP("turnpike::RouteText", "By service tier.")},
};

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
        const QString said = saidOf(demotions, candidate.demotion);
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
    return saidOf(reasons, reason);
}

QString routeOrderText(const RoutePreview &preview)
{
    return preview.candidates.empty() ? QString() : saidOf(orders, preview.orderedBy);
}

QString routePriceText(const RoutePreviewCandidate &candidate)
{
    const QString prices = inOutPrices(candidate.promptPrice, candidate.completionPrice);
    return prices.isEmpty() ? say("unpriced") : say("%1 per 1M").arg(prices);
}

} // namespace turnpike
