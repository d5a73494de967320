// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CatalogueRefresh.h"

#include "core/ProviderNames.h"
#include "services/Actor.h"
#include "services/Services.h"
#include "services/catalogue/CatalogueNames.h"
#include "services/catalogue/SourceList.h"

#include <QHash>

#include <algorithm>
#include <map>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

using Kind = CatalogueChange::Kind;

/// What models.dev tells of a sheet as a whole.
constexpr std::array<PriceUnit, 8> tokenUnits{
    PriceUnit::Prompt,       PriceUnit::Completion, PriceUnit::CacheRead, PriceUnit::CacheWrite,
    PriceUnit::CacheWrite1h, PriceUnit::Reasoning,  PriceUnit::Audio,     PriceUnit::AudioOutput};

bool isByPromptSizeAlone(const PriceOverride &entry)
{
    return entry.minPromptTokens && !entry.utcStart && !entry.utcEnd && entry.utcDays == 0;
}

/// The sheet here with what the source tells of it. What it cannot tell (fees for requests and
/// searches, hours, discounts) stays.
PriceSheet merged(const PriceSheet &here, const PriceSheet &told, bool tellsWhole)
{
    PriceSheet sheet = here;
    for (std::size_t i = 0; i < priceUnitCount; ++i) {
        const bool isToken
            = std::find(tokenUnits.begin(), tokenUnits.end(), static_cast<PriceUnit>(i))
            != tokenUnits.end();
        if (told.prices[i] || (tellsWhole && isToken))
            sheet.prices[i] = told.prices[i];
    }
    if (tellsWhole) {
        std::erase_if(sheet.overrides, isByPromptSizeAlone);
        sheet.overrides.insert(sheet.overrides.begin(), told.overrides.begin(),
                               told.overrides.end());
    }
    return sheet;
}

std::int64_t contextOf(const Model &model, const EndpointDraft &endpoint)
{
    return endpoint.contextLength > 0 ? endpoint.contextLength : model.settings.contextLength;
}

/// Where an endpoint is, apart from its model.
QString placeOf(const QString &provider, const QString &upstreamModel)
{
    return provider + u' ' + upstreamModel;
}

class Comparison
{
public:
    Comparison(const SourceList &source, const QList<Model> &models, const CatalogueNames &names)
        : m_source(source)
        , m_models(models)
        , m_names(names)
    {
        for (const Model &model : m_models) {
            m_slugs.insert(model.settings.slug);
            for (const Endpoint &endpoint : model.endpoints) {
                const EndpointDraft &settings = endpoint.settings;
                m_here.insert(placeOf(settings.provider, settings.upstreamModel));
                m_taken.insert(takenKey(model.settings.slug, settings));
            }
        }
        for (const SourceModel &model : m_source.models)
            m_there.insert(placeOf(model.provider, model.endpoint().upstreamModel), &model);
    }

    std::vector<CatalogueChange> changes()
    {
        for (const Model &model : m_models) {
            for (const Endpoint &endpoint : model.endpoints) {
                if (m_source.providers.contains(endpoint.settings.provider))
                    compare(model, endpoint.settings);
            }
        }
        for (const SourceModel &model : m_source.models)
            addNew(model);
        std::stable_sort(m_changes.begin(), m_changes.end(),
                         [](const CatalogueChange &a, const CatalogueChange &b) {
                             return std::tie(a.model, a.provider, a.variant, a.kind)
                                 < std::tie(b.model, b.provider, b.variant, b.kind);
                         });
        return std::move(m_changes);
    }

private:
    static QString takenKey(const QString &slug, const EndpointDraft &endpoint)
    {
        return slug + u' ' + endpoint.provider + u' ' + endpoint.variant;
    }

    CatalogueChange &add(Kind kind, const QString &model, const EndpointDraft &endpoint)
    {
        CatalogueChange &change = m_changes.emplace_back();
        change.kind = kind;
        change.model = model;
        change.provider = endpoint.provider;
        change.variant = endpoint.variant;
        change.upstreamModel = endpoint.upstreamModel;
        return change;
    }

    void compare(const Model &model, const EndpointDraft &here)
    {
        const SourceModel *there = m_there.value(placeOf(here.provider, here.upstreamModel));
        if (!there) {
            if (!m_names.isUnlisted(m_names.sourceOf(here.provider), here.upstreamModel))
                add(Kind::Gone, model.settings.slug, here);
            return;
        }
        const EndpointDraft &told = there->endpoint();
        if (told.prices.isPriced()) {
            const PriceSheet after = merged(here.prices, told.prices, m_source.tellsWholeSheets);
            if (toJson(after) != toJson(here.prices)) {
                CatalogueChange &change = add(Kind::Prices, model.settings.slug, here);
                change.before = here.prices;
                change.after = after;
            }
        }
        const std::int64_t context = contextOf(model, here);
        const std::int64_t contextThere = told.contextLength > 0 ? told.contextLength : context;
        const std::int64_t outputThere = told.maxOutput > 0 ? told.maxOutput : here.maxOutput;
        if (contextThere != context || outputThere != here.maxOutput) {
            CatalogueChange &change = add(Kind::Limits, model.settings.slug, here);
            change.contextBefore = context;
            change.contextAfter = contextThere;
            change.outputBefore = here.maxOutput;
            change.outputAfter = outputThere;
        }
        compareWire(model, here, told);
    }

    /// What the list does not tell stays, as someone may have set it by hand.
    void compareWire(const Model &model, const EndpointDraft &here, const EndpointDraft &told)
    {
        EndpointDraft after = here;
        if (told.format)
            after.format = told.format;
        if (told.reasoningField != ReasoningField::None)
            after.reasoningField = told.reasoningField;
        if (wireWords(after) == wireWords(here))
            return;
        CatalogueChange &change = add(Kind::Wire, model.settings.slug, here);
        change.wireBefore = wireWords(here);
        change.wireAfter = wireWords(after);
        change.draft.endpoints = {std::move(after)};
    }

    void addNew(const SourceModel &model)
    {
        const EndpointDraft &endpoint = model.endpoint();
        const QString &slug = model.draft.slug;
        if (!model.isOffered || m_here.contains(placeOf(model.provider, endpoint.upstreamModel))
            || m_taken.contains(takenKey(slug, endpoint)))
            return;
        CatalogueChange &change
            = add(m_slugs.contains(slug) ? Kind::NewEndpoint : Kind::NewModel, slug, endpoint);
        change.after = endpoint.prices;
        change.contextAfter = endpoint.contextLength;
        change.outputAfter = endpoint.maxOutput;
        change.draft = model.draft;
    }

    const SourceList &m_source;
    const QList<Model> &m_models;
    const CatalogueNames &m_names;
    QSet<QString> m_slugs;
    QSet<QString> m_here; ///< placeOf() of what the ledger has.
    QSet<QString> m_taken; ///< An endpoint of this model, provider and variant is here.
    QHash<QString, const SourceModel *> m_there;
    std::vector<CatalogueChange> m_changes;
};

// Applying

tl::unexpected<Error> changedMeanwhile(const QString &model)
{
    return fail(ErrorCode::Conflict,
                u"%1 changed since the list was compared; compare it once more."_s.arg(model));
}

/// The models that changes touch, as they become.
class Applied
{
public:
    explicit Applied(const QList<Model> &models)
    {
        for (const Model &model : models)
            m_models.insert(model.settings.slug, model);
    }

    Result<> apply(const CatalogueChange &change)
    {
        switch (change.kind) {
        case Kind::NewModel:
        case Kind::NewEndpoint: return addEndpoint(change);
        case Kind::Prices:
        case Kind::Limits:
        case Kind::Wire:
        case Kind::Gone: break;
        }
        TRY_ASSIGN(ModelDraft * draft, touched(change.model));
        const auto endpoint = std::find_if(
            draft->endpoints.begin(), draft->endpoints.end(), [&](const EndpointDraft &each) {
                return each.provider == change.provider && each.variant == change.variant
                    && each.upstreamModel == change.upstreamModel;
            });
        if (endpoint == draft->endpoints.end())
            return changedMeanwhile(change.model);
        if (change.kind == Kind::Gone) {
            draft->endpoints.erase(endpoint);
            return {};
        }
        if (change.kind == Kind::Wire)
            return setWire(change, *endpoint);
        return change.kind == Kind::Prices ? setPrices(change, *endpoint)
                                           : setLimits(change, *draft, *endpoint);
    }

    /// Those that keep an endpoint, and those that lose their last.
    void finish(std::vector<ModelDraft> &kept, std::vector<ModelId> &removed) const
    {
        for (const auto &[slug, draft] : m_drafts) {
            if (draft.endpoints.empty() && m_models.contains(slug))
                removed.push_back(m_models[slug].id);
            else if (!draft.endpoints.empty())
                kept.push_back(draft);
        }
    }

private:
    Result<ModelDraft *> touched(const QString &slug)
    {
        if (const auto found = m_drafts.find(slug); found != m_drafts.end())
            return &found->second;
        const auto model = m_models.constFind(slug);
        if (model == m_models.cend())
            return changedMeanwhile(slug);
        ModelDraft draft = model->settings;
        for (const Endpoint &endpoint : model->endpoints)
            draft.endpoints.push_back(endpoint.settings);
        return &m_drafts.emplace(slug, std::move(draft)).first->second;
    }

    Result<> addEndpoint(const CatalogueChange &change)
    {
        EndpointDraft endpoint = change.draft.endpoints.front();
        if (!m_models.contains(change.model) && !m_drafts.contains(change.model)) {
            endpoint.contextLength = 0; // As the model's.
            ModelDraft draft = change.draft;
            draft.endpoints = {std::move(endpoint)};
            m_drafts.emplace(change.model, std::move(draft));
            return {};
        }
        TRY_ASSIGN(ModelDraft * draft, touched(change.model));
        const bool isThere = std::any_of(
            draft->endpoints.begin(), draft->endpoints.end(), [&](const EndpointDraft &each) {
                return each.provider == endpoint.provider && each.variant == endpoint.variant;
            });
        if (isThere)
            return changedMeanwhile(change.model);
        if (endpoint.contextLength == draft->contextLength)
            endpoint.contextLength = 0;
        draft->endpoints.push_back(std::move(endpoint));
        return {};
    }

    static Result<> setPrices(const CatalogueChange &change, EndpointDraft &endpoint)
    {
        if (toJson(endpoint.prices) != toJson(change.before))
            return changedMeanwhile(change.model);
        endpoint.prices = change.after;
        return {};
    }

    static Result<> setWire(const CatalogueChange &change, EndpointDraft &endpoint)
    {
        if (wireWords(endpoint) != change.wireBefore)
            return changedMeanwhile(change.model);
        endpoint.format = change.draft.endpoints.front().format;
        endpoint.reasoningField = change.draft.endpoints.front().reasoningField;
        return {};
    }

    static Result<> setLimits(const CatalogueChange &change, const ModelDraft &draft,
                              EndpointDraft &endpoint)
    {
        const std::int64_t context
            = endpoint.contextLength > 0 ? endpoint.contextLength : draft.contextLength;
        if (context != change.contextBefore || endpoint.maxOutput != change.outputBefore)
            return changedMeanwhile(change.model);
        endpoint.contextLength
            = change.contextAfter == draft.contextLength ? 0 : change.contextAfter;
        endpoint.maxOutput = change.outputAfter;
        return {};
    }

    QHash<QString, Model> m_models;
    std::map<QString, ModelDraft> m_drafts;
};

} // namespace

QString wireWords(const EndpointDraft &endpoint)
{
    QStringList words;
    const auto add = [&words](std::string_view word) {
        if (!word.empty())
            words.append(QString::fromLatin1(word.data(), qsizetype(word.size())));
    };
    if (endpoint.format)
        add(nameOf(*endpoint.format));
    add(nameOf(endpoint.reasoningField));
    return words.isEmpty() ? u"usual"_s : words.join(u", "_s);
}

Result<CatalogueDiff> compareCatalogue(Services &services, const Actor &actor,
                                       std::string_view json, const QString &owner)
{
    TRY(authorize(actor, Permission::ManageCatalog));
    TRY_ASSIGN(const CatalogueNames names, CatalogueNames::own());
    TRY_ASSIGN(const QList<Provider> providers, services.providers.list(actor));
    TRY_ASSIGN(const SourceList source, readSourceList(json, providers, owner, names));
    TRY_ASSIGN(const QList<Model> models, services.catalog.list(actor));
    CatalogueDiff diff;
    diff.source = source.name;
    diff.providers = source.providers;
    diff.changes = Comparison(source, models, names).changes();
    return diff;
}

Result<int> applyCatalogue(Services &services, const Actor &actor,
                           const std::vector<CatalogueChange> &chosen)
{
    TRY(authorize(actor, Permission::ManageCatalog));
    TRY_ASSIGN(const QList<Model> models, services.catalog.list(actor));
    Applied applied(models);
    for (const CatalogueChange &change : chosen)
        TRY(applied.apply(change));
    std::vector<ModelDraft> kept;
    std::vector<ModelId> removed;
    applied.finish(kept, removed);
    return services.catalog.replace(actor, kept, removed);
}

} // namespace turnpike
