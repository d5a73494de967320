// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/FirstModel.h"

#include <QSet>

#include <algorithm>
#include <limits>
#include <optional>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

constexpr std::int64_t secondsPerYear = 365 * 86'400;

/// Parts of names between dashes and dots, lowercase.
bool isSpecialWord(const QString &word)
{
    static const QSet<QString> words{
        // Programs.
        u"code"_s, u"coder"_s, u"codex"_s, u"codestral"_s, u"devstral"_s, u"build"_s, u"apply"_s,
        // Judging, searching, translating, proving, acting, playing.
        u"guard"_s, u"safeguard"_s, u"safety"_s, u"moderation"_s, u"search"_s, u"research"_s,
        u"translate"_s, u"mt"_s, u"prover"_s, u"math"_s, u"agent"_s, u"her"_s, u"rp"_s,
        // Something else than text.
        u"embed"_s, u"embedding"_s, u"embeddings"_s, u"bge"_s, u"rerank"_s, u"reranker"_s,
        u"image"_s, u"dall"_s, u"sora"_s, u"ocr"_s, u"vl"_s, u"vision"_s, u"audio"_s, u"tts"_s,
        u"asr"_s, u"whisper"_s, u"transcribe"_s, u"realtime"_s, u"omni"_s,
        // No chat.
        u"babbage"_s, u"davinci"_s};
    return words.contains(word);
}

bool hasSpecialPurpose(const QString &slug)
{
    QString name = slug.section(u'/', 1).toLower();
    for (QChar &c : name) {
        if (c == u'.' || c == u'_' || c == u':')
            c = u'-';
    }
    return std::ranges::any_of(name.split(u'-'), isSpecialWord);
}

bool chatsInText(const ModelDraft &model)
{
    const auto holdsText = [](const QStringList &modalities) {
        return modalities.isEmpty() || modalities.contains(u"text"_s);
    };
    return model.type == u"chat"_s && holdsText(model.inputModalities)
        && holdsText(model.outputModalities) && model.outputModalities.size() <= 1;
}

/// It hears and does not see; models for everything do both.
bool isForSpeech(const ModelDraft &model)
{
    return model.inputModalities.contains(u"audio"_s)
        && !model.inputModalities.contains(u"image"_s);
}

/// Both prices together; the most when it has none.
std::int64_t priceOf(const PriceSheet &sheet)
{
    if (!sheet.isPriced())
        return std::numeric_limits<std::int64_t>::max();
    return *sheet.prices[static_cast<std::size_t>(PriceUnit::Prompt)]
        + *sheet.prices[static_cast<std::size_t>(PriceUnit::Completion)];
}

const Endpoint *endpointAt(const Model &model, ProviderId provider)
{
    const auto found = std::ranges::find_if(model.endpoints, [provider](const Endpoint &endpoint) {
        return endpoint.provider == provider && endpoint.settings.isEnabled;
    });
    return found == model.endpoints.end() ? nullptr : &*found;
}

} // namespace

QString firstModel(const QList<Model> &models, ProviderId provider)
{
    std::int64_t newestS = 0;
    for (const Model &model : models) {
        if (chatsInText(model.settings) && endpointAt(model, provider))
            newestS = std::max(newestS, model.settings.createdS);
    }
    // The smaller, the better.
    using Rank = std::tuple<bool, bool, bool, bool, bool, std::int64_t, std::int64_t, QString>;
    std::optional<Rank> best;
    for (const Model &model : models) {
        const ModelDraft &settings = model.settings;
        const Endpoint *endpoint = endpointAt(model, provider);
        if (!endpoint || !chatsInText(settings))
            continue;
        const PriceSheet &prices = endpoint->settings.prices;
        Rank rank(hasSpecialPurpose(settings.slug), isForSpeech(settings),
                  !endpoint->settings.supportedParameters.contains(u"tools"_s),
                  !prices.isPriced() || prices.isFree(),
                  settings.createdS < newestS - secondsPerYear, priceOf(prices), -settings.createdS,
                  settings.slug);
        if (!best || rank < *best)
            best = std::move(rank);
    }
    return best ? std::get<QString>(*best) : QString();
}

} // namespace turnpike
