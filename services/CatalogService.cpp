// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CatalogService.h"

#include "core/Clock.h"
#include "ledger/Session.h"
#include "ledger/repositories/ModelRepository.h"
#include "ledger/repositories/PriceSheetRepository.h"
#include "ledger/repositories/ProviderRepository.h"
#include "services/Actor.h"
#include "services/AuditJson.h"
#include "services/CatalogChecks.h"
#include "services/Committer.h"
#include "services/Simulator.h"

#include <QHash>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// The model with its endpoints as a draft that gives it back.
ModelDraft draftOf(const Model &model)
{
    ModelDraft draft = model.settings;
    for (const Endpoint &endpoint : model.endpoints)
        draft.endpoints.push_back(endpoint.settings);
    return draft;
}

Result<std::optional<Model>> living(Session &session, const QString &slug)
{
    TRY_ASSIGN(const QList<Model> models, ModelRepository::list(session));
    for (const Model &model : models) {
        if (model.settings.slug == slug)
            return model;
    }
    return std::nullopt;
}

bool isSame(const EndpointDraft &a, const EndpointDraft &b)
{
    return a.provider == b.provider && a.variant == b.variant;
}

Result<QHash<QString, ProviderId>> providersOf(Session &session, const ModelDraft &draft)
{
    TRY_ASSIGN(const QList<Provider> providers, ProviderRepository::list(session));
    QHash<QString, ProviderId> ids;
    for (const Provider &provider : providers) {
        if (provider.settings.format != ProviderFormat::Simulator)
            ids.insert(provider.settings.slug, provider.id);
    }
    for (std::size_t i = 0; i < draft.endpoints.size(); ++i) {
        if (!ids.contains(draft.endpoints[i].provider))
            return fail(ErrorCode::NotFound,
                        u"There is no provider with this slug; add it first."_s,
                        u"/endpoints/%1/provider"_s.arg(i));
    }
    return ids;
}

Result<> storeEndpoints(Session &session, ModelId model, const ModelDraft &draft,
                        const QHash<QString, ProviderId> &providers, std::int64_t nowUs)
{
    for (std::size_t i = 0; i < draft.endpoints.size(); ++i) {
        const EndpointDraft &endpoint = draft.endpoints[i];
        TRY_ASSIGN(const EndpointId id,
                   ModelRepository::putEndpoint(session, model, providers[endpoint.provider],
                                                endpoint, static_cast<int>(i), nowUs));
        PriceSheetId sheet;
        if (endpoint.prices.isPriced()) {
            TRY_ASSIGN(sheet, PriceSheetRepository::use(session, id, endpoint.prices, nowUs));
        }
        TRY(ModelRepository::setPrices(session, id, sheet));
    }
    return {};
}

Result<> removeMissing(Session &session, const Model &before, const ModelDraft &draft,
                       std::int64_t nowUs)
{
    for (const Endpoint &endpoint : before.endpoints) {
        const bool stays = std::any_of(
            draft.endpoints.begin(), draft.endpoints.end(),
            [&](const EndpointDraft &kept) { return isSame(kept, endpoint.settings); });
        if (!stays)
            TRY(ModelRepository::removeEndpoint(session, endpoint.id, nowUs));
    }
    return {};
}

/// `before` and the endpoints of `draft` that it lacks; nothing when it lacks none.
std::optional<ModelDraft> withMissing(const std::optional<Model> &before, const ModelDraft &draft)
{
    if (!before)
        return draft;
    ModelDraft whole = draftOf(*before);
    for (const EndpointDraft &endpoint : draft.endpoints) {
        const bool isThere
            = std::any_of(whole.endpoints.begin(), whole.endpoints.end(),
                          [&](const EndpointDraft &known) { return isSame(known, endpoint); });
        if (!isThere)
            whole.endpoints.push_back(endpoint);
    }
    if (whole.endpoints.size() == before->endpoints.size())
        return std::nullopt;
    return whole;
}

/// The same error with the model that it is about.
Result<> named(const QString &slug, Result<> done)
{
    if (!done)
        done.error().message = u"%1: %2"_s.arg(slug, done.error().message);
    return done;
}

} // namespace

CatalogService::CatalogService(Session &session, const Clock &clock, Committer &committer)
    : m_session(session)
    , m_clock(clock)
    , m_committer(committer)
{}

Result<Model> CatalogService::set(const Actor &actor, const ModelDraft &draft)
{
    TRY(authorize(actor, Permission::ManageCatalog));
    TRY_ASSIGN(ModelDraft checked, checkedModel(draft));
    TRY_ASSIGN(const std::optional<Model> before, living(m_session, checked.slug));
    if (checked.createdS == 0 && before)
        checked.createdS = before->settings.createdS;
    if (before && auditJson(draftOf(*before)) == auditJson(checked))
        return *before;
    TRY(m_committer.run(Topic::Catalog,
                        [&](Session &session) { return store(session, actor, checked, before); }));
    return find(actor, checked.slug);
}

Result<> CatalogService::store(Session &session, const Actor &actor, const ModelDraft &draft,
                               const std::optional<Model> &before)
{
    TRY_ASSIGN(const auto providers, providersOf(session, draft));
    const std::int64_t now = m_clock.nowUs();
    TRY_ASSIGN(const ModelId id, ModelRepository::put(session, draft, now));
    if (before)
        TRY(removeMissing(session, *before, draft, now));
    TRY(storeEndpoints(session, id, draft, providers, now));
    return m_committer.audit(actor,
                             {.action = u"model.set"_s,
                              .subject = draft.slug,
                              .before = before ? auditJson(draftOf(*before)) : QString(),
                              .after = auditJson(draft)});
}

Result<> CatalogService::addOne(Session &session, const Actor &actor, const ModelDraft &draft,
                                const std::optional<Model> &before)
{
    TRY_ASSIGN(const ModelDraft checked, checkedModel(draft));
    return store(session, actor, checked, before);
}

Result<int> CatalogService::addMissing(const Actor &actor, const std::vector<ModelDraft> &drafts,
                                       const std::function<void(int)> &told)
{
    TRY(authorize(actor, Permission::ManageCatalog));
    int added = 0;
    const auto addAll = [&](Session &session) -> Result<> {
        TRY_ASSIGN(const QList<Model> models, ModelRepository::list(session));
        QHash<QString, std::optional<Model>> known;
        for (const Model &model : models)
            known.insert(model.settings.slug, model);
        QStringList slugs;
        for (const ModelDraft &draft : drafts)
            slugs.append(draft.slug);
        int done = 0;
        for (const ModelDraft &draft : drafts) {
            const std::optional<Model> before = known.value(draft.slug);
            if (const std::optional<ModelDraft> wanted = withMissing(before, draft)) {
                TRY(named(draft.slug, addOne(session, actor, *wanted, before)));
                if (slugs.count(draft.slug) > 1) { // Rare, and reads all models.
                    TRY_ASSIGN(known[draft.slug], living(session, draft.slug));
                }
                ++added;
            }
            if (told)
                told(++done);
        }
        return {};
    };
    TRY(m_committer.run(Topic::Catalog, addAll));
    return added;
}

Result<int> CatalogService::replace(const Actor &actor, const std::vector<ModelDraft> &drafts,
                                    const std::vector<ModelId> &removed)
{
    TRY(authorize(actor, Permission::ManageCatalog));
    int changed = 0;
    const auto replaceAll = [&](Session &session) -> Result<> {
        TRY_ASSIGN(const QList<Model> models, ModelRepository::list(session));
        QHash<QString, std::optional<Model>> known;
        for (const Model &model : models)
            known.insert(model.settings.slug, model);
        for (const ModelDraft &draft : drafts) {
            const std::optional<Model> before = known.value(draft.slug);
            if (before && auditJson(draftOf(*before)) == auditJson(draft))
                continue;
            TRY(named(draft.slug, addOne(session, actor, draft, before)));
            ++changed;
        }
        for (const ModelId id : removed) {
            TRY(remove(actor, id));
            ++changed;
        }
        return {};
    };
    if (drafts.empty() && removed.empty())
        return 0;
    TRY(m_committer.run(Topic::Catalog, replaceAll));
    return changed;
}

Result<QList<Model>> CatalogService::list(const Actor &actor) const
{
    TRY(authorize(actor, Permission::ViewSettings));
    TRY_ASSIGN(QList<Model> models, ModelRepository::list(m_session));
    models.removeIf([](const Model &model) { return Simulator::owns(model.settings.slug); });
    return models;
}

Result<Model> CatalogService::find(const Actor &actor, const QString &slug) const
{
    TRY(authorize(actor, Permission::ViewSettings));
    TRY_ASSIGN(const std::optional<Model> model, living(m_session, slug));
    if (!model)
        return fail(ErrorCode::NotFound, u"There is no such model."_s);
    return *model;
}

Result<> CatalogService::remove(const Actor &actor, ModelId id)
{
    TRY(authorize(actor, Permission::ManageCatalog));
    return m_committer.run(Topic::Catalog, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const QList<Model> models, list(actor));
        const auto model = std::find_if(models.begin(), models.end(),
                                        [&](const Model &each) { return each.id == id; });
        if (model == models.end())
            return fail(ErrorCode::NotFound, u"There is no such model."_s);
        TRY(ModelRepository::remove(session, id, m_clock.nowUs()));
        return m_committer.audit(actor,
                                 {.action = u"model.remove"_s,
                                  .subject = model->settings.slug,
                                  .before = auditJson(draftOf(*model)),
                                  .after = {}});
    });
}

Result<> CatalogService::clearOverBound(const Actor &actor, EndpointId id)
{
    TRY(authorize(actor, Permission::ManageCatalog));
    return m_committer.run(Topic::Catalog, [&](Session &session) -> Result<> {
        TRY_ASSIGN(const QList<Model> models, list(actor));
        for (const Model &model : models) {
            for (const Endpoint &endpoint : model.endpoints) {
                if (endpoint.id != id)
                    continue;
                TRY(ModelRepository::clearOverBound(session, id));
                return m_committer.audit(
                    actor,
                    {.action = u"endpoint.clear_flag"_s,
                     .subject = model.settings.slug + u'@' + endpoint.settings.provider,
                     .before = {},
                     .after = {}});
            }
        }
        return fail(ErrorCode::NotFound, u"There is no such endpoint."_s);
    });
}

} // namespace turnpike
