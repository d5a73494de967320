// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/catalogue/SourceList.h"

#include "core/ProviderNames.h"
#include "services/ListedModels.h"
#include "services/catalogue/CatalogueNames.h"
#include "services/catalogue/SourceReader.h"

#include <QDateTime>
#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Reader = SourceReader;

constexpr QStringView latest = u"-latest";

std::optional<FemtoUsd> &priceOf(PriceTable &table, PriceUnit unit)
{
    return table[static_cast<std::size_t>(unit)];
}

const Provider *findProvider(const QList<Provider> &providers, const QString &slug)
{
    const auto found
        = std::find_if(providers.begin(), providers.end(), [&slug](const Provider &provider) {
              return provider.settings.slug == slug;
          });
    return found == providers.end() ? nullptr : &*found;
}

// models.dev

struct Spelling
{
    PriceUnit unit;
    std::array<std::string_view, 3> names; ///< The first that is there counts.
};

constexpr std::array<Spelling, 7> spellings{{
    {PriceUnit::Prompt, {"input"}},
    {PriceUnit::Completion, {"output"}},
    {PriceUnit::CacheRead, {"cache_read", "cached_input", "cache_input"}},
    {PriceUnit::CacheWrite, {"cache_write", "cached_write"}},
    {PriceUnit::Reasoning, {"reasoning"}},
    {PriceUnit::Audio, {"input_audio"}},
    {PriceUnit::AudioOutput, {"output_audio"}},
}};

/// One cost block. A cache price of 0 beside a paid input means "none told" there.
Result<PriceTable> readCost(const Reader &cost, const QString &slug)
{
    PriceTable table;
    for (const auto &[unit, names] : spellings) {
        for (const std::string_view name : names) {
            if (!name.empty() && !priceOf(table, unit)) {
                TRY_ASSIGN(priceOf(table, unit), cost.perMillion(name));
            }
        }
    }
    const FemtoUsd input = priceOf(table, PriceUnit::Prompt).value_or(0);
    for (const PriceUnit unit : {PriceUnit::CacheRead, PriceUnit::CacheWrite}) {
        if (input > 0 && priceOf(table, unit) == FemtoUsd(0))
            priceOf(table, unit).reset();
    }
    // What lasts an hour costs twice the input: see tools/make_catalogue.py.
    if (slug.startsWith(u"anthropic/"_s) && priceOf(table, PriceUnit::CacheWrite))
        priceOf(table, PriceUnit::CacheWrite1h) = 2 * input;
    return table;
}

Result<PriceSheet> readCosts(const Reader &cost, const QString &slug)
{
    PriceSheet sheet;
    TRY_ASSIGN(sheet.prices, readCost(cost, slug));
    TRY_ASSIGN(const std::vector<Reader> tiers, cost.objects("tiers"));
    for (const Reader &tier : tiers) {
        TRY_ASSIGN(const std::optional<Reader> condition, tier.object("tier"));
        if (!condition)
            return fail(ErrorCode::InvalidArgument, u"A tier needs its condition."_s,
                        tier.pointer());
        PriceOverride entry;
        TRY_ASSIGN(entry.minPromptTokens, condition->count("size"));
        TRY_ASSIGN(entry.prices, readCost(tier, slug));
        sheet.overrides.push_back(std::move(entry));
    }
    TRY_ASSIGN(const std::optional<Reader> large, cost.object("context_over_200k"));
    if (large && tiers.empty()) {
        PriceOverride entry;
        entry.minPromptTokens = 200'000;
        TRY_ASSIGN(entry.prices, readCost(*large, slug));
        sheet.overrides.push_back(std::move(entry));
    }
    std::stable_sort(sheet.overrides.begin(), sheet.overrides.end(),
                     [](const PriceOverride &a, const PriceOverride &b) {
                         return a.minPromptTokens < b.minPromptTokens;
                     });
    return sheet;
}

Result<QStringList> readParameters(const Reader &model, const Provider &provider,
                                   const CatalogueNames &names)
{
    const ProviderDraft &settings = provider.settings;
    QStringList parameters{u"max_tokens"_s, u"stop"_s};
    TRY_ASSIGN(const bool samples, model.flag("temperature"));
    if (samples)
        parameters += names.sampling(settings.format, settings.slug);
    TRY_ASSIGN(const bool calls, model.flag("tool_call"));
    if (calls)
        parameters += {u"tools"_s, u"tool_choice"_s};
    TRY_ASSIGN(const bool isStructured, model.flag("structured_output"));
    if (isStructured)
        parameters += {u"response_format"_s, u"structured_outputs"_s};
    TRY_ASSIGN(const bool reasons, model.flag("reasoning"));
    TRY_ASSIGN(const std::vector<Reader> options, model.objects("reasoning_options"));
    if (reasons)
        parameters += {u"reasoning"_s, u"include_reasoning"_s};
    for (const Reader &option : options) {
        TRY_ASSIGN(const QString type, option.text("type"));
        if (reasons && type == u"effort" && settings.format == ProviderFormat::OpenAi)
            parameters.append(u"reasoning_effort"_s);
    }
    parameters.sort();
    return parameters;
}

/// By which API the model is served, and how it reads reasoning back, as tools/make_catalogue.py
/// has it.
Result<> readWire(const Reader &model, const QString &source, const Provider &provider,
                  const CatalogueNames &names, EndpointDraft &endpoint)
{
    if (names.isByResponsesOnly(source, endpoint.upstreamModel)) {
        endpoint.format = ProviderFormat::Responses;
        return {};
    }
    if (provider.settings.format != ProviderFormat::OpenAi)
        return {};
    if (names.readsDetails(source)) {
        TRY_ASSIGN(const bool reasons, model.flag("reasoning"));
        endpoint.reasoningField = reasons ? ReasoningField::ReasoningDetails : ReasoningField::None;
        return {};
    }
    if (!model.hasObject("interleaved")) // Some have just `true`.
        return {};
    TRY_ASSIGN(const std::optional<Reader> told, model.object("interleaved"));
    TRY_ASSIGN(const QString field, told->text("field"));
    for (const auto &[name, value] : reasoningFieldNames)
        if (field.toStdString() == name)
            endpoint.reasoningField = value;
    return {};
}

/// models.dev's modalities in our words, in our order.
QStringList modalities(const QStringList &told)
{
    QStringList ours;
    for (const auto &[theirs, word] : {std::pair{u"text"_s, u"text"_s},
                                       {u"image"_s, u"image"_s},
                                       {u"pdf"_s, u"file"_s},
                                       {u"audio"_s, u"audio"_s},
                                       {u"video"_s, u"video"_s}}) {
        if (told.contains(theirs))
            ours.append(word);
    }
    return ours;
}

struct ModelsDev
{
    const CatalogueNames &names;
    const QSet<QString> known;
    SourceList list;
    QSet<QString> places; ///< "slug@provider/variant": the first spelling has it.

    Result<> readModel(const QString &source, const QString &name, const Reader &reader,
                       const Provider &provider);
    Result<> readProvider(const QString &source, const Reader &reader, const Provider &provider);
};

Result<> ModelsDev::readModel(const QString &source, const QString &name, const Reader &reader,
                              const Provider &provider)
{
    SourceModel model;
    model.provider = provider.settings.slug;
    ModelDraft &draft = model.draft;
    TRY_ASSIGN(draft.name, reader.title("name"));
    if (draft.name.isEmpty())
        return fail(ErrorCode::InvalidArgument, u"A model needs its name."_s,
                    pointerTo(reader.pointer(), "name"));
    if (draft.name.endsWith(u" (latest)"_s))
        draft.name.chop(9);
    QStringList inputs{u"text"_s};
    QStringList outputs{u"text"_s};
    TRY_ASSIGN(const std::optional<Reader> ways, reader.object("modalities"));
    if (ways) {
        TRY_ASSIGN(inputs, ways->words("input"));
        TRY_ASSIGN(outputs, ways->words("output"));
    }
    const auto [slug, variant] = names.placeOf(source, name, known);
    draft.slug = slug;
    draft.type = names.kindOf(source, name, inputs, outputs);
    const bool isMedia = !names.mediaKindOf(source, name).isEmpty();
    const bool isOwnOutput = isMedia || draft.type == u"embeddings";
    draft.inputModalities = modalities(inputs);
    draft.outputModalities = isOwnOutput ? QStringList{draft.type} : modalities(outputs);
    TRY_ASSIGN(const QString released, reader.text("release_date"));
    const QDate day = QDate::fromString(released, Qt::ISODate);
    if (day.isValid())
        draft.createdS = QDateTime(day, QTime(0, 0), Qt::UTC).toSecsSinceEpoch();
    EndpointDraft endpoint;
    endpoint.provider = model.provider;
    endpoint.upstreamModel = name;
    endpoint.variant = variant;
    if (variant == u"fp8")
        endpoint.quantization = variant;
    TRY_ASSIGN(const std::optional<Reader> limit, reader.object("limit"));
    if (limit) {
        TRY_ASSIGN(draft.contextLength, limit->count("context"));
        TRY_ASSIGN(const std::int64_t output, limit->count("output"));
        endpoint.maxOutput = draft.type == u"chat" ? output : 0;
    }
    endpoint.contextLength = draft.contextLength;
    if (!isOwnOutput) {
        TRY_ASSIGN(endpoint.supportedParameters, readParameters(reader, provider, names));
    }
    if (draft.type == u"chat") {
        TRY(readWire(reader, source, provider, names, endpoint));
    }
    TRY_ASSIGN(const std::optional<Reader> cost, reader.object("cost"));
    // Whether a recording costs so much a minute or a million tokens, models.dev does not say.
    if (cost && draft.type != u"transcription") {
        TRY_ASSIGN(endpoint.prices, readCosts(*cost, slug));
    }
    TRY_ASSIGN(const QString status, reader.text("status"));
    TRY_ASSIGN(const std::optional<Reader> elsewhere, reader.object("provider"));
    const QString place = slug + u'@' + model.provider + u'/' + variant;
    model.isOffered = (isMedia || outputs.contains(u"text"_s)) && status != u"deprecated"
        && !(elsewhere && elsewhere->has("api")) && !names.isLeftOut(source, name)
        && !draft.type.isEmpty() && !places.contains(place);
    if (model.isOffered)
        places.insert(place);
    draft.endpoints = {std::move(endpoint)};
    list.models.push_back(std::move(model));
    return {};
}

Result<> ModelsDev::readProvider(const QString &source, const Reader &reader,
                                 const Provider &provider)
{
    TRY_ASSIGN(const std::optional<Reader> models, reader.object("models"));
    if (!models)
        return fail(ErrorCode::InvalidArgument, u"A provider needs its models."_s,
                    reader.pointer());
    TRY_ASSIGN(auto entries, models->entries());
    // Names that stay with their model come first.
    std::stable_sort(entries.begin(), entries.end(), [](const auto &a, const auto &b) {
        const bool aMoves = a.first.endsWith(latest);
        const bool bMoves = b.first.endsWith(latest);
        return aMoves != bMoves ? bMoves : a.first < b.first;
    });
    for (const auto &[name, model] : entries)
        TRY(readModel(source, name, model, provider));
    list.providers.append(provider.settings.slug);
    return {};
}

/// OpenRouter's slugs, by which all others are spelled.
Result<QSet<QString>> knownSlugs(const Reader &providers)
{
    QSet<QString> known;
    TRY_ASSIGN(const std::optional<Reader> openRouter, providers.object("openrouter"));
    if (!openRouter)
        return known;
    TRY_ASSIGN(const std::optional<Reader> models, openRouter->object("models"));
    if (!models)
        return known;
    TRY_ASSIGN(const auto entries, models->entries());
    for (const auto &[name, model] : entries)
        known.insert(name);
    return known;
}

Result<SourceList> readModelsDev(const Reader &root, const QList<Provider> &providers,
                                 const CatalogueNames &names)
{
    TRY_ASSIGN(const std::optional<Reader> inner, root.object("providers"));
    const Reader &all = inner ? *inner : root;
    TRY_ASSIGN(const QSet<QString> known, knownSlugs(all));
    TRY_ASSIGN(const auto entries, all.entries());
    ModelsDev reading{names, known, {}, {}};
    reading.list.name = u"models.dev"_s;
    reading.list.tellsWholeSheets = true;
    for (const auto &[source, reader] : entries) {
        const QString slug = names.providerOf(source);
        const Provider *provider = slug.isEmpty() ? nullptr : findProvider(providers, slug);
        if (provider)
            TRY(reading.readProvider(source, reader, *provider));
    }
    return std::move(reading.list);
}

// A provider's own list

Result<PriceSheet> readPricing(const Reader &pricing)
{
    PriceSheet sheet;
    for (std::size_t i = 0; i < priceUnitCount; ++i) {
        TRY_ASSIGN(sheet.prices[i], pricing.perUnit(priceKey(static_cast<PriceUnit>(i))));
    }
    return sheet;
}

Result<SourceModel> readListed(const Reader &reader, const Provider &owner, const QString &source,
                               const QSet<QString> &known, const CatalogueNames &names)
{
    SourceModel model;
    model.provider = owner.settings.slug;
    ModelDraft &draft = model.draft;
    EndpointDraft endpoint;
    endpoint.provider = model.provider;
    TRY_ASSIGN(endpoint.upstreamModel, reader.requiredText("id"));
    TRY_ASSIGN(draft.name, reader.title("name"));
    TRY_ASSIGN(const std::optional<Reader> architecture, reader.object("architecture"));
    QStringList inputs;
    QStringList outputs;
    if (architecture) {
        TRY_ASSIGN(inputs, architecture->words("input_modalities"));
        TRY_ASSIGN(outputs, architecture->words("output_modalities"));
    }
    if (inputs.isEmpty())
        inputs = {u"text"_s};
    if (outputs.isEmpty() || outputs == QStringList{u"embeddings"_s})
        outputs = {u"text"_s};
    const QString &name = endpoint.upstreamModel;
    draft.type = names.kindOf(source, name, inputs, outputs);
    draft.inputModalities = inputs;
    const bool isOwnOutput
        = draft.type == u"embeddings" || !names.mediaKindOf(source, name).isEmpty();
    draft.outputModalities = isOwnOutput ? QStringList{draft.type} : outputs;
    if (source.isEmpty()) { // Nobody else has it: it is called after its provider.
        const std::vector<ModelDraft> own = listedModels(model.provider, {name});
        draft.slug = own.empty() ? QString() : own.front().slug;
    } else {
        const auto [slug, variant] = names.placeOf(source, name, known);
        draft.slug = slug;
        endpoint.variant = variant;
    }
    TRY_ASSIGN(draft.contextLength, reader.count("context_length"));
    endpoint.contextLength = draft.contextLength;
    TRY_ASSIGN(const std::optional<Reader> top, reader.object("top_provider"));
    if (top) {
        TRY_ASSIGN(endpoint.maxOutput, top->count("max_completion_tokens"));
    }
    TRY_ASSIGN(endpoint.supportedParameters, reader.words("supported_parameters"));
    if (names.isByResponsesOnly(source, name))
        endpoint.format = ProviderFormat::Responses;
    else if (names.readsDetails(source) && endpoint.supportedParameters.contains(u"reasoning"_s))
        endpoint.reasoningField = ReasoningField::ReasoningDetails;
    TRY_ASSIGN(const std::optional<Reader> pricing, reader.object("pricing"));
    if (pricing) {
        TRY_ASSIGN(endpoint.prices, readPricing(*pricing));
    }
    model.isOffered
        = !draft.type.isEmpty() && !draft.slug.isEmpty() && !names.isLeftOut(source, name);
    draft.endpoints = {std::move(endpoint)};
    return model;
}

Result<SourceList> readOwnList(const Reader &root, const QList<Provider> &providers,
                               const QString &owner, const CatalogueNames &names)
{
    const Provider *provider = findProvider(providers, owner);
    if (!provider)
        return fail(ErrorCode::InvalidArgument,
                    owner.isEmpty() ? u"This is a provider's own list; say whose it is."_s
                                    : u"There is no provider with the slug %1."_s.arg(owner));
    TRY_ASSIGN(const std::vector<Reader> entries, root.objects("data"));
    const QString source = names.sourceOf(owner);
    QSet<QString> known;
    for (const Reader &entry : entries) {
        TRY_ASSIGN(const QString id, entry.requiredText("id"));
        known.insert(id);
    }
    SourceList list;
    list.name = provider->settings.name;
    list.providers = {owner};
    QSet<QString> places;
    for (const Reader &entry : entries) {
        TRY_ASSIGN(SourceModel model, readListed(entry, *provider, source, known, names));
        const QString place = model.draft.slug + u'/' + model.endpoint().variant;
        model.isOffered = model.isOffered && !places.contains(place);
        places.insert(place);
        list.models.push_back(std::move(model));
    }
    return list;
}

} // namespace

Result<SourceList> readSourceList(std::string_view json, const QList<Provider> &providers,
                                  const QString &owner, const CatalogueNames &names)
{
    TRY_ASSIGN(const JsonNode node, parseStrictJson(json));
    const Reader root(node, {});
    if (!root.isObject())
        return fail(ErrorCode::InvalidArgument,
                    u"This is neither models.dev's list nor a provider's list of models."_s);
    const bool isOwn = root.has("data");
    TRY_ASSIGN(SourceList list,
               isOwn ? readOwnList(root, providers, owner, names)
                     : readModelsDev(root, providers, names));
    if (list.models.empty())
        return fail(ErrorCode::InvalidArgument,
                    isOwn ? u"This list has no models."_s
                          : u"This list has no models of the providers that are set up here."_s,
                    isOwn ? u"/data"_s : QString());
    return list;
}

} // namespace turnpike
