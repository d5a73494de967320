// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/RouteWords.h"

#include <QCoreApplication>

#include <span>

namespace turnpike::route {

namespace {

struct Words
{
    const char *word;
    const char *text;
};

constexpr Words strategies[]{
    {"direct", QT_TRANSLATE_NOOP("route", "%1 was asked for by its name.")},
    {"alias", QT_TRANSLATE_NOOP("route", "%1 is another name of %2.")},
    {"latest", QT_TRANSLATE_NOOP("route", "%1 means the newest of its family: %2.")},
    {"auto", QT_TRANSLATE_NOOP("route", "%1 chose the cheapest current models that can do it.")},
    {"free", QT_TRANSLATE_NOOP("route", "%1 chose among the models that cost nothing.")},
    {"fallback",
     QT_TRANSLATE_NOOP("route", "The request named several models, to be tried in turn.")},
};

constexpr Words bases[]{
    {"policy", QT_TRANSLATE_NOOP("route", "The order is that of the model's endpoints.")},
    {"price_weighted",
     QT_TRANSLATE_NOOP("route",
                       "The order was drawn by chance, cheap endpoints more often first.")},
    {"sticky",
     QT_TRANSLATE_NOOP("route",
                       "The order is the conversation's own: the same endpoint answers "
                       "again, so that its cache helps.")},
    {"request", QT_TRANSLATE_NOOP("route", "The request gave the order of providers.")},
    {"price", QT_TRANSLATE_NOOP("route", "The cheapest come first, as asked for.")},
    {"throughput",
     QT_TRANSLATE_NOOP("route", "Those that write fastest come first, as asked for.")},
    {"latency",
     QT_TRANSLATE_NOOP("route", "Those that begin to answer soonest come first, as asked for.")},
    {"service_tier",
     QT_TRANSLATE_NOOP("route", "The service tier that was asked for comes first.")},
};

constexpr Words filters[]{
    {"provider_disabled", QT_TRANSLATE_NOOP("route", "its provider is disabled")},
    {"model_type", QT_TRANSLATE_NOOP("route", "the model is for another kind of request")},
    {"key_models", QT_TRANSLATE_NOOP("route", "the key may not use this model")},
    {"key_providers", QT_TRANSLATE_NOOP("route", "the key may not use this provider")},
    {"not_in_only", QT_TRANSLATE_NOOP("route", "the request names others only")},
    {"ignored", QT_TRANSLATE_NOOP("route", "the request ignores it")},
    {"service_tier", QT_TRANSLATE_NOOP("route", "it is of a service tier that was not asked for")},
    {"data_collection",
     QT_TRANSLATE_NOOP("route", "its provider keeps or trains on prompts, or may")},
    {"zdr", QT_TRANSLATE_NOOP("route", "its provider does not promise to keep nothing")},
    {"distillable_text",
     QT_TRANSLATE_NOOP("route", "its output may not be used to train other models")},
    {"quantization", QT_TRANSLATE_NOOP("route", "its precision is not one of those asked for")},
    {"max_price", QT_TRANSLATE_NOOP("route", "its price is above the request's maximum")},
    {"not_free", QT_TRANSLATE_NOOP("route", "it costs something, and :free was asked for")},
    {"shorter_context",
     QT_TRANSLATE_NOOP("route", "others have a longer context, and :extended was asked for")},
    {"no_reasoning", QT_TRANSLATE_NOOP("route", "it does not reason, and :thinking was asked for")},
    {"context_length", QT_TRANSLATE_NOOP("route", "the prompt is too long for its context")},
    {"output_length",
     QT_TRANSLATE_NOOP("route", "it cannot write as many tokens as were asked for")},
    {"modality",
     QT_TRANSLATE_NOOP("route", "it does not take the images, audio or files of the request")},
    {"parameters", QT_TRANSLATE_NOOP("route", "it lacks a parameter that the request uses")},
    {"fallbacks_off",
     QT_TRANSLATE_NOOP("route", "another comes first, and the request allows no fallback")},
};

constexpr Words demotions[]{
    {"context_tight", QT_TRANSLATE_NOOP("route", "the prompt may not fit its context")},
    {"degraded", QT_TRANSLATE_NOOP("route", "5 to 20 % of its requests fail")},
    {"failed_lately", QT_TRANSLATE_NOOP("route", "it failed within the last 30 s")},
    {"down", QT_TRANSLATE_NOOP("route", "more than 20 % of its requests fail")},
    {"slow", QT_TRANSLATE_NOOP("route", "slower than the request prefers")},
    {"other_reasoning",
     QT_TRANSLATE_NOOP("route", "it cannot read the reasoning that the request carries")},
    {"rate_limited", QT_TRANSLATE_NOOP("route", "it answered 429 a moment ago")},
    {"circuit_open", QT_TRANSLATE_NOOP("route", "it failed again and again, and is being rested")},
};

QString textOf(std::span<const Words> all, const QString &word)
{
    for (const Words &one : all)
        if (word == QLatin1String(one.word))
            return QCoreApplication::translate("route", one.text);
    QString plain = word;
    return plain.replace(u'_', u' ');
}

} // namespace

QString howFound(const QString &strategy, const QString &requested, const QString &model)
{
    const QString text = textOf(strategies, strategy);
    if (text.contains(QStringLiteral("%2")))
        return text.arg(requested, model);
    return text.contains(QStringLiteral("%1")) ? text.arg(requested) : text;
}

QString howOrdered(const QString &basis)
{
    return textOf(bases, basis);
}

QString whyLeftOut(const QString &filter)
{
    return textOf(filters, filter);
}

QString whatDemotes(const QString &demotion)
{
    return textOf(demotions, demotion);
}

QString whyDemoted(const QString &demotion)
{
    const bool isLast = demotion == QLatin1String("circuit_open");
    return QCoreApplication::translate("route", isLast ? "put last: %1" : "put behind: %1")
        .arg(whatDemotes(demotion));
}

} // namespace turnpike::route
