// SPDX-License-Identifier: GPL-3.0-or-later
// What a list of models says, in our words: models.dev's api.json, or a provider's own /models.
#pragma once

#include "core/Catalog.h"
#include "core/Provider.h"
#include "core/Result.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <string_view>
#include <vector>

namespace turnpike {

class CatalogueNames;

/// One model as one provider has it.
struct SourceModel
{
    QString provider; ///< Slug in the ledger.
    /// As it would be stored new: with one endpoint, of this provider. Absent prices and limits:
    /// the source does not tell them.
    ModelDraft draft;
    /// False: known to the provider, and nothing to add (withdrawn, or no route of ours).
    bool isOffered = true;

    const EndpointDraft &endpoint() const { return draft.endpoints.front(); }
};

struct SourceList
{
    QString name; ///< "models.dev", or the name of the provider whose list it is.
    QStringList providers; ///< Slugs of those of the ledger that it tells everything of.
    /// It tells tiers by prompt size and all token prices of a model that it prices: what it leaves
    /// out there is gone.
    bool tellsWholeSheets = false;
    std::vector<SourceModel> models;
};

/// Of `json`, what is about `providers`. models.dev's list tells of many; a provider's own
/// (`{"data":[...]}`, with OpenRouter's members where it has them) is that of `owner`, its slug.
/// Errors: InvalidArgument with the JSON pointer of the first fault, or line and column in the
/// sentence: for a list that is malformed anywhere, empty, or of nobody.
Result<SourceList> readSourceList(std::string_view json, const QList<Provider> &providers,
                                  const QString &owner, const CatalogueNames &names);

} // namespace turnpike
