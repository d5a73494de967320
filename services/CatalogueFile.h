// SPDX-License-Identifier: GPL-3.0-or-later
// resources/catalogue.json: providers and models that the program knows, as tools/make_catalogue.py
// makes it.
#pragma once

#include "core/Catalog.h"
#include "core/Provider.h"
#include "core/Result.h"

#include <QString>

#include <string_view>
#include <vector>

namespace turnpike {

/// Nothing of it is in a ledger until somebody adds it there.
struct KnownProvider
{
    ProviderDraft draft;
    std::vector<ModelDraft> models; ///< What it serves, each with its endpoints here alone.
};

struct CatalogueFile
{
    QString source; ///< "models.dev"
    QString sourceDate; ///< ISO date: prices are as of then.
    std::vector<KnownProvider> providers; ///< In the order of the file.
};

/// Errors: InvalidArgument with the JSON pointer of the first fault.
Result<CatalogueFile> parseCatalogueFile(std::string_view json);

} // namespace turnpike
