// SPDX-License-Identifier: GPL-3.0-or-later
// Models, endpoints and prices.
#pragma once

#include "core/Catalog.h"
#include "core/Result.h"

#include <QList>

#include <functional>
#include <optional>
#include <vector>

namespace turnpike {

class Actor;
class Clock;
class Committer;
class Session;

/// Runs on the control thread, which owns `session`.
class CatalogService
{
public:
    CatalogService(Session &session, const Clock &clock, Committer &committer);

    /// Makes the model and its endpoints what the draft says; a price sheet gets a new version only
    /// when it differs, so that rows keep the prices they were charged by.
    /// Errors: Forbidden; InvalidArgument with the field's pointer (/slug, /type,
    /// /endpoints/0/...), NotFound (/endpoints/0/provider). Nothing changes on an error. Audits:
    /// model.set, when something changed.
    Result<Model> set(const Actor &actor, const ModelDraft &draft);
    /// Adds what the drafts have and the catalogue lacks: models, and endpoints of models that are
    /// there already, which stay as they are otherwise. All or nothing. Returns how many models
    /// were added or got an endpoint; `told` hears after each draft how many are done.
    /// Errors: as set(), with the model's slug in the sentence. Audits: model.set of each.
    Result<int> addMissing(const Actor &actor, const std::vector<ModelDraft> &drafts,
                           const std::function<void(int)> &told = {});
    /// set() of each of `drafts` and remove() of each of `removed`, all or nothing. Returns how
    /// many models changed or went. Errors: as theirs, with the model's slug in the sentence.
    Result<int> replace(const Actor &actor, const std::vector<ModelDraft> &drafts,
                        const std::vector<ModelId> &removed);
    /// By slug; without the built-in simulator models.
    Result<QList<Model>> list(const Actor &actor) const;
    /// Errors: NotFound.
    Result<Model> find(const Actor &actor, const QString &slug) const;
    /// Its rows stay for history. Audits: model.remove.
    Result<> remove(const Actor &actor, ModelId id);
    /// Lets a flagged endpoint take part in hard mode again. Audits: endpoint.clear_flag.
    Result<> clearOverBound(const Actor &actor, EndpointId id);

private:
    /// Inside of a change. `draft` is checked.
    Result<> store(Session &session, const Actor &actor, const ModelDraft &draft,
                   const std::optional<Model> &before);
    Result<> addOne(Session &session, const Actor &actor, const ModelDraft &draft,
                    const std::optional<Model> &before);

    Session &m_session;
    const Clock &m_clock;
    Committer &m_committer;
};

} // namespace turnpike
