// SPDX-License-Identifier: GPL-3.0-or-later
// What a list of models would change in the ledger's, and changing what was chosen of it.
#pragma once

#include "core/Catalog.h"
#include "core/Result.h"

#include <QString>
#include <QStringList>

#include <string_view>
#include <vector>

namespace turnpike {

class Actor;
struct Services;

/// One difference, which can be applied by itself.
struct CatalogueChange
{
    enum class Kind : quint8 {
        NewModel, ///< No provider here had it.
        NewEndpoint, ///< A model that is here, at one more provider.
        Prices, ///< Of one endpoint; `before` is unpriced where it had none.
        Limits, ///< Context length or longest answer of one endpoint.
        Wire, ///< By which API one endpoint is asked, or where it reads reasoning back.
        Gone, ///< The provider does not list it any more.
    };

    Kind kind = Kind::NewModel;
    QString model; ///< Slug.
    QString provider; ///< Slug.
    QString variant;
    QString upstreamModel; ///< The provider's own name for it.
    PriceSheet before; ///< Of Prices; else unpriced.
    PriceSheet after; ///< Of Prices and new ones; may be unpriced for new ones.
    std::int64_t contextBefore = 0; ///< Tokens; 0 unknown. Of Limits.
    std::int64_t contextAfter = 0;
    std::int64_t outputBefore = 0;
    std::int64_t outputAfter = 0;
    QString wireBefore, wireAfter; ///< Of Wire: wireWords().
    ModelDraft draft; ///< Of new ones: what is stored. Of Wire: its endpoint as it becomes.
};

struct CatalogueDiff
{
    QString source; ///< "models.dev", or the provider whose list it is.
    QStringList providers; ///< Slugs of those that were compared.
    std::vector<CatalogueChange> changes; ///< By model, then provider; empty: all is as there.
};

/// "openai-responses", "reasoning_content": what is not as the provider's format has it; "usual".
QString wireWords(const EndpointDraft &endpoint);

/// Compares the models of this list with the ledger's; changes nothing. `owner`: whose list it is,
/// for a provider's own (see readSourceList()). A price or limit that the list does not tell is no
/// difference, and neither is a model that it never told of. On the control thread.
/// Errors: Forbidden; InvalidArgument with the place of the fault: a list that is malformed
/// anywhere is no list.
Result<CatalogueDiff> compareCatalogue(Services &services, const Actor &actor,
                                       std::string_view json, const QString &owner = {});

/// Makes these changes, of a diff of just now, in one transaction; all of them or none. Models that
/// lose their last endpoint go with it. Returns how many models changed. On the control thread.
/// Errors: Forbidden; Conflict when something here changed since the comparison; those of
/// CatalogService::set(). Audits: model.set, model.remove.
Result<int> applyCatalogue(Services &services, const Actor &actor,
                           const std::vector<CatalogueChange> &chosen);

} // namespace turnpike
