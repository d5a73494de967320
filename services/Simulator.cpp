// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/Simulator.h"

#include "ledger/Session.h"
#include "ledger/repositories/ModelRepository.h"
#include "ledger/repositories/PriceSheetRepository.h"
#include "ledger/repositories/ProviderRepository.h"

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace turnpike::Simulator {

namespace {

constexpr std::int64_t contextLength = 131'072;
constexpr std::int64_t maxOutput = 8'192;
constexpr QStringView providerSlug = u"simulator";

struct Built
{
    QStringView slug;
    QStringView name;
    QStringView description;
};

constexpr std::array<Built, 4> builtIn = {{
    {u"turnpike/simulator", u"Simulator", u"Answers without any provider, at a believable pace."},
    {u"turnpike/simulator-slow", u"Simulator (slow)", u"Answers late and streams slowly."},
    {u"turnpike/simulator-flaky", u"Simulator (flaky)",
     u"Fails now and then, in each way there is."},
    {u"turnpike/simulator-tools", u"Simulator (tools)", u"Calls the tools that it is given."},
}};

PriceSheet freeOfCharge()
{
    PriceSheet sheet;
    sheet.prices[static_cast<std::size_t>(PriceUnit::Prompt)] = 0;
    sheet.prices[static_cast<std::size_t>(PriceUnit::Completion)] = 0;
    return sheet;
}

ModelDraft draftOf(const Built &built)
{
    ModelDraft draft;
    draft.slug = built.slug.toString();
    draft.name = built.name.toString();
    draft.description = built.description.toString();
    draft.type = u"chat"_s;
    draft.contextLength = contextLength;
    draft.tokenizer = u"Other"_s;
    draft.inputModalities = {u"text"_s};
    draft.outputModalities = {u"text"_s};
    return draft;
}

Result<ProviderId> seedProvider(Session &session, std::int64_t nowUs)
{
    TRY_ASSIGN(const QList<Provider> providers, ProviderRepository::list(session));
    for (const Provider &provider : providers) {
        if (provider.settings.slug == providerSlug)
            return provider.id;
    }
    ProviderDraft draft;
    draft.slug = providerSlug.toString();
    draft.name = u"Simulator"_s;
    draft.format = ProviderFormat::Simulator;
    draft.onCancel = OnCancel::StopsBilling;
    draft.dataPolicy.trains = false;
    draft.dataPolicy.retains = false;
    return ProviderRepository::insert(session, draft, nowUs);
}

} // namespace

bool isProvider(const QString &slug)
{
    return slug == providerSlug;
}

bool owns(const QString &modelSlug)
{
    return std::any_of(builtIn.begin(), builtIn.end(),
                       [&](const Built &built) { return modelSlug == built.slug; });
}

Result<> seed(Session &session, std::int64_t nowUs)
{
    TRY_ASSIGN(const ProviderId provider, seedProvider(session, nowUs));
    TRY_ASSIGN(const QList<Model> existing, ModelRepository::list(session));
    for (const Built &built : builtIn) {
        const bool isThere = std::any_of(existing.begin(), existing.end(), [&](const Model &model) {
            return model.settings.slug == built.slug;
        });
        if (isThere)
            continue;
        TRY_ASSIGN(const ModelId model, ModelRepository::put(session, draftOf(built), nowUs));
        EndpointDraft endpoint;
        endpoint.provider = providerSlug.toString();
        endpoint.upstreamModel = built.slug.toString();
        endpoint.contextLength = contextLength;
        endpoint.maxOutput = maxOutput;
        endpoint.supportedParameters = {u"max_tokens"_s, u"stop"_s, u"tools"_s, u"tool_choice"_s};
        TRY_ASSIGN(const EndpointId id,
                   ModelRepository::putEndpoint(session, model, provider, endpoint, 0, nowUs));
        TRY_ASSIGN(const PriceSheetId sheet,
                   PriceSheetRepository::use(session, id, freeOfCharge(), nowUs));
        TRY(ModelRepository::setPrices(session, id, sheet));
    }
    return {};
}

} // namespace turnpike::Simulator
