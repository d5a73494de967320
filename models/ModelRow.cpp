// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ModelRow.h"

#include "core/Format.h"
#include "models/PriceText.h"

#include <QCoreApplication>

#include <algorithm>

namespace turnpike {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("turnpike::ModelRow", text);
}

bool hasParameter(const ModelRow &row, const QString &name)
{
    return std::ranges::any_of(row.places, [&](const ModelRow::Place &place) {
        return place.endpoint.settings.supportedParameters.contains(name);
    });
}

/// "100k", "1m", "4096"; nothing when it is no count.
std::optional<std::int64_t> tokenCount(QString text)
{
    std::int64_t factor = 1;
    if (text.endsWith(u'k', Qt::CaseInsensitive) || text.endsWith(u'm', Qt::CaseInsensitive)) {
        factor = text.endsWith(u'k', Qt::CaseInsensitive) ? 1'000 : 1'000'000;
        text.chop(1);
    }
    bool isNumber = false;
    const std::int64_t count = text.toLongLong(&isNumber);
    return isNumber && count >= 0 ? std::optional(count * factor) : std::nullopt;
}

bool hasWord(const ModelRow &row, const QString &word)
{
    if (row.settings.name.contains(word, Qt::CaseInsensitive)
        || row.settings.slug.contains(word, Qt::CaseInsensitive))
        return true;
    if (std::ranges::any_of(row.places, [&](const ModelRow::Place &place) {
            return place.providerName.contains(word, Qt::CaseInsensitive)
                || place.endpoint.settings.provider.contains(word, Qt::CaseInsensitive);
        }))
        return true;
    for (int feature = 0; feature < modelFeatures; ++feature) {
        const auto one = static_cast<ModelFeature>(feature);
        if (featureText(one).startsWith(word, Qt::CaseInsensitive) && hasFeature(row, one))
            return true;
    }
    return false;
}

bool fitsTerm(const ModelRow &row, const QString &term)
{
    static const QString author = QStringLiteral("author:");
    static const QString price = QStringLiteral("price<");
    static const QString context = QStringLiteral("ctx>");
    if (term.startsWith(author, Qt::CaseInsensitive))
        return row.author().startsWith(term.mid(author.size()), Qt::CaseInsensitive);
    if (term.startsWith(price, Qt::CaseInsensitive)) {
        const auto most = parsePricePerMillion(term.mid(price.size()));
        const auto least = lowestPrice(row, PriceUnit::Prompt);
        return !most || (least && *least < *most); // While it is typed it says nothing yet.
    }
    if (term.startsWith(context, Qt::CaseInsensitive)) {
        const auto least = tokenCount(term.mid(context.size()));
        return !least || contextLength(row) > *least;
    }
    return hasWord(row, term);
}

} // namespace

int ModelRow::placesOn() const
{
    return int(std::ranges::count_if(places, &Place::isOn));
}

ModelState modelState(const ModelRow &row)
{
    if (row.placesOn() == 0)
        return ModelState::Off;
    const auto isFine = [](const ModelRow::Place &place) { return place.isOn() && !place.isOut; };
    if (std::ranges::none_of(row.places, isFine))
        return ModelState::Out;
    const auto isUnpriced = [](const ModelRow::Place &place) {
        return place.isOn() && !place.endpoint.settings.prices.isPriced();
    };
    return std::ranges::any_of(row.places, isUnpriced) ? ModelState::Unpriced : ModelState::Usable;
}

CellBadge modelStateBadge(ModelState state)
{
    switch (state) {
    case ModelState::Usable: return {say("Usable"), Tone::Success, Mark::Dot};
    case ModelState::Unpriced: return {say("Unpriced"), Tone::Warning, Mark::Triangle};
    case ModelState::Out: return {say("Out"), Tone::Danger, Mark::Cross};
    case ModelState::Off: break;
    }
    return {say("Off"), Tone::Neutral, Mark::Ring};
}

bool hasFeature(const ModelRow &row, ModelFeature feature)
{
    switch (feature) {
    case ModelFeature::Tools: return hasParameter(row, QStringLiteral("tools"));
    case ModelFeature::Images:
        return row.settings.inputModalities.contains(QStringLiteral("image"));
    case ModelFeature::Reasoning: return hasParameter(row, QStringLiteral("reasoning"));
    case ModelFeature::Schema: return hasParameter(row, QStringLiteral("structured_outputs"));
    case ModelFeature::Audio: return row.settings.inputModalities.contains(QStringLiteral("audio"));
    }
    return false;
}

QString featureText(ModelFeature feature)
{
    switch (feature) {
    case ModelFeature::Tools: return say("tools");
    case ModelFeature::Images: return say("images");
    case ModelFeature::Reasoning: return say("reasoning");
    case ModelFeature::Schema: return say("JSON schema");
    case ModelFeature::Audio: return say("audio");
    }
    return {};
}

QString featuresText(const ModelRow &row)
{
    QStringList texts;
    for (int feature = 0; feature < modelFeatures; ++feature) {
        if (hasFeature(row, static_cast<ModelFeature>(feature)))
            texts.append(featureText(static_cast<ModelFeature>(feature)));
    }
    return texts.join(QStringLiteral(" · "));
}

std::int64_t contextLength(const ModelRow &row)
{
    std::int64_t longest = 0;
    for (const ModelRow::Place &place : row.places) {
        if (place.isOn())
            longest = std::max(longest, place.endpoint.settings.contextLength);
    }
    return longest > 0 ? longest : row.settings.contextLength;
}

QString tokenLimit(std::int64_t tokens)
{
    if (tokens >= 1'000'000 && tokens % 1'000'000 == 0)
        return say("%1M").arg(format::count(tokens / 1'000'000));
    if (tokens >= 1'000 && tokens < 1'000'000 && tokens % 1'000 == 0)
        return say("%1K").arg(format::count(tokens / 1'000));
    return format::tokens(tokens);
}

std::optional<FemtoUsd> lowestPrice(const ModelRow &row, PriceUnit unit)
{
    const PriceSheet *cheapest = nullptr;
    const auto promptOf = [](const PriceSheet &sheet) {
        return *sheet.prices[static_cast<std::size_t>(PriceUnit::Prompt)];
    };
    for (const ModelRow::Place &place : row.places) {
        const PriceSheet &sheet = place.endpoint.settings.prices;
        if (place.isOn() && sheet.isPriced()
            && (!cheapest || promptOf(sheet) < promptOf(*cheapest)))
            cheapest = &sheet;
    }
    return cheapest ? cheapest->prices[static_cast<std::size_t>(unit)] : std::nullopt;
}

ModelSearch::ModelSearch(const QString &text)
    : m_terms(text.split(QLatin1Char(' '), Qt::SkipEmptyParts))
{}

bool ModelSearch::fits(const ModelRow &row) const
{
    return std::ranges::all_of(m_terms, [&](const QString &term) { return fitsTerm(row, term); });
}

} // namespace turnpike
