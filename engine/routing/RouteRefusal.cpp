// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/routing/RouteRefusal.h"

#include <algorithm>
#include <bit>

namespace turnpike {

namespace {

constexpr RouteFilters keyFilters
    = filterBit(RouteFilter::KeyModels) | filterBit(RouteFilter::KeyProviders);
constexpr RouteFilters privacyFilters
    = filterBit(RouteFilter::DataCollection) | filterBit(RouteFilter::Zdr);

/// The member of the request, and what it asks for that nothing has.
struct Constraint
{
    std::string_view field;
    std::string_view detail;
};

Constraint constraintOf(RouteFilter filter)
{
    switch (filter) {
    case RouteFilter::Only: return {"provider.only", "no endpoint is of a provider named there"};
    case RouteFilter::Ignore: return {"provider.ignore", "every endpoint is ignored"};
    case RouteFilter::Fallbacks:
        return {"provider.allow_fallbacks", "no endpoint is of a provider named in the order"};
    case RouteFilter::Tier: return {"service_tier", "every endpoint is of another service tier"};
    case RouteFilter::DataCollection:
        return {"provider.data_collection",
                "every provider stores prompts or trains on them, or nobody knows"};
    case RouteFilter::Zdr: return {"provider.zdr", "no provider is known to keep nothing"};
    case RouteFilter::Distillable:
        return {"provider.enforce_distillable_text", "no model is known to allow distillation"};
    case RouteFilter::Quantization:
        return {"provider.quantizations", "no endpoint is known to run at such a quantization"};
    case RouteFilter::MaxPrice: return {"provider.max_price", "every endpoint costs more"};
    case RouteFilter::Free: return {"model", "no endpoint of the model is free"};
    case RouteFilter::Extended: return {"model", "no endpoint has an extended context"};
    case RouteFilter::Reasoning: return {"model", "no endpoint of the model reasons"};
    case RouteFilter::Context: return {"messages", "the prompt is longer than any context"};
    case RouteFilter::OutputLength: return {"max_tokens", "no endpoint answers at such length"};
    case RouteFilter::Modality: return {"messages", "the model does not take input of such a kind"};
    case RouteFilter::Parameters:
        return {"provider.require_parameters", "no endpoint supports all that was sent"};
    case RouteFilter::ModelType: return {"model", "the model is for another route"};
    case RouteFilter::KeyModels: return {"model", "the API key may not use the model"};
    case RouteFilter::KeyProviders: return {"model", "the API key may not use its providers"};
    case RouteFilter::ProviderDisabled: return {"model", "its provider is disabled"};
    }
    return {};
}

/// The filters that left something out, in the order in which they are asked.
std::vector<RouteFilter> filtersOf(const RoutePlan &plan)
{
    std::vector<RouteFilter> filters;
    for (RouteFilters left = plan.filters & ~filterBit(RouteFilter::ProviderDisabled); left != 0;
         left &= left - 1)
        filters.push_back(static_cast<RouteFilter>(std::countr_zero(left)));
    return filters;
}

void describe(ApiError &error, ModelAvailability &availability, const RoutePlan &plan,
              const std::string &name)
{
    const RouteFilters filters = plan.filters & ~filterBit(RouteFilter::ProviderDisabled);
    const std::vector<RouteFilter> all = filtersOf(plan);
    const Constraint first = constraintOf(all.front());
    availability.constraintField = first.field;
    availability.constraintDetail = first.detail;
    if (filters == filterBit(RouteFilter::ModelType)) {
        error.status = 400;
        error.errorType = "invalid_request";
        error.pointer = "/model";
        error.message = "\"" + name + "\" is a model for another route.";
        availability.code = "wrong_endpoint";
        return;
    }
    if ((filters & ~keyFilters) == 0) {
        error.status = 403;
        error.errorType = "permission_denied";
        error.message = "This API key may not use \"" + name + "\".";
        availability.code = "constraint_filtered";
        availability.excludedBy = {"allowed_providers"};
        return;
    }
    error.message = "No endpoint of \"" + name + "\" is left for this request:";
    for (std::size_t i = 0; i < all.size(); ++i) {
        error.message += i == 0 ? " " : "; ";
        error.message += constraintOf(all[i]).detail;
    }
    error.message += '.';
    availability.code = (filters & ~privacyFilters) == 0 ? "privacy_restricted"
        : filters == filterBit(RouteFilter::Free)        ? "free_variant_ended"
                                                         : "constraint_filtered";
    for (const RouteFilter filter : all) {
        const std::string word(excludedByName(filter));
        auto &list = availability.excludedBy;
        if (!word.empty() && std::find(list.begin(), list.end(), word) == list.end())
            list.push_back(word);
    }
}

} // namespace

std::string_view excludedByName(RouteFilter filter)
{
    switch (filter) {
    case RouteFilter::Only:
    case RouteFilter::Ignore:
    case RouteFilter::Fallbacks:
    case RouteFilter::Tier:
    case RouteFilter::KeyModels:
    case RouteFilter::KeyProviders: return "allowed_providers";
    case RouteFilter::DataCollection: return "data_policy:training";
    case RouteFilter::Zdr: return "data_policy:zdr";
    case RouteFilter::MaxPrice: return "max_price";
    case RouteFilter::Context:
    case RouteFilter::OutputLength: return "context_length";
    case RouteFilter::Parameters: return "require_parameters";
    case RouteFilter::Quantization: return "quantization";
    case RouteFilter::ProviderDisabled:
    case RouteFilter::ModelType:
    case RouteFilter::Distillable:
    case RouteFilter::Free:
    case RouteFilter::Extended:
    case RouteFilter::Reasoning:
    case RouteFilter::Modality: break;
    }
    return {};
}

ApiError routeRefusal(const RoutePlan &plan, std::span<const std::string_view> requestedModels)
{
    ApiError error;
    error.status = 404;
    error.errorType = "not_found";
    ModelAvailability availability;
    for (const std::string_view model : requestedModels)
        availability.requestedModels.emplace_back(model);
    const std::string name
        = requestedModels.empty() ? std::string() : std::string(requestedModels.front());
    switch (plan.problem) {
    case RouteProblem::UnknownModel:
        error.status = 400;
        error.errorType = "invalid_request";
        error.pointer = "/model";
        error.message
            = "No model is called \"" + name + "\" here. GET /api/v1/models lists those that are.";
        availability.code = "model_not_found";
        break;
    case RouteProblem::FilteredOut: describe(error, availability, plan, name); break;
    case RouteProblem::NoEndpoints:
    case RouteProblem::None:
        error.message
            = "No endpoint serves \"" + name + "\" now. Ask an admin to enable a provider for it.";
        availability.code = "no_endpoints";
        break;
    }
    error.availability = std::move(availability);
    return error;
}

} // namespace turnpike
