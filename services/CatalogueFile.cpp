// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/CatalogueFile.h"

#include "services/policyfile/MemberReader.h"
#include "services/policyfile/PolicyFile.h"

#include <QHash>

using namespace Qt::Literals::StringLiterals;

namespace turnpike {

namespace {

/// Each endpoint to the provider that it names.
Result<> spread(const std::vector<ModelDraft> &models, std::vector<KnownProvider> &providers)
{
    QHash<QString, std::size_t> places;
    for (std::size_t i = 0; i < providers.size(); ++i)
        places.insert(providers[i].draft.slug, i);
    for (const ModelDraft &model : models) {
        for (const EndpointDraft &endpoint : model.endpoints) {
            const auto place = places.constFind(endpoint.provider);
            if (place == places.cend())
                return fail(ErrorCode::InvalidArgument,
                            u"%1 names a provider that the catalogue does not have: %2."_s.arg(
                                model.slug, endpoint.provider));
            std::vector<ModelDraft> &its = providers[*place].models;
            if (its.empty() || its.back().slug != model.slug) {
                its.push_back(model);
                its.back().endpoints.clear();
            }
            its.back().endpoints.push_back(endpoint);
        }
    }
    return {};
}

} // namespace

Result<CatalogueFile> parseCatalogueFile(std::string_view json)
{
    TRY_ASSIGN(const JsonNode root, parseStrictJson(json));
    MemberReader reader(root, QString());
    CatalogueFile file;
    TRY(reader.text("source", file.source, Need::Required));
    TRY(reader.text("source_date", file.sourceDate, Need::Required));
    for (const char *note : {"source_sha256", "licence", "on_cancel_source", "on_cancel_date"})
        reader.ignore(note);
    TRY_ASSIGN(PolicyFile policy, readPolicyFile(reader));
    if (policy.providers) {
        for (ProviderEntry &entry : *policy.providers)
            file.providers.push_back({std::move(entry.draft), {}});
    }
    if (policy.models)
        TRY(spread(*policy.models, file.providers));
    return file;
}

} // namespace turnpike
